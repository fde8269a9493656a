"""Rows are written by verbs: views, forms, pages, tasks and guards call one and write nothing themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "clusters", "surveys", "reports", "analysis", "config", "trail")
PURE = {"estimators", "crises", "proximity", "resilience", "development"}
ALWAYS = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}

WRITERS = {
    "accounts": {"languages", "second_factor", "sessions"},
    "clusters": {
        "blindness",
        "contacts",
        "assigning",
        "disclosing",
        "frames",
        "history",
        "imported_firms",
        "invitations",
        "people",
        "registry",
        "rounds",
        "replacing",
        "sample_draws",
        "sample_plans",
        "sampled_firms",
        "series_versions",
        "uploads",
    },
    "surveys": {
        "answering",
        "binning",
        "ballots",
        "cluster_binning",
        "commenting",
        "default_content",
        "double_scoring",
        "drafting",
        "fill_in/parcels",
        "handing_over",
        "importing/first_import",
        "importing/later_imports",
        "interviewing",
        "lateness",
        "live_seats",
        "live_sessions",
        "models/frozen",
        "publishing",
        "reviewing",
        "seen_flags",
        "settling",
        "standings",
        "study_setup",
        "workshop_binning",
        "workshop_changes",
        "workshops",
    },
    "reports": {"aggregation", "headlines", "jobs", "overrides", "runs", "scores", "staleness", "weights"},
    "analysis": {"performing", "runs", "tables"},
    "config": set(),
    "trail": set(),
}
"""The modules of verbs. `models/frozen` is no verb: there published rows refuse to be saved."""


def writes(source: str) -> list[int]:
    """The lines on which a row is stored, changed or deleted."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if isinstance(call.func, ast.Attribute) and is_write(call, call.func)]


def is_write(call: ast.Call, called: ast.Attribute) -> bool:
    """A dictionary or a hash is updated with something in the brackets, rows are updated by name."""
    by_name = called.attr == "update" and not call.args and bool(call.keywords)
    return called.attr in ALWAYS or by_name


def modules(room: str) -> dict[str, str]:
    # Parts that know no database delete and create other things.
    passed_over = {"migrations"} | (PURE if room == "analysis" else set())
    paths = (path for path in (ROOT / room).rglob("*.py") if not passed_over & set(path.parts))
    return {path.relative_to(ROOT / room).with_suffix("").as_posix(): path.read_text() for path in paths}


@pytest.mark.parametrize("room", ROOMS)
def test_only_the_verbs_of_a_room_write_rows(room: str) -> None:
    found = {name: writes(source) for name, source in modules(room).items()}
    strays = {name: lines for name, lines in found.items() if lines and name not in WRITERS[room]}
    assert strays == {}, (
        "a write belongs into a verb: one atomic, keyword-only function that locks, checks and announces"
    )


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_of_verbs_is_there_and_writes(room: str) -> None:
    found = {name for name, source in modules(room).items() if writes(source)}
    assert WRITERS[room] <= found


def test_writes_are_told_from_dictionaries() -> None:
    assert writes("Firm.objects.filter(pk=1).update(name='a')\nfirm.save()\n") == [1, 2]
    assert writes("words.update(other)\nhash.update(line)\nprint(save)\n") == []
