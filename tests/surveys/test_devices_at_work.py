"""However devices answer, drop, repeat and reorder: in the end all agree with the server, and nothing typed is missing.

`FIELD_STEPS` asks for at least so many steps of hypothesis; without it a few histories are played.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from clusters.models import Role
from tests.conftest import member
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.surveys.devices_at_work import DevicesAtWork, stage, steps_taken

STEPS_OF_A_HISTORY = 40
FEW_HISTORIES = 25


def play(histories: int, seeded: bool) -> None:
    """Let hypothesis drive the machine; seeded histories are the same every time."""
    run_state_machine_as_test(
        DevicesAtWork,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS_OF_A_HISTORY,
            deadline=None,
            derandomize=seeded,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
@pytest.mark.django_db
def test_devices_and_server_agree_in_the_end_and_nothing_typed_is_missing(study, capsys):
    colleague = MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory(username="colleague")).user
    stage(DevicesAtWork, (member(study, Role.CONSULTANT), colleague), member(study, Role.REVIEWER), study)
    wanted = int(os.environ.get("FIELD_STEPS", "0"))
    play(FEW_HISTORIES, seeded=True)
    assert steps_taken["answers typed"] and steps_taken["messages sent"] and steps_taken["histories"]
    while sum(steps_taken.values()) < wanted:
        play(FEW_HISTORIES, seeded=False)
    if wanted:
        with capsys.disabled():
            told = ", ".join(f"{count:,} {what}" for what, count in sorted(steps_taken.items()))
            print(f"\nRandomised sync: {sum(steps_taken.values()):,} steps survived: {told}.")
