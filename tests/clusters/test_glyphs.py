"""The ladder, the track and the distribution: what is drawn, and what is said to those who do not see it."""

import xml.etree.ElementTree as ET

import pytest
from django.template import Context, Template
from django.utils import translation

from clusters.templatetags.glyphs import distribution, ladder, track
from clusters.templatetags.marks import STATES, badge

M, U, N, A = "met", "unknown", "not_met", "na"


def render(call: str, **context: object) -> ET.Element:
    """The markup of one tag, read as XML so that an unclosed element is found."""
    html = Template("{% load glyphs marks %}{% " + call + " %}").render(Context(context))
    return ET.fromstring(html)


def drawn(element: ET.Element, css: str) -> list[ET.Element]:
    return [found for found in element.iter() if css in found.get("class", "").split()]


def said(element: ET.Element) -> tuple[str, str]:
    return element.findtext(".//title") or "", element.findtext(".//desc") or ""


def test_a_ladder_fills_held_steps_halves_unknown_ones_and_leaves_the_rest_empty() -> None:
    glyph = render("ladder states 2 4", states=[M, M, U, U, N, A])
    filled = [rect for rect in drawn(glyph, "step-fill") if rect.get("width") == "7"]
    half = [rect for rect in drawn(glyph, "step-fill") if rect.get("width") == "3.5"]
    assert (len(filled), len(half), len(drawn(glyph, "step-frame")), len(drawn(glyph, "step-na"))) == (2, 2, 5, 1)


def test_the_steps_of_a_ladder_ascend_from_one_ground() -> None:
    steps = ladder([N] * 6, 0, 0)["steps"]
    heights = [float(step["height"]) for step in steps]
    assert heights == sorted(set(heights))
    assert len({float(step["y"]) + float(step["height"]) for step in steps}) == 1


def test_a_ladder_says_its_level_and_its_steps_in_words() -> None:
    assert said(render("ladder states 2 4 label='HR'", states=[M, M, U, U, N, A])) == (
        "HR: Level between 2 and 4 of 6; some answers are not known",
        "Steps held: 1, 2. Not known: 3, 4. Not held: 5. Not applicable: 6.",
    )
    assert said(render("ladder states 3 3", states=[M, M, M, N, N, N]))[0] == "Level 3 of 6"


@pytest.mark.parametrize(("low", "high", "printed"), [(3, 3, "3"), (2, 4, "2–4"), (0, 0, "0"), (None, None, "–")])
def test_the_level_is_printed_beside_the_ladder(low: int | None, high: int | None, printed: str) -> None:
    glyph = render("ladder states low high", states=[U] * 6, low=low, high=high)
    assert [element.text for element in drawn(glyph, "ladder-level")] == [printed]


def test_the_bracket_spans_exactly_the_levels_that_are_possible() -> None:
    steps = ladder([M, M, U, U, N, N], 2, 4)["steps"]
    assert ladder([M, M, U, U, N, N], 2, 4)["bracket"].startswith(f"M{steps[1]['middle']} ")
    assert f"H{steps[3]['middle']}V" in ladder([M, M, U, U, N, N], 2, 4)["bracket"]
    assert ladder([U] * 6, None, None)["bracket"] == ""


@pytest.mark.parametrize(
    ("states", "low", "high"),
    [([M] * 5, 3, 3), ([M] * 5 + ["yes"], 3, 3), ([M] * 6, 4, 3), ([M] * 6, 0, 7), ([M] * 6, None, 3)],
)
def test_a_ladder_refuses_what_would_draw_a_wrong_picture(states: list[str], low: int | None, high: int) -> None:
    with pytest.raises(ValueError, match=r"ladder"):
        ladder(states, low, high)


def test_a_large_ladder_numbers_its_steps() -> None:
    glyph = render("ladder states 3 3 size='large'", states=[M, M, M, N, N, N])
    assert [element.text for element in drawn(glyph, "glyph-text")] == ["1", "2", "3", "4", "5", "6"]


def test_a_track_marks_the_agreed_phase_and_shades_the_range_of_votes() -> None:
    glyph = render("track 4 3 5 4")
    assert len(drawn(glyph, "track-agreed")) == 1
    assert len(drawn(glyph, "track-stop")) == 4
    assert len(drawn(glyph, "track-range")) == 1
    assert not drawn(glyph, "track-median")
    assert said(glyph) == ("Phase 4 of 5, advanced", "Votes from phase 3 to phase 5. Median 4.")


def test_a_half_median_stands_between_two_stops_and_is_never_rounded() -> None:
    shown = track(3, 2, 4, 3.5)
    corners = [tuple(map(float, corner.split(","))) for corner in shown["diamond"].split()]
    stops = [float(stop["x"]) for stop in shown["stops"]]
    assert corners[0][0] == (stops[2] + stops[3]) / 2
    assert shown["description"].endswith("Median 3.5, between phase 3 and phase 4.")


def test_a_track_without_agreement_or_votes_says_so() -> None:
    glyph = render("track None None None None label='Network cohesion'")
    assert said(glyph) == ("Network cohesion: No phase agreed yet", "No votes yet.")
    assert not drawn(glyph, "track-agreed") and not drawn(glyph, "track-range")


@pytest.mark.parametrize("values", [(6, 3, 5, 4), (3, 4, 2, 3), (3, None, 4, 3), (0, 1, 1, 1), (3, 2, 4, 5.5)])
def test_a_track_refuses_what_would_draw_a_wrong_picture(values: tuple[int, int, int, float]) -> None:
    with pytest.raises(ValueError, match=r"track"):
        track(*values)


@pytest.mark.parametrize("language", ["es", "de", "zh-hans"])
def test_no_language_turns_a_point_into_a_comma_within_a_drawing(language: str) -> None:
    with translation.override(language):
        glyph = render("ladder states 2 4 size='large'", states=[M, M, U, U, N, A])
        assert "," not in "".join(value for rect in glyph.iter("rect") for value in rect.attrib.values())
        shown = render("track 3 2 4 3.5")
        assert all(len(corner.split(",")) == 2 for corner in drawn(shown, "track-median")[0].get("points", "").split())


def test_the_shares_of_a_distribution_fill_the_strip_and_name_every_count() -> None:
    shown = distribution([2, 1, 18, 16, 34, 34, 1], label="HR", undetermined=4)
    assert sum(float(share["width"].rstrip("%")) for share in shown["shares"]) == pytest.approx(100, abs=0.05)
    assert [share["count"] for share in shown["shares"]] == [2, 1, 18, 16, 34, 34, 1, 4]
    assert shown["title"] == "HR: 110 firms"
    assert "Level not settled: 4" in shown["description"]


def test_a_distribution_takes_a_mapping_and_leaves_out_empty_levels() -> None:
    strip = render("distribution counts", counts={3: 43, 4: 5, 5: 2})
    assert len(drawn(strip, "share")) == 6
    assert [element.text for element in drawn(strip, "share-text")] == ["3", "4"]


def test_a_distribution_of_nobody_says_what_will_stand_there() -> None:
    strip = render("distribution counts", counts=[0] * 7)
    assert strip.find("svg") is None
    assert "No firm has a level yet." in (strip.findtext("p") or "")


@pytest.mark.parametrize("counts", [[1, 2, 3], [0, 0, 0, 0, 0, 0, -1]])
def test_a_distribution_refuses_other_than_seven_counts(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="seven counts"):
        distribution(counts)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_word_and_a_shape(state: str) -> None:
    mark = render(f"badge '{state}'")
    assert "".join(mark.itertext()).strip() == str(badge(state)["label"])
    assert mark.find("svg") is not None


def test_states_that_differ_do_not_share_both_shape_and_tone() -> None:
    interviews = ("draft", "submitted", "returned", "resubmitted", "approved")
    jobs = ("queued", "started", "done", "failed", "stale")
    for family in (interviews, jobs):
        assert len({STATES[state][2] for state in family}) == len(family)


def test_what_people_type_does_not_become_markup() -> None:
    glyph = render("ladder states 3 3 label=label", states=[M, M, M, N, N, N], label="<b>&")
    assert said(glyph)[0] == "<b>&: Level 3 of 6"
