"""What the fuzz tests tried: each test writes a file of its own into build/fuzz, and this module adds them up.

`make fuzz` runs them and prints the sum; docs/reliability.md tells the figures of a run.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

BUILD = Path(__file__).resolve().parents[2] / "build"
FOLDER = BUILD / "fuzz"
KINDS = ("requests", "files", "readings", "faults")


def note(title: str, **figures: int) -> None:
    """Keep the figures of one test; whichever process runs it, nobody else writes this file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = {"title": title, "database": connection.vendor, **figures}
    (FOLDER / f"{re.sub('[^a-z0-9]+', '-', title.lower())}.json").write_text(json.dumps(told))


def summed() -> dict[str, object]:
    """All that was noted, and the sum of each kind of figure."""
    parts = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    sums = {kind: sum(part.get(kind, 0) for part in parts) for kind in KINDS}
    return {"on": datetime.now(UTC).date().isoformat(), **sums, "parts": parts}


def lines_of(told: dict[str, object]) -> list[str]:
    """The figures as people read them."""
    parts: list[dict[str, object]] = told["parts"]  # type: ignore[assignment]
    found = [
        f"{part['title']} ({part['database']}): " + ", ".join(f"{part[kind]} {kind}" for kind in KINDS if kind in part)
        for part in parts
    ]
    return [*found, ", ".join(f"{told[kind]} {kind}" for kind in KINDS)]


if __name__ == "__main__":
    told = summed()
    (BUILD / "fuzz.json").write_text(json.dumps(told, indent=1) + "\n")
    print("\n".join(lines_of(told)))
