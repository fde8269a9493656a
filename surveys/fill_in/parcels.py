"""The files of one sending: workbooks one by one, or packed together, and kept between their preview and the word."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable
from lzma import LZMAError
from pathlib import PurePath

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster
from clusters.problems import ImportRefused, Problem
from surveys.fill_in.reading import Filled, read_workbook

SALT = "surveys.fill_in"
KEPT_SECONDS = 24 * 3600
MOST_WORKBOOKS = 300
MOST_BYTES = 40 * 2**20

Parcel = list[tuple[str, bytes]]
"""Names of files with what they hold."""


def unpacked(files: Iterable[tuple[str, bytes]]) -> Parcel:
    """The workbooks among the files, those of packed files too; raises ImportRefused for what is too much."""
    parcel: Parcel = []
    left = MOST_BYTES
    for name, content in files:
        for inner_name, inner in _workbooks_in(name, content, left):
            left -= len(inner)
            parcel.append((inner_name, inner))
        if left < 0 or len(parcel) > MOST_WORKBOOKS:
            raise _refused(
                _("These are more than %(count)d workbooks, or more than %(size)d MB.")
                % {"count": MOST_WORKBOOKS, "size": MOST_BYTES // 2**20},
                _("Send them in several goes."),
            )
    if not parcel:
        raise _refused(_("No workbook was sent."), _("Choose the workbooks that were filled in, or the packed file."))
    return parcel


def read_parcel(parcel: Parcel) -> list[Filled]:
    """Every workbook as it is read; raises ImportRefused with what is wrong with any that cannot be."""
    filled, problems = [], []
    for name, content in parcel:
        try:
            filled.append(read_workbook(content, name))
        except ImportRefused as refusal:
            problems += [Problem(each.fact, each.remedy, name) for each in refusal.problems]
    if problems:
        raise ImportRefused(problems)
    return filled


def keep_parcel(*, cluster: Cluster, user: User, parcel: Parcel) -> str:
    """Keeps the workbooks in place of earlier ones and gives the token with which they are taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for place, (name, content) in enumerate(parcel):
            archive.writestr(f"{place}/{name}", content)
    path = _path(cluster, user)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(out.getvalue()))
    promise = {"cluster": cluster.pk, "user": user.pk, "hash": _hash(out.getvalue())}
    return signing.dumps(promise, salt=SALT)


def kept_parcel(*, cluster: Cluster, user: User, token: str) -> Parcel:
    """The workbooks that were shown; raises ImportRefused when they are no longer those that are kept."""
    try:
        promise = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
        with default_storage.open(_path(cluster, user)) as stored:
            content = stored.read()
    except (signing.BadSignature, OSError):
        raise _gone() from None
    if promise != {"cluster": cluster.pk, "user": user.pk, "hash": _hash(content)}:
        raise _gone()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name.partition("/")[2], archive.read(name)) for name in archive.namelist()]


def drop_parcel(*, cluster: Cluster, user: User) -> None:
    """Forgets the workbooks that were kept."""
    default_storage.delete(_path(cluster, user))


def _workbooks_in(name: str, content: bytes, most: int) -> Parcel:
    """The file itself, or the workbooks in it where it is a packed file of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return [(PurePath(name).name, content)]
            wanted = [each for each in names if each.lower().endswith(".xlsx") and PurePath(each).name[0] not in "._~"]
            found: Parcel = []
            for each in wanted[: MOST_WORKBOOKS + 1]:
                with archive.open(each) as stream:
                    # What the archive says of its sizes is not believed.
                    inner = stream.read(max(most, 0) + 1)
                most -= len(inner)
                found.append((PurePath(each).name, inner))
                if most < 0:
                    break
            return found
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, RuntimeError, OSError, ValueError):
        # Whatever it is, the reader of workbooks says why it is none.
        return [(PurePath(name).name, content)]


def _path(cluster: Cluster, user: User) -> str:
    return f"fill-in/{cluster.pk}-{user.pk}"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _gone() -> ImportRefused:
    return _refused(
        _("The workbooks that were shown are no longer kept: they were taken, or others were sent after them."),
        _("Send the files again."),
    )


def _refused(fact: str, remedy: str) -> ImportRefused:
    return ImportRefused([Problem(fact, remedy)])
