"""One version of a yearly series, its figures pasted one year to a line."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.figures import AmbiguousNumber, NotANumber, decimal_mark, number_of
from clusters.forms.binding import sheet_helper
from clusters.models import Series, SeriesKind

FIRST_YEAR, LAST_YEAR = 1900, 2100


class PointsField(forms.CharField):
    """Lines of a year and a value, parted by a space, tab, semicolon or colon; gives pairs in order of the years."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[tuple[int, float]]:
        lines = list(_lines(super().clean(value)))
        mark = decimal_mark(figure for _number, _year, figure in lines)
        points: dict[int, float] = {}
        faulty: dict[str, list[int]] = {}
        for number, year, figure in lines:
            try:
                point = _year_of(year), number_of(figure, mark)
                if point[0] in points:
                    raise ValueError(_("The year stands above already."))
                points[point[0]] = point[1]
            except AmbiguousNumber as error:
                sentence = _("%(reason)s Write it as 1234 or 1.5.") % {"reason": error}
                faulty.setdefault(sentence, []).append(number)
            except (NotANumber, ValueError) as error:
                faulty.setdefault(str(error), []).append(number)
        if faulty:
            raise forms.ValidationError([_located(numbers, sentence) for sentence, numbers in faulty.items()])
        return sorted(points.items())


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            year, *rest = line.replace(";", " ").replace(":", " ").split(maxsplit=1)
            yield number, year, rest[0].strip() if rest else ""


def _year_of(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ValueError(_("A line begins with a year, such as 2004, and then has the value."))
    return int(text)


def _located(numbers: list[int], sentence: str) -> str:
    """The sentence once, after the lines of which it holds; lines that follow one another are told as a range."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    told = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)
    words = ngettext("Line %(lines)s: %(sentence)s", "Lines %(lines)s: %(sentence)s", len(numbers))
    return words % {"lines": told, "sentence": sentence}


class SeriesForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Series"), choices=SeriesKind.choices)
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=Series.unit.field.max_length,
        help_text=gettext_lazy("Such as million US dollars, persons, or 2000 = 100."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=Series.source.field.max_length,
        help_text=gettext_lazy("Who publishes it, the table, and when it was read."),
    )
    points = PointsField(
        label=gettext_lazy("Figures"),
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "2000 81.5\n2001 84.2"}),
        help_text=gettext_lazy(
            "One year to a line: the year, a space, the value. Two columns of a sheet can be pasted."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("What changed since the last version"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()
