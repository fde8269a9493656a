"""The policy brief of one cluster: one page from what the glance shows, with its sources."""

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analysis.brief import write_brief
from analysis.files import about_run
from analysis.glance import Glance
from analysis.results import Result, ResultColumn, ResultTable
from clusters.history_page import Register
from reports.published import published_for
from reports.specification import disclosure_rules_of
from reports.study_page import Ladders
from scoring.disclosure import too_few
from surveys.study_setup import setup_of

HIGH = 4
"""The level from which a firm counts as high: knowledge it has made its own (level 4 of the typology)."""


def write_cluster_brief(glance: Glance, file: BinaryIO, *, made_on: date) -> None:
    """Writes the brief as PDF of one page A4, its own words in the active language."""
    about = {
        "study": glance.panel.cluster.study.title,
        "question": _("Where does the cluster stand, and what is in order now?"),
        "date": made_on.isoformat(),
        "sources": " ".join(_sources(glance)),
    }
    if glance.seen:
        about["run"] = glance.seen.run.pk
    write_brief(brief_result(glance), file, about=about, language=get_language() or "en")


def brief_result(glance: Glance) -> Result:
    """What the brief says, as a result: findings, advice, the course of the cluster, cautions."""
    seen = glance.seen
    cluster = glance.panel.cluster
    return Result(
        system="development",
        title=f"{cluster.name}, {cluster.country}: {cluster.product}",
        findings=tuple(_findings(glance)),
        tables=(_advice(glance),) if seen else (),
        figures=(seen.figure,) if seen and seen.figure else (),
        cautions=tuple(_cautions(glance)),
        refused=(),
        versions=dict(seen.run.libraries) if seen else {},
    )


def _findings(glance: Glance) -> Iterable[str]:
    if glance.seen:
        yield glance.seen.finding or f"{glance.seen.phase} ({glance.seen.year})."
    if glance.panel.ladders:
        fewest = fewest_shown(glance)
        yield _("Firms at level %(level)d or above: %(firms)s.") % {
            "level": HIGH,
            "firms": "; ".join(_high(each, fewest) for each in glance.panel.ladders),
        }
    if glance.panel.pillars:
        yield _("Phases of the institutions, of five: %(phases)s.") % {
            "phases": "; ".join(f"{pillar.label} {pillar.phase}" for pillar in glance.panel.pillars)
        }
    if glance.register.years:
        yield _crises(glance.register)


def fewest_shown(glance: Glance) -> int:
    """On how many firms a figure must rest to leave the house; the replica of published tables has no real ones."""
    study = glance.panel.cluster.study
    if study.is_reconstruction and published_for(study) is not None:
        return 1
    return disclosure_rules_of(setup_of(study)).fewest


def _is_hidden(ladders: Ladders, fewest: int) -> bool:
    """Whether the high firms of a dimension, or those below, are too few to be told of."""
    high = sum(ladders.counts[HIGH:])
    return any(too_few(count, fewest=fewest) for count in (high, sum(ladders.counts) - high))


def _high(ladders: Ladders, fewest: int) -> str:
    known = sum(ladders.counts)
    values = {"label": ladders.label, "high": sum(ladders.counts[HIGH:]), "known": known}
    form = (
        _("%(label)s not shown, of %(known)d") if _is_hidden(ladders, fewest) else _("%(label)s %(high)d of %(known)d")
    )
    told = form % values
    if not ladders.undetermined:
        return told
    return told + " " + _("(%(count)d undetermined)") % {"count": ladders.undetermined}


def _crises(register: Register) -> str:
    lines = [crisis for year in register.years for crisis in year.crises]
    crises = ngettext("%(count)d crisis on record", "%(count)d crises on record", len(lines)) % {"count": len(lines)}
    if lines:
        crises += ": " + ", ".join(f"{line.year} {line.get_kind_display()}" for line in lines)
    policies = ngettext("%(count)d policy action", "%(count)d policy actions", register.policies)
    return f"{crises}; {policies % {'count': register.policies}}."


def _advice(glance: Glance) -> ResultTable:
    lines = [line for _verdict, lines in glance.seen.advice for line in lines] if glance.seen else []
    return ResultTable(
        code="advice",
        title=_("Which intervention is in order now"),
        columns=(
            ResultColumn("intervention", _("Intervention"), "text"),
            ResultColumn("verdict", _("Verdict"), "text"),
            ResultColumn("reason", _("Reason"), "text"),
        ),
        rows=tuple((line.intervention, line.verdict, line.reason) for line in lines),
        paper="Otsuka and Sonobe (2011), World Bank Policy Research Working Paper 5703",
    )


def _cautions(glance: Glance) -> Iterable[str]:
    if not glance.seen:
        yield _("No phase is told: no analysis of development names this cluster yet.")
    else:
        yield _("The thresholds of the phase rule are Sextant’s; the paper describes the phases in words.")
    if glance.panel.ladders:
        yield _("Levels rest on a reconstructed questionnaire and rule set; the published survey prints neither.")
        fewest = fewest_shown(glance)
        if any(_is_hidden(each, fewest) for each in glance.panel.ladders):
            yield _("Not shown: fewer than %(fewest)d firms are on one side of that level.") % {"fewest": fewest}


def _sources(glance: Glance) -> Iterable[str]:
    if glance.seen:
        yield about_run(glance.seen.run).get("sources", "")
    if glance.panel.ladders:
        yield ngettext(
            "Levels: %(count)d interview handed in.", "Levels: %(count)d interviews handed in.", glance.panel.scored
        ) % {"count": glance.panel.scored}
    told = {line.source for year in glance.register.years for line in (*year.crises, *year.policies) if line.source}
    if told:
        yield _("Register: %(sources)s.") % {"sources": "; ".join(sorted(told))}
