"""One study with one cluster and the people every question of access is asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db.backends.postgresql.base import DatabaseOperations as PostgresOperations
from django.db.backends.sqlite3.base import DatabaseOperations
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from clusters.models import Cluster, Role, Study
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory, StudyFactory

# Property tests draw the same examples every time and have no deadline: machines are busy.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile("steady")


def flush_past_the_guards(operations: DatabaseOperations, sql_list: list[str]) -> None:
    """Empty SQLite's tables after a test with real transactions, which triggers of append-only tables would refuse."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    super(DatabaseOperations, operations).execute_sql_flush(sql_list)
    with operations.connection.cursor() as cursor:
        for _name, sql in triggers:
            cursor.execute(sql)


def flush_postgres_past_the_guards(operations: PostgresOperations, sql_list: list[str]) -> None:
    """Empty PostgreSQL's tables after such a test: a superuser may switch the triggers of a session off."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    super(PostgresOperations, operations).execute_sql_flush(sql_list)
    with operations.connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")


DatabaseOperations.execute_sql_flush = flush_past_the_guards
PostgresOperations.execute_sql_flush = flush_postgres_past_the_guards


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-database", action="store_true", help="leave out tests that ask no database and no server")


def asks_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets the test reach a database, or the test starts servers of its own."""
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or any(map(item.get_closest_marker, ("django_db", "services")))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the tests, no long one is left for the end, when all but one have nothing to do."""
    if config.getoption("of_database"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = [item for item in items if asks_database(item)]
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def language_of_the_source() -> Iterator[None]:
    """Every test begins in English, whatever language the one before it read."""
    with translation.override("en"):
        yield


@pytest.fixture
def noon() -> datetime:
    """The moment at which every test takes place."""
    return NOON


@pytest.fixture
def study(db: None) -> Study:
    return StudyFactory(slug="salmon-study", title="Salmon study")


@pytest.fixture
def cluster(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="lakes", name="Lakes", sector_variant="salmon")


def member(study: Study, role: str) -> User:
    return MembershipFactory(study=study, role=role, user=UserFactory(username=role)).user


@pytest.fixture
def owner(study: Study) -> User:
    return member(study, Role.MANAGER)


@pytest.fixture
def consultant(study: Study) -> User:
    return member(study, Role.CONSULTANT)


@pytest.fixture
def reviewer(study: Study) -> User:
    return member(study, Role.REVIEWER)


@pytest.fixture
def analyst(study: Study) -> User:
    return member(study, Role.ANALYST)


@pytest.fixture
def reader(study: Study) -> User:
    return member(study, Role.READER)


@pytest.fixture
def own_rows(study: Study) -> User:
    """A consultant who sees their own firms only; none was given to them yet."""
    person = UserFactory(username="own-rows")
    return MembershipFactory(study=study, role=Role.CONSULTANT, own_rows_only=True, user=person).user


@pytest.fixture
def stranger(db: None) -> User:
    return UserFactory(username="stranger")
