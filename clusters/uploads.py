"""Keeps a list between its preview and the word to take it: one file for each person and cluster."""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.frame_file import FrameFile, read_frame
from clusters.models import Cluster
from clusters.problems import ImportRefused, Problem

SALT = "clusters.frame"
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """A list that was shown and may now be taken, with what was said of it."""

    file: FrameFile
    source: str
    listed_on: date | None
    is_probability_sample: bool


def keep_frame(*, cluster: Cluster, user: User, content: bytes, frame: KeptFrame) -> str:
    """Keeps the file in place of an earlier one and gives the token with which it is taken."""
    path = _path(cluster, user)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    promise = {
        "cluster": cluster.pk,
        "user": user.pk,
        "hash": frame.file.file_hash,
        "name": frame.file.file_name,
        "source": frame.source,
        "listed_on": frame.listed_on.isoformat() if frame.listed_on else None,
        "is_probability_sample": frame.is_probability_sample,
    }
    return signing.dumps(promise, salt=SALT)


def kept_frame(*, cluster: Cluster, user: User, token: str) -> KeptFrame:
    """The list that was shown; raises ImportRefused when it is no longer the one that is kept."""
    try:
        promise = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
        with default_storage.open(_path(cluster, user)) as stored:
            content = stored.read()
    except (signing.BadSignature, OSError):
        raise _gone() from None
    file = read_frame(content, promise["name"])
    if (promise["cluster"], promise["user"], promise["hash"]) != (cluster.pk, user.pk, file.file_hash):
        raise _gone()
    listed_on = date.fromisoformat(promise["listed_on"]) if promise["listed_on"] else None
    return KeptFrame(file, promise["source"], listed_on, promise["is_probability_sample"])


def drop_frame(*, cluster: Cluster, user: User) -> None:
    """Forgets the file that was kept."""
    default_storage.delete(_path(cluster, user))


def _path(cluster: Cluster, user: User) -> str:
    return f"frames/{cluster.pk}-{user.pk}"


def _gone() -> ImportRefused:
    return ImportRefused(
        [
            Problem(
                _("The list that was shown is no longer kept: it was taken, or another one was sent after it."),
                _("Send the file again."),
            )
        ]
    )
