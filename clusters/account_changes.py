"""What was changed in a person's own account: password, second factor, name, and the roles they were given."""

from dataclasses import replace

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.models import Membership, Study
from trail.models import Entry
from trail.reading import key_of
from trail.telling import Told, told

ROLES = Membership._meta.db_table
STUDIES = f"{Study._meta.db_table}:"


def account_entries(person: User) -> QuerySet[Entry]:
    """The entries about the account itself and about every role the person has or had, the newest first."""
    # A role that was taken away stands nowhere but in the history; its entries tell whose it was.
    whose = rf'"user_id": ?{person.pk}[,}}]'
    of_person = Q(new__regex=whose) | Q(old__regex=whose)
    rows = Entry.objects.filter(of_person, table=ROLES).order_by().values_list("row", flat=True)
    return Entry.objects.filter(Q(about=key_of(person)) | Q(table=ROLES, row__in=set(rows))).order_by("-pk")


def account_history(entries: list[Entry]) -> list[Told]:
    """Entries in words; of a role it is told in which study."""
    keys = {entry.about.removeprefix(STUDIES) for entry in entries if entry.table == ROLES}
    names = {f"{STUDIES}{study.pk}": str(study) for study in Study.objects.filter(pk__in=keys)}
    return [
        replace(each, row=names.get(each.entry.about, "")) if each.entry.table == ROLES else each
        for each in told(entries)
    ]
