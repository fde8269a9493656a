"""The Argentine firm survey ENDEI II comes in whole: its official totals, and the shares of its own questions.

Figures: the official tables of the survey ("Cantidad de empresas", by size), its public firm data for sectors and for
shares of questions, worked out with pandas over the weights.
"""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from clusters.models import Cluster, Firm, Frame, Stratum, Study
from surveys.default_content import FOLDER
from surveys.models import Interview, Revision
from tests.factories.clusters import ClusterFactory

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "05_endei_ii_argentina_2014_2016"
FIRMS = DATA / "endei_ii_firms.csv.gz"
MAPPING = FOLDER / "mappings" / "endei_ii.toml"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FIRMS.exists(),
        reason="The survey's file states no licence and is no part of the project; it is sought beside the checkout.",
    ),
]

BY_SIZE = {"Small": 10538, "Medium": 5850, "Large": 1971}
BY_SECTOR = {
    "Alimentos, bebida y tabaco": 4091,
    "Automotriz, industria naval y equipo ferroviario": 876,
    "Caucho y plástico": 1282,
    "Cuero y calzado": 661,
    "Farmacéutica": 283,
    "Madera y muebles": 1501,
    "Maquinaria y equipo": 1220,
    "Material y aparatos eléctricos, radio y TV": 564,
    "Otras industrias": 956,
    "Papel y edición": 1275,
    "Química y petroquímica": 893,
    "Siderurgia y metalurgia": 2734,
    "Textil y confecciones": 2023,
}
"""As in the public file, which counts 72 firms of small branches among the other industries."""

YES_SHARES = {
    "HR1_OJT": (0.5449104271, 0.6001521298),  # p.10.6.5
    "HR2_INHPROG": (0.2900797443, 0.3777890467),  # p.10.5.2
    "PT3_SPC": (0.1571519828, 0.1919371197),  # sis_estadis
    "PT3_INV_MRP2": (0.1907115119, 0.253296146),  # sis_planifctrl
    "HR4_ENG_ADAPT": (0.1301878526, 0.1843306288),  # p.5.1.5, "at least one"
}
"""Weighted and plain share of all firms whose answer is yes, or above 0."""

NONE_SHARES = {
    "HR6_RSE_FULL": (1 - 0.3584715989, 1 - 0.4087221095),  # p.3.1.1: no research of its own
    "PD6_RDSTAFF": (1 - 0.3584715989, 1 - 0.4087221095),
}


@pytest.fixture
def cluster(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="manufacturing", name="Argentine manufacturing", country="Argentina")


def take(file: Path, *more: str) -> str:
    out = StringIO()
    call_command(
        "import_interviews",
        "salmon-study",
        "manufacturing",
        str(file),
        "--mapping",
        str(MAPPING),
        *more,
        stdout=out,
        stderr=out,
    )
    return out.getvalue()


def test_weighted_totals_are_the_official_ones_and_questions_keep_their_shares(cluster: Cluster, owner: User) -> None:
    said = take(FIRMS, "--by", owner.username, "--approve", "Public file of the survey.")
    assert "3944 firms (3944 new) that stand for 18359;" in said
    assert Interview.objects.filter(state="approved").count() == Revision.objects.count() == 3944
    rows = list(
        Interview.objects.values_list("firm__final_weight", "firm__attributes", "answers").order_by("firm__code")
    )
    weights = [weight for weight, _groups, _answers in rows]
    assert sum(weights) == pytest.approx(18359, abs=1e-6)
    assert totals((groups["size"], weight) for weight, groups, _answers in rows) == pytest.approx(BY_SIZE, abs=1e-6)
    assert totals((groups["sector"], weight) for weight, groups, _answers in rows) == pytest.approx(BY_SECTOR, abs=1e-6)
    for shares, is_so in ((YES_SHARES, lambda value: value is not None and value > 0), (NONE_SHARES, lambda v: v == 0)):
        for code, (weighted, plain) in shares.items():
            hits = [is_so(answers.get(code, {}).get("value")) for _weight, _groups, answers in rows]
            assert sum(w for w, hit in zip(weights, hits, strict=True) if hit) / 18359 == pytest.approx(
                weighted, abs=1e-6
            )
            assert sum(hits) / 3944 == pytest.approx(plain, abs=1e-6), code
    assert Frame.objects.get().is_probability_sample
    strata = list(Stratum.objects.values_list("population", flat=True))
    assert (len(strata), sum(strata)) == (381, 18359)
    assert Firm.objects.filter(stratum=None).count() == 0


def totals(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for group, weight in pairs:
        found[group] += weight
    return dict(found)


def test_a_spoilt_file_lists_all_its_problems_and_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    with gzip.open(FIRMS, "rt", encoding="utf-8", newline="") as packed:
        lines = [next(packed) for _line in range(5)]
    headings, *rows = csv.reader(lines)
    at = {heading: place for place, heading in enumerate(headings)}
    rows[0][at["p.10.6.5"]] = "Quizas"
    rows[1][at["factor2"]] = "-1"
    rows[2][at["ide_endei_ii"]] = rows[1][at["ide_endei_ii"]]
    rows[3][at["tam_mue"]] = "Enorme"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_text(out.getvalue(), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        take(spoilt)
    assert refusal.value.returncode == 1
    assert "4 problems" in str(refusal.value)
    assert (Firm.objects.count(), Interview.objects.count(), Frame.objects.count()) == (0, 0, 0)
