"""Parts of a cluster: frozen with the run by what interviews found, on its page, in the workbook, for programs."""

import json
import math
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from clusters.models import Cluster, Study
from reports.domain_figures import domain_shares
from reports.domain_results import DomainResult
from reports.models import Run
from reports.results import RunTables
from reports.sampling import NoSample
from reports.workbook.building import build_workbook
from scoring.designs import sample_design
from surveys.models import Interview
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import ready_run, stored
from tests.factories.weights import sampled_cluster

pytestmark = pytest.mark.django_db

SIX_DECIMALS = 5e-5
"""Half a unit of the last of six decimals of a share, in per cent."""
SAMPLE = {"foreign-large": (20, {"complete": 10}), "national-small": (80, {"complete": 20})}
# Of the ten drawn as large 5 are medium, 3 of them at level 4; of the twenty drawn as small 8, 2 of them at level 4.
LEVELS = {"foreign-large": [4] * 3 + [1] * 2 + [4] * 5, "national-small": [4] * 2 + [1] * 6 + [4] * 12}
STAFF = {"foreign-large": [50] * 5 + [300] * 5, "national-small": [20] * 8 + [19] * 11 + [None]}


def tell(cluster: Cluster, stratum: str, code: str, values: list[int | None]) -> None:
    """Enter an answer of each firm of a stratum, in the order in which they were drawn; None is not told."""
    rows = Interview.objects.filter(firm__cluster=cluster, firm__stratum__code=stratum).order_by("firm__frame_unit")
    for interview, value in zip(rows, values, strict=True):
        interview.answers = {**interview.answers, code: stored(value)}
        interview.save(update_fields=["answers"])


def furnish(cluster: Cluster, **changes: Any) -> None:
    """The sample of docs/estimates.md, with its firms of medium size."""
    sampled_cluster(cluster, changes.get("sample", SAMPLE), levels=LEVELS, by_chance=changes.get("by_chance", True))
    for stratum, values in STAFF.items():
        tell(cluster, stratum, "EMP_TOTAL_REF", values)
    tell(cluster, "foreign-large", "FOREIGN_EQUITY", [80] * 9 + [10])
    tell(cluster, "national-small", "FOREIGN_EQUITY", [0] * 19 + [None])


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    furnish(cluster)
    return ready_run(study)


def parts(run: Run, variable: str, place: int = 0) -> dict[str, DomainResult]:
    cluster = RunTables.from_json(run.tables or {}).clusters[place]
    return {each.code: each for each in cluster.domains if each.variable == variable}


def printed(run: Run, *more: str) -> str:
    out = StringIO()
    call_command("estimate", run.pk, "--table", "5", *more, stdout=out)
    return out.getvalue()


def test_a_run_freezes_the_worked_part(run: Run) -> None:
    medium = parts(run, "size")["medium"]
    shares = medium.dimensions["hr"]
    assert (medium.n, shares.n, shares.df) == (13, 13, 28)
    assert shares.share[3] == pytest.approx(100 / 3)
    assert shares.se[3] == pytest.approx(11.2763, abs=SIX_DECIMALS)
    assert (shares.low[3], shares.high[3]) == pytest.approx((10.6087, 63.8225), abs=SIX_DECIMALS)


def test_size_is_what_the_interview_found_and_the_weight_what_the_list_said(run: Run) -> None:
    found = parts(run, "size")
    assert {code: each.n for code, each in found.items()} == {"small": 11, "medium": 13, "large": 5, "unknown": 1}
    # Weights 2 and 4 of 100 firms.
    assert found["medium"].share.value == pytest.approx(2 * 5 + 4 * 8)
    assert found["large"].share.value == pytest.approx(2 * 5)
    assert sum(each.share.value or 0 for each in found.values()) == pytest.approx(100)
    assert found["unknown"].dimensions == {}


def test_owners_are_those_found_by_the_threshold_of_the_run(run: Run, study: Study) -> None:
    found = parts(run, "ownership")
    assert {code: each.n for code, each in found.items()} == {"foreign": 9, "national": 20, "unknown": 1}
    other = parts(ready_run(study, foreign_threshold=10.0), "ownership")
    assert {code: each.n for code, each in other.items()} == {"foreign": 10, "national": 19, "unknown": 1}


def test_every_cell_is_its_sum_over_strata_by_hand(run: Run) -> None:
    rows = [
        ("a", 20, 10, 2.0, level, size)
        for level, size in zip(*(each["foreign-large"] for each in (LEVELS, STAFF)), strict=True)
    ]
    rows += [
        ("b", 80, 20, 4.0, level, size)
        for level, size in zip(*(each["national-small"] for each in (LEVELS, STAFF)), strict=True)
    ]
    classes = {"small": range(5, 20), "medium": range(20, 100), "large": range(100, 1000)}
    for code, staff in classes.items():
        shares = parts(run, "size")[code].dimensions["product"]
        for level in range(1, 7):
            inside = [(h, w, lv >= level) for h, _size, _n, w, lv, size in rows if size is not None and size in staff]
            whole = sum(w for _h, w, _y in inside)
            ratio = sum(w for _h, w, y in inside if y) / whole
            variance = 0.0
            for name, size, n in (("a", 20, 10), ("b", 80, 20)):
                z = [w * (y - ratio) / whole for h, w, y in inside if h == name]
                z += [0.0] * (n - len(z))
                variance += (1 - n / size) * n / (n - 1) * sum((each - sum(z) / n) ** 2 for each in z)
            assert shares.share[level - 1] == pytest.approx(100 * ratio)
            assert shares.se[level - 1] == pytest.approx(100 * math.sqrt(variance), abs=1e-9)


def test_classes_of_size_are_those_of_the_study_and_stand_in_its_runs(study: Study, cluster: Cluster) -> None:
    furnish(cluster)
    usual = ready_run(study)
    Study.objects.filter(pk=study.pk).update(size_bounds=[10, 50, 250])
    other = ready_run(Study.objects.get(pk=study.pk))
    assert other.pk != usual.pk
    found = parts(other, "size")
    assert {code: each.n for code, each in found.items()} == {"small": 19, "medium": 5, "large": 5, "unknown": 1}
    assert found["medium"].bounds == (10, 50, 250)
    Study.objects.filter(pk=study.pk).update(size_bounds=None)
    assert ready_run(Study.objects.get(pk=study.pk)).pk == usual.pk


def test_a_part_without_an_estimate_says_why(study: Study, cluster: Cluster) -> None:
    furnish(cluster)
    tell(cluster, "foreign-large", "EMP_TOTAL_REF", [50] * 9 + [300])
    found = parts(ready_run(study), "size")
    large = found["large"].dimensions["hr"]
    assert (large.reason, large.n, large.share) == ("few_in_domain", 1, ())
    assert found["large"].share.value == pytest.approx(2)


def test_nobody_of_a_part_is_told_too(study: Study, cluster: Cluster) -> None:
    furnish(cluster)
    tell(cluster, "foreign-large", "EMP_TOTAL_REF", [50] * 10)
    large = parts(ready_run(study), "size")["large"]
    assert (large.n, large.dimensions["hr"].reason, large.share.value) == (0, "no_firms", 0)


def test_firms_by_referral_have_parts_without_estimates(study: Study, cluster: Cluster) -> None:
    furnish(cluster, by_chance=False)
    medium = parts(ready_run(study), "size")["medium"]
    assert (medium.n, medium.share.value, medium.share.reason) == (13, None, "not_by_chance")
    assert medium.dimensions["hr"].reason == "not_by_chance"


def test_a_part_whose_strata_were_taken_whole_is_a_census(study: Study, cluster: Cluster) -> None:
    furnish(cluster, sample={**SAMPLE, "foreign-large": (10, {"complete": 10})})
    found = parts(ready_run(study), "size")
    large = found["large"].dimensions["hr"]
    assert (large.reason, large.method, large.share[3], large.se, large.low) == ("census", "census", 100, (), ())
    assert found["medium"].dimensions["hr"].reason == ""


def test_one_firm_of_a_sampled_stratum_leaves_the_error_unknown() -> None:
    design = sample_design(["a", "a", "b"], np.array([2.0, 2.0, 5.0]), {"a": 4, "b": 5})
    points = np.array([3, 2, 1], dtype=np.int8)
    found = domain_shares(points, np.array([True, False, True]), design)
    assert (found.reason, found.share) == (NoSample.SINGLETON, ())


def test_the_page_shows_parts_by_size_or_owners(run: Run, client: Client, owner: User) -> None:
    client.force_login(owner)
    address = reverse("run_estimates", args=[run.pk])
    text = client.get(address).content.decode()
    assert "Medium (20 to 99)" in text and "10.6–63.8" in text and "11.28" in text
    assert "Parts of the clusters" in text and "n = 13, df = 28" in text
    owners = client.get(address, {"domain": "ownership", "method": "wilson"}).content.decode()
    assert "those whose owners are not known among them" in owners
    assert "Medium (20 to 99)" not in owners and "National" in owners
    assert "?method=wilson&amp;domain=size#parts" in owners
    wilson = client.get(address, {"method": "wilson"}).content.decode()
    assert "16.3–56.2" in wilson
    assert "Medium (20 to 99)" in client.get(address, {"domain": "none"}).content.decode()


def test_the_page_says_why_a_cluster_has_no_parts(
    study: Study, cluster: Cluster, run: Run, client: Client, owner: User
) -> None:
    sampled_cluster(ClusterFactory(study=study, slug="other", position=2), SAMPLE, by_chance=False)
    client.force_login(owner)
    text = client.get(reverse("run_estimates", args=[ready_run(study).pk])).content.decode()
    assert text.count("The firms were not drawn by chance") == 2


def test_a_cluster_that_nobody_was_interviewed_in_has_a_sentence_and_no_table_of_dashes(
    study: Study, run: Run, client: Client, owner: User
) -> None:
    empty = ClusterFactory(study=study, name="Quiet bay", slug="quiet-bay", position=2)
    client.force_login(owner)
    text = client.get(reverse("run_estimates", args=[ready_run(study).pk])).content.decode()
    assert f"Firms of each part, {empty.name}" not in text
    assert text.count("No firm has a figure here.") == 2


def older(run: Run) -> Run:
    """The run as it was kept before parts were estimated."""
    tables = run.tables or {}
    for cluster in tables["clusters"]:
        del cluster["domains"]
    Run.objects.filter(pk=run.pk).update(tables=tables)
    return Run.objects.get(pk=run.pk)


def test_an_older_run_is_shown_and_exported_without_parts(
    run: Run, client: Client, owner: User, tmp_path: Path
) -> None:
    found = older(run)
    client.force_login(owner)
    answer = client.get(reverse("run_estimates", args=[found.pk]))
    assert "computed before parts of clusters were estimated" in answer.content.decode()
    assert "Parts" not in build_workbook(found, tmp_path / "out.xlsx").sheets
    with pytest.raises(CommandError, match="computed before parts") as caught:
        printed(found, "--domain", "size")
    assert caught.value.returncode == 1
    assert len(json.loads(printed(found, "--format", "json"))["cells"]) == 18


def test_the_workbook_of_the_team_has_a_sheet_of_parts(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "out.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "out.xlsx")["Parts"].iter_rows()]
    cell = next(row for row in rows if row[:5] == ["Lakes", "Size", "Medium (20 to 99)", "HR", 4])
    assert cell[6:10] == pytest.approx([100 / 3, 10.6087, 63.8225, 11.2763], abs=SIX_DECIMALS)
    assert cell[10:] == [28, 13, "Korn and Graubard"]
    part = next(row for row in rows if row[:4] == ["Lakes", "Size", "Medium (20 to 99)", None])
    assert (part[6], part[11]) == (pytest.approx(42), 13)
    unknown = [row for row in rows if row[:3] == ["Lakes", "Owners", "Not known"]]
    assert len(unknown) == 1


def test_nothing_public_has_parts(run: Run, tmp_path: Path) -> None:
    written = build_workbook(run, tmp_path / "out.xlsx", public=True)
    assert "Parts" not in written.sheets
    book = load_workbook(tmp_path / "out.xlsx")
    told = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not any("Medium (20 to 99)" in text or "Large (100 and more)" in text for text in told)


def test_the_command_prints_every_part_for_programs(run: Run) -> None:
    told = json.loads(printed(run, "--domain", "size", "--format", "json"))
    assert (told["domain"], told["table"], len(told["cells"])) == ("size", "5", 3 * 3 * 6)
    cells = {(each["domain"], each["dimension"], each["level"]): each for each in told["cells"]}
    cell = cells["medium", "hr", 4]
    assert (cell["df"], cell["n"], cell["method"], cell["reason"]) == (28, 13, "korn_graubard", "")
    assert (cell["estimate"], cell["standard_error"]) == pytest.approx((100 / 3, 11.2763), abs=SIX_DECIMALS)
    assert cell["share_of_firms"] == pytest.approx(42)
    owners = json.loads(printed(run, "--domain", "ownership", "--format", "json"))
    assert {each["domain"] for each in owners["cells"]} == {"foreign", "national"}


def test_the_command_prints_lines_of_parts_for_people(run: Run) -> None:
    lines = printed(run, "--domain", "size").splitlines()
    assert lines[0].split()[:3] == ["cluster", "domain", "dimension"]
    assert ["lakes", "medium", "hr", "4", "33.3333", "11.2763"] in [line.split()[:6] for line in lines]
