"""Planning, drawing and replacing: numbers by hand, a draw that comes out again, weights that sum to the population."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from clusters.errors import Refusal
from clusters.models import Cluster, Disposition, DrawnUnit, Firm, Frame, FrameUnit, Replacement, SampleDraw
from clusters.registry import set_disposition
from clusters.replacing import note_attempt, replace_firm
from clusters.sample_draws import codes_of, draw_sample, faults_of, units_of
from clusters.sample_page import draw_file, sample_page
from clusters.sample_plans import (
    PlanChoices,
    StratumWish,
    choices_of,
    listed_strata,
    margin_of_plan,
    plan_sample,
    planned_strata,
    work_out,
)
from scoring.drawing import draw_order, strata_hash
from tests.factories.clusters import ClusterFactory, FirmFactory, FrameFactory
from tests.factories.samples import NOW, SIZES, drawn_sample, listed_frame

pytestmark = pytest.mark.django_db
CLOSE = 1e-9
"""Weights are quotients of small integers."""


def sizes_of(frame: Frame, **choices: object) -> dict[str, int]:
    return {each.code: each.size for each in work_out(listed_strata(frame), PlanChoices(**choices))}  # type: ignore[arg-type]


def refused_firm(draw: SampleDraw, stratum: str, disposition: str = Disposition.REFUSAL) -> Firm:
    """A firm of the stratum that gave no interview."""
    firm = Firm.objects.filter(stratum__frame=draw.frame, stratum__code=stratum, disposition=Disposition.PENDING)
    return set_disposition(firm=firm.order_by("code")[0], disposition=disposition)


def test_a_margin_tells_how_many_are_drawn_of_a_small_population() -> None:
    # n0 = 1.96^2 * .25 / .01 = 96.04; of 56 firms 96.04 / (1 + 95.04/56) = 35.61, so 36.
    assert sizes_of(listed_frame(sizes={"national-small": 56}), margin_pct=10.0) == {"national-small": 36}


@pytest.mark.parametrize("sharing", ["proportional", "equal", "neyman"])
def test_the_sample_of_a_margin_is_the_smallest_whose_strata_keep_it(sharing: str) -> None:
    strata = listed_strata(listed_frame())
    choices = PlanChoices(sharing=sharing, margin_pct=10.0)
    size = sum(each.size for each in work_out(strata, choices))
    one_fewer = replace(choices, total=size - 1)
    found, fewer = (
        margin_of_plan(work_out(strata, choices), choices),
        margin_of_plan(work_out(strata, one_fewer), one_fewer),
    )
    assert found is not None
    assert fewer is not None
    assert found <= 10 < fewer


def test_a_list_too_short_for_the_margin_is_taken_whole() -> None:
    frame = listed_frame(sizes={"national-small": 10})
    frame.strata.update(population=400)
    assert sizes_of(frame, margin_pct=5.0) == {"national-small": 10}


def test_ways_of_sharing_by_hand() -> None:
    frame = listed_frame()
    # 28 of 56: half of each, 3, 5 and 20; the least of five takes two from the small ones.
    assert sizes_of(frame, total=28) == {"foreign-large": 5, "national-large": 5, "national-small": 18}
    assert sizes_of(frame, total=18, sharing="equal") == dict.fromkeys(SIZES, 6)
    whole = {"foreign-large": StratumWish(take_all=True)}
    assert sizes_of(frame, total=28, strata=whole)["foreign-large"] == 6
    spread = {"foreign-large": StratumWish(spread=10), "national-large": StratumWish(spread=2)}
    # N times spread: 60, 20 and 40 * 1 of 120: of 24 firms 12, 4 and 8, the first stopped at its 6.
    neyman = sizes_of(
        frame, total=24, sharing="neyman", least=2, strata={**spread, "national-small": StratumWish(spread=1)}
    )
    assert (neyman["foreign-large"], sum(neyman.values())) == (6, 24)
    custom = {code: StratumWish(size=6) for code in SIZES}
    assert sizes_of(frame, sharing="custom", strata=custom) == dict.fromkeys(SIZES, 6)


def test_the_margin_in_every_stratum_is_kept_in_every_stratum() -> None:
    planned = work_out(listed_strata(listed_frame()), PlanChoices(sharing="each", margin_pct=20.0))
    assert all(each.margin_pct is not None and each.margin_pct <= 20 for each in planned)


def test_more_are_drawn_where_fewer_are_expected_to_answer() -> None:
    frame = listed_frame(sizes={"national-small": 200})
    all_answer = sizes_of(frame, margin_pct=15.0)["national-small"]
    assert sizes_of(frame, margin_pct=15.0, response_pct=50.0) == {"national-small": 2 * all_answer}


def test_the_spread_of_employees_stands_in_where_none_is_given() -> None:
    found = {each.code: each.spread for each in listed_strata(listed_frame(sizes={"national-large": 3}))}
    assert found == {"national-large": pytest.approx(10.0, abs=CLOSE)}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "margin, or the number"),
        ({"sharing": "each", "total": 10}, "margin, or the number"),
        ({"margin_pct": 150.0}, "not possible"),
        ({"margin_pct": 5.0, "response_pct": 0.0}, "not possible"),
        ({"sharing": "custom", "strata": {"foreign-large": StratumWish(size=7)}}, "from 5 to 6"),
        ({"sharing": "custom", "strata": {"foreign-large": StratumWish(size=1)}}, "from 5 to 6"),
    ],
)
def test_a_plan_that_cannot_be_says_why(choices: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        sizes_of(listed_frame(), **choices)


def test_neyman_without_employees_asks_for_a_spread() -> None:
    frame = listed_frame()
    FrameUnit.objects.update(employees=None)
    with pytest.raises(Refusal, match="no spread"):
        sizes_of(frame, total=20, sharing="neyman")


def test_a_plan_is_kept_and_read_again_as_it_was_chosen() -> None:
    frame = listed_frame()
    choices = PlanChoices(total=20, strata={"foreign-large": StratumWish(take_all=True)}, note="As in 2006")
    plan = plan_sample(frame=frame, choices=choices, by=None, now=NOW)
    assert planned_strata(plan) == work_out(listed_strata(frame), choices)
    again = choices_of(plan)
    assert (again.total, again.note, again.strata["foreign-large"].take_all) == (20, "As in 2006", True)
    assert not FrameUnit.objects.filter(is_selected=True).exists()


def test_a_draw_takes_the_first_of_the_order_and_keeps_the_next_in_reserve() -> None:
    draw = drawn_sample()
    planned = {each.code: each for each in planned_strata(draw.plan)}
    codes = codes_of(units_of(draw.frame))
    for code, each in planned.items():
        order = draw_order(codes[code], "2006")
        kept = list(draw.units.filter(stratum__code=code).order_by("place").values_list("unit__code", "is_reserve"))
        assert kept == [(name, place >= each.size) for place, name in enumerate(order[: each.size + each.reserve])]
    assert draw.frame_hash == strata_hash(codes)
    assert faults_of(draw) == []


def test_drawn_lines_become_firms_with_weights_that_sum_to_the_population() -> None:
    draw = drawn_sample()
    frame = Frame.objects.get(pk=draw.frame_id)
    assert frame.is_probability_sample
    firms = Firm.objects.filter(cluster=frame.cluster)
    assert firms.count() == 20 == FrameUnit.objects.filter(is_selected=True).count()
    for code, population in SIZES.items():
        weights = [firm.base_weight for firm in firms.filter(stratum__code=code)]
        # N_h/n_h times n_h.
        assert sum(weights) == pytest.approx(population, abs=1e-6)
        included = DrawnUnit.objects.filter(stratum__code=code, is_reserve=False).values_list("inclusion", flat=True)
        assert [1 / weight for weight in weights] == pytest.approx(list(included), abs=CLOSE)


def test_a_firm_known_already_is_tied_to_its_line_and_keeps_name_and_disposition() -> None:
    frame = listed_frame()
    known = FirmFactory(
        cluster=frame.cluster, code="foreign-large-01", name="As we know it", disposition=Disposition.COMPLETE
    )
    drawn_sample(frame)
    known.refresh_from_db()
    assert (known.name, known.disposition, known.frame_unit.code) == ("As we know it", "complete", "foreign-large-01")
    assert known.stratum.code == "foreign-large"


def test_a_list_that_tells_no_population_is_the_population() -> None:
    frame = listed_frame()
    frame.strata.update(population=None)
    drawn_sample(frame)
    assert dict(frame.strata.values_list("code", "population")) == SIZES


def test_the_same_draw_again_changes_nothing() -> None:
    draw = drawn_sample()
    assert draw_sample(plan=draw.plan, seed=" 2006 ", by=None, now=datetime.now(UTC)) == draw
    assert SampleDraw.objects.count() == 1


def test_a_larger_sample_keeps_its_seed_and_only_adds_firms() -> None:
    draw = drawn_sample()
    before = set(Firm.objects.values_list("code", flat=True))
    larger = drawn_sample(draw.frame, total=30)
    after = set(Firm.objects.values_list("code", flat=True))
    assert before < after
    assert len(after) == 30
    assert faults_of(larger) == []
    small = Firm.objects.filter(stratum__code="national-small")
    assert [firm.base_weight for firm in small] == pytest.approx([40 / small.count()] * small.count(), abs=CLOSE)


def test_a_list_is_drawn_from_once() -> None:
    draw = drawn_sample()
    with pytest.raises(Refusal, match="seed 2006"):
        drawn_sample(draw.frame, total=30, seed="2007")
    with pytest.raises(Refusal, match="only adds"):
        drawn_sample(draw.frame, total=17)
    replace_firm(firm=refused_firm(draw, "national-small"), reason="Refused", by=None, now=NOW)
    with pytest.raises(Refusal, match="enlarged"):
        drawn_sample(draw.frame, total=30)


def test_what_cannot_be_drawn_from_says_why() -> None:
    frame = listed_frame()
    with pytest.raises(Refusal, match="seed"):
        drawn_sample(frame, seed="  ")
    old = plan_sample(frame=frame, choices=PlanChoices(total=20), by=None, now=NOW)
    plan_sample(frame=frame, choices=PlanChoices(total=22), by=None, now=NOW)
    with pytest.raises(Refusal, match="newer plan"):
        draw_sample(plan=old, seed="s", by=None, now=NOW)
    FrameUnit.objects.filter(code="national-small-01").update(is_selected=True)
    with pytest.raises(Refusal, match="came with its sample"):
        drawn_sample(frame)
    FrameFactory(cluster=frame.cluster, version=frame.version + 1)
    with pytest.raises(Refusal, match="newer list"):
        drawn_sample(frame)


@pytest.mark.parametrize("model", [SampleDraw, DrawnUnit, Replacement])
def test_the_database_refuses_to_change_what_was_drawn(model: type) -> None:
    draw = drawn_sample()
    replace_firm(firm=refused_firm(draw, "national-small"), reason="Refused", by=None, now=NOW)
    field = {"SampleDraw": "seed", "DrawnUnit": "place", "Replacement": "reason"}[model.__name__]
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**{field: 7})  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_a_record_whose_list_was_touched_does_not_come_out_again() -> None:
    draw = drawn_sample()
    FrameUnit.objects.filter(code="national-small-01").update(code="another")
    assert "" in {each.stratum for each in faults_of(draw)}


def test_the_next_of_the_reserve_comes_in_and_the_stratum_is_weighed_anew() -> None:
    draw = drawn_sample()
    reserve = list(
        draw.units.filter(stratum__code="national-small", is_reserve=True).values_list("unit__code", flat=True)
    )
    taken = Firm.objects.filter(stratum__code="national-small").count()
    first = replace_firm(
        firm=refused_firm(draw, "national-small"), reason="No time before the harvest", by=None, now=NOW
    )
    second = replace_firm(
        firm=refused_firm(draw, "national-small", Disposition.INELIGIBLE), reason="Closed", by=None, now=NOW
    )
    assert [first.firm.code, second.firm.code] == reserve[:2]
    assert first.firm.stratum.code == "national-small"
    assert (first.disposition, second.disposition) == ("refusal", "ineligible")
    firms = Firm.objects.filter(stratum__code="national-small")
    assert firms.count() == taken + 2
    assert sum(firm.base_weight for firm in firms) == pytest.approx(40, abs=1e-6)
    others = [firm.base_weight for firm in Firm.objects.filter(stratum__code="national-large")]
    assert others == pytest.approx([10 / len(others)] * len(others), abs=CLOSE)


def test_a_firm_that_may_not_be_replaced_stays() -> None:
    draw = drawn_sample()
    open_firm = Firm.objects.filter(stratum__code="national-small").order_by("code")[0]
    with pytest.raises(Refusal, match="Only a firm that refused"):
        replace_firm(firm=open_firm, reason="Far away", by=None, now=NOW)
    refused = refused_firm(draw, "national-small")
    replace_firm(firm=refused, reason="Refused", by=None, now=NOW)
    with pytest.raises(Refusal, match="already"):
        replace_firm(firm=refused, reason="Refused", by=None, now=NOW)
    whole = refused_firm(draw, "foreign-large")
    with pytest.raises(Refusal, match="used up"):
        replace_firm(firm=whole, reason="Refused", by=None, now=NOW)
    outside = FirmFactory(cluster=draw.frame.cluster, disposition=Disposition.REFUSAL)
    with pytest.raises(Refusal, match="not drawn"):
        replace_firm(firm=outside, reason="Refused", by=None, now=NOW)


def test_a_replacement_that_refuses_is_replaced_by_the_next() -> None:
    draw = drawn_sample()
    first = replace_firm(firm=refused_firm(draw, "national-small"), reason="Refused", by=None, now=NOW)
    set_disposition(firm=first.firm, disposition=Disposition.REFUSAL)
    second = replace_firm(firm=first.firm, reason="Refused too", by=None, now=NOW)
    places = DrawnUnit.objects.filter(unit__firm__in=[first.firm, second.firm]).values_list("place", flat=True)
    assert sorted(places) == list(range(min(places), min(places) + 2))


def test_an_attempt_is_kept_and_says_what_is_known_of_the_firm() -> None:
    firm = FirmFactory()
    note_attempt(firm=firm, disposition=Disposition.PENDING, note="Nobody there; Thursday again", by=None, now=NOW)
    note_attempt(firm=firm, disposition=Disposition.REFUSAL, by=None, now=NOW)
    firm.refresh_from_db()
    assert firm.disposition == Disposition.REFUSAL
    assert firm.attempts.count() == 2


def test_rates_count_a_replaced_firm_as_one_that_did_not_answer() -> None:
    draw = drawn_sample()
    for _each in range(3):
        set_disposition(firm=refused_firm(draw, "national-small"), disposition=Disposition.COMPLETE)
    refused = refused_firm(draw, "national-small")
    replace_firm(firm=refused, reason="Refused", by=None, now=NOW)
    page = sample_page(draw.frame, Firm.objects.filter(cluster=draw.frame.cluster))
    row = next(row for row in page.rows if row.population == 40)
    assert (row.complete, row.settled, row.brought_in) == (3, 4, 1)
    assert row.percents[0] == pytest.approx(75.0, abs=CLOSE)
    assert [each.title for each in page.thin] == [row.title]
    total = page.rows[-1]
    assert (total.population, total.drawn, total.brought_in, total.complete) == (56, 20, 1, 3)


def test_the_file_of_a_draw_is_enough_to_repeat_it() -> None:
    draw = drawn_sample()
    _head, *lines = draw_file(draw)
    by_stratum: dict[object, list[tuple[object, ...]]] = {}
    for line in lines:
        by_stratum.setdefault(line[0], []).append(line)
    for drawn in by_stratum.values():
        keys = [str(line[3]) for line in drawn]
        assert keys == sorted(keys)
        assert [line[1] for line in drawn] == list(range(1, len(drawn) + 1))


def command(frame: Frame, **options: object) -> None:
    call_command("draw_sample", frame.cluster.study.slug, frame.cluster.slug, **options)


def test_the_command_draws_once_and_repeats_itself(capsys: pytest.CaptureFixture[str]) -> None:
    frame = listed_frame()
    command(frame, total=20, seed="2006", dry_run=True)
    assert "national-small: N 40" in capsys.readouterr().out
    assert not SampleDraw.objects.exists()
    command(frame, total=20, seed="2006", take_all=["foreign-large"])
    command(frame, total=20, seed="2006", take_all=["foreign-large"])
    assert SampleDraw.objects.count() == 1
    command(frame, replay=True)
    assert "the same firms in the same order" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"total": 20}, 1),
        ({"seed": "s"}, 1),
        ({"seed": "s", "margin": 150.0}, 1),
        ({"replay": True}, 1),
        ({"seed": "s", "total": 20, "take_all": ["nowhere"]}, 2),
        ({"seed": "s", "sharing": "custom", "size": ["national-small=many"]}, 2),
    ],
)
def test_the_command_refuses_with_a_status(options: dict[str, object], status: int) -> None:
    frame = listed_frame()
    with pytest.raises(CommandError) as refusal:
        command(frame, **options)
    assert refusal.value.returncode == status
    assert not frame.plans.exists()


def test_the_command_knows_its_cluster() -> None:
    cluster: Cluster = ClusterFactory()
    with pytest.raises(CommandError) as refusal:
        call_command("draw_sample", cluster.study.slug, cluster.slug, seed="s", total=5)
    assert refusal.value.returncode == 2
