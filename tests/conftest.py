"""One study with one cluster and the five people every question of access is asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from clusters.models import Cluster, Role, Study
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory, StudyFactory

# Property tests draw the same examples every time and have no deadline: machines are busy.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile("steady")

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
def stranger(db: None) -> User:
    return UserFactory(username="stranger")
