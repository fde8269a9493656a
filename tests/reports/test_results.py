"""The records of a run survive being stored, whatever a database does to the order of JSON keys."""

import json
from typing import Any

from reports.results import RunTables
from tests.factories.tables import demo_tables


def turned_round(value: Any) -> Any:
    """The same JSON with the keys of every object in reverse order."""
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(list(value))}
    return [turned_round(each) for each in value] if isinstance(value, list) else value


def stored(tables: RunTables) -> Any:
    return json.loads(json.dumps(tables.to_json()))


def test_tables_come_back_from_json_as_they_were() -> None:
    assert RunTables.from_json(stored(demo_tables())) == demo_tables()


def test_the_order_of_keys_in_the_database_does_not_reach_the_tables() -> None:
    tables = RunTables.from_json(stored(demo_tables()))
    turned = RunTables.from_json(turned_round(stored(demo_tables())))
    assert json.dumps(turned.to_json(), sort_keys=False) == json.dumps(
        RunTables.from_json(stored(tables)).to_json(), sort_keys=False
    )
    for cluster in turned.clusters:
        assert list(cluster.dimensions) == ["hr", "process", "product"]
        assert list(cluster.pillars) == ["basic", "hightech", "network", "integration"]
