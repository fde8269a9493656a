"""The policy brief of one cluster: one page from what the glance shows, with its sources."""

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analysis.brief import write_brief
from analysis.brief_levels import HIGH, BriefLevels, HighFirms, brief_levels
from analysis.files import about_run
from analysis.glance import Glance
from analysis.results import Result, ResultColumn, ResultTable
from clusters.history_page import Register


def write_cluster_brief(glance: Glance, file: BinaryIO, *, made_on: date) -> None:
    """Writes the brief as PDF of one page A4, its own words in the active language."""
    levels = brief_levels(glance.panel.cluster, glance.panel)
    about = {
        "study": glance.panel.cluster.study.title,
        "question": _("Where does the cluster stand, and what is in order now?"),
        "date": made_on.isoformat(),
        "sources": " ".join(_sources(glance, levels)),
    }
    if glance.seen:
        about["run"] = glance.seen.run.pk
    write_brief(brief_result(glance), file, about=about, language=get_language() or "en")


def brief_result(glance: Glance) -> Result:
    """What the brief says, as a result: findings, advice, the course of the cluster, cautions."""
    seen = glance.seen
    cluster = glance.panel.cluster
    levels = brief_levels(cluster, glance.panel)
    return Result(
        system="development",
        title=f"{cluster.name}, {cluster.country}: {cluster.product}",
        findings=tuple(_findings(glance, levels)),
        tables=(_advice(glance),) if seen else (),
        figures=(seen.figure,) if seen and seen.figure else (),
        cautions=tuple(_cautions(glance, levels)),
        refused=(),
        versions=dict(seen.run.libraries) if seen else {},
    )


def _findings(glance: Glance, levels: BriefLevels) -> Iterable[str]:
    if glance.seen:
        yield glance.seen.finding or f"{glance.seen.phase} ({glance.seen.year})."
    if levels.dimensions:
        yield _("Firms at level %(level)d or above: %(firms)s.") % {
            "level": HIGH,
            "firms": "; ".join(_high(each) for each in levels.dimensions),
        }
    if glance.panel.pillars:
        yield _("Phases of the institutions, of five: %(phases)s.") % {
            "phases": "; ".join(f"{pillar.label} {pillar.phase}" for pillar in glance.panel.pillars)
        }
    if glance.register.years:
        yield _crises(glance.register)


def _high(firms: HighFirms) -> str:
    values = {"label": firms.label, "high": firms.high, "known": firms.known}
    form = _("%(label)s not shown, of %(known)d") if firms.high is None else _("%(label)s %(high)d of %(known)d")
    told = form % values
    if not firms.undetermined:
        return told
    return told + " " + _("(%(count)d undetermined)") % {"count": firms.undetermined}


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


def _cautions(glance: Glance, levels: BriefLevels) -> Iterable[str]:
    if not glance.seen:
        yield _("No phase is told: no analysis of development names this cluster yet.")
    else:
        yield _("The thresholds of the phase rule are Sextant’s; the paper describes the phases in words.")
    if levels.dimensions:
        yield _("Levels rest on a reconstructed questionnaire and rule set; the published survey prints neither.")
        if levels.hides:
            # One sentence for all reasons: which of them holds would narrow down what is hidden.
            yield _(
                "Not shown: fewer than %(fewest)d firms are on one side of that level, or between it and one that the "
                "public tables show."
            ) % {"fewest": levels.fewest}


def _sources(glance: Glance, levels: BriefLevels) -> Iterable[str]:
    if glance.seen:
        yield about_run(glance.seen.run).get("sources", "")
    if levels.run:
        words = ngettext("Levels: %(count)d firm, run %(run)s.", "Levels: %(count)d firms, run %(run)s.", levels.firms)
        yield words % {"count": levels.firms, "run": levels.run}
    elif levels.dimensions:
        yield ngettext(
            "Levels: %(count)d interview handed in.", "Levels: %(count)d interviews handed in.", levels.firms
        ) % {"count": levels.firms}
    told = {line.source for year in glance.register.years for line in (*year.crises, *year.policies) if line.source}
    if told:
        yield _("Register: %(sources)s.") % {"sources": "; ".join(sorted(told))}
