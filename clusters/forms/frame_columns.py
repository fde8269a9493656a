"""How a list is to be read and what its columns are, each preset with the guess."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.encodings import CHOICES as ENCODINGS
from clusters.frame_choices import Choices
from clusters.frame_guess import Guess
from clusters.frame_list import FrameList
from clusters.frame_words import FIELD_LABELS
from clusters.tabular import SEPARATOR_NAMES, Book

LONGEST_SAMPLE = 48
MOST_COLUMNS = 200
ENCODING_WORDS = {
    "utf-8": gettext_lazy("any language"),
    "gb18030": gettext_lazy("Chinese, simplified"),
    "big5": gettext_lazy("Chinese, traditional"),
    "cp1252": gettext_lazy("Western European"),
    "latin_1": gettext_lazy("Western European"),
    "cp850": gettext_lazy("Western European, DOS"),
    "mac_roman": gettext_lazy("Western European, Mac"),
    "cp1256": gettext_lazy("Arabic"),
    "iso8859_6": gettext_lazy("Arabic, ISO"),
    "cp1251": gettext_lazy("Cyrillic"),
    "cp1250": gettext_lazy("Central European"),
    "cp1254": gettext_lazy("Turkish"),
    "shift_jis": gettext_lazy("Japanese"),
    "cp949": gettext_lazy("Korean"),
}


class ReadingForm(forms.Form):
    """Encoding, separator, sheet and row of headings; an empty choice leaves it to the reader."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    separator = forms.ChoiceField(label=gettext_lazy("Separator"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    heading_row = forms.IntegerField(
        label=gettext_lazy("Row of the headings"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("As a spreadsheet counts; 0 where the list has no headings. Empty: it is found."),
        widget=forms.NumberInput(attrs={"class": "number", "inputmode": "numeric"}),
    )

    def __init__(self, choices: Choices, book: Book | None, is_text: bool, data: Any = None) -> None:
        told = {name: getattr(choices, name) for name in self.base_fields}
        super().__init__(data, initial=told)
        self.choices = choices
        self._offer("encoding", [(name, _encoding(name)) for name in ENCODINGS], book and book.encoding)
        self._offer("separator", list(SEPARATOR_NAMES.items()), book and SEPARATOR_NAMES.get(book.separator))
        self._offer("sheet", [(each.name, each.name) for each in book.sheets] if book else [], "")
        for name in ("sheet",) if is_text else ("encoding", "separator"):
            del self.fields[name]

    def _offer(self, name: str, offered: list[Any], found: Any) -> None:
        empty = _("As found: %(found)s") % {"found": found} if found else _("As found")
        self.fields[name].choices = [("", empty), *offered]  # type: ignore[attr-defined]

    def reading(self) -> Choices:
        """The choices with the reading that was sent; what was said of columns and rows holds for one reading only."""
        sent = {name: self.cleaned_data.get(name) for name in self.base_fields}
        told: dict[str, Any] = {name: None if value == "" else value for name, value in sent.items()}
        if all(getattr(self.choices, name) == value for name, value in told.items()):
            return self.choices
        kept: dict[str, Any] = {"nobody_drawn": self.choices.nobody_drawn, "size_bounds": self.choices.size_bounds}
        return Choices(**told, words=self.choices.words, **kept)


def _encoding(name: str) -> str:
    return f"{name} ({ENCODING_WORDS[name]})" if name in ENCODING_WORDS else name


class ColumnsForm(forms.Form):
    """What each column is; no two are the same, and none that is needed may be missing."""

    makes_codes = forms.BooleanField(
        label=gettext_lazy("Make a code from the name where a firm has none"),
        required=False,
        help_text=gettext_lazy(
            "The same name gives the same code in every list, so that a later list finds its firms again. A firm that "
            "changes its name becomes a new one."
        ),
    )

    def __init__(self, found: FrameList, data: Any = None) -> None:
        super().__init__(data, initial={"makes_codes": found.choices.makes_codes})
        self.found = found
        # The widest sheets have thousands of columns; those that mean nothing are left out beyond what a page bears.
        spare = {guess.column.place for guess in [each for each in found.guesses if not each.field][:MOST_COLUMNS]}
        self.guesses = [guess for guess in found.guesses if guess.field or guess.column.place in spare]
        for guess in self.guesses:
            self.fields[_name(guess)] = forms.ChoiceField(
                label=guess.column.label,
                choices=[("", _("Leave out")), *FIELD_LABELS.items()],
                required=False,
                initial=guess.field,
                help_text=_told(guess),
            )

    def columns(self) -> Iterator[tuple[Guess, BoundField]]:
        """Each column with its field, in the order of the list."""
        for guess in self.guesses:
            yield guess, self[_name(guess)]

    @property
    def hidden(self) -> int:
        """How many columns are not shown; they are left out."""
        return len(self.found.guesses) - len(self.guesses)

    def clean(self) -> dict[str, Any]:
        told = {_name(guess): self.cleaned_data.get(_name(guess), "") for guess in self.guesses}
        fields = list(told.values())
        for name, field in told.items():
            if field and fields.count(field) > 1:
                text = _("Several columns are “%(field)s”. Leave out all but one.") % {"field": FIELD_LABELS[field]}
                self.add_error(name, text)
        if "name" not in fields:
            self.add_error(None, _("No column is the name of the firm. Choose the one that is."))
        if "code" not in fields and not self.cleaned_data.get("makes_codes"):
            self.add_error(
                None, _("No column is the code of the firm. Choose the one that is, or have codes made from the names.")
            )
        return self.cleaned_data

    def chosen(self) -> Choices:
        """The choices with these columns."""
        columns = {guess.column.key: self.cleaned_data.get(_name(guess), "") for guess in self.found.guesses}
        return replace(self.found.choices, columns=columns, makes_codes=self.cleaned_data["makes_codes"])


def _told(guess: Guess) -> SafeString:
    """The first values of the column, then how sure the guess is and why."""
    samples = format_html_join(
        " · ", '<bdi class="sample">{}</bdi>', ((_short(text),) for text in guess.column.samples)
    )
    sureness = _("%(sureness)s: %(reason)s") % {"sureness": guess.sureness.word.capitalize(), "reason": guess.reason}
    return format_html("{}<br>{}", samples or "–", sureness)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"


def _name(guess: Guess) -> str:
    return f"column-{guess.column.place}"
