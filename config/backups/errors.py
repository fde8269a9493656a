"""What this part refuses: the fact and the remedy, in one sentence each."""

import sqlite3

import psycopg
from django.db import DatabaseError

DATABASE_ERRORS = (DatabaseError, psycopg.Error, sqlite3.Error)
"""However a database says that it could not: rows are read and written past Django's own cursors."""


class BackupRefusedError(Exception):
    """Raised when a backup cannot be made, read or restored; what was there before is untouched."""

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(f"{fact} {remedy}")
        self.fact = fact
        self.remedy = remedy


class DamagedBackupError(BackupRefusedError):
    """Raised when a file is not, or is no longer, a whole backup."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact, "Nothing was touched. Take another backup, and look after the disk this one lay on.")
