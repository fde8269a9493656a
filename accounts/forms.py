"""The forms of every way in. Each asks the one count of wrong tries first, and adds to it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lockout import count_failure, refusal
from accounts.models import User
from accounts.second_factor import accept_code, owes_second_factor


def refuse_when_locked(username: str) -> None:
    if told := refusal(context.request, username):
        raise ValidationError(told, code="locked")


def wrong(username: str, told: str, *, is_counted: bool = False) -> ValidationError:
    """What is said of a wrong try, which is counted unless a backend has; the last one says how long to wait."""
    if not is_counted:
        count_failure(context.request, username)
    locked = refusal(context.request, username)
    return ValidationError(locked or told, code="locked" if locked else "wrong")


class LogInForm(AuthenticationForm):
    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("username"):
            refuse_when_locked(self.cleaned_data["username"])
        return super().clean()

    def get_invalid_login_error(self) -> ValidationError:
        plain = super().get_invalid_login_error()
        locked = refusal(context.request, self.cleaned_data["username"])
        return ValidationError(locked, code="locked") if locked else plain


class CodeField(forms.CharField):
    """Codes are typed with gaps, and on a phone with the keyboard of figures."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=given), **kwargs)


def code_taken(form: Any) -> str:
    """The code of a form that has `user`, used up; its authenticator goes to the form."""
    code = str(form.cleaned_data["code"])
    refuse_when_locked(form.user.username)
    form.authenticator = accept_code(person=form.user, code=code)
    if form.authenticator is None:
        told = _("This code is not right, or was used already. Wait for the next one in the app and type it.")
        raise wrong(form.user.username, told)
    form.authenticator.user = form.user
    return code


class CodeForm(AuthenticateForm):
    """The second step of logging in."""

    code = CodeField(label=gettext_lazy("Code of your app, or a recovery code"))

    def clean_code(self) -> str:
        return code_taken(self)


class CodeAgainForm(AllauthReauthenticateForm):
    code = CodeField(label=gettext_lazy("Code of your app, or a recovery code"))

    def clean_code(self) -> str:
        return code_taken(self)


class PasswordAgainForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        refuse_when_locked(self.user.username)
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise wrong(self.user.username, _("This is not your password."), is_counted=True)
        return password


class SetUpForm(ActivateTOTPForm):
    """The first code of a new app; the secret lies in the session until the code shows that the app has it."""

    code = CodeField(label=gettext_lazy("Code that the app shows"))

    def is_owed(self) -> bool:
        """Whether the person must have one, or sets it up by choice."""
        return owes_second_factor(self.user)

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        refuse_when_locked(self.user.username)
        if not validate_totp_code(self.secret, code):
            told = _("This code does not fit. Check that the clock of the phone is right, and type the newest code.")
            raise wrong(self.user.username, told)
        return code


class NewPasswordForm(PasswordChangeForm):
    def clean_old_password(self) -> str:
        refuse_when_locked(self.user.username)
        try:
            return super().clean_old_password()
        except ValidationError as refused:
            raise wrong(self.user.username, refused.messages[0]) from None


class ForgottenForm(PasswordResetForm):
    """Every request counts like a wrong try, so that nobody floods a mailbox or asks for names."""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        name = person.username if person else email
        refuse_when_locked(name)
        count_failure(context.request, name)
        return email
