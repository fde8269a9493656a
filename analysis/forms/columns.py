"""Which column of a file is which column of a documented table, preset with those of the same name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from analysis.layouts import Layout, LayoutColumn
from analysis.matching import LEFT_OUT, match_columns
from clusters.forms.binding import sheet_helper


class ColumnsForm(forms.Form):
    """One choice for each column of the layout, among the headings of the file."""

    def __init__(self, layout: Layout, names: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        self.layout, self.names = layout, list(dict.fromkeys(filter(None, names)))
        self.guessed = match_columns(names, layout).told(names)
        preset = {name: heading for heading, name in self.guessed.items()}
        for column in layout.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.name,
                help_text=_meaning(column),
                choices=[(LEFT_OUT, _("Not in this file")), *((each, each) for each in self.names)],
                required=column.required,
                initial=preset.get(column.name, LEFT_OUT),
                error_messages={"required": _("This column is needed. Say which one it is.")},
            )

    @property
    def helper(self) -> Any:
        return sheet_helper()

    def clean(self) -> dict[str, Any]:
        told = {name: heading for name, heading in self.cleaned_data.items() if heading}
        for name, heading in told.items():
            if list(told.values()).count(heading) > 1:
                self.add_error(name, _("This column of the file was chosen several times."))
        return self.cleaned_data

    def mapping(self) -> dict[str, str]:
        """Headings as columns; empty where nothing else was chosen than what is guessed anyway."""
        chosen = {heading: name for name, heading in self.cleaned_data.items() if heading}
        known = {column.name for column in self.layout.columns}
        guessed = {heading: name for heading, name in self.guessed.items() if name in known}
        if chosen == guessed:
            return {}
        return chosen | dict.fromkeys(guessed.keys() - chosen.keys(), LEFT_OUT)


def _meaning(column: LayoutColumn) -> str:
    return f"{column.meaning} [{column.unit}]" if column.unit else column.meaning
