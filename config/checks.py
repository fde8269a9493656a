"""Settings that are unsafe together, caught when the application starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def second_factor_asked_for(app_configs: Any, **kwargs: Any) -> list[Any]:
    """Whoever guesses the password of a reviewer could otherwise approve in their name."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return [
            Warning(
                "SEXTANT_REQUIRE_SECOND_FACTOR is off: reviewers and managers log in with a password alone.",
                hint="Leave it away or set it to true; only a machine of one's own needs no second factor.",
                id="sextant.W010",
            )
        ]
    return []
