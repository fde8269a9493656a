"""Handing out interview workbooks, and sending them back."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.forms.binding import sheet_helper
from surveys.fill_in.parcels import MOST_BYTES

OPEN, ALL = "open", "all"
ONE_EACH, ONE_FOR_ALL = "zip", "one"


class WorkbooksInput(forms.FileInput):
    allow_multiple_selected = True


class WorkbooksField(forms.FileField):
    """Several files, each as large as it may be; the value is the list of them."""

    widget = WorkbooksInput

    def clean(self, data: Any, initial: Any = None) -> list["File[Any]"]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned: list[File[Any]] = [super(WorkbooksField, self).clean(each, initial) for each in files or [None]]
        if sum(each.size or 0 for each in cleaned) > MOST_BYTES:
            raise forms.ValidationError(
                _("The files are larger than %(limit)d MB together. Send them in several goes."),
                params={"limit": MOST_BYTES // 2**20},
            )
        return cleaned


class WorkbooksForm(forms.Form):
    """The workbooks that were filled in."""

    workbooks = WorkbooksField(
        label=gettext_lazy("Filled workbooks"),
        help_text=gettext_lazy("One or several (.xlsx), or a packed file of them (.zip)."),
        widget=WorkbooksInput(attrs={"accept": ".xlsx,.zip"}),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()

    def contents(self) -> list[tuple[str, bytes]]:
        """The files with their names."""
        return [(str(each.name), each.read()) for each in self.cleaned_data["workbooks"]]


class HandOutForm(forms.Form):
    """Which firms, and in which shape."""

    firms = forms.ChoiceField(
        label=gettext_lazy("Firms"),
        choices=[
            (OPEN, gettext_lazy("Those not handed over yet")),
            (ALL, gettext_lazy("All firms")),
        ],
        widget=forms.RadioSelect,
        initial=OPEN,
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("Workbooks"),
        choices=[
            (ONE_EACH, gettext_lazy("One for each firm, packed into one file: for visits, and to leave with a firm")),
            (
                ONE_FOR_ALL,
                gettext_lazy("One for all firms, a firm in each column: for typing many interviews at a desk"),
            ),
        ],
        widget=forms.RadioSelect,
        initial=ONE_EACH,
    )

    @property
    def only_open(self) -> bool:
        return bool(self.cleaned_data["firms"] == OPEN)

    @property
    def is_one_for_all(self) -> bool:
        return bool(self.cleaned_data["shape"] == ONE_FOR_ALL)
