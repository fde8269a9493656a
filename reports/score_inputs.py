"""From stored answers to columns: the answers of many interviews, read once, as the scoring takes them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from reports.errors import InputsMovedError
from reports.fingerprints import answers_hash
from reports.models import RunFirm
from scoring.answers import NONE_CODE, State
from scoring.columns import (
    CREDITED,
    NOT_CREDITED,
    STATE_CODES,
    WHO_UNKNOWN,
    BoolArray,
    FloatArray,
    Int8Array,
    ItemColumn,
)
from scoring.rungs import Dimension
from surveys.folding import fold
from surveys.models import Interview, Item, Revision

StoredAnswers = Mapping[str, Mapping[str, Any]]

ASSESSED = {Dimension.HR: "ASSESS_HR", Dimension.PROCESS: "ASSESS_PROCESS", Dimension.PRODUCT: "ASSESS_PRODUCT"}
FOREIGN_EQUITY = "FOREIGN_EQUITY"
EMPLOYEES = ("EMP_TOTAL_BASE", "EMP_TOTAL_REF")
EXPORTS = ("EXPORTS_BASE", "EXPORTS_REF")
WAGE_BILL = ("WAGE_BILL_BASE", "WAGE_BILL_REF")
WORKFORCE_REF = {
    "total": "EMP_TOTAL_REF",
    "managers": "EMP_MANAGERS_REF",
    "professionals": "EMP_PROFESSIONALS_REF",
    "technical": "EMP_TECHNICAL_REF",
    "supervisory": "EMP_SUPERVISORY_REF",
    "clerical": "EMP_CLERICAL_REF",
    "skilled": "EMP_SKILLED_REF",
}
FIGURES = (FOREIGN_EQUITY, *EMPLOYEES, *EXPORTS, *WAGE_BILL, *list(WORKFORCE_REF.values())[1:])

_STATES = {str(state): code for state, code in STATE_CODES.items()}
_ANSWERED = STATE_CODES[State.ANSWERED]
_NOT_APPLICABLE = STATE_CODES[State.NOT_APPLICABLE]


class _Column:
    """One item's answers while they are being read."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.values: FloatArray = np.full(n, np.nan)
        self.state: Int8Array = np.full(n, STATE_CODES[State.MISSING], dtype=np.int8)
        self.done_by: Int8Array = np.full(n, WHO_UNKNOWN, dtype=np.int8)
        self.chosen: dict[str, BoolArray] = {}
        self.is_choice = False

    def choose(self, row: int, codes: list[str]) -> None:
        self.is_choice = True
        for code in codes:
            if code not in self.chosen:
                self.chosen[code] = np.zeros(self.n, dtype=np.bool_)
            self.chosen[code][row] = True

    def finished(self) -> ItemColumn:
        return ItemColumn(self.values, self.state, self.done_by, self.chosen if self.is_choice else None)


def columns_of(
    answers: Sequence[StoredAnswers],
    codes: frozenset[str],
    *,
    credited: frozenset[str],
    not_asked: Sequence[frozenset[str]],
) -> dict[str, ItemColumn]:
    """Return the columns of these items over the interviews, in their order.

    `not_asked` names for each interview the items its sector variant leaves out: they do not apply. The columns equal
    those `scoring.columns.item_column` makes of `surveys.answers.scoring_answers`, without an object for each answer.
    """
    columns = {code: _Column(len(answers)) for code in sorted(codes)}
    for row, given in enumerate(answers):
        for code in columns.keys() & given.keys():
            _read(columns[code], row, given[code], credited)
        for code in columns.keys() & not_asked[row]:
            _leave_out(columns[code], row)
    return {code: column.finished() for code, column in columns.items()}


def figures_of(answers: Sequence[StoredAnswers], codes: Sequence[str] = FIGURES) -> dict[str, FloatArray]:
    """Return numbers of the firm sheet as float64[n], NaN where none was answered."""
    found = {code: np.full(len(answers), np.nan) for code in codes}
    for row, given in enumerate(answers):
        for code, values in found.items():
            value = given[code].get("value") if code in given else None
            if value is not None:
                values[row] = value
    return found


def items_not_asked(questionnaire_ids: Iterable[int], variant: str) -> dict[int, frozenset[str]]:
    """Return by questionnaire the codes of the items that are not asked in this sector variant."""
    found: dict[int, set[str]] = {pk: set() for pk in questionnaire_ids}
    placed = Item.objects.filter(questionnaire__in=found).only("questionnaire", "code", "only_in", "not_applicable_in")
    for item in placed.order_by():
        if not item.applies_to(variant):
            found[item.questionnaire_id].add(item.code)
    return {pk: frozenset(codes) for pk, codes in found.items()}


def frozen_answers(firms: Sequence[RunFirm]) -> list[tuple[int, StoredAnswers]]:
    """Return for each firm of a run its questionnaire and its answers as they stood when the run was opened.

    An interview whose log has grown since is folded anew up to the revision the run froze. Raises InputsMovedError when
    the answers are not those whose hash the run holds.
    """
    ids = [firm.interview_id for firm in firms]
    rows = Interview.objects.filter(pk__in=ids).values_list("pk", "questionnaire_id", "revision_count", "answers")
    present = {pk: (questionnaire, count, answers) for pk, questionnaire, count, answers in rows}
    moved = {
        firm.interview_id: firm.revision_count for firm in firms if present[firm.interview_id][1] != firm.revision_count
    }
    past = _folded(moved)
    found = []
    for firm in firms:
        questionnaire, _count, answers = present[firm.interview_id]
        answers = past.get(firm.interview_id, answers)
        if answers_hash(answers) != firm.answers_hash:
            raise InputsMovedError(
                f"Firm {firm.firm_code}: its answers are not those this run froze, and its log does not lead back to "
                "them. They were changed outside the application; open a new run."
            )
        found.append((questionnaire, answers))
    return found


def _folded(moved: Mapping[Any, int]) -> dict[Any, StoredAnswers]:
    logs: dict[Any, list[tuple[str, Any]]] = {pk: [] for pk in moved}
    rows = Revision.objects.filter(interview__in=moved).order_by("interview", "sequence")
    for interview, sequence, pk, changes in rows.values_list("interview", "sequence", "pk", "changes"):
        if sequence <= moved[interview]:
            logs[interview].append((str(pk), changes))
    return {pk: fold(log).answers for pk, log in logs.items()}


def _read(column: _Column, row: int, entry: Mapping[str, Any], credited: frozenset[str]) -> None:
    state = _STATES[entry["state"]]
    column.state[row] = state
    if entry.get("done_by"):
        column.done_by[row] = CREDITED if entry["done_by"] in credited else NOT_CREDITED
    if state != _ANSWERED:
        return
    value = entry["value"]
    if isinstance(value, bool | int | float):
        column.values[row] = value
    elif isinstance(value, list):
        column.values[row] = any(code != NONE_CODE for code in value)
        column.choose(row, value)
    else:
        column.values[row] = 0.0
        column.choose(row, [value])


def _leave_out(column: _Column, row: int) -> None:
    column.state[row] = _NOT_APPLICABLE
    column.values[row] = np.nan
    column.done_by[row] = WHO_UNKNOWN
    for chosen in column.chosen.values():
        chosen[row] = False
