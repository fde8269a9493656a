"""The fold of a log of revisions, and what every order of arrival has in common."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.folding import UNTOUCHED, apply_changes, fold, ids_of, says_the_same, tells_the_same


def said(value, seen=None, **more):
    return {**UNTOUCHED, "state": "answered", "value": value, "seen": seen, **more}


def one(*told):
    """A log in which each revision says one thing about the item A: (id, value, seen)."""
    return [(revision_id, {"A": said(value, seen)}) for revision_id, value, seen in told]


def values(folded, item="A"):
    """What is left over for an item, the standing answer first."""
    return [entry["value"] for entry in folded.conflicts.get(item, [folded.answers[item]])]


def test_an_empty_log_holds_nothing():
    assert (fold([]).answers, fold([]).conflicts) == ({}, {})


def test_the_first_answer_holds_and_knows_its_revision():
    folded = fold([("r1", {"A": said(True, note="Seen.", evidence={"kind": "document"})})])
    assert folded.answers == {
        "A": {
            "state": "answered",
            "value": True,
            "done_by": "",
            "note": "Seen.",
            "evidence": {"kind": "document"},
            "revision": "r1",
        }
    }
    assert folded.conflicts == {}


def test_a_change_of_what_was_seen_replaces_it():
    folded = fold(one(("r1", 1, None), ("r2", 2, "r1"), ("r3", 3, "r2")))
    assert values(folded) == [3]
    assert ids_of(folded.answers["A"]) == ["r3"]


def test_an_answer_can_be_taken_back():
    folded = fold([("r1", {"A": said(1)}), ("r2", {"A": {**UNTOUCHED, "seen": "r1"}})])
    assert folded.answers["A"]["state"] == "missing"
    assert folded.conflicts == {}


def test_answers_to_different_questions_merge():
    folded = fold([("r1", {"A": said(1)}), ("r2", {"B": said(2)})])
    assert {code: entry["value"] for code, entry in folded.answers.items()} == {"A": 1, "B": 2}
    assert folded.conflicts == {}


def test_two_devices_that_differ_are_both_kept_and_the_first_stands():
    folded = fold(one(("r1", 1, None), ("r2", 2, "r1"), ("r3", 3, "r1")))
    assert values(folded) == [2, 3]
    assert folded.answers["A"] == folded.conflicts["A"][0]


def test_two_devices_that_differ_only_in_who_did_it_are_in_conflict():
    folded = fold([("r1", {"A": said(True, done_by="parent")}), ("r2", {"A": said(True, done_by="own_staff")})])
    assert [entry["done_by"] for entry in folded.conflicts["A"]] == ["parent", "own_staff"]


def test_two_devices_that_say_the_same_are_one_answer_with_both_notes():
    folded = fold(
        [
            ("r1", {"A": said(1, note="From the books.", evidence={"kind": "document", "text": "Ledger"})}),
            ("r2", {"A": said(1, note="The owner says so.", evidence={"kind": "person", "text": "Owner"})}),
        ]
    )
    assert folded.conflicts == {}
    assert folded.answers["A"]["note"] == "From the books.\nThe owner says so."
    assert folded.answers["A"]["evidence"] == {"kind": "document", "text": "Ledger\nOwner"}
    assert ids_of(folded.answers["A"]) == ["r1", "r2"]


def test_the_same_note_is_kept_once():
    folded = fold([("r1", {"A": said(1, note="Seen.")}), ("r2", {"A": said(1, note="Seen.")})])
    assert folded.answers["A"]["note"] == "Seen."


def test_whoever_saw_both_of_two_equal_answers_changes_both():
    log = one(("r1", 1, None), ("r2", 1, None))
    assert values(fold([*log, ("r3", {"A": {**said(2, "r1"), "settles": ["r2"]}})])) == [2]


def test_whoever_saw_one_of_two_equal_answers_leaves_the_other_standing():
    first, twin, change = one(("r1", 1, None), ("r2", 1, None), ("r3", 2, "r1"))
    assert values(fold([first, twin, change])) == [2, 1]
    assert values(fold([first, change, twin])) == [2, 1]


def test_two_that_claim_to_replace_one_another_leave_the_latest_word():
    assert values(fold(one(("r1", 1, "r2"), ("r2", 2, "r1")))) == [2]


def test_a_conflict_goes_when_one_side_comes_to_say_what_the_other_says():
    folded = fold(one(("r1", 1, None), ("r2", 2, None), ("r3", 2, "r1")))
    assert values(folded) == [2]
    assert folded.conflicts == {}


def test_an_answer_given_on_one_side_of_a_conflict_leaves_the_other_side_standing():
    assert values(fold(one(("r1", 1, None), ("r2", 2, None), ("r3", 3, "r1")))) == [3, 2]


def test_settling_replaces_every_side():
    log = one(("r1", 1, None), ("r2", 2, None))
    folded = fold([*log, ("r3", {"A": {**said(2, "r2"), "settles": ["r1", "r2"]}})])
    assert values(folded) == [2]
    assert ids_of(folded.answers["A"]) == ["r3"]


def test_a_revision_that_comes_late_does_not_bring_back_what_was_changed():
    first, second, third = one(("r1", 1, None), ("r2", 2, "r1"), ("r3", 3, "r2"))
    for order in ([third, first, second], [third, second, first], [second, third, first], [second, first, third]):
        assert values(fold(order)) == [3]
        assert fold(order).conflicts == {}


def test_agreement_in_what_is_said_is_not_agreement_in_everything():
    assert says_the_same(said(1, note="a"), said(1, note="b"))
    assert not tells_the_same(said(1, note="a"), said(1, note="b"))


def test_the_arguments_stay_as_they_are():
    before = fold(one(("r1", 1, None), ("r2", 2, None)))
    answers, conflicts = dict(before.answers), {code: list(entries) for code, entries in before.conflicts.items()}
    log = one(("r1", 1, None), ("r2", 2, None))
    apply_changes(before.answers, before.conflicts, "r3", {"A": said(3, "r1"), "B": said(4)}, lambda: log)
    assert (before.answers, before.conflicts) == (answers, conflicts)


ITEMS = ("A", "B")


@st.composite
def logs(draw):
    """Revisions whose pages showed any earlier answer or none."""
    log = []
    for number in range(draw(st.integers(1, 7))):
        changes = {}
        for item in draw(st.sets(st.sampled_from(ITEMS), min_size=1)):
            before = [revision_id for revision_id, earlier in log if item in earlier]
            changes[item] = said(draw(st.integers(0, 2)), draw(st.sampled_from([None, *before])))
            settled = draw(st.sets(st.sampled_from(before))) if before and draw(st.booleans()) else set()
            if settled:
                changes[item]["settles"] = sorted(settled)
        log.append((f"r{number}", changes))
    return log


def heads(log, item):
    """The slow, obvious version: the revisions that no other one has seen, directly or through others."""
    parents = {
        revision_id: {changes[item]["seen"], *changes[item].get("settles", ())} - {None}
        for revision_id, changes in log
        if item in changes
    }
    seen = set()

    def walk(revision_id):
        for parent in parents[revision_id]:
            seen.add(parent)
            walk(parent)

    for revision_id in parents:
        walk(revision_id)
    return set(parents) - seen


def kept_of(folded, item):
    """Every answer left over for an item."""
    if item not in folded.answers:
        return []
    return folded.conflicts.get(item, [folded.answers[item]])


@given(logs(), st.randoms(use_true_random=False))
def test_in_every_order_the_answers_nobody_has_replaced_are_left_over(log, random):
    shuffled = random.sample(log, len(log))
    for item in ITEMS:
        assert {each for entry in kept_of(fold(shuffled), item) for each in ids_of(entry)} == heads(log, item)


@given(logs(), st.randoms(use_true_random=False))
def test_every_order_leaves_the_same_words_standing(log, random):
    shuffled = random.sample(log, len(log))
    for item in ITEMS:
        left, other = kept_of(fold(log), item), kept_of(fold(shuffled), item)
        assert {entry["value"] for entry in left} == {entry["value"] for entry in other}


@given(logs())
def test_one_revision_after_another_gives_the_fold_of_the_whole_log(log):
    folded = fold([])
    for number, (revision_id, changes) in enumerate(log):
        earlier = log[:number]
        folded = apply_changes(folded.answers, folded.conflicts, revision_id, changes, lambda earlier=earlier: earlier)
    assert folded == fold(log)


@given(logs(), st.randoms(use_true_random=False))
def test_also_in_any_other_order(log, random):
    test_one_revision_after_another_gives_the_fold_of_the_whole_log.hypothesis.inner_test(random.sample(log, len(log)))


@given(logs(), st.data())
def test_a_revision_that_comes_again_changes_nothing(log, data):
    again = data.draw(st.lists(st.sampled_from(log)))
    assert fold([*log, *again]) == fold(log)


@given(logs(), st.randoms(use_true_random=False))
def test_different_items_never_touch_each_other(log, random):
    folded = fold(log)
    for item in ITEMS:
        alone = fold([(revision_id, {item: changes[item]}) for revision_id, changes in log if item in changes])
        assert kept_of(folded, item) == kept_of(alone, item)


@given(logs(), st.randoms(use_true_random=False))
def test_what_is_left_over_never_says_the_same_twice(log, random):
    folded = fold(random.sample(log, len(log)))
    for entries in folded.conflicts.values():
        assert len(entries) > 1
        assert not any(
            says_the_same(first, second) for index, first in enumerate(entries) for second in entries[index + 1 :]
        )
    assert all(folded.answers[item] == entries[0] for item, entries in folded.conflicts.items())
