"""Settings that must not meet are said aloud when the application starts."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings


@pytest.mark.parametrize(("silent", "warned"), [(8.9, True), (9.0, False), (20.0, False)])
def test_a_patience_of_less_than_three_heartbeats_is_warned_of(silent: float, warned: bool) -> None:
    with override_settings(JOB_SILENT_SECONDS=silent, JOB_HEARTBEAT_SECONDS=3.0):
        found = [each for each in run_checks() if each.id == "sextant.W001"]
    assert bool(found) is warned
    assert all("at least 9" in str(each.hint) for each in found)
