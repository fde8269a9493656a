"""manage.py restore IN [--verify] [--replace] [--identity-file FILE] [--passphrase-file FILE]"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups.checking import check_backup
from config.backups.errors import BackupRefusedError
from config.backups.keys import Key, secret_lines
from config.backups.manifest import Manifest
from config.backups.restoring import restore

SHOWN = 12


class Command(BaseCommand):
    help = "Restores a backup, or with --verify only looks whether it is whole. Nothing is touched unless it is."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="IN", type=Path, help="a file that backup has written")
        parser.add_argument("--verify", action="store_true", help="compare every row and file with its checksum only")
        parser.add_argument("--replace", action="store_true", help="save the data that is there, then replace it")
        parser.add_argument("--identity-file", type=Path, metavar="FILE", help="the age key the backup was made for")
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the passphrase on its first line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = key_from(options)
            if options["verify"]:
                self.tell(check_backup(options["source"], key))
                self.stdout.write("The backup is whole.")
                return
            done = restore(source=options["source"], key=key, replace=options["replace"], now=timezone.now())
        except BackupRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(done.manifest)
        if done.safety_copy:
            self.stdout.write(f"What was here before is kept in {done.safety_copy}")
        self.stdout.write("Restored; every table and file is the same as in the backup, and the history is whole.")

    def tell(self, manifest: Manifest) -> None:
        """Print what the backup holds: counts and the first digits of the sums that were compared."""
        self.stdout.write(f"Taken {manifest.taken_at} from {manifest.database}, Sextant {manifest.software}.")
        for name, table in manifest.tables.items():
            self.stdout.write(f"{table.rows:>9}  {table.sum[:SHOWN]}  {name}")
        self.stdout.write(f"{len(manifest.files):>9}  uploaded files")
        if manifest.history_head:
            self.stdout.write(f"The history ends at {manifest.history_head}")


def key_from(options: dict[str, Any]) -> Key:
    """What opens the backup: what the call names, otherwise what the settings name."""
    path = options["identity_file"] or settings.BACKUP_IDENTITY_FILE
    passphrase = settings.BACKUP_PASSPHRASE
    if options["passphrase_file"]:
        passphrase = secret_lines(options["passphrase_file"])[0]
    return Key(secret_lines(path) if path else (), passphrase)
