"""Writes studies, clusters and firms. Their short names stand in addresses and never change."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Taken
from clusters.locking import lock_cluster
from clusters.models import Cluster, Disposition, Firm, Membership, Role, SectorVariant, Study
from clusters.size_bounds import USUAL, SizeBounds, kept_bounds

LONGEST_SLUG = 60
Row = TypeVar("Row", bound=Model)


@transaction.atomic
def open_study(
    *,
    by: User | None,
    title: str,
    base_year: int,
    reference_year: int,
    price_base_year: int,
    note: str = "",
    slug: str = "",
    is_reconstruction: bool = False,
    size_bounds: SizeBounds = USUAL,
) -> Study:
    """Makes a study and its opener the manager of it; one opened by nobody gets its people later."""
    study = Study.objects.create(
        slug=_free_slug(Study.objects.all(), slug or title, "study"),
        title=title,
        base_year=base_year,
        reference_year=reference_year,
        price_base_year=price_base_year,
        note=note,
        is_reconstruction=is_reconstruction,
        size_bounds=kept_bounds(size_bounds),
    )
    if by is not None:
        Membership.objects.create(user=by, study=study, role=Role.MANAGER)
    return study


@transaction.atomic
def change_study(
    *,
    study: Study,
    title: str,
    base_year: int,
    reference_year: int,
    price_base_year: int,
    note: str = "",
    size_bounds: SizeBounds | None = None,
) -> Study:
    """Changes the description and the years; runs that exist keep the years they were made with.

    Other size classes hold for lists that are taken from now on; without any given they stay.
    """
    sizes = {} if size_bounds is None else {"size_bounds": kept_bounds(size_bounds)}
    return _store(
        study,
        **sizes,
        title=title,
        base_year=base_year,
        reference_year=reference_year,
        price_base_year=price_base_year,
        note=note,
    )


@transaction.atomic
def open_cluster(
    *,
    study: Study,
    name: str,
    country: str,
    product: str,
    location: str = "",
    origin: str = "",
    started_year: int | None = None,
    sector_variant: str = SectorVariant.GENERIC,
    currency: str = "USD",
    note: str = "",
    slug: str = "",
) -> Cluster:
    """Adds a cluster at the end of the study's tables."""
    Study.objects.select_for_update().get(pk=study.pk)
    siblings = Cluster.objects.filter(study=study)
    _refuse_taken_name(siblings, name)
    last = siblings.aggregate(last=Max("position"))["last"]
    return Cluster.objects.create(
        study=study,
        slug=_free_slug(siblings, slug or name, "cluster"),
        name=name,
        country=country,
        product=product,
        location=location,
        origin=origin,
        started_year=started_year,
        sector_variant=sector_variant,
        currency=currency,
        note=note,
        position=0 if last is None else last + 1,
    )


@transaction.atomic
def change_cluster(
    *,
    cluster: Cluster,
    name: str,
    country: str,
    product: str,
    location: str = "",
    origin: str = "",
    started_year: int | None = None,
    sector_variant: str = SectorVariant.GENERIC,
    currency: str = "USD",
    note: str = "",
    position: int | None = None,
) -> Cluster:
    """Changes what is said of a cluster; its firms, frame and series stay."""
    Study.objects.select_for_update().get(pk=cluster.study_id)
    _refuse_taken_name(Cluster.objects.filter(study=cluster.study_id).exclude(pk=cluster.pk), name)
    return _store(
        cluster,
        name=name,
        country=country,
        product=product,
        location=location,
        origin=origin,
        started_year=started_year,
        sector_variant=sector_variant,
        currency=currency,
        note=note,
        position=cluster.position if position is None else position,
    )


@transaction.atomic
def add_firm(*, cluster: Cluster, code: str, name: str, address: str = "", assigned_to: User | None = None) -> Firm:
    """Adds a firm that came from no list; it has no stratum and the weight 1."""
    lock_cluster(cluster.pk)
    _refuse_taken_code(Firm.objects.filter(cluster=cluster), code)
    return Firm.objects.create(cluster=cluster, code=code, name=name, address=address, assigned_to=assigned_to)


@transaction.atomic
def change_firm(*, firm: Firm, code: str, name: str, disposition: str, address: str = "") -> Firm:
    """Changes what is said of a firm. The code of a firm drawn from a list ties it to its line and stays."""
    lock_cluster(firm.cluster_id)
    if firm.frame_unit_id is not None and code != firm.code:
        raise Taken(
            _("The code %(code)s ties the firm to its line of the frame and stays.") % {"code": firm.code}, "code"
        )
    _refuse_taken_code(Firm.objects.filter(cluster=firm.cluster_id).exclude(pk=firm.pk), code)
    return _store(firm, code=code, name=name, address=address, disposition=Disposition(disposition))


@transaction.atomic
def set_disposition(*, firm: Firm, disposition: str) -> Firm:
    """Notes what became of the attempt to interview the firm."""
    return _store(firm, disposition=Disposition(disposition))


def _store(row: Row, **values: Any) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def _free_slug(siblings: QuerySet[Any], wish: str, fallback: str) -> str:
    """The wish as a short name; with a number behind it where it is taken already."""
    stem = slugify(wish)[: LONGEST_SLUG - 4].strip("-") or fallback
    taken = {"new"} | set(siblings.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)


def _refuse_taken_name(siblings: QuerySet[Cluster], name: str) -> None:
    if siblings.filter(name__iexact=name).exists():
        raise Taken(_("The study has a cluster of the name %(name)s already.") % {"name": name}, "name")


def _refuse_taken_code(siblings: QuerySet[Firm], code: str) -> None:
    other = siblings.filter(code__iexact=code).first()
    if other is not None:
        sentence = _("The cluster has a firm of the code %(code)s already: %(firm)s.")
        raise Taken(sentence % {"code": other.code, "firm": other.name}, "code")
