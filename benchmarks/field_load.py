"""The part of the field benchmark that knows Django; `benchmarks.field` prepares its database and calls it."""

from collections import Counter

import django

django.setup()

from benchmarks.field import RATE, SAVES, SECONDS, SENDERS, drawing, headers_of, outcomes, refusals, serving  # noqa: E402
from benchmarks.field_study import batch, build, full_interview, one_answer, queue_of_phone  # noqa: E402
from benchmarks.sending import Letter, send_all  # noqa: E402
from clusters.models import Cluster, Firm  # noqa: E402
from surveys.catalogue import catalogue_of  # noqa: E402
from surveys.models import Interview, InterviewState  # noqa: E402
from surveys.study_setup import setup_of  # noqa: E402

SAVE, BARE = "/field/deliveries/", "/bare/"
IDLE_FIRMS, PHONES = 10, 20
MOST_IN_BATCH = 50
"""As many messages as a phone sends at once (static/js/field/sender.js)."""


def main() -> None:
    submissions = RATE * SECONDS
    cluster, session = build(submissions + IDLE_FIRMS + PHONES)
    firms = list(cluster.firms.order_by("code"))
    with serving() as port:
        headers = headers_of(session)
        measure_saves(port, headers, cluster, firms[submissions : submissions + IDLE_FIRMS])
        measure_queues(port, headers, cluster, firms[submissions + IDLE_FIRMS :])
        measure_load(port, headers, cluster, firms[:submissions])


def measure_saves(port: int, headers: dict[str, str], cluster: Cluster, firms: list[Firm]) -> None:
    """Autosaves and bare inserts in turn, each after the answer to the one before."""
    drawn = drawing("saves")
    items = catalogue_of(setup_of(cluster.study).questionnaire).items_for(cluster.sector_variant)
    interviews = [full_interview(cluster, firm, drawn)[0]["interview"] for firm in firms]
    letters = []
    for number in range(SAVES):
        place = number % len(firms)
        code = items[number // len(firms) % len(items)].code
        body = batch([one_answer(cluster, firms[place], interviews[place], code, drawn)])
        letters += [Letter(None, SAVE, body), Letter(None, BARE, body)]
    send_all(port, headers, letters[:80], senders=1)
    records = send_all(port, headers, letters[80:], senders=1)
    ours, bare = records[SAVE], records[BARE]
    assert ours.refused == bare.refused == [], (ours.refused[:3], bare.refused[:3])
    assert set(outcomes(ours.answers)) == {"stored"}
    ratio, middle = (ours.percentile(share) / bare.percentile(share) for share in (0.95, 0.5))
    took = f"{1000 * ours.percentile(0.95):.1f} ms against {1000 * bare.percentile(0.95):.1f} ms"
    print(
        f"One autosave (p95 of {len(ours.took)}): {ratio:.2f}× the yardstick, a bare view that inserts one row in the "
        f"same server (median {middle:.2f}×; p95 {took}; aim: at most 2×)"
    )


def measure_queues(port: int, headers: dict[str, str], cluster: Cluster, firms: list[Firm]) -> None:
    """Phones one after the other, each with an interview that was answered without a connection."""
    drawn = drawing("queues")
    letters = []
    for firm in firms:
        queue = queue_of_phone(cluster, firm, drawn)
        batches = [queue[start : start + MOST_IN_BATCH] for start in range(0, len(queue), MOST_IN_BATCH)]
        letters += [Letter(None, SAVE, batch(each)) for each in batches]
    record = send_all(port, headers, letters, senders=1)[SAVE]
    whole = Interview.objects.filter(firm__in=firms, state=InterviewState.SUBMITTED).count()
    print(
        f"A phone's queue of one interview answered without a connection, {len(queue)} messages: "
        f"{sum(record.took) / len(firms):.2f} s ({whole} of {len(firms)} arrived whole)"
    )
    for failure in [*record.refused, *refusals(record.answers)][:5]:
        print("  ", failure)


def measure_load(port: int, headers: dict[str, str], cluster: Cluster, firms: list[Firm]) -> None:
    """Full interviews at the rate asked for; every answer of every one is compared with what is stored."""
    drawn = drawing("interviews")
    sent = {firm.pk: full_interview(cluster, firm, drawn) for firm in firms}
    letters = [Letter(number / RATE, SAVE, batch(messages)) for number, messages in enumerate(sent.values())]
    record = send_all(port, headers, letters, senders=SENDERS)[SAVE]
    stored = Interview.objects.filter(firm__in=firms, state=InterviewState.SUBMITTED)
    whole = sum(
        {code: entry["value"] for code, entry in interview.answers.items()}
        == {code: change["value"] for code, change in sent[interview.firm_id][0]["changes"].items()}
        for interview in stored.iterator(chunk_size=100)
    )
    told = Counter(outcomes(record.answers))
    print(
        f"{RATE} full interviews a second for {SECONDS} s: {whole} of {len(firms)} stored whole "
        f"({100 * whole / len(firms):.1f} %), {len(record.refused)} requests failed, "
        f"p95 {1000 * record.percentile(0.95):.0f} ms, longest {1000 * max(record.took):.0f} ms "
        f"({', '.join(f'{count} messages {outcome}' for outcome, count in sorted(told.items()))}; aim: 100 %)"
    )
    for failure in [*record.refused, *refusals(record.answers)][:5]:
        print("  ", failure)


if __name__ == "__main__":
    main()
