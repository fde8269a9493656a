"""What the history tells of answers and votes: questions in words, and votes only once everybody may see them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from surveys.history import ChangedAnswer, history_of
from surveys.models import Interview, Vote, VotingRound
from trail.declarations import tracked_tables
from trail.models import Entry
from trail.telling import Change, by_columns, parts_of

INTERVIEWS = Interview._meta.db_table


def tell_answers(entries: Sequence[Entry]) -> dict[int, Sequence[Change]]:
    """Each question of a revision with its answer before and after."""
    keys = {entry.about.partition(":")[2] for entry in entries if entry.about.startswith(f"{INTERVIEWS}:")}
    interviews = Interview.objects.filter(pk__in=keys).select_related("firm__cluster__study", "questionnaire")
    changes = {
        str(logged.revision.pk): [_answer(each) for each in logged.changes]
        for interview in interviews
        for logged in history_of(interview)
    }
    return {entry.pk: changes[entry.row] for entry in entries if entry.row in changes}


def _answer(changed: ChangedAnswer) -> Change:
    beside = (changed.done_by, changed.note, changed.evidence)
    before, after = (
        " ".join(part for part in (read.words, read.unit) if part) for read in (changed.before, changed.after)
    )
    # An answer that was chosen among several that differed follows no single one of them.
    told_before = before if changed.says_other and not changed.settled else ""
    return Change(changed.after.question, told_before, after, " · ".join(each for each in beside if each))


def tell_votes(entries: Sequence[Entry]) -> dict[int, Sequence[Change]]:
    """Votes of closed rounds as they are; of a round that is open, or that nobody knows any more, that there is one."""
    votes = dict(Vote.objects.filter(pk__in=[entry.row for entry in entries]).values_list("pk", "round_id"))
    known = {str(pk): number for pk, number in votes.items()}
    return _veiled(Vote._meta.db_table, entries, {entry.pk: known.get(entry.row) for entry in entries})


def tell_sources_of_votes(entries: Sequence[Entry]) -> dict[int, Sequence[Change]]:
    """The sources a vote rests on say something of the vote."""
    named = {entry.pk: _either(entry, "vote_id") for entry in entries}
    votes = Vote.objects.filter(pk__in=[vote for vote in named.values() if vote])
    rounds = {str(pk): number for pk, number in votes.values_list("pk", "round_id")}
    return _veiled(Vote.evidence.through._meta.db_table, entries, {pk: rounds.get(vote) for pk, vote in named.items()})


def _veiled(table: str, entries: Sequence[Entry], rounds: Mapping[int, Any]) -> dict[int, Sequence[Change]]:
    known = {entry.pk: rounds[entry.pk] or _either(entry, "round_id") for entry in entries}
    closed = set(
        VotingRound.objects.filter(pk__in=set(known.values()), closed_at__isnull=False).values_list("pk", flat=True)
    )
    revealed = [entry for entry in entries if known[entry.pk] in closed]
    veil = Change(_("Vote"), note=_("told once the round is closed"))
    return {entry.pk: [veil] for entry in entries} | by_columns(tracked_tables()[table], revealed)


def _either(entry: Entry, column: str) -> Any:
    old, new = parts_of(entry)
    return new.get(column, old.get(column))
