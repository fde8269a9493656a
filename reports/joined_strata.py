"""Which strata were joined for the error, in words: what stands beside estimates that rest on it. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.stratum_words import stratum_words
from reports.results import ClusterResult
from scoring.collapsing import JoinedBy, JoinedStrata

NAMES = {
    "hr": gettext_lazy("human resources"),
    "process": gettext_lazy("process technology"),
    "product": gettext_lazy("product technology"),
    "foreign": gettext_lazy("foreign firms"),
    "skill_wide": gettext_lazy("wide skill intensity"),
    "skill_narrow": gettext_lazy("narrow skill intensity"),
    "wage": gettext_lazy("wages"),
    "exports": gettext_lazy("growth of exports"),
    "employment": gettext_lazy("growth of employment"),
    "real_wages": gettext_lazy("growth of real wages"),
}
BETWEEN = "”, “"
"""What stands between two strata: each is quoted, because its name may hold a comma."""


def joined_sentence(group: JoinedStrata) -> str:
    """Who was taken together with whom."""
    told = {"alone": _listed(group.alone), "others": _listed(group.others)}
    is_one = len(group.alone) == 1
    if not group.others:
        return _("For errors the strata “%(alone)s” (one firm each) were taken together.") % told
    if group.by is JoinedBy.SAMPLE:
        one = _(
            "For errors the stratum “%(alone)s” (one firm) was taken together with all other strata that were sampled, "
            "“%(others)s”, because no stratum with two firms is known to have its owners or its size."
        )
        many = _(
            "For errors the strata “%(alone)s” (one firm each) were taken together with all other strata that were "
            "sampled, “%(others)s”, because no stratum with two firms is known to have the owners or the size of one "
            "of them."
        )
        return (one if is_one else many) % told
    one = _("For errors the stratum “%(alone)s” (one firm) was taken together with “%(others)s”.")
    many = _("For errors the strata “%(alone)s” (one firm each) were taken together with “%(others)s”.")
    return (one if is_one else many) % told


def joined_sentences(found: Mapping[str, Sequence[JoinedStrata]]) -> list[str]:
    """Every sentence once, with what it holds for in brackets unless that is everything in `found`."""
    holds: dict[str, list[str]] = {}
    for name, groups in found.items():
        for group in groups:
            holds.setdefault(joined_sentence(group), []).append(str(NAMES[name]))
    return [
        sentence if len(names) == len(found) else f"{sentence} ({', '.join(names)})"
        for sentence, names in holds.items()
    ]


def joined_notes(result: ClusterResult) -> list[str]:
    """What was joined for the errors of a cluster's shares and figures."""
    shares = {name: table.population for name, table in result.dimensions.items()}
    found: dict[str, Sequence[JoinedStrata]] = {name: each.joined for name, each in shares.items() if each and each.se}
    figures = {name: each.joined for name, each in result.estimates.items() if each.se is not None}
    return joined_sentences({**found, **figures})


def _listed(codes: Sequence[str]) -> str:
    return BETWEEN.join(map(stratum_words, codes))
