"""Procfile, units, compose file, page and settings tell of the same processes and the same environment."""

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import load_command_class

from config import serving
from tests.deploy import saying

STAYING = {"web", "worker", "clock"}
SERVICES = ["sextant-web", "sextant-worker", "sextant-clock", "sextant-release", "sextant-backup"]
KEYS = {
    "Unit": {"Description", "Requires", "After", "Wants"},
    "Service": {
        *("Type", "ExecStart", "User", "Group", "WorkingDirectory", "Environment", "EnvironmentFile", "Nice"),
        *("StateDirectory", "StateDirectoryMode", "RuntimeDirectory", "RuntimeDirectoryMode", "IOSchedulingClass"),
        *("Restart", "RestartSec", "KillMode", "TimeoutStopSec", "UMask", "NoNewPrivileges", "CapabilityBoundingSet"),
        *("LockPersonality", "PrivateDevices", "PrivateTmp", "ProtectClock", "ProtectControlGroups", "ProtectHome"),
        *("ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc"),
        *("ProtectSystem", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID"),
        *("SystemCallArchitectures", "SystemCallFilter"),
    },
    "Socket": {"ListenStream", "Backlog"},
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}
SHUT_IN = {
    "NoNewPrivileges": "yes",
    "PrivateTmp": "yes",
    "ProtectHome": "yes",
    "ProtectSystem": "strict",
    "CapabilityBoundingSet": "",
    "User": "sextant",
}


def test_a_process_is_started_alike_whoever_starts_it() -> None:
    told = saying.of_procfile()
    services, shown = saying.of_compose(), saying.indented(saying.PAGE.read_text())
    assert set(told) == {*STAYING, "release"}
    for name, command in told.items():
        assert saying.command_of(f"sextant-{name}.service") == command
        assert shlex.split(services[name]["command"]) == command
        assert shlex.join(command) in shown, f"docs/operations.md does not show {name}"
    backup = shlex.split(services["backup"]["command"])
    assert saying.command_of("sextant-backup.service") == backup
    assert set(services) == {*told, "backup", "postgres", "redis"}


def test_the_image_starts_the_web_server_and_takes_no_secret_along() -> None:
    image = (saying.ROOT / "Dockerfile").read_text()
    (command,) = re.findall(r"^CMD (\[.*\])$", image, re.MULTILINE)
    assert [word.strip('" ') for word in command.strip("[]").split(",")] == saying.of_procfile()["web"]
    assert {".env", ".git", "var", "deploy/environment"} <= set((saying.ROOT / ".dockerignore").read_text().split())
    given = dict(re.findall(r"^\s*(?:ENV )?([A-Z_]+)=(\S+)(?: \\)?$", image, re.MULTILINE))
    assert given.keys() - {"PATH", "PYTHONUNBUFFERED", "MPLCONFIGDIR"} <= saying.of_settings()
    assert given["DJANGO_SETTINGS_MODULE"] == "config.settings.production"


def test_every_variable_that_is_read_is_told_of_and_no_other() -> None:
    read = saying.of_settings()
    assert read == set(saying.of_example()), "deploy/environment.example"
    assert read == saying.of_page(), "the table of docs/operations.md"


def test_units_and_services_set_only_variables_that_are_read() -> None:
    read = saying.of_settings()
    for name in SERVICES:
        assert saying.environment_of(f"{name}.service").keys() - {"MPLCONFIGDIR"} <= read, name
    for name, service in saying.of_compose().items():
        if name not in {"postgres", "redis"}:
            assert set(service["environment"]) <= read, name
            assert service["env_file"] == "deploy/environment"


def test_only_what_has_no_default_must_be_filled_in() -> None:
    assert {name for name, (_value, must) in saying.of_example().items() if must} == {"SECRET_KEY", "ALLOWED_HOSTS"}


def test_every_value_of_the_example_is_one_that_can_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", os.environ["PROMETHEUS_MULTIPROC_DIR"])
    for name, (value, _must) in saying.of_example().items():
        if not value.startswith("/") and name != "DJANGO_SETTINGS_MODULE":
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("SEXTANT_HOME", str(tmp_path))
    settings = runpy.run_path(str(saying.ROOT / "config" / "settings" / "base.py"))
    assert settings["DATABASES"]["default"]["NAME"] == "sextant"


def test_a_unit_holds_known_keys_in_known_sections() -> None:
    for path in saying.UNITS.iterdir():
        unknown = {(section, key) for section, key, _value in saying.of_unit(path.name) if key not in KEYS[section]}
        assert unknown == set(), path.name


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in_and_keeps_what_it_writes_in_its_own_folders(name: str) -> None:
    unit = f"{name}.service"
    assert {key: saying.values(unit, key) for key in SHUT_IN} == {key: [value] for key, value in SHUT_IN.items()}
    (states,), (run,) = saying.values(unit, "StateDirectory"), saying.values(unit, "RuntimeDirectory")
    environment = saying.environment_of(unit)
    assert environment["SEXTANT_HOME"] == f"/var/lib/{states.split()[0]}"
    assert environment["SEXTANT_RUN"] == f"/run/{run}"
    assert run == name, "one that stops takes its folder away, and must not take it from another"


@pytest.mark.parametrize("name", sorted(STAYING))
def test_a_process_that_stays_is_started_again_and_has_time_to_end(name: str) -> None:
    unit = f"sextant-{name}.service"
    assert saying.values(unit, "Restart") == ["on-failure"]
    assert saying.values(unit, "KillMode") == ["mixed"], "children of a worker finish what they hold"
    (seconds,) = saying.values(unit, "TimeoutStopSec")
    assert saying.of_compose()[name]["stop_grace_period"] == f"{seconds}s"
    if name == "web":
        assert int(seconds) > serving.graceful_timeout


def test_a_backup_of_the_night_is_a_call_that_is_understood() -> None:
    program, script, name, *arguments = saying.command_of("sextant-backup.service")
    told = load_command_class("config", name).create_parser(script, name).parse_args(arguments)
    folder = f"/var/lib/{saying.values('sextant-backup.service', 'StateDirectory')[0].split()[1]}"
    assert (program, str(told.out), told.keep) == ("python", folder, 14)


def test_without_a_socket_of_systemd_the_web_server_listens_where_the_environment_says() -> None:
    assert serving.bind == settings.BIND


def test_there_is_one_clock_and_no_worker_brings_its_own() -> None:
    for command in saying.of_procfile().values():
        assert "--beat" not in command
    assert saying.of_procfile()["clock"][-1] == "beat"


def test_whoever_sends_requests_asks_whether_the_web_server_is_ready() -> None:
    services = saying.of_compose()
    assert "/readyz" in " ".join(services["web"]["healthcheck"]["test"])
    for name in STAYING:
        waits = {other: told["condition"] for other, told in services[name]["depends_on"].items()}
        assert waits == {"release": "service_completed_successfully", "redis": "service_healthy"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    for path in saying.UNITS.iterdir():
        here = path.read_text().replace(saying.PROGRAMS, f"{Path(sys.executable).parent}/")
        (tmp_path / path.name).write_text(here)
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
