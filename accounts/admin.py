"""People in Django's admin."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "full_name", "email", "is_active", "is_staff")
    search_fields = ("username", "full_name", "email")
    rights = ("is_staff", "is_superuser", "groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("full_name", "email", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

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
