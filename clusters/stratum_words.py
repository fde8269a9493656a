"""What a stratum is called: one name for it on every page, sheet and message."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models.frame import SIZE_NAMES, OwnershipClass, SizeClass

SIZES = {
    SizeClass.MICRO: gettext_lazy("micro"),
    SizeClass.SMALL: gettext_lazy("small"),
    SizeClass.MEDIUM: gettext_lazy("medium"),
    SizeClass.LARGE: gettext_lazy("large"),
    SizeClass.UNKNOWN: gettext_lazy("size not known"),
}
"""Behind the owners; sentences that a run stored are said anew word by word."""


def stratum_words(code: str) -> str:
    """A stratum of owners by size in the reader's language, any other by the name it has.

    Without head counts: which of them a class holds is a choice of the study, and the name alone is always right. Where
    the frame is at hand, its strata add the head counts to the same words.
    """
    owners, _hyphen, size = code.partition("-")
    if owners not in OwnershipClass.values or size not in SizeClass.values:
        return code
    return f"{_owners(owners)}, {SIZES[SizeClass(size)]}"


def class_words(label: str) -> str:
    """A class of firms by owners, size or anything a list tells, one or several joined by hyphens."""
    if (stratum := stratum_words(label)) != label:
        return stratum
    known = _known()
    found = []
    first, hyphen, rest = label.partition("-")
    while hyphen and first in known:
        found.append(known[first])
        label = rest
        first, hyphen, rest = label.partition("-")
    return ", ".join([*found, known.get(label, label)])


def _known() -> Mapping[str, str]:
    sizes = {str(size): str(name) for size, name in SIZE_NAMES.items()}
    return {**sizes, **{value: _owners(value) for value in OwnershipClass.values if value != OwnershipClass.UNKNOWN}}


def _owners(value: str) -> str:
    return _("Ownership not known") if value == OwnershipClass.UNKNOWN else str(OwnershipClass(value).label)
