"""What the history tells of people (docs/history.md)."""

from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from trail.declarations import Tracked

TRACKED = (
    Tracked(
        User,
        left_out={"last_login": "changes with every login and is no decision of anybody"},
        untold={"password": "is a secret", "email": "is personal, and history cannot be erased"},
        read_by={"language": "accounts.telling.read_language"},
    ),
    Tracked(
        Authenticator,
        about="user",
        called=_("second factor"),
        read_by={"type": "accounts.telling.read_factor"},
        details=("created_at",),
        left_out={"data": "holds secrets, and changes with every code", "last_used_at": "changes with every login"},
    ),
    Tracked(User.groups.through, about="user", called=_("group of a person")),
    Tracked(
        User.user_permissions.through,
        about="user",
        called=_("permission of a person"),
        read_by={"permission": "accounts.telling.read_permission"},
    ),
)
NOT_TRACKED: dict[type[Model], str] = {}
