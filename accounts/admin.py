"""People in Django's admin."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.lockout import lift_lock
from accounts.models import User
from accounts.second_factor import reset_second_factor

# Secrets, sessions and addresses are kept on the pages of the people themselves.
for each in (Authenticator, UserSession, EmailAddress):
    admin.site.unregister(each)


@login_not_required
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin has no way in of its own."""
    if request.user.is_authenticated:
        raise PermissionDenied(gettext("The admin is for people of the staff. Ask the administrator."))
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "full_name", "email", "is_active", "is_staff")
    search_fields = ("username", "full_name", "email")
    actions = ("open_the_way", "take_second_factor_away")
    rights = ("is_staff", "is_superuser", "groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("full_name", "email", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    @admin.action(description=_("Forget wrong tries: let them log in now"), permissions=["change"])
    def open_the_way(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            lift_lock(username=person.username)
        messages.success(request, gettext("Wrong tries are forgotten."))

    @admin.action(description=_("Reset the second factor and log out everywhere"), permissions=["change"])
    def take_second_factor_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            if self.has_change_permission(request, person):
                reset_second_factor(person=person)
                self.log_change(request, person, gettext("Second factor reset."))
        messages.success(request, gettext("Second factors are reset; a new one is set up at the next login."))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only an administrator gives rights: whoever keeps accounts could otherwise give themselves all of them."""
        return () if request.user.is_superuser else self.rights

    def formfield_for_dbfield(self, db_field: Field, request: Any, **kwargs: Any) -> forms.Field | None:
        """The languages of the interface stand in the settings, so that a new one needs no migration."""
        if db_field.name == "language":
            languages = [("", _("As the browser asks")), *settings.LANGUAGES]
            return forms.ChoiceField(label=db_field.verbose_name, choices=languages, required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, person: User | None) -> bool:
    """An administrator's account, its password above all, is an administrator's to change."""
    return bool(request.user.is_superuser or person is None or not person.is_superuser)
