"""What the pages show of a list that was sent and not yet taken."""

from dataclasses import dataclass

from clusters.frame_file import frame_file
from clusters.frame_lines import FrameLine
from clusters.frame_list import FrameList, absent_notes, open_list, read_list
from clusters.frame_memory import remembered
from clusters.frames import FramePlan, plan_frame
from clusters.models import Cluster
from clusters.models.frame import size_words
from clusters.problems import ImportRefused, Problem
from clusters.tabular import SEPARATOR_NAMES, Book, is_workbook
from clusters.uploads import Upload

FIRST_LINES = 8
FIRST_ROWS = 6
MOST_PROBLEMS = 200
MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """How a list was read. `book` and `found` are None where it could not be, for the reasons in `refusal`.

    `first_rows` are the number and the texts of the first rows under the headings, one for each column shown.
    """

    upload: Upload
    book: Book | None
    found: FrameList | None
    refusal: ImportRefused | None
    is_text: bool
    first_rows: list[tuple[int, list[str]]]
    titles: list[str]
    absent: list[str]

    @property
    def encoding(self) -> str:
        """The encoding by its name; empty for a workbook."""
        return self.book.encoding.removesuffix("-sig") if self.book else ""

    @property
    def separator(self) -> str:
        """The separator by its name; empty for a workbook."""
        return str(SEPARATOR_NAMES.get(self.book.separator, "")) if self.book else ""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a list would do; `plan` is None as long as something stands in its way.

    `problems` are the first of those of cells, `problem_count` counts all; words and codes are decided in their places.
    """

    found: FrameList
    plan: FramePlan | None
    summary: str
    problems: list[Problem]
    problem_count: int
    open_words: int
    open_codes: int
    first_lines: list[tuple[FrameLine, str]]
    notes: list[str]


def columns_page(upload: Upload, cluster: Cluster) -> ColumnsPage:
    """The list as it is read now, or why it cannot be read so."""
    is_text = not is_workbook(upload.content)
    book = found = refusal = None
    try:
        book = open_list(upload.content, upload.name, upload.choices)
        found = read_list(book, upload.choices, remembered(cluster.study))
    except ImportRefused as reasons:
        refusal = reasons
    if found is None:
        return ColumnsPage(upload, book, None, refusal, is_text, [], [], [])
    columns = found.table.columns[:MOST_CELLS]
    rows = [(row.number, [row.text(each.place) for each in columns]) for row in found.table.rows[:FIRST_ROWS]]
    titles = [column.label for column in columns]
    absent = [] if "name" in found.missing else absent_notes(found.guesses)
    return ColumnsPage(upload, book, found, None, is_text, rows, titles, absent)


def preview_page(found: FrameList, cluster: Cluster) -> PreviewPage:
    """What taking the list would do, or what stands in its way."""
    plan = None
    problems = list(found.problems)
    if not found.all_problems:
        try:
            plan = plan_frame(cluster=cluster, file=frame_file(found))
        except ImportRefused as refusal:
            problems = list(refusal.problems)
    return PreviewPage(
        found=found,
        plan=plan,
        summary=plan.sentence(is_dry=True) if plan else "",
        problems=problems[:MOST_PROBLEMS],
        problem_count=len(problems),
        open_words=len({(problem.column, problem.value) for problem in found.word_problems}),
        open_codes=len(found.twin_problems),
        first_lines=[(line, size_words(line.size, found.choices.size_bounds)) for line in found.lines[:FIRST_LINES]],
        notes=[*(plan.notes if plan else found.notes), *absent_notes(found.guesses)],
    )
