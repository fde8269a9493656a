"""Studies, clusters and firms."""

import factory
from django.utils import timezone

from clusters.invitations import VALID_FOR
from clusters.models import (
    Cluster,
    Contact,
    CrisisEvent,
    CrisisKind,
    Firm,
    Frame,
    FrameUnit,
    Invitation,
    Membership,
    PolicyAction,
    PolicyKind,
    Role,
    RoundLink,
    Series,
    SeriesKind,
    Stratum,
    Study,
    Timing,
)
from tests.factories.accounts import UserFactory


class StudyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Study

    slug = factory.Sequence(lambda n: f"study-{n}")
    title = factory.Sequence(lambda n: f"Study {n}")
    base_year = 2000
    reference_year = 2006
    price_base_year = 2000


class ClusterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cluster

    study = factory.SubFactory(StudyFactory)
    slug = factory.Sequence(lambda n: f"cluster-{n}")
    name = factory.Sequence(lambda n: f"Cluster {n}")
    country = "Chile"
    product = "Salmon"


class FrameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Frame

    cluster = factory.SubFactory(ClusterFactory)
    version = factory.Sequence(lambda n: n + 1)
    source = "Register of the association"


class StratumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stratum

    frame = factory.SubFactory(FrameFactory)
    code = factory.Sequence(lambda n: f"stratum-{n}")


class FrameUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FrameUnit

    frame = factory.SubFactory(FrameFactory)
    code = factory.Sequence(lambda n: f"U{n:04d}")
    name = factory.Sequence(lambda n: f"Unit {n}")


class FirmFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Firm

    cluster = factory.SubFactory(ClusterFactory)
    code = factory.Sequence(lambda n: f"F{n:04d}")
    name = factory.Sequence(lambda n: f"Firm {n}")


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    firm = factory.SubFactory(FirmFactory)
    name = factory.Sequence(lambda n: f"Person {n} of the firm")
    recorded_at = factory.LazyFunction(timezone.now)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    study = factory.SubFactory(StudyFactory)
    role = Role.CONSULTANT


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    study = factory.SubFactory(StudyFactory)
    email = factory.Sequence(lambda n: f"somebody-{n}@example.org")
    role = Role.CONSULTANT
    nonce = factory.Sequence(lambda n: f"nonce-{n}")
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + VALID_FOR)


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    cluster = factory.SubFactory(ClusterFactory)
    kind = SeriesKind.PRICE_INDEX
    version = factory.Sequence(lambda n: n + 1)
    unit = "index"
    source = "Statistics office"


class CrisisFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CrisisEvent

    cluster = factory.SubFactory(ClusterFactory)
    year = 2004
    kind = CrisisKind.QUALITY
    recorded_at = factory.LazyFunction(timezone.now)


class PolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PolicyAction

    cluster = factory.SubFactory(ClusterFactory)
    year = 2005
    kind = PolicyKind.INSPECTION
    timing = Timing.AFTER
    recorded_at = factory.LazyFunction(timezone.now)


class RoundLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundLink

    earlier = factory.SubFactory(ClusterFactory)
    later = factory.SubFactory(ClusterFactory)
    linked_at = factory.LazyFunction(timezone.now)
