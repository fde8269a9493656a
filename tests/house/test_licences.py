"""What Sextant needs to run may be passed on under its own licence: nothing of it is GPL or AGPL."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

BASE = Path(__file__).resolve().parents[2] / "requirements" / "base.txt"
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==", re.MULTILINE)
STRICT = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def licence_of(name: str) -> str:
    """What the package says of itself; the whole text of a licence names others, so only short words count."""
    told = metadata(name)
    words = [told.get("License-Expression") or "", *(told.get_all("Classifier") or [])]
    short = told.get("License") or ""
    return " ".join(
        [*(each for each in words if "::" not in each or "License" in each), short if len(short) < 100 else ""]
    )


def test_no_dependency_asks_for_its_own_licence() -> None:
    names = PINNED.findall(BASE.read_text())
    found = {}
    for name in names:
        try:
            found[name] = licence_of(name)
        except PackageNotFoundError:  # a package for another platform or Python
            continue
    assert len(found) > 20
    assert {name: told for name, told in found.items() if STRICT.search(told)} == {}
