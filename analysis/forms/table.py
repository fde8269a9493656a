"""A table as a file, with where it comes from."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.models import DataTable
from analysis.reading import SUFFIXES
from clusters.forms.binding import sheet_helper

LARGEST_MEGABYTES = 500


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=DataTable.file_name.field.max_length,
        help_text=gettext_lazy("CSV, Excel, OpenDocument, Parquet or Stata; a large CSV file may be packed (.gz)."),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=DataTable.source.field.max_length,
        help_text=gettext_lazy(
            "Who publishes it, under which name, and when it was read. The brief quotes this sentence."
        ),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()

    def clean_file(self) -> "File[Any]":
        file: File[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_MEGABYTES * 2**20:
            text = _(
                "The file is larger than %(limit)d MB. Leave out the columns that are not needed, or pack it (.gz)."
            )
            raise forms.ValidationError(text % {"limit": LARGEST_MEGABYTES})
        return file
