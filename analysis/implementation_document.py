"""The implementation report of a sample as PDF, in the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.late import read_late
from reports.implementation_parts import ImplementationReport

LANGUAGES = {"en": "en-GB", "es": "es", "zh-hans": "zh-CN"}
document_of = read_late("analysis.brief.document", "document_of")
frame_of = read_late("analysis.brief.document", "Frame")


def implementation_document(report: ImplementationReport) -> bytes:
    """The report as pages of A4."""
    foot = _(
        "Items and rules are our reconstruction; the published survey prints neither its questions nor its scoring."
    )
    about = report.about
    if report.is_reconstruction:
        about = (*about, (_("Firms"), _("reconstructed from published totals")))
    language = LANGUAGES.get(get_language() or "en", "en-GB")
    frame = frame_of(title=report.title, about=about, foot=f"Sextant · {foot}", language=language)
    written: bytes = document_of(frame, report.parts)
    return written
