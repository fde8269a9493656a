"""Changing a password, and getting a new one by mail."""

from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator

from accounts.forms import ForgottenForm, NewPasswordForm

for_everybody = method_decorator(login_not_required, name="dispatch")


class ChangePassword(views.PasswordChangeView):
    """Every other browser is logged out by it; this one goes on."""

    form_class = NewPasswordForm


@for_everybody
class Forgotten(views.PasswordResetView):
    """Asks for the address; the answer is the same whether somebody has it or not."""

    form_class = ForgottenForm
    template_name = "registration/password_forgotten.html"
    email_template_name = "registration/password_forgotten_mail.txt"
    subject_template_name = "registration/password_forgotten_subject.txt"


@for_everybody
class ForgottenSent(views.PasswordResetDoneView):
    template_name = "registration/password_forgotten_sent.html"


@for_everybody
class NewPassword(views.PasswordResetConfirmView):
    """Behind the link of the mail, which works once. The second factor is asked for as before."""

    template_name = "registration/password_new.html"


@for_everybody
class NewPasswordDone(views.PasswordResetCompleteView):
    template_name = "registration/password_new_done.html"
