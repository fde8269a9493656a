"""Logging in and out, and the language."""

from django.contrib.auth import views
from django.urls import path

from accounts.views import LogIn, language

urlpatterns = [
    path("login/", LogIn.as_view(), name="login"),
    path("language/", language, name="language"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", views.PasswordChangeDoneView.as_view(), name="password_change_done"),
]
