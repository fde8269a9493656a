"""What a person decides of a list before it is taken: unknown words, rows that are no firms, firms listed twice."""

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.employment_bands import band_of
from clusters.frame_choices import ANY_OTHER, WORD_VALUES, Choices, Fate
from clusters.frame_lines import FrameLine, Word
from clusters.frame_list import FrameList, LeftOut
from clusters.frame_twins import TwinKind, Twins
from clusters.frame_words import DISPOSITION_WORDS, FIELD_LABELS, OWNERSHIP_WORDS, SIZE_WORDS
from clusters.headings import plain
from clusters.models import Disposition, OwnershipClass, SizeClass
from clusters.models.frame import size_words
from clusters.size_bounds import SizeBounds, kept_bounds

MOST_WORDS = 60
MOST_TWINS = 40
MOST_ROWS = 8
MOST_STRAYS = 60
CLOSE = 0.8
SHORTEST_PART = 2
LABELS: dict[str, list[tuple[str, Any]]] = {
    "ownership": list(OwnershipClass.choices),
    "selected": [("yes", gettext_lazy("Yes, in the sample")), ("no", gettext_lazy("No, not drawn"))],
    "disposition": list(Disposition.choices),
}
VOCABULARIES: dict[str, Any] = {"ownership": OWNERSHIP_WORDS, "size": SIZE_WORDS, "disposition": DISPOSITION_WORDS}


@dataclass(frozen=True, slots=True)
class WordGroup:
    """The words of one column: those that nobody knows, those that are known, and the choice for all others."""

    field: str
    label: Any
    column: str
    open: list[tuple[Word, BoundField]]
    known: list[tuple[Word, BoundField]]
    hidden: int
    other: BoundField

    @property
    def asks_for_all(self) -> bool:
        """Whether one choice for all other words is of use: there are several, or it was made."""
        return len(self.open) + self.hidden > 1 or bool(self.other.value())


@dataclass(frozen=True, slots=True)
class TwinGroup:
    """Lines that may be one firm, by kind; `hidden` is how many groups are decided by the choice for all."""

    kind: TwinKind
    groups: list[tuple[Twins, BoundField]]
    hidden: int
    count: int
    all_others: BoundField


class DecisionsForm(forms.Form):
    """Every decision has a field of its own; what is left empty stays undecided."""

    def __init__(self, found: FrameList, choices: Choices, data: Any = None) -> None:
        super().__init__(data)
        self.found, self.choices = found, choices
        self._words = {key: _shown_words(words) for key, words in (found.words or {}).items()}
        for key, words in self._words.items():
            for word in words:
                self.fields[_word_name(key, word)] = _word_field(key, word, choices.bounds)
            self.fields[f"other-{key}"] = _other_field(key, choices)
        self._twins = {kind: [each for each in found.twins if each.kind is kind] for kind in TwinKind}
        for kind, groups in self._twins.items():
            for each in groups[:MOST_TWINS]:
                self.fields[_twin_name(each)] = _twin_field(each, choices)
            self.fields[f"twins-{kind.value}"] = _all_twins_field()
        for stray in found.left_out[:MOST_STRAYS]:
            label = _("Leave row %(row)d out") % {"row": stray.row}
            self.fields[f"stray-{stray.row}"] = forms.BooleanField(label=label, required=False, initial=stray.is_out)

    @property
    def word_groups(self) -> list[WordGroup]:
        """The columns with words; those with words that nobody knows come first."""
        return sorted(map(self._word_group, self._words), key=lambda group: not group.open)

    @property
    def twin_groups(self) -> list[TwinGroup]:
        return [
            TwinGroup(
                kind,
                [(each, self[_twin_name(each)]) for each in groups[:MOST_TWINS]],
                max(0, len(groups) - MOST_TWINS),
                len(groups),
                self[f"twins-{kind.value}"],
            )
            for kind, groups in self._twins.items()
            if groups
        ]

    @property
    def has_decisions(self) -> bool:
        """Whether there is anything to decide."""
        return bool(self._words or self.found.twins or self.found.left_out)

    @property
    def strays(self) -> list[tuple[LeftOut, BoundField]]:
        return [(each, self[f"stray-{each.row}"]) for each in self.found.left_out[:MOST_STRAYS]]

    def decided(self) -> Choices:
        """The choices with all that was decided here."""
        return replace(self.choices, words=self._decided_words(), rows=dict(self._decided_rows()))

    def _word_group(self, key: str) -> WordGroup:
        fields = [(word, self[_word_name(key, word)]) for word in self._words[key]]
        return WordGroup(
            key,
            FIELD_LABELS[key],
            self.found.columns.get(key, key),
            [pair for pair in fields if not pair[0].value],
            [pair for pair in fields if pair[0].value],
            len((self.found.words or {})[key]) - len(fields),
            self[f"other-{key}"],
        )

    def _decided_words(self) -> dict[str, dict[str, str]]:
        """What was chosen for words; where it is what the word was taken for anyhow nothing need be kept."""
        told = {key: dict(words) for key, words in self.choices.words.items()}
        for key, words in self._words.items():
            said = told.setdefault(key, {})
            for word in words:
                chosen = self.cleaned_data[_word_name(key, word)]
                if not chosen:
                    said.pop(word.text, None)
                elif chosen != word.value:
                    said[word.text] = chosen
            other = self.cleaned_data[f"other-{key}"]
            said.pop(ANY_OTHER, None)
            if other:
                said[ANY_OTHER] = other
        return {key: words for key, words in told.items() if words}

    def _decided_rows(self) -> Iterator[tuple[int, str]]:
        """The fate of each row that was decided on; where two decisions meet, the one that leaves out prevails."""
        fates: dict[int, str] = {}
        for kind in reversed(TwinKind):
            for each in self._twins[kind]:
                single = self.cleaned_data.get(_twin_name(each), "")
                told = each.decision(self.choices.rows) if each not in self._twins[kind][:MOST_TWINS] else ""
                decision = single or self.cleaned_data[f"twins-{kind.value}"] or told
                for row, fate in each.fates(decision).items():
                    if fates.get(row) != Fate.LEAVE_OUT:
                        fates[row] = fate
        for stray in self.found.left_out[:MOST_STRAYS]:
            if not self.cleaned_data[f"stray-{stray.row}"]:
                fates[stray.row] = Fate.KEEP
        yield from sorted(fates.items())


def _shown_words(words: tuple[Word, ...]) -> list[Word]:
    """Those nobody knows first, then the commonest; no more than a page bears."""
    return sorted(words, key=lambda word: (bool(word.value), -word.count, word.row))[:MOST_WORDS]


def _word_name(key: str, word: Word) -> str:
    return f"word-{key}-{hashlib.sha256(word.text.encode()).hexdigest()[:12]}"


def _labels(key: str, bounds: SizeBounds) -> list[tuple[str, Any]]:
    if key != "size":
        return LABELS[key]
    return [(size.value, size_words(size, kept_bounds(bounds))) for size in SizeClass]


def _word_field(key: str, word: Word, bounds: SizeBounds) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=word.text,
        choices=[("", _("Not decided yet")), *_labels(key, bounds)],
        required=False,
        initial=word.value or suggestion(key, word.text),
        help_text=_word_told(key, word, bounds),
    )


def _word_told(key: str, word: Word, bounds: SizeBounds) -> str:
    """Where the word stands, and of a band which size classes it reaches over."""
    told = ngettext("In row %(row)d.", "%(count)d times, first in row %(row)d.", word.count)
    text = told % {"count": word.count, "row": word.row}
    band = band_of(word.text, bounds) if key == "size" else None
    if band and len(band.classes) > 1:
        labels = " – ".join(size_words(each, kept_bounds(bounds)) for each in (band.classes[0], band.classes[-1]))
        return f"{text} " + _("It reaches over several classes: %(classes)s.") % {"classes": labels}
    return text


def _other_field(key: str, choices: Choices) -> forms.ChoiceField:
    bounds = choices.bounds
    return forms.ChoiceField(
        label=_("All other words"),
        choices=[("", _("Ask for each")), *_labels(key, bounds)],
        required=False,
        initial=choices.words.get(key, {}).get(ANY_OTHER, ""),
    )


def suggestion(key: str, text: str) -> str:
    """What a word nobody knows may stand for: a word spelt nearly so, or one that stands in it; empty for neither."""
    words = VOCABULARIES.get(key, {})
    close = difflib.get_close_matches(plain(text), list(words), n=1, cutoff=CLOSE)
    parts = [word for word in words if len(word) >= SHORTEST_PART and _stands_in(word, plain(text))]
    meant = {words[word] for word in (close or parts)}
    value = meant.pop() if len(meant) == 1 else ""
    return str(value) if value in WORD_VALUES[key] else ""


def _stands_in(word: str, text: str) -> bool:
    return f" {word} " in f" {text} " or (not word.isascii() and word in text)


def _twin_name(twins: Twins) -> str:
    return f"twin-{twins.key}"


def _twin_field(twins: Twins, choices: Choices) -> forms.ChoiceField:
    rows = twins.lines[:MOST_ROWS]
    one = [(str(line.row), _("Keep only row %(row)d") % {"row": line.row}) for line in rows]
    keep_all = (
        _("Keep all, with a number behind the code") if twins.kind is TwinKind.CODE else _("Keep all, they differ")
    )
    undecided = [("", _("Not decided yet"))]
    initial = twins.decision(choices.rows) or (str(rows[0].row) if twins.is_same else "")
    return forms.ChoiceField(
        label=", ".join(dict.fromkeys(line.name or line.code for line in rows)),
        choices=[*undecided, ("all", keep_all), *one],
        required=False,
        initial=initial,
        help_text=_rows_told(twins),
    )


def _rows_told(twins: Twins) -> SafeString:
    """What stands in each of the rows, so that they can be told apart."""
    rows = [(line.row, _line_told(line)) for line in twins.lines[:MOST_ROWS]]
    more = len(twins.lines) - len(rows)
    told = format_html_join("", "<li>" + _("Row %(row)s") % {"row": "{}"} + ": <bdi>{}</bdi></li>", rows)
    rest = format_html("<li>{}</li>", _("and %(count)d more rows") % {"count": more}) if more else ""
    same = format_html("<p>{}</p>", _("These rows are the same in everything that is read.")) if twins.is_same else ""
    return format_html("{}<ul>{}{}</ul>", same, told, rest)


def _line_told(line: FrameLine) -> str:
    employees = "" if line.employees is None else str(line.employees)
    return ", ".join(text for text in (line.code, line.name, line.address, line.sector, employees) if text)


def _all_twins_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("All that are not decided one by one"),
        choices=[("", _("Leave undecided")), ("first", _("Keep only the first row of each")), ("all", _("Keep all"))],
        required=False,
    )
