"""Writes the contacts of firms, and erases them: the values are gone, that they were there is not."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Refusal
from clusters.models import Contact, Erasure, Firm
from clusters.models.contact import PERSONAL
from trail.context import current

BLANK: dict[str, Any] = {name: None if name == "consent_on" else "" for name in PERSONAL}


@transaction.atomic
def record_contact(
    *,
    firm: Firm,
    by: User | None,
    now: datetime,
    name: str,
    function: str = "",
    phone: str = "",
    email: str = "",
    language: str = "",
    consent_on: date | None = None,
    note: str = "",
) -> Contact:
    """Adds a person of the firm."""
    return Contact.objects.create(
        firm=firm,
        recorded_by=by,
        recorded_at=now,
        name=name,
        function=function,
        phone=phone,
        email=email,
        language=language,
        consent_on=consent_on,
        note=note,
    )


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    name: str,
    function: str = "",
    phone: str = "",
    email: str = "",
    language: str = "",
    consent_on: date | None = None,
    note: str = "",
) -> Contact:
    """Corrects what is known of the person; somebody who was erased does not come back."""
    stored = _locked(contact)
    stored.name, stored.function, stored.phone, stored.email = name, function, phone, email
    stored.language, stored.consent_on, stored.note = language, consent_on, note
    stored.save(update_fields=list(PERSONAL))
    return stored


@transaction.atomic
def erase_contact(*, contact: Contact, by: User | None, reason: str, now: datetime) -> Erasure:
    """Blanks the person's data and writes down that this was done, when, by whom and why, but not what there was.

    The same is written to a file outside the database, so that it can be done again after an older backup was
    restored; where that file cannot be written, nothing is erased and the refusal says so.
    """
    stored = _locked(contact)
    Contact.objects.filter(pk=stored.pk).update(erased_at=now, **BLANK)
    erasure = Erasure.objects.create(
        contact_id=stored.pk,
        firm_id=stored.firm_id,
        at=now,
        by_name=str(by or current().person_name)[:200],
        reason=reason[:300],
    )
    try:
        _remember(erasure)
    except OSError as error:
        raise Refusal(
            _("The list of erasures on the server cannot be written (%(reason)s), so nothing was erased. Try again.")
            % {"reason": error.strerror or error}
        ) from error
    return erasure


@transaction.atomic
def reapply_erasures(*, told: Iterable[Erasure], is_dry: bool = False) -> list[Erasure]:
    """Erases again every contact that was erased before and is back; returns the erasures that had to be done."""
    done = []
    for erasure in told:
        is_known = Erasure.objects.filter(contact_id=erasure.contact_id).exists()
        back = Contact.objects.select_for_update().filter(pk=erasure.contact_id, erased_at__isnull=True)
        if not back.exists():
            continue
        done.append(erasure)
        if not is_dry:
            back.update(erased_at=erasure.at, **BLANK)
            if not is_known:
                erasure.save(force_insert=True)
    return done


def remembered(path: Path) -> Iterator[Erasure]:
    """The erasures a file tells of, one a line. Raises ValueError with the number of a line that cannot be read."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            yield Erasure(
                contact_id=UUID(told["contact"]),
                firm_id=UUID(told["firm"]),
                at=datetime.fromisoformat(told["at"]),
                by_name=told["by"],
                reason=told["reason"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number}: {error}") from error


def _remember(erasure: Erasure) -> None:
    told = {
        "contact": str(erasure.contact_id),
        "firm": str(erasure.firm_id),
        "at": erasure.at.isoformat(),
        "by": erasure.by_name,
        "reason": erasure.reason,
    }
    path = Path(settings.ERASURES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _locked(contact: Contact) -> Contact:
    stored = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if stored.erased_at is not None:
        raise Refusal(_("The data of this person were erased; nothing can be changed any more."))
    return stored
