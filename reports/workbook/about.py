"""Sheet “About”: what the workbook is, which choices its figures rest on, what went in, and how to cite it."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reports.results import ClusterResult
from reports.run_words import hiding_in_words
from reports.spreadsheet import Page, Rule, Style, Value
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.hidden import count_hidden
from reports.workbook.layout import put_head, put_row
from reports.workbook.material import Material
from reports.workbook.names import (
    BASES,
    DIMENSIONS,
    EXPLAIN_RECONSTRUCTION,
    GROWTH,
    LEVEL_RULES,
    POINT_POLICIES,
    SKILL_BASES,
)
from reports.workbook.withheld import on_hiding

LABEL_WIDTH = 32
PUBLIC_FILE = _("Everybody. Figures that rest on too few firms, and all data of single firms, are left out.")
REPLICA_FILE = _("Everybody. No firm behind it is real.")
TEAM_FILE = _("People with the right to export. It holds data of single firms: do not pass it on.")
Fact = tuple[object, object]
SERIES_NAMES = {
    "national_exports": _("National exports"),
    "location_exports": _("Exports of the location"),
    "location_employment": _("Employment of the location"),
    "location_wage_bill": _("Wage bill of the location"),
    "price_index": _("Consumer price index"),
}


def undetermined(dimension: str, row: tuple[ClusterResult, Material]) -> Value:
    table = row[0].dimensions.get(dimension)
    return None if table is None else table.undetermined


UNDETERMINED = _("Undetermined levels")
COUNTS = (
    Column("cluster", _("Cluster"), style=Style.LABEL, width=LABEL_WIDTH, value=lambda row: row[0].name),
    Column(
        "sample",
        _("Firms in the sample"),
        style=Style.INTEGER,
        width=12,
        value=lambda r: r[1].response[r[0].slug].firms,
    ),
    Column(
        "used",
        _("Interviews used (approved)"),
        style=Style.INTEGER,
        width=13,
        value=lambda row: row[1].response[row[0].slug].used,
    ),
    Column(
        "left_out",
        _("Left out (not approved)"),
        style=Style.INTEGER,
        width=13,
        value=lambda row: row[1].response[row[0].slug].left_out,
    ),
    *(
        Column(
            f"undetermined_{dimension}",
            name,
            style=Style.INTEGER,
            width=13,
            group=UNDETERMINED,
            value=partial(undetermined, dimension),
            meaning=_("Firms whose unknown rungs leave more than one level possible"),
        )
        for dimension, name in DIMENSIONS.items()
    ),
)
LAST = len(COUNTS) - 1


def study_facts(material: Material) -> list[Fact]:
    specification = material.specification
    return [
        (_("Study"), specification.study_title),
        (_("Clusters"), ", ".join(cluster.name for cluster in material.tables.clusters)),
        (_("Years"), f"{material.span}; {_('prices of')} {specification.price_base_year}"),
        (_("Run"), material.run_id),
        (_("SHA-256 of the inputs"), material.inputs_hash),
        (_("Software"), f"Sextant {specification.software}"),
    ]


def rule_facts(material: Material) -> list[Fact]:
    specification = material.specification
    rules = specification.rule_set
    floor = (
        _("yes: every operating firm is at least at level 1")
        if specification.floor_level_1
        else _("no: a firm that does not hold rung 1 is below level 1")
    )
    facts: list[Fact] = [
        (_("Rule set"), f"{rules.title}: {rules.code} {rules.version}"),
        (_("SHA-256 of the rule set"), rules.hash),
        (_("Level rule"), LEVEL_RULES[specification.level_rule]),
        (_("Floor at level 1"), floor),
        (_("Firms with unknown rungs"), POINT_POLICIES[specification.point_policy]),
    ]
    facts.append((_("Levels that people assessed"), assessed_fact(material)))
    for questionnaire in specification.questionnaires:
        facts.append((_("Questionnaire"), f"{questionnaire.title}: {questionnaire.code} {questionnaire.version}"))
        facts.append((_("SHA-256 of the questionnaire"), questionnaire.hash))
    return facts


def assessed_fact(material: Material) -> str:
    """How many levels of the run a person assessed, and whether they count."""
    number = sum(table.assessed for cluster in material.tables.clusters for table in cluster.dimensions.values())
    if not number:
        return str(_("none"))
    form = (
        _("%(number)d; they stand in place of the computed ones")
        if material.specification.use_assessed
        else _("%(number)d; computed levels count all the same")
    )
    return str(form) % {"number": number}


def figure_facts(material: Material) -> list[Fact]:
    specification = material.specification
    weights = (
        _("counts are plain, with weighted shares beside them; growth from firms and skill intensity are weighted")
        if specification.weighted
        else _("none: every firm counts once")
    )
    technical = _("yes") if specification.technical_in_wide else _("no")
    facts: list[Fact] = [
        (_("Growth"), GROWTH[specification.growth]),
        (_("Growth over"), BASES[specification.growth_basis]),
        (_("Foreign from"), f"{specification.foreign_threshold:g} {_('% of equity')}"),
        (_("Skill intensity of a cluster"), SKILL_BASES[specification.skill_basis]),
        (_("Technical staff in the wide definition"), technical),
        (_("Weights"), weights),
    ]
    # The figures of the rule for money would help whoever wants to undo it.
    if not material.public:
        facts.append((_("Hidden in files for everybody"), hiding_in_words(specification.disclosure)))
    for cluster in material.tables.clusters:
        for kind, name in SERIES_NAMES.items():
            series = material.series.get(cluster.slug, {}).get(kind)
            if series:
                told = f"{_('version')} {series['version']}, {series['source']} ({series['unit']})"
                if series.get("is_reconstruction"):
                    told += f"; {_('reconstructed')}"
                facts.append((f"{name}, {cluster.name}", told))
    return facts


def cautions(material: Material, sheets: Sequence[Sheet]) -> Iterator[str]:
    """What a reader has to know before using a figure."""
    if material.tables.warnings:
        yield from material.tables.warnings
    else:
        yield str(EXPLAIN_RECONSTRUCTION)
    yield from on_hiding(material)
    if material.public and not material.is_replica:
        yield how_many_hidden(count_hidden(material, sheets))


def how_many_hidden(number: int) -> str:
    """How many figures a public file does not show; which of them is small is not told."""
    if not number:
        return str(_("No figure of this file is hidden."))
    return ngettext(
        "%(count)d figure of this file is hidden by rule, be it shown as c in one cell or several.",
        "%(count)d figures of this file are hidden by rule, each shown as c in one cell or several.",
        number,
    ) % {"count": number}


def cluster_notes(material: Material) -> list[str]:
    """What has to be known of single clusters."""
    return [f"{cluster.name}: {note}" for cluster in material.tables.clusters for note in cluster.notes]


def citation(material: Material) -> str:
    """How to cite the workbook: the run names everything else."""
    return str(
        _("%(study)s. Tables of run %(run)s, computed with Sextant %(version)s. Rule set %(rules)s, %(rule)s.")
    ) % {
        "study": material.specification.study_title,
        "run": material.run_id,
        "version": material.specification.software,
        "rules": f"{material.specification.rule_set.code} {material.specification.rule_set.version}",
        "rule": material.specification.level_rule,
    }


def put_facts(page: Page, row: int, title: object, facts: Sequence[Fact]) -> int:
    """Write a heading and label–value lines under it; return the first free row."""
    page.put(row, 0, str(title), Style.BLOCK)
    page.height(row, 2)
    for label, value in facts:
        row += 1
        page.label_line(row, str(label), str(value), LAST)
    return row + 1


def put_texts(page: Page, row: int, title: object, texts: Sequence[str]) -> int:
    """Write a heading and paragraphs under it; return the first free row."""
    page.put(row, 0, str(title), Style.BLOCK)
    page.height(row, 2)
    for text in texts:
        row += 1
        page.paragraph(row, text, Style.WRAP)
    return row + 1


def put_counts(page: Page, row: int, material: Material) -> int:
    """Write how many interviews went in and how many did not."""
    page.put(row, 0, str(_("What went in and what did not")), Style.BLOCK)
    page.height(row, 2)
    row = put_head(page, row + 1, COUNTS, material)
    clusters = material.tables.clusters
    for number, cluster in enumerate(clusters):
        put_row(page, row + number, COUNTS, (cluster, material), last=number == len(clusters) - 1)
    return row + len(clusters)


def about_sheet(others: Sequence[Sheet]) -> Sheet:
    """The About sheet of a workbook whose other sheets are these, which it lists."""

    def compose(page: Page, sheet: Sheet, material: Material) -> None:
        page.set_up([column.width for column in COUNTS])
        page.put(0, 0, material.specification.study_title, Style.TITLE)
        page.height(0, 2)
        kind = _("Tables of the run, for everybody") if material.public else _("Tables of the run")
        page.put(1, 0, f"{kind} {material.run_id}", Style.SUBTITLE)
        row = put_texts(page, 3, _("Read this first"), list(cautions(material, others)))
        row = put_facts(page, row, _("What this is"), study_facts(material))
        row = put_facts(page, row, _("How answers became levels"), rule_facts(material))
        row = put_facts(page, row, _("How the other figures were made"), figure_facts(material))
        row = put_counts(page, row, material)
        if notes := cluster_notes(material):
            row = put_texts(page, row, _("Notes on the clusters"), notes)
        listed = [each for each in others if each.applies(material)]
        listed = [each for each in listed if not material.public or each.audience is Audience.PUBLIC]
        row = put_facts(page, row, _("Sheets"), [(each.name, each.purpose) for each in listed])
        row = put_texts(page, row, _("How to cite"), [citation(material)])
        audience = TEAM_FILE if not material.public else REPLICA_FILE if material.is_replica else PUBLIC_FILE
        row = put_texts(page, row, _("Who may have this file"), [str(audience)])
        page.rule_off(row, LAST, Rule.END)

    return Sheet(
        key="about",
        name=_("About"),
        title=_("About"),
        purpose=_(
            "The study, the run and its hashes, every choice the figures rest on, counts in and out, how to cite"
        ),
        audience=Audience.PUBLIC,
        guard=Guard.TURNOUT,
        compose=compose,
        columns=COUNTS,
    )
