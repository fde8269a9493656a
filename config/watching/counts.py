"""The files in which web processes count. Read before Django is set up: nothing here knows a model."""

import os
from pathlib import Path


def clear_away_the_dead(folder: Path) -> None:
    """Forget what processes counted that are no more: a counter that begins anew is what Prometheus expects."""
    for path in folder.glob("*.db"):
        process = path.stem.rpartition("_")[2]
        if process.isdecimal() and not _lives(int(process)):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
