"""Nothing starts half set up or wrongly, and says so in a sentence; Django's deployment checks find nothing to say."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return started([sys.executable, "manage.py", *arguments], home, **environment)


def started(command: list[str], home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        command,
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


PROCESSES = {
    "command": [sys.executable, "manage.py", "check"],
    "web": [sys.executable, "-m", "gunicorn", "--config", "python:config.serving", "config.wsgi:application"],
    "worker": [sys.executable, "-m", "celery", "--app", "config", "worker"],
}


@pytest.mark.parametrize("process", PROCESSES)
def test_no_process_starts_without_a_secret_key_and_each_says_so_in_one_line(process: str, tmp_path: Path) -> None:
    done = started(PROCESSES[process], tmp_path, ALLOWED_HOSTS="sextant.example")
    assert done.returncode == 1
    assert done.stderr == (
        "Sextant does not start: SECRET_KEY is not set, and a server needs it. "
        "Give at least 50 random characters, the same on every machine.\n"
    )


def read(monkeypatch: pytest.MonkeyPatch, home: Path, which: str = "base", **environment: str) -> dict[str, Any]:
    """What the settings become where the environment says this."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", os.environ["PROMETHEUS_MULTIPROC_DIR"])
    monkeypatch.setenv("SEXTANT_RELEASE", "tried")
    for name, value in {"SEXTANT_HOME": str(home), **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / f"config/settings/{which}.py"))


WRONG = [
    ("base", "DATABASE_URL", "nonsense sesame", "postgres://"),
    ("base", "DATABASE_URL", "mysql://sextant:sesame@host/name", "postgres://"),
    ("base", "DATABASE_URL", "postgres://sextant:sesame@host:port/name", "postgres://"),
    ("base", "DATABASE_URL", "postgres://sextant:sesame@host", "postgres://"),
    ("base", "CELERY_BROKER_URL", "kafka://sesame@host", "redis://"),
    ("base", "CELERY_BROKER_URL", "redis://:sesame@host:port/0", "redis://"),
    ("base", "CELERY_BROKER_URL", "amqp://", "amqp://"),
    ("base", "CACHE_URL", "memcached://sesame@host", "redis://"),
    ("base", "SEXTANT_RATE_LIMITS", "some", "true or false"),
    ("base", "EMAIL_URL", "pigeon://sextant:sesame@host", "submission://"),
    ("base", "SEXTANT_HOME", "/dev/null/home", "folder"),
    ("base", "SEXTANT_RUN", "/dev/null/run", "folder"),
    ("base", "SEXTANT_BIND", "here", "127.0.0.1:8000"),
    ("base", "SEXTANT_WEB_WORKERS", "-1", "at least 1"),
    ("base", "SEXTANT_WEB_THREADS", "0", "at least 1"),
    ("base", "SEXTANT_JOB_WORKERS", "two", "at least 1"),
    ("base", "SEXTANT_READY_FREE_MEBIBYTES", "1.5", "whole number"),
    ("base", "SEXTANT_READY_QUEUE_SECONDS", "0", "at least 1"),
    ("base", "TRUSTED_PROXIES", "-1", "at least 0"),
    ("base", "JOB_SILENT_SECONDS", "8.9", "at least 9"),
    ("base", "JOB_HEARTBEAT_SECONDS", "6.7", "at least 20.1"),
    ("base", "JOB_HEARTBEAT_SECONDS", "nan", "above 0"),
    ("base", "JOB_SILENT_SECONDS", "soon", "above 0"),
    ("base", "SEXTANT_REQUIRE_SECOND_FACTOR", "perhaps", "true or false"),
    ("base", "TIME_ZONE", "Mars/Olympus", "America/Santiago"),
    ("base", "TIME_ZONE", "../../etc/passwd", "America/Santiago"),
    ("base", "LOG_LEVEL", "loud", "WARNING"),
    ("base", "ALLOWED_HOSTS", "https://sextant.example", "without scheme"),
    ("base", "CSRF_TRUSTED_ORIGINS", "sextant.example", "https://"),
    ("production", "SECRET_KEY", " ", "50 random characters"),
    ("production", "ALLOWED_HOSTS", ",", "separated by commas"),
    ("production", "SECURE_SSL_REDIRECT", "2", "true or false"),
    ("production", "SECURE_HSTS_SECONDS", "a year", "whole number"),
    ("local", "DEBUG", "maybe", "true or false"),
]


@pytest.mark.parametrize(("which", "name", "value", "remedy"), WRONG)
def test_a_wrong_value_ends_the_start_with_its_name_and_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, which: str, name: str, value: str, remedy: str
) -> None:
    good = {"SECRET_KEY": "a key", "ALLOWED_HOSTS": "sextant.example"}
    with pytest.raises(SystemExit) as refused:
        read(monkeypatch, tmp_path, which, **{**good, name: value})
    told = str(refused.value)
    assert name in told and remedy in told and "\n" not in told
    assert "sesame" not in told, "a password may stand in it"


def test_what_is_left_empty_is_as_if_it_were_left_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = {name: "" for _which, name, _value, _remedy in WRONG if name != "SEXTANT_HOME"}
    settings = read(monkeypatch, tmp_path, **empty)
    assert (settings["WEB_WORKERS"], settings["JOB_SILENT_SECONDS"], settings["ALLOWED_HOSTS"]) == (2, 20.0, [])
    assert settings["RUN"] == settings["HOME"] == tmp_path


def test_right_values_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = read(
        monkeypatch,
        tmp_path,
        DATABASE_URL="postgres://sextant:p%40ss@host:5433/name",
        CELERY_BROKER_URL="amqp://guest:guest@host:5672//",
        EMAIL_URL="submission://me:sesame@mail",
        ALLOWED_HOSTS="sextant.example, .sextant.test,[::1],10.0.0.1",
        CSRF_TRUSTED_ORIGINS="https://sextant.example:8443",
        SEXTANT_BIND="[::]:8000",
        SEXTANT_RUN=str(tmp_path / "run"),
        SECRET_KEY_FALLBACKS="one, two",
        JOB_SILENT_SECONDS="9",
        TIME_ZONE="America/Santiago",
        SEXTANT_REQUIRE_SECOND_FACTOR="no",
    )
    database = settings["DATABASES"]["default"]
    assert (database["PASSWORD"], database["PORT"], database["NAME"]) == ("p@ss", 5433, "name")
    assert settings["ALLOWED_HOSTS"] == ["sextant.example", ".sextant.test", "[::1]", "10.0.0.1"]
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"]) == ("mail", 587, True)
    assert settings["SECRET_KEY_FALLBACKS"] == ["one", "two"]
    assert settings["METRICS_FOLDER"] == tmp_path / "run" / "metrics" and settings["BIND"] == "[::]:8000"
    assert settings["REQUIRE_SECOND_FACTOR"] is False


def test_a_laptop_keeps_its_own_secret_key(tmp_path: Path) -> None:
    first = manage("check", home=tmp_path, DJANGO_SETTINGS_MODULE="config.settings.local")
    assert first.returncode == 0, first.stderr
    key = (tmp_path / "secret-key").read_text()
    manage("check", home=tmp_path, DJANGO_SETTINGS_MODULE="config.settings.local")
    assert (tmp_path / "secret-key").read_text() == key and len(key) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
