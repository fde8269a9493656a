"""What is published never changes: the guard that questionnaires, their parts and rule sets share."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Status(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    PUBLISHED = "published", gettext_lazy("Published")


class FrozenError(Exception):
    """Raised when a published version would be changed; a correction is a new version."""

    def __init__(self, what: object) -> None:
        super().__init__(
            _("%(what)s is published and never changes. Make a new version and publish that.") % {"what": what}
        )


class FreezableQuerySet(models.QuerySet[Any]):
    """Refuses bulk changes of frozen rows, which would pass by the model's own guard."""

    frozen_when: str = ""

    def _refuse_frozen(self) -> None:
        frozen = self.filter(**{self.frozen_when: Status.PUBLISHED}).first()
        if frozen is not None:
            raise FrozenError(frozen)

    def update(self, **values: Any) -> int:
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()


class VersionQuerySet(FreezableQuerySet):
    frozen_when = "status"


class PartQuerySet(FreezableQuerySet):
    frozen_when = "questionnaire__status"


class Freezable(models.Model):
    """Refuses `save` and `delete` once the stored row is published."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def is_frozen(self) -> bool: ...

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_frozen():
            raise FrozenError(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_frozen():
            raise FrozenError(self)
        return super().delete(*args, **kwargs)
