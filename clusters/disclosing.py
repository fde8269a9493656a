"""Writes down who was shown personal data and who took a file away, before the answer leaves."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, TypeVar, cast

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, Disclosure, DisclosureAct, Firm, Study
from trail.context import current

Answer = TypeVar("Answer", bound=HttpResponseBase)
Place = Study | Cluster | Firm
NAMED = re.compile(r'filename="([^"]*)"')
BODILESS = ("HEAD", "OPTIONS")
CHUNK = 1 << 20


def shown(request: HttpRequest, answer: Answer, *, of: Place, rows: int | None = None, subject: str = "") -> Answer:
    """The page, once it is written down that this person was shown it; `rows` counts the persons on it."""
    if request.method not in BODILESS:
        record_disclosure(
            act=DisclosureAct.SEEN,
            page=_name_of(request),
            person=cast(User, request.user),
            of=of,
            rows=rows,
            subject=subject,
            filters=_filters_of(request),
        )
    return answer


def handed_out(
    request: HttpRequest, answer: Answer, *, of: Place, rows: int | None = None, subject: str = ""
) -> Answer:
    """The file, once it is written down that this person took it; whatever cannot be written down does not leave."""
    if request.method not in BODILESS:
        named = NAMED.search(answer.headers.get("Content-Disposition", ""))
        record_disclosure(
            act=DisclosureAct.TAKEN,
            page=_name_of(request),
            person=cast(User, request.user),
            of=of,
            rows=rows,
            subject=subject,
            filters=_filters_of(request),
            file_name=named.group(1) if named else "",
            file_hash=_hash_of(answer),
        )
    return answer


def record_disclosure(
    *,
    act: DisclosureAct,
    page: str,
    of: Place,
    person: User | None = None,
    rows: int | None = None,
    subject: str = "",
    filters: str = "",
    file_name: str = "",
    file_hash: str = "",
) -> Disclosure:
    """Adds a line to the log. Without a person it is whoever called the command, as the machine knows them.

    A single row needs no transaction of its own.
    """
    actor = current()
    firm = of if isinstance(of, Firm) else None
    cluster = of.cluster if isinstance(of, Firm) else of if isinstance(of, Cluster) else None
    study_id = cluster.study_id if cluster else cast(Study, of).pk
    return Disclosure.objects.create(
        at=timezone.now(),
        act=act,
        page=page[:60],
        person=person,
        person_name=str(person or actor.person_name)[:200],
        device=actor.device[:80],
        request_id=actor.request_id[:64],
        study_id=study_id,
        cluster=cluster,
        firm_id=firm.pk if firm else None,
        subject=(subject or str(of))[:300],
        filters=filters[:300],
        rows=rows,
        file_name=file_name[:200],
        file_hash=file_hash,
    )


def sha256_of(chunks: Iterable[bytes]) -> str:
    """The hash of a file that is read piece by piece."""
    whole = hashlib.sha256()
    for chunk in chunks:
        whole.update(chunk)
    return whole.hexdigest()


def _name_of(request: HttpRequest) -> str:
    return str(request.resolver_match.url_name) if request.resolver_match else request.path


def _filters_of(request: HttpRequest) -> str:
    """What was asked for behind the question mark; a page number is none."""
    asked: Mapping[str, Any] = request.GET
    told = " ".join(f"{name}={value}" for name, value in asked.items() if value and name != "page")
    # PostgreSQL stores no NUL, and nobody reads a control character.
    return "".join(each for each in told if each.isprintable())


def _hash_of(answer: HttpResponseBase) -> str:
    """Of a file that is sent from the disk the handle is read and set back to its beginning."""
    if isinstance(answer, FileResponse):
        file = cast(BinaryIO, answer.file_to_stream)
        found = sha256_of(iter(lambda: file.read(CHUNK), b""))
        file.seek(0)
        return found
    return sha256_of([answer.content])  # type: ignore[attr-defined]
