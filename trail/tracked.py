"""What this room says of its own models."""

from django.db.models import Model

from trail.declarations import Tracked
from trail.models import Entry, Seal

TRACKED: tuple[Tracked, ...] = ()
NOT_TRACKED: dict[type[Model], str] = {
    Entry: "is the history itself, append-only by its own triggers",
    Seal: "is the chain over the history",
}
