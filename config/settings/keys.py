"""A secret key for machines on which nobody has set one: made once, beside the data, readable by its owner only."""

import os
import secrets
from pathlib import Path


def own_secret_key(home: Path) -> str:
    """Return the key kept in `home`, making it first where there is none."""
    path = home / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key
