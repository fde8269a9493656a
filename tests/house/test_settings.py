"""Production refuses to start half set up, and Django's own deployment checks find nothing to say."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "SEXTANT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    key = "k9w3-a-long-key-for-one-check-only-0123456789-abcdefghijklmnop"
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", home=tmp_path, SECRET_KEY=key, ALLOWED_HOSTS="sextant.example"
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_names_the_setting_that_is_missing(tmp_path: Path) -> None:
    done = manage("check", home=tmp_path, ALLOWED_HOSTS="sextant.example")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_a_laptop_keeps_its_own_secret_key(tmp_path: Path) -> None:
    first = manage("check", home=tmp_path, DJANGO_SETTINGS_MODULE="config.settings.local")
    assert first.returncode == 0, first.stderr
    key = (tmp_path / "secret-key").read_text()
    manage("check", home=tmp_path, DJANGO_SETTINGS_MODULE="config.settings.local")
    assert (tmp_path / "secret-key").read_text() == key and len(key) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
