"""Sheet “Agreement”: how far two scorers who knew nothing of each other agree on the firms that were scored twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from scoring.double_scoring import (
    FEWEST_PAIRS,
    REPLICATES,
    SEED,
    Coefficient,
    ItemAgreement,
    LevelAgreement,
    Scale,
    Verdict,
)

VERDICTS = {
    Verdict.GOOD: _("good"),
    Verdict.TENTATIVE: _("tentative"),
    Verdict.WEAK: _("weak"),
    Verdict.TOO_FEW: _("too few firms"),
    Verdict.UNDEFINED: _("not defined"),
}
KAPPA, ALPHA = _("Kappa"), _("Krippendorff's alpha")


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One line: of a dimension, a pair of people or an item; what does not apply is None."""

    of: str
    name: str
    text: str
    pairs: int
    same: int
    same_pct: float | None
    left_out: int | None = None
    within_one: int | None = None
    kappa: Coefficient | None = None
    kappa_se: float | None = None
    alpha: Coefficient | None = None
    verdict: Verdict | None = None


def rows(material: Material) -> Iterator[AgreementRow]:
    found = material.agreement
    if found is None:
        return
    for line in found.dimensions:
        yield of_levels(str(_("Dimension")), line.label, line.found)
    for pair in found.people:
        yield of_levels(str(_("Interviewers")), pair.people, pair.found)
    for item in found.items:
        yield of_item(item.code, item.question, item.found)


def of_levels(of: str, name: str, found: LevelAgreement) -> AgreementRow:
    return AgreementRow(
        of=of,
        name=name,
        text=str(_("Levels")),
        pairs=found.pairs,
        same=found.same,
        same_pct=found.same_pct,
        left_out=found.left_out,
        within_one=found.within_one,
        kappa=found.kappa,
        kappa_se=found.kappa_se,
        alpha=found.alpha,
        verdict=found.verdict,
    )


def of_item(code: str, question: str, found: ItemAgreement) -> AgreementRow:
    is_interval = found.scale is Scale.INTERVAL
    return AgreementRow(
        of=str(_("Item")),
        name=code,
        text=question,
        pairs=found.pairs,
        same=found.same,
        same_pct=found.same_pct,
        kappa=None if is_interval else found.coefficient,
        alpha=found.coefficient if is_interval else None,
    )


def part(name: str, place: str) -> Column:
    """One of the three figures of a coefficient."""
    group, heading = {"kappa": KAPPA, "alpha": ALPHA}[name], {"value": _("Value"), "low": _("From"), "high": _("To")}

    def read(row: AgreementRow) -> Value:
        coefficient = getattr(row, name)
        found: float | None = getattr(coefficient, place) if coefficient else None
        return None if found is None else round(found, 4)

    key = name if place == "value" else f"{name}_{place}"
    return Column(key, heading[place], style=Style.TWO_DECIMALS, width=9, group=group, value=read)


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Firms were drawn for double scoring; each was scored by two people, the second without any sight of "
                "the first. Compared is what both handed over first, before any review."
            )
        ),
        str(
            _(
                "Levels: kappa with quadratic weights and ordinal alpha; firms of which one level is not settled are "
                "left out. Items: kappa for categories, interval alpha for numbers, the least agreement first."
            )
        ),
        str(
            _(
                "95 per cent intervals from drawing firms anew (%(times)d times, seed %(seed)d); below %(fewest)d "
                "firms there is neither interval nor verdict. Good from an alpha of 0.80 on, tentative from 0.667 on."
            )
        )
        % {"times": REPLICATES, "seed": SEED, "fewest": FEWEST_PAIRS},
    ]


SHEET = Sheet(
    key="agreement",
    name=_("Agreement"),
    title=_("Agreement of two scorers"),
    purpose=_("How far two blind scorers of the same firms agree, by dimension, pair of interviewers and item"),
    audience=Audience.TEAM,
    landscape=True,
    compose=compose_table,
    rows=rows,
    notes=notes,
    applies=lambda material: material.agreement is not None,
    columns=(
        Column("of", _("Of"), style=Style.LABEL, width=13, value=lambda row: row.of),
        Column("name", _("Name"), style=Style.WRAP, width=24, value=lambda row: row.name),
        Column("text", _("What is compared"), style=Style.WRAP, width=40, value=lambda row: row.text),
        Column("pairs", _("Compared"), style=Style.INTEGER, width=10, value=lambda row: row.pairs),
        Column("left_out", _("Left out"), style=Style.INTEGER, width=8, value=lambda row: row.left_out),
        Column("same", _("Same"), style=Style.INTEGER, width=7, value=lambda row: row.same),
        Column("same_pct", _("Same"), unit=_("%"), style=Style.ONE_DECIMAL, width=8, value=lambda row: row.same_pct),
        Column("within_one", _("One apart at most"), style=Style.INTEGER, width=9, value=lambda row: row.within_one),
        part("kappa", "value"),
        part("kappa", "low"),
        part("kappa", "high"),
        Column(
            "kappa_se",
            _("Standard error"),
            style=Style.TWO_DECIMALS,
            width=9,
            group=KAPPA,
            value=lambda row: None if row.kappa_se is None else round(row.kappa_se, 4),
        ),
        part("alpha", "value"),
        part("alpha", "low"),
        part("alpha", "high"),
        Column(
            "verdict",
            _("Verdict"),
            style=Style.LABEL,
            width=13,
            value=lambda row: str(VERDICTS[row.verdict]) if row.verdict else None,
        ),
    ),
)
