"""The folder as a store of files that are whole whenever anybody can see them.

Django's own writes a file under its final name: a disk that fills, or a process that is killed, leaves the first part
of it there, and whoever asks by that name takes it for the file. Here it is written under a name nobody asks for, put
on the disk, and renamed.
"""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Takes the place of Django's storage in a folder; what cannot be stored whole leaves nothing behind."""

    def _save(self, name: str, content: Any) -> str:
        unseen = f"{name}.{uuid4().hex}.part"
        try:
            unseen = super()._save(unseen, content)  # type: ignore[misc]
            with open(self.path(unseen), "rb") as written:
                os.fsync(written.fileno())
            os.replace(self.path(unseen), self.path(name))
        except BaseException:
            Path(self.path(unseen)).unlink(missing_ok=True)
            raise
        return name
