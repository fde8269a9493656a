"""Logging in and out, passwords, the second factor, where somebody is logged in, and the language."""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from django.contrib.auth import views
from django.urls import path

from accounts import passwords
from accounts.session_views import session_end, sessions, sessions_end
from accounts.views import LogIn, language, send_again

urlpatterns = [
    path("login/", LogIn.as_view(), name="login"),
    # allauth leads to the login by this name.
    path("login/", LogIn.as_view(), name="account_login"),
    path("login/kept/", send_again, name="send_again"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("login/again/", reauthenticate, name="account_reauthenticate"),
    path("login/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("language/", language, name="language"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("password/", passwords.ChangePassword.as_view(), name="password_change"),
    path("password/done/", views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("password/forgotten/", passwords.Forgotten.as_view(), name="password_reset"),
    path("password/forgotten/sent/", passwords.ForgottenSent.as_view(), name="password_reset_done"),
    path("password/new/<uidb64>/<token>/", passwords.NewPassword.as_view(), name="password_reset_confirm"),
    path("password/new/done/", passwords.NewPasswordDone.as_view(), name="password_reset_complete"),
    path("security/", mfa.index, name="mfa_index"),
    path("security/app/", activate_totp, name="mfa_activate_totp"),
    path("security/app/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/sessions/", sessions, name="sessions"),
    path("security/sessions/<int:session_id>/end/", session_end, name="session_end"),
    path("security/sessions/end/", sessions_end, name="sessions_end"),
]
