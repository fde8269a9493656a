"""Is it a ladder? From stored rungs to verdicts, and the page of a run that tells them."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm, Role, Study
from reports.ladder import Built, Caution, LadderFirm, Reading, Refusal, detail_of, firms_of, reading_of
from reports.ladder_rules import RungRules, rules_of
from reports.ladder_words import cautions_of, findings_of, meaning_of
from reports.models import Run, RunState
from reports.specification import Specification
from reports.workbook.building import build_workbook
from reports.workbook.ladder import SHEET
from scoring.ladder import Scalability, diagnose
from scoring.ladder_intervals import bootstrap
from scoring.ruleset import parse_ruleset
from scoring.truth import Truth
from surveys.models import Interview
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FrameFactory, FrameUnitFactory, MembershipFactory
from tests.factories.double_scoring import first_interview, open_pair
from tests.factories.reports import RunFactory, approved_firm, ready_run
from tests.scoring.test_ladder import PATTERNS, TWENTY, matrix_of

RULE_SETS = Path(__file__).parents[2] / "surveys" / "default" / "rulesets"
CODES = {"1": Truth.TRUE, "0": Truth.FALSE, "?": Truth.UNKNOWN, "n": Truth.NA}


def firms(patterns: Sequence[str], cluster: str = "north", **attributes: Any) -> list[LadderFirm]:
    return [
        LadderFirm(cluster, attributes, {"hr": tuple(int(CODES[mark]) for mark in pattern)}) for pattern in patterns
    ]


def read(patterns: Sequence[str], built: Built = Built()) -> Reading:  # noqa: B008 - frozen
    return reading_of(firms(patterns), "hr", built)


def told(reading: Reading) -> str:
    return " ".join(findings_of(reading, detail_of(reading, firms(["000000"] * reading.firms))))


def test_the_printed_twenty_firms_are_a_medium_ladder() -> None:
    reading = read(PATTERNS)
    assert reading.found is not None and reading.refusal is None
    assert (reading.found.verdict, reading.found.pair_errors, reading.left_out) == (Scalability.MEDIUM, 8, 0)
    assert meaning_of(reading).startswith("Yes, a ladder of medium strength")
    assert "5 of 20 firms (25 %) make an error" in told(reading)
    assert "Informative rungs: 6 of 6." in told(reading) and "follows the order of the theory" in told(reading)


@pytest.mark.parametrize(
    ("patterns", "built", "refusal", "sentence"),
    [
        ([], Built(), Refusal.NO_FIRMS, "of no firm are all rungs known"),
        (["11?000"] * 20, Built(), Refusal.NO_FIRMS, "of no firm are all rungs known"),
        (PATTERNS, Built(reconstructed=True), Refusal.RECONSTRUCTED, "reconstructed from published levels"),
        (PATTERNS, Built(on_levels=(3, 4)), Refusal.LEVELS, "the rules of rungs 3 and 4 read a level"),
        (PATTERNS[:9], Built(), Refusal.FEW_FIRMS, "fewer than 10 firms count"),
        (["111000"] * 43 + ["111100"] * 5 + ["111110"] * 2, Built(), Refusal.FEW_RUNGS, "fewer than 3 of them"),
    ],
)
def test_a_verdict_is_refused_for_a_reason_that_is_told(
    patterns: list[str], built: Built, refusal: Refusal, sentence: str
) -> None:
    reading = read(patterns, built)
    assert reading.refusal is refusal
    assert sentence in meaning_of(reading)


def test_too_few_informative_rungs_are_counted_and_named() -> None:
    words = told(read(["111000"] * 43 + ["111100"] * 5 + ["111110"] * 2))
    assert "Informative rungs: 2 of 6. All firms hold, or none holds, rungs 1, 2, 3 and 6" in words


def test_a_ladder_too_perfect_to_be_true_is_shown_with_a_caution() -> None:
    reading = read(["111000", "111100", "110000", "111110"] * 5)
    assert (reading.refusal, reading.cautions) == (None, (Caution.PERFECT,))
    assert reading.found is not None and reading.found.theory.h == 1
    assert "Not one firm makes an error" in cautions_of(reading)[0]
    assert Caution.PERFECT not in read(["111000", "111100", "110000", "111110"] * 5, Built(True)).cautions


def test_questions_that_stopped_at_the_first_no_are_noticed() -> None:
    assert read([*PATTERNS, "10????", "110???", "1110??"]).cautions == (Caution.STOPPED,)
    assert read([*PATTERNS, "10????"]).cautions == ()
    assert "Of 3 firms nothing is known above" in cautions_of(read([*PATTERNS, "10????", "110???", "1110??"]))[0]


def test_unknown_rungs_leave_firms_out_and_are_read_both_ways() -> None:
    reading = read([*PATTERNS, "1?1000", "11?100"])
    assert (reading.firms, reading.left_out, len(reading.kept)) == (22, 2, 20)
    assert reading.h_if_not is not None and reading.h_if_held is not None
    both = (diagnose(matrix_of([*PATTERNS, *more])).theory.h for more in (["101000", "110100"], ["111000", "111100"]))
    assert (reading.h_if_not, reading.h_if_held) == tuple(both)
    assert "2 firms are left out, because a rung is not known. With unknown rungs read as not held H" in told(reading)


def test_a_rung_that_applies_to_no_firm_is_dropped_and_the_others_keep_their_numbers() -> None:
    reading = read([pattern[:1] + "n" + pattern[2:] for pattern in PATTERNS])
    assert (reading.numbers, reading.dropped) == ((1, 3, 4, 5, 6), (2,))
    assert reading.informative == (1, 3, 4, 5, 6)
    assert "because it applies to no firm: rung 2." in told(reading)


def test_a_firm_to_which_a_rung_alone_does_not_apply_is_left_out() -> None:
    reading = read([*PATTERNS, "1n1000"])
    assert (reading.left_out, reading.not_applicable, len(reading.kept)) == (0, 1, 20)
    assert "1 firm is left out, because a rung does not apply" in told(reading)


def test_firms_are_drawn_anew_within_strata_and_clusters() -> None:
    everyone = [
        *firms(PATTERNS[:12], "north", stratum="small"),
        *firms(PATTERNS[12:], "south", stratum="small"),
    ]
    detail = detail_of(reading_of(everyone, "hr", Built()), everyone)
    assert detail is not None
    apart = [("north", "small")] * 12 + [("south", "small")] * 8
    assert detail.intervals == bootstrap(TWENTY, strata=apart) != bootstrap(TWENTY)


def test_below_ten_firms_there_is_no_interval() -> None:
    detail = detail_of(read(PATTERNS[:9]), firms(PATTERNS[:9]))
    assert detail is not None and detail.intervals is None


def rules(name: str, levels: frozenset[str] = frozenset(), **changed: Any) -> RungRules:
    content = json.loads((RULE_SETS / f"{name}.json").read_text(encoding="utf-8"))
    content["rules"]["hr"].update(changed)
    return RungRules(parse_ruleset(content), levels, False)


def test_rules_whose_rungs_rest_on_the_same_answer_are_noticed() -> None:
    assert rules("default").built(["generic", "salmon"])["hr"] == Built()
    built = rules("small_firms").built(["generic"])
    assert (built["hr"].shared, built["process"].shared) == (((3, 4),), ())
    assert "(3 and 4)" in cautions_of(read(PATTERNS, built["hr"]))[0]


def test_rules_that_read_a_level_are_noticed() -> None:
    reads = {"4": {"item": "ASSESS_HR", "op": ">=", "value": 4}}
    assert rules("default", frozenset({"ASSESS_HR"}), **reads).built(["generic"])["hr"].on_levels == (4,)


# The page.


@pytest.fixture
def north(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="north", name="North", position=1, sector_variant="generic")


@pytest.fixture
def run(study: Study, north: Cluster, consultant: User) -> Run:
    for number, pattern in enumerate(PATTERNS):
        sector = ("Mills", "Yards")[number % 2]
        levels = {"hr": pattern, "process": 3, "product": 2}
        approved_firm(north, code=f"F{number:02d}", **levels, attributes={"branch": sector}, HR1_INH=False)
    Interview.objects.update(author=consultant)
    User.objects.filter(pk=consultant.pk).update(full_name="Ada Asker")
    return ready_run(study)


def page(client: Client, user: User, run: Run, **query: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse("run_ladder", args=[run.pk]), query)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.django_db
def test_the_page_gives_the_verdict_and_every_figure(client: Client, owner: User, run: Run) -> None:
    shown = page(client, owner, run)
    assert "North: Human resources" in shown and "Yes, a ladder of medium strength" in shown
    for figure in (
        "0.48 [",
        "0.92 [",
        "0.78",
        "0.62 [",
        "as Goodenough and Edwards count: 10",
        "by fewest changes 5, CR 0.96",
    ):
        assert figure in shown
    assert "Rung 1 Simple activities 95" in shown and "-3.86 ± 1.27" in shown
    assert "rung 2 (3), rung 1 (2), rung 3 (2), rung 4 (1)" in shown
    assert shown.count("Informative rungs: 6 of 6") == 2 and "no verdict" in shown


@pytest.mark.django_db
def test_rungs_are_those_answered_before_the_floor(run: Run) -> None:
    assert Specification.from_json(run.specification).floor_level_1
    found = np.array([firm.rungs["hr"] for firm in firms_of(run)]) == Truth.TRUE
    assert found.tolist() == TWENTY.tolist()


@pytest.mark.django_db
def test_any_cluster_and_dimension_can_be_looked_at_closely_and_several_together(
    client: Client, owner: User, study: Study, run: Run
) -> None:
    south = ClusterFactory(study=study, slug="south", name="South", position=2, sector_variant="generic")
    for pattern in ("111000", "011000", "100000"):
        approved_firm(south, hr=pattern)
    other = ready_run(study)
    assert "All clusters: Human resources" in page(client, owner, other)
    shown = page(client, owner, other, cluster="south", dimension="process")
    assert "South: Process technology" in shown and "No verdict: fewer than 10 firms count." in shown
    assert "All clusters: Human resources" in page(client, owner, other, cluster="nowhere", dimension="nothing")
    assert "By cluster" in page(client, owner, other)


@pytest.mark.django_db
def test_interviewers_are_named_to_those_who_review(
    client: Client, owner: User, reviewer: User, analyst: User, consultant: User, run: Run
) -> None:
    for user, named in ((owner, True), (reviewer, True), (analyst, False), (consultant, False)):
        assert ("By interviewer" in page(client, user, run)) is named
    assert "Ada Asker 20 5 (25 %)" in page(client, reviewer, run)
    assert "By branch" in page(client, analyst, run) and "Mills" in page(client, analyst, run)


@pytest.mark.django_db
def test_a_reconstructed_study_gets_no_verdict(client: Client, owner: User, study: Study, run: Run) -> None:
    Study.objects.filter(pk=study.pk).update(is_reconstruction=True)
    study.refresh_from_db()
    shown = page(client, owner, ready_run(study))
    assert "No verdict: the firms of this study are reconstructed" in shown and "medium ladder" not in shown


@pytest.mark.django_db
def test_somebody_who_scores_a_firm_blind_is_kept_away(
    client: Client, study: Study, cluster: Cluster, run: Run
) -> None:
    asked = MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory()).user
    scorer = MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory()).user
    open_pair(first_interview(cluster, asked), scorer)
    client.force_login(scorer)
    assert client.get(reverse("run_ladder", args=[run.pk])).status_code == 403


@pytest.mark.django_db
def test_a_run_that_is_being_computed_has_no_ladder_yet(client: Client, owner: User, study: Study) -> None:
    building = RunFactory(study=study, state=RunState.BUILDING)
    client.force_login(owner)
    answer = client.get(reverse("run_ladder", args=[building.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("run", args=[building.pk]))


@pytest.mark.django_db
def test_a_run_without_clusters_says_how_to_begin(client: Client, owner: User, study: Study) -> None:
    empty = RunFactory(study=study, state=RunState.READY, tables={"clusters": []})
    assert "No cluster in this run" in page(client, owner, empty)


@pytest.mark.django_db
def test_a_run_without_interviews_says_so(client: Client, owner: User, study: Study, run: Run) -> None:
    ClusterFactory(study=study, slug="south", name="South", position=2)
    assert "No verdict: of no firm are all rungs known." in page(client, owner, ready_run(study), cluster="south")


@pytest.mark.django_db
def test_a_run_freezes_the_sector_that_the_frame_gives(client: Client, owner: User, study: Study, run: Run) -> None:
    north = Cluster.objects.get(slug="north")
    frame = FrameFactory(cluster=north)
    for firm in Firm.objects.filter(cluster=north, code__in=("F00", "F15", "F16")):
        firm.frame_unit = FrameUnitFactory(frame=frame, code=firm.code, sector="Footwear")
        firm.save()
    framed = ready_run(study)
    Firm.objects.update(frame_unit=None)
    shown = page(client, owner, framed)
    assert "By sector" in shown and "Footwear 3 2 (67 %)" in shown
    assert "By sector" not in page(client, owner, run)


@pytest.mark.django_db
def test_the_page_speaks_the_language_of_its_reader(client: Client, owner: User, run: Run) -> None:
    client.force_login(owner)
    answer = client.get(reverse("run_ladder", args=[run.pk]), headers={"accept-language": "es"}).content.decode()
    assert "Sí, una escalera de fuerza media" in answer and "0,48" in answer
    assert "Actividades simples" in answer and "Simple activities" not in answer


@pytest.mark.django_db
def test_a_rule_set_that_is_gone_tells_nothing_of_itself(run: Run) -> None:
    specification = Specification.from_json(run.specification)
    moved = replace(specification, rule_set=replace(specification.rule_set, hash="0" * 64))
    assert rules_of(moved).rule_set is None
    assert rules_of(moved).built(["generic"])["hr"] == Built()
    assert "ASSESS_HR" in rules_of(specification).levels


@pytest.mark.django_db
def test_the_page_takes_as_many_queries_however_many_firms(
    client: Client, owner: User, study: Study, north: Cluster, run: Run, django_assert_num_queries: Any
) -> None:
    client.force_login(owner)
    client.get(reverse("run_ladder", args=[run.pk]))
    with django_assert_num_queries(10):
        client.get(reverse("run_ladder", args=[run.pk]))
    for number in range(10):
        approved_firm(north, hr="110000", code=f"G{number}")
    more = ready_run(study)
    with django_assert_num_queries(10):
        client.get(reverse("run_ladder", args=[more.pk]))


# The sheet.


def sheet_rows(run: Run, folder: Path) -> list[dict[str, Any]]:
    path = folder / "run.xlsx"
    build_workbook(run, path)
    sheet = openpyxl.load_workbook(path)["Ladder"]
    keys = [column.key for column in SHEET.columns]
    return [dict(zip(keys, row, strict=False)) for row in sheet.iter_rows(min_row=7, values_only=True) if row[2]]


@pytest.mark.django_db
def test_the_sheet_holds_the_whole_its_rungs_pairs_and_groups(run: Run, tmp_path: Path) -> None:
    hr = [row for row in sheet_rows(run, tmp_path) if row["dimension"] == "Human resources"]
    assert [row["of"] for row in hr[:8]] == ["Whole", *(f"Rung {n}" for n in range(1, 7)), "Rungs 1 and 2"]
    assert [row["of"] for row in hr[22:]] == ["By branch: Yards", "By branch: Mills"]
    found, sure = diagnose(TWENTY), bootstrap(TWENTY, strata=[0] * 20)
    whole = hr[0]
    told = (whole["h"], whole["cr"], whole["cr_min"], whole["mmr"], whole["cs"], whole["pair_errors"], whole["firms"])
    assert told == (0.4805, 0.9167, 0.9583, 0.7833, 0.6154, 8, 20)
    assert sure.h is not None and (whole["h_low"], whole["h_high"]) == (round(sure.h.low, 4), round(sure.h.high, 4))
    assert whole["verdict"] == "medium ladder" and whole["remark"].startswith("Yes, a ladder of medium strength")
    assert (hr[2]["held_pct"], hr[2]["h"], hr[2]["passed_over"], hr[2]["ahead"]) == (85, 0.2523, 3, 1)
    assert hr[7]["h"] == round(found.theory.h_pairs[0][1] or 0, 4)
    assert (hr[22]["firms"], hr[22]["with_errors"], hr[22]["share_pct"]) == (10, 3, 30)


@pytest.mark.django_db
def test_the_sheet_names_no_interviewer_and_no_public_file_has_it(run: Run, tmp_path: Path) -> None:
    assert not any("Ada Asker" in str(row) for row in sheet_rows(run, tmp_path))
    written = build_workbook(run, tmp_path / "public.xlsx", public=True)
    assert "Ladder" not in written.sheets


@pytest.mark.django_db
def test_the_workbook_is_the_same_bytes_whoever_an_interviewer_is_called(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "one.xlsx")
    User.objects.update(full_name="Somebody Else")
    build_workbook(run, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
