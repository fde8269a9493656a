"""What may not stand in the repository: addresses of registries, paths of a machine, foreign code, outside hosts."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".json", ".txt", ".in", ".svg", ".yml", ""}


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
        return [ROOT / name for name in names if not name.startswith((".venv", "var", "build", "staticfiles"))]
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


FILES = [path for path in tracked() if path.suffix in TEXT]


def test_lock_files_hold_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text, f"{path.name} names a download address; write it again without"
        assert "find-links" not in text and "index" not in text.split("\n")[0]


def test_pages_and_styles_name_no_outside_host() -> None:
    outside = re.compile(r"""(?:src|href|url\()\s*=?\s*["']?\s*(?:https?:)?//""")
    wrong = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.suffix in {".html", ".css", ".js"} and outside.search(path.read_text())
    ]
    assert wrong == [], "consultants work where there is no internet: serve it from the application"


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".html"], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "the content security policy refuses inline styles; use a class"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "the content security policy refuses inline handlers"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)


def test_no_test_is_skipped_without_a_reason() -> None:
    bare = re.compile(r"pytest\.(mark\.)?(skip|xfail)\s*(\(\s*\)|$)", re.MULTILINE)
    wrong = [str(p.relative_to(ROOT)) for p in (ROOT / "tests").rglob("*.py") if bare.search(p.read_text())]
    assert wrong == []
