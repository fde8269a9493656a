"""Sheet “Sic”: printed figures that cannot be right, ours, and why; and the marks other tables put beside theirs."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from reports.published import Comparison, SicNote, Status, compare
from reports.results import ClusterResult
from reports.spreadsheet import Style
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material


def sic_notes(material: Material, prefix: str) -> list[SicNote]:
    """The notes on printed figures whose place begins so, in the order of the misprints."""
    if material.published is None:
        return []
    return [note for note in material.published.sic if note.place.startswith(prefix)]


def sic_mark(material: Material, cluster: ClusterResult, prefix: str) -> str:
    """What stands beside the figures of a cluster: the printed figure, sic, and the number of the note."""
    marks = []
    for note in sic_notes(material, prefix):
        if note.cluster == cluster.slug and material.published is not None:
            printed = material.published.clusters
            figure = next(each.figures[note.place] for each in printed if each.slug == note.cluster)
            marks.append(f"{figure:g} sic ({note.misprint})")
    return "; ".join(marks)


def sic_texts(material: Material, prefix: str) -> list[str]:
    """The notes under a table that has marks."""
    return [f"({note.misprint}) {note.note}" for note in sic_notes(material, prefix)]


def has_printed_figures(material: Material) -> bool:
    """Only a study whose figures were printed has the sheet."""
    return material.published is not None


def noteworthy(material: Material) -> Iterator[Comparison]:
    """Every printed figure that bears a note or is not equal to ours."""
    if material.published is not None:
        for comparison in compare(material.tables, material.published):
            if comparison.note or comparison.status is not Status.EQUAL:
                yield comparison


def verdict(comparison: Comparison) -> str:
    return str(
        {
            Status.EQUAL: _("ours equals the print"),
            Status.SIC: _("misprint"),
            Status.DIFFERS: _("DIFFERS"),
        }[comparison.status]
    )


def counted(material: Material) -> list[str]:
    """How many printed figures were compared and how they came out."""
    if material.published is None:
        return []
    found = compare(material.tables, material.published)
    equal = sum(entry.status is Status.EQUAL for entry in found)
    return [
        str(_("%(equal)d of %(all)d printed figures equal ours as rounded; the others are listed above."))
        % {"equal": equal, "all": len(found)},
        str(_("Printed in: %(citation)s.")) % {"citation": material.published.citation},
    ]


SHEET = Sheet(
    key="sic",
    name=_("Sic"),
    title=_("Printed figures with a note"),
    purpose=_("Printed figures that cannot be right or differ from ours, each with our figure and a note"),
    audience=Audience.TEAM,
    applies=has_printed_figures,
    landscape=True,
    compose=compose_table,
    rows=noteworthy,
    notes=counted,
    columns=(
        Column("place", _("Place"), style=Style.LABEL, width=44, value=lambda row: row.place),
        Column("printed", _("Printed"), style=Style.NUMBER, width=9, value=lambda row: row.printed),
        Column("ours", _("Ours"), style=Style.NUMBER, width=9, value=lambda row: row.ours),
        Column("verdict", _("Finding"), style=Style.LABEL, width=20, value=verdict),
        Column("note", _("Note"), style=Style.WRAP, width=70, value=lambda row: row.note),
    ),
)
