"""Somebody who is to take part in a study."""

from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clusters.forms.binding import sheet_helper
from clusters.models import Cluster, Role, Study

ROLE_MEANINGS = {
    Role.CONSULTANT: gettext_lazy("Consultant: interviews firms and moderates workshops"),
    Role.REVIEWER: gettext_lazy("Reviewer: reads, returns and approves interviews"),
    Role.ANALYST: gettext_lazy("Analyst: takes tables and data away"),
    Role.READER: gettext_lazy("Reader: reads everything and changes nothing"),
    Role.MANAGER: gettext_lazy("Manager: everything, and people, frames, series and runs"),
}


def role_field() -> forms.ChoiceField:
    """Which role; a closed select would cut the meanings off on a phone."""
    return forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=list(ROLE_MEANINGS.items()),
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
        initial=Role.CONSULTANT,
    )


def own_rows_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("A consultant sees only the firms given to them and the interviews they began"),
        required=False,
    )


class MemberForm(forms.Form):
    user = forms.CharField(
        label=gettext_lazy("User name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("The name with which the person logs in."),
    )
    role = role_field()
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("Where"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole study"),
    )

    own_rows_only = own_rows_field()

    def __init__(self, study: Study, data: Any = None) -> None:
        super().__init__(data)
        self.fields["cluster"].queryset = study.clusters.all()  # type: ignore[attr-defined]

    @property
    def helper(self) -> Any:
        ask = Submit("ask", _("Ask in"))
        return sheet_helper(Layout("user", "role", "own_rows_only", "cluster", FormActions(ask)))

    def clean_user(self) -> User:
        name = self.cleaned_data["user"]
        user = User.objects.filter(username__iexact=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                _("Nobody logs in as “%(name)s”. Check the spelling, or ask the administrator to make the account."),
                params={"name": name},
            )
        return user


class RoleForm(forms.Form):
    """What somebody is to be here from now on."""

    role = role_field()
    own_rows_only = own_rows_field()

    @property
    def helper(self) -> Any:
        return sheet_helper(Layout("role", "own_rows_only", FormActions(Submit("change", _("Change the role")))))


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    role = role_field()
    own_rows_only = own_rows_field()
    clusters = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Where"),
        queryset=Cluster.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-layout": "column"}),
        help_text=gettext_lazy("Choose none for the whole study."),
    )

    def __init__(self, study: Study, data: Any = None) -> None:
        super().__init__(data)
        self.fields["clusters"].queryset = study.clusters.all()  # type: ignore[attr-defined]

    @property
    def helper(self) -> Any:
        layout = Layout("email", "role", "own_rows_only", "clusters", FormActions(Submit("invite", _("Invite"))))
        return sheet_helper(layout)


class JoinForm(forms.Form):
    """Name and password of somebody who follows an invitation."""

    full_name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        validators=[User.username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("With it you log in."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten signs; a few words that do not belong together are easy to keep."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "password" in values:
            known = User(username=values.get("username", ""), full_name=values.get("full_name", ""))
            try:
                validate_password(values["password"], known)
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return values
