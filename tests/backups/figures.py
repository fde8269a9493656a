"""What the drills have shown, drill by drill, in build/backups.json: each run replaces its own lines."""

import json
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

from django.db import connection

PLACE = Path(__file__).resolve().parents[2] / "build" / "backups.json"
TOLD: list[str] = []


def tell(drill: str, **figures: int) -> None:
    """Note the figures of a drill that ended well; processes of a parallel run write one after another."""
    TOLD.append(f"{connection.vendor}, {drill}: {', '.join(f'{name} {number}' for name, number in figures.items())}")
    PLACE.parent.mkdir(exist_ok=True)
    with PLACE.open("a+", encoding="utf-8") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        kept = json.loads(file.read() or "{}")
        kept.setdefault(connection.vendor, {})[drill] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", **figures}
        file.truncate(0)
        file.write(json.dumps(kept, indent=2, sort_keys=True) + "\n")
