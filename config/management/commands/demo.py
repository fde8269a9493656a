"""The main job from end to end on embedded defaults, compared with the published tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from clusters.models import Study
from config.processes import running, worker_command
from reports.demo.comparison import comparison_lines, failures
from reports.demo.plan import study_plan
from reports.models import Run, RunState
from reports.published import Comparison, compare, published_for
from reports.results import RunTables

WORKBOOK = Path("build") / "unido-tables.xlsx"


class Command(BaseCommand):
    help = "Loads the four published clusters, scores and aggregates them through a worker, compares the tables."

    def handle(self, *args: Any, **options: Any) -> None:
        slug = study_plan().about["slug"]
        call_command("compile_words", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        call_command("score", slug, stdout=self.stdout)
        with running(worker_command("demo")):
            call_command("aggregate", slug, stdout=self.stdout)
        run = Run.objects.filter(study__slug=slug, state=RunState.READY).latest("finished_at")
        path = Path(settings.BASE_DIR) / WORKBOOK
        path.parent.mkdir(parents=True, exist_ok=True)
        call_command("export_tables", run.id, str(path), stdout=self.stdout)
        self._compare(run)

    def _compare(self, run: Run) -> None:
        compared = self._compared(run)
        for line in comparison_lines(compared):
            self.stdout.write(line)
        different = failures(compared)
        if different:
            raise CommandError(f"{len(different)} printed figures differ from ours; they are marked above.")
        self.stdout.write(f"Every printed figure comes out of the run. The workbook is {WORKBOOK}")

    def _compared(self, run: Run) -> list[Comparison]:
        study = Study.objects.get(pk=run.study_id)
        published = published_for(study)
        if published is None:
            raise CommandError(f"No published figures are known for {study.slug}.")
        return compare(RunTables.from_json(run.tables or {}), published)
