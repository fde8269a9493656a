"""What a run rests on: a table for each layout, and the choices, as fields or as pasted TOML."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.forms.choices import choice_fields, made_choices
from analysis.layouts import Layout
from analysis.models import AnalysisRun, DataTable
from analysis.specifications import SpecificationError, specification_from
from analysis.systems import System
from analysis.tables import tables_for
from clusters.forms.binding import sheet_helper
from clusters.models import Study

NAMED = re.compile(r"^“(\w+)”")


class RunForm(forms.Form):
    """Gives `tables` (by code of layout) and `record`, the frozen choices, once it is valid."""

    toml = forms.CharField(
        label=gettext_lazy("Choices as TOML"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
        help_text=gettext_lazy("Where something stands here, it is taken instead of the fields above."),
    )

    def __init__(self, data: Any = None, *, study: Study, system: System, begun: AnalysisRun | None = None) -> None:
        """`begun` is an earlier run, whose tables and choices are preset; without one the newest tables are."""
        super().__init__(data)
        self.system = system
        self.offered = {layout.code: tables_for(study, layout) for layout in system.layouts}
        for layout in system.layouts:
            self.fields[_table_name(layout.code)] = _table_field(layout, self.offered[layout.code])
        # Codes of choices are the system's own: one of them may be called as a part of every form is.
        choices = choice_fields(system.specification)
        self.names = {name: f"choice-{name}" for name in choices}
        self.fields |= {self.names[name]: field for name, field in choices.items()}
        if begun:
            earlier = dict(begun.used.values_list("layout", "table"))
            told = {_table_name(layout.code): str(earlier.get(layout.code, "")) for layout in system.layouts}
            told |= {self.names[name]: value for name, value in begun.choices.items() if name in self.names}
            self.initial = told
        self.tables: dict[str, DataTable] = {}
        self.record: Any = None

    @property
    def helper(self) -> FormHelper:
        return sheet_helper()

    @property
    def table_fields(self) -> list[Any]:
        return [self[_table_name(layout.code)] for layout in self.system.layouts]

    @property
    def needed_fields(self) -> list[Any]:
        """Choices that must be made."""
        return [self[name] for name in self.names.values() if self.fields[name].required]

    @property
    def open_fields(self) -> list[Any]:
        """Choices that have a default."""
        return [self[name] for name in self.names.values() if not self.fields[name].required]

    @property
    def lacks(self) -> list[Layout]:
        """Layouts that need a table and have none yet."""
        return [each for each in self.system.layouts if not each.may_be_absent and not self.offered[each.code]]

    def full_clean(self) -> None:
        # What is pasted goes before the fields, which then need not be filled in.
        if self.is_bound and str(self.data.get("toml", "")).strip():
            for name in self.names.values():
                self.fields[name].required = False
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for code, tables in self.offered.items():
            for table in tables:
                if str(table.pk) == cleaned.get(_table_name(code)):
                    self.tables[code] = table
        if cleaned.get("toml", "").strip():
            for name in self.names.values():
                self.errors.pop(name, None)
            self._settle(_told(cleaned["toml"]), "toml")
        elif not any(name in self.errors for name in self.names.values()):
            self._settle(made_choices(self.system.specification, self._chosen()), None)
        return cleaned

    def _chosen(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(field) for name, field in self.names.items()}

    def _settle(self, told: Mapping[str, Any], field: str | None) -> None:
        try:
            self.record = specification_from(self.system.specification, told)
        except SpecificationError as refusal:
            for problem in refusal.problems:
                named = NAMED.match(problem)
                place = self.names.get(named[1]) if named and field is None else field
                self.add_error(place, problem)


def _told(text: str) -> Mapping[str, Any]:
    """The choices of a TOML text: its [choices] where it has some, else all of it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise forms.ValidationError({"toml": _("This is not TOML: %(reason)s.") % {"reason": error}}) from None
    choices = told.get("choices", told)
    return choices if isinstance(choices, dict) else {"choices": choices}


def _table_name(code: str) -> str:
    return f"table-{code}"


def _table_field(layout: Layout, tables: list[DataTable]) -> forms.ChoiceField:
    offered = [(str(table.pk), _table_words(table)) for table in tables]
    empty = [("", _("None"))] if layout.may_be_absent or not offered else []
    return forms.ChoiceField(
        label=layout.title,
        help_text=layout.meaning,
        choices=[*empty, *offered],
        required=not layout.may_be_absent,
        error_messages={"required": _("This table is needed. Send it first.")},
        initial=offered[0][0] if offered else "",
    )


def _table_words(table: DataTable) -> str:
    return _("%(file)s, %(rows)s rows, %(day)s") % {
        "file": table.file_name,
        "rows": formats.number_format(table.rows, force_grouping=True),
        "day": formats.date_format(table.uploaded_at, "SHORT_DATE_FORMAT"),
    }
