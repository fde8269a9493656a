"""Keeps a list from the moment it is sent until it is taken: one file, and what was chosen of it, for each person and
cluster. It waits in the store, so that neither a login that ran out nor a closed lid loses it."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.frame_choices import Choices, choices_from_json
from clusters.models import Cluster
from clusters.problems import ImportRefused, Problem


@dataclass(frozen=True, slots=True)
class Upload:
    """A list that was sent and not yet taken, with what was said of it."""

    content: bytes
    name: str
    source: str
    listed_on: date | None
    is_probability_sample: bool
    choices: Choices

    @property
    def token(self) -> str:
        """Names the file together with the choices; what is taken must be what was shown."""
        told = json.dumps(_told(self), sort_keys=True).encode()
        return hashlib.sha256(hashlib.sha256(self.content).digest() + told).hexdigest()


def keep_upload(*, cluster: Cluster, user: User, upload: Upload) -> None:
    """Keeps the list in place of an earlier one."""
    for path, content in (
        (_path(cluster, user), upload.content),
        (_path(cluster, user) + ".json", json.dumps(_told(upload)).encode()),
    ):
        default_storage.delete(path)
        default_storage.save(path, ContentFile(content))


def keep_choices(*, cluster: Cluster, user: User, upload: Upload, choices: Choices) -> Upload:
    """Keeps what was chosen beside the list, and returns both."""
    chosen = replace(upload, choices=choices)
    path = _path(cluster, user) + ".json"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(json.dumps(_told(chosen)).encode()))
    return chosen


def kept_upload(*, cluster: Cluster, user: User) -> Upload | None:
    """The list that waits for this person, or None."""
    try:
        with default_storage.open(_path(cluster, user)) as stored:
            content = stored.read()
        with default_storage.open(_path(cluster, user) + ".json") as stored:
            told = json.loads(stored.read())
    except (OSError, ValueError):
        return None
    listed_on = date.fromisoformat(told["listed_on"]) if told["listed_on"] else None
    choices = choices_from_json(told["choices"])
    return Upload(content, told["name"], told["source"], listed_on, told["is_probability_sample"], choices)


def upload_shown(*, cluster: Cluster, user: User, token: str) -> Upload:
    """The list that was shown; raises ImportRefused when it is no longer the one that is kept."""
    upload = kept_upload(cluster=cluster, user=user)
    if upload is None or upload.token != token:
        fact = _("The list that was shown is no longer kept: it was taken, or another one was sent after it.")
        raise ImportRefused([Problem(fact, _("Send the file again."))])
    return upload


def drop_upload(*, cluster: Cluster, user: User) -> None:
    """Forgets the list that was kept."""
    for path in (_path(cluster, user), _path(cluster, user) + ".json"):
        default_storage.delete(path)


def _told(upload: Upload) -> dict[str, Any]:
    return {
        "name": upload.name,
        "source": upload.source,
        "listed_on": upload.listed_on.isoformat() if upload.listed_on else None,
        "is_probability_sample": upload.is_probability_sample,
        "choices": upload.choices.to_json(),
    }


def _path(cluster: Cluster, user: User) -> str:
    return f"frames/{cluster.pk}-{user.pk}"
