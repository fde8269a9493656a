"""Somebody who is to take part in a study."""

from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clusters.forms.binding import sheet_helper
from clusters.models import Cluster, Role, Study

ROLE_MEANINGS = {
    Role.CONSULTANT: gettext_lazy("Consultant: interviews firms and moderates workshops"),
    Role.REVIEWER: gettext_lazy("Reviewer: reads, returns and approves interviews"),
    Role.ANALYST: gettext_lazy("Analyst: takes tables and data away"),
    Role.MANAGER: gettext_lazy("Manager: everything, and people, frames, series and runs"),
}


class MemberForm(forms.Form):
    user = forms.CharField(
        label=gettext_lazy("User name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("The name with which the person logs in."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=list(ROLE_MEANINGS.items()),
        # A closed select would cut the meanings off on a phone.
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
        initial=Role.CONSULTANT,
    )
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("Where"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole study"),
    )

    def __init__(self, study: Study, data: Any = None) -> None:
        super().__init__(data)
        self.fields["cluster"].queryset = study.clusters.all()  # type: ignore[attr-defined]

    @property
    def helper(self) -> Any:
        ask = Submit("ask", _("Ask in"))
        return sheet_helper(Layout("user", "role", "cluster", FormActions(ask)))

    def clean_user(self) -> User:
        name = self.cleaned_data["user"]
        user = User.objects.filter(username__iexact=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                _("Nobody logs in as “%(name)s”. Check the spelling, or ask the administrator to make the account."),
                params={"name": name},
            )
        return user
