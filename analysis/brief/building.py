"""The page itself: the largest content that fits, drawn with reportlab. The same result gives the same bytes."""

from collections.abc import Mapping
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from analysis.brief.blocks import BOTTOM, LEFT, RIGHT, SMALL, TOP, Block, Words, blocks_of
from analysis.brief.content import ALLOWANCES, Content, content_of, telling_figure
from analysis.brief.faces import register, runs_of, wide
from analysis.brief.typesetting import plain
from analysis.delivery import Target, deliver
from analysis.pictures.drawing import png_of
from analysis.pictures.palette import SOFT
from analysis.results import Result

PICTURE_PX = 1500
LANGUAGES = {"en": "en-GB", "es": "es", "zh-hans": "zh-CN"}


def write_brief(result: Result, file: Target, *, about: Mapping[str, str], language: str = "en") -> None:
    """Write one A4 page (PDF) to a path or to a file opened for bytes; what has no room is left out, and that is said.

    `about` may hold `question`, `study`, `run`, `date` (or `made_on`) and `sources`. Headings stand in `language` (en,
    es or zh-hans), everything else as the result says it. Raises ValueError for another language, OSError where the
    file cannot be written.
    """
    if language not in LANGUAGES:
        raise ValueError(f"The brief speaks {', '.join(LANGUAGES)}; “{language}” is none of these.")
    register()
    figure = telling_figure(result)
    png = png_of(figure, PICTURE_PX) if figure is not None else b""
    with override(language):
        words = Words(_("Findings"), _("Cautions"), _("Sources"), _("More in the workbook."))
        content, blocks = _fitting(result, about, words, _shape(png))
        deliver(_drawn(content, blocks, words, png, LANGUAGES[language]), file)


def _fitting(result: Result, about: Mapping[str, str], words: Words, shape: float) -> tuple[Content, list[Block]]:
    """The content of the first allowance whose blocks fit between head and foot."""
    for allowance in ALLOWANCES:
        content = content_of(result, about, allowance)
        blocks = blocks_of(content, words, shape)
        if sum(block.high for block in blocks) <= TOP - BOTTOM:
            break
    if content.picture:
        # What the rule left empty goes to the picture.
        content.picture += TOP - BOTTOM - sum(block.high for block in blocks)
        blocks = blocks_of(content, words, shape)
    while sum(block.high for block in blocks) > TOP - BOTTOM:
        # Only a text that no rule foresaw comes here: what stands last goes first.
        blocks.pop()
        content.is_shortened = True
    return content, blocks


def _shape(png: bytes) -> float:
    """Height over width."""
    return int.from_bytes(png[20:24], "big") / int.from_bytes(png[16:20], "big") if png else 1.0


def _drawn(content: Content, blocks: list[Block], words: Words, png: bytes, language: str) -> bytes:
    canvas = Canvas(BytesIO(), pagesize=A4, invariant=1, pageCompression=1, lang=language)
    canvas.setTitle(content.title)
    canvas.setAuthor("Sextant")
    canvas.setSubject(content.foot)
    paper = Sheet(canvas, png)
    y = TOP
    for block in blocks:
        block.draw(paper, y)
        y -= block.high
    paper.rule(LEFT, BOTTOM - 16, RIGHT, SOFT, 0.4)
    paper.text(LEFT, BOTTOM - 28, content.foot, SMALL, SOFT)
    if content.is_shortened:
        paper.text(RIGHT - wide(words.more, SMALL), BOTTOM - 28, words.more, SMALL, SOFT)
    canvas.showPage()
    return bytes(canvas.getpdfdata())


class Sheet:
    """The page as blocks draw on it."""

    def __init__(self, canvas: Canvas, png: bytes) -> None:
        self._canvas = canvas
        self._png = png

    def text(self, x: float, y: float, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
        """Write one line whose baseline is at y, each letter in a face that has it."""
        line = self._canvas.beginText(x, y)
        line.setFillColor(HexColor(colour))
        for run in runs_of(plain(text), is_bold=is_bold):
            line.setFont(run.face, size)
            line.textOut(run.text)
        self._canvas.drawText(line)

    def rule(self, x: float, y: float, to: float, colour: str, thick: float) -> None:
        """Draw a horizontal line."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(thick)
        self._canvas.line(x, y, to, y)

    def picture(self, x: float, y: float, wide: float, high: float) -> None:
        """Lay the picture with its lower left corner at a place."""
        self._canvas.drawImage(ImageReader(BytesIO(self._png)), x, y, wide, high)
