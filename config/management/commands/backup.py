"""manage.py backup OUT [--recipient age1…] [--recipients-file FILE] [--passphrase-file FILE] [--keep N]"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups.errors import BackupRefusedError
from config.backups.folder import keep_newest, name_of
from config.backups.keys import Lock, secret_lines
from config.backups.taking import take_backup

WRONG_CALL = 2


class Command(BaseCommand):
    help = "Writes every row and every uploaded file into one checksummed file; people may go on working."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", metavar="OUT", type=Path, help="the file to write, or a folder that is there")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            metavar="age1…",
            help="encrypt for this age recipient; may be given several times",
        )
        parser.add_argument("--recipients-file", type=Path, metavar="FILE", help="encrypt for the recipients in it")
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="encrypt with its first line")
        parser.add_argument("--keep", type=int, metavar="N", help="of the backups in the folder OUT keep the newest N")

    def handle(self, *args: Any, **options: Any) -> None:
        out, keep = options["out"], options["keep"]
        if keep is not None and (keep < 1 or not out.is_dir()):
            raise CommandError("--keep N needs a folder as OUT and N of at least 1.", returncode=WRONG_CALL)
        now = timezone.now()
        path = out / name_of(now) if out.is_dir() else out
        try:
            lock = lock_from(options)
            manifest = take_backup(out=path, lock=lock, now=now)
        except BackupRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{path}: {len(manifest.tables)} tables, {manifest.rows} rows, {len(manifest.files)} files, "
            f"{path.stat().st_size} bytes, {'encrypted' if lock else 'not encrypted'}."
        )
        for name in manifest.left_out:
            self.stderr.write(f"The table {name} is none of Sextant's and was left out.")
        for name in manifest.missing_files:
            self.stderr.write(f"The uploaded file {name} is named in the database and was not found.")
        if keep is not None:
            for gone in keep_newest(out, keep):
                self.stdout.write(f"{gone}: deleted, newer ones are kept.")


def lock_from(options: dict[str, Any]) -> Lock:
    """For whom the backup is encrypted: what the call says, otherwise what the settings say."""
    recipients = list(options["recipient"])
    if options["recipients_file"]:
        recipients += secret_lines(options["recipients_file"])
    if options["passphrase_file"]:
        passphrase = secret_lines(options["passphrase_file"])[0]
    else:
        passphrase = "" if recipients else settings.BACKUP_PASSPHRASE
    if recipients and passphrase:
        raise CommandError("Give recipients or a passphrase, not both.", returncode=WRONG_CALL)
    return Lock(tuple(recipients or ([] if passphrase else settings.BACKUP_RECIPIENTS)), passphrase)
