"""Taking a frame makes a version, strata, units and firms; or, with any fault, changes nothing."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusters.frame_file import FrameFile, read_frame
from clusters.frames import FramePlan, import_frame, plan_frame
from clusters.models import Cluster, Disposition, Firm, Frame, FrameUnit, Stratum
from clusters.problems import ImportRefused
from tests.factories.clusters import FirmFactory, FrameFactory
from tests.factories.files import FIRMS, HEADINGS, csv_file, xlsx_file

REGISTERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "07_firm_registers_messy"


def frame_file(*rows: tuple[object, ...]) -> FrameFile:
    return read_frame(csv_file(rows), "frame.csv")


def take(cluster: Cluster, *rows: tuple[object, ...]) -> FramePlan:
    return import_frame(cluster=cluster, file=frame_file(*rows), source="Register")


def state() -> dict[str, Any]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (Frame, Stratum, FrameUnit, Firm)}


def test_a_frame_makes_a_version_its_strata_its_units_and_the_firms_drawn(cluster: Cluster) -> None:
    plan = take(cluster, HEADINGS, *FIRMS)
    frame = Frame.objects.get()
    assert (frame.version, frame.source, len(frame.file_hash)) == (1, "Register", 64)
    assert list(frame.strata.order_by("pk").values_list("code", "population")) == [
        ("foreign-large", 4),
        ("national-small", 20),
        ("unknown-unknown", 3),
    ]
    assert frame.units.count() == 5
    firms = {firm.code: firm for firm in Firm.objects.select_related("frame_unit", "stratum")}
    assert sorted(firms) == ["F1", "F2", "F3", "F5"]
    assert [firms[code].base_weight for code in sorted(firms)] == [2, 2, 20, 3]
    assert firms["F1"].frame_unit.ownership == "foreign"
    assert firms["F1"].disposition == Disposition.COMPLETE
    assert firms["F3"].stratum.code == "national-small"
    assert (plan.listed, plan.drawn, plan.new_firms, plan.linked_firms) == (5, 4, 4, 0)


def test_without_population_a_whole_sample_weighs_one(cluster: Cluster) -> None:
    take(cluster, ("code", "name"), ("A1", "Nets"), ("A2", "Piers"))
    assert set(Firm.objects.values_list("base_weight", flat=True)) == {1.0}
    assert Stratum.objects.get().population is None


def test_a_list_with_firms_not_drawn_is_the_population_itself(cluster: Cluster) -> None:
    rows = [(f"A{number}", "Nets", "yes" if number < 2 else "no") for number in range(10)]
    plan = take(cluster, ("code", "name", "selected"), *rows)
    assert set(Firm.objects.values_list("base_weight", "final_weight")) == {(5.0, 5.0)}
    assert any("N is the number listed" in note for note in plan.notes)


def test_weights_of_the_list_stand(cluster: Cluster) -> None:
    take(cluster, ("code", "name", "weight", "population"), ("A1", "Nets", "2.5", "9"), ("A2", "Piers", "3.5", "9"))
    assert list(Firm.objects.order_by("code").values_list("base_weight", flat=True)) == [2.5, 3.5]


def test_firms_the_cluster_has_are_kept_and_linked(cluster: Cluster) -> None:
    kept = FirmFactory(cluster=cluster, code="F1", name="Lake Salmon Ltd", disposition=Disposition.REFUSAL)
    absent = FirmFactory(cluster=cluster, code="Z9")
    plan = take(cluster, HEADINGS, *FIRMS)
    kept.refresh_from_db()
    absent.refresh_from_db()
    assert (kept.name, kept.disposition) == ("Lake Salmon Ltd", Disposition.REFUSAL)
    assert (kept.frame_unit.code, kept.base_weight) == ("F1", 2.0)
    assert absent.frame_unit is None
    assert (plan.new_firms, plan.linked_firms) == (3, 1)
    assert any("not drawn in this list" in note for note in plan.notes)


def test_a_later_list_is_a_new_version_and_the_earlier_one_stays(cluster: Cluster) -> None:
    take(cluster, HEADINGS, *FIRMS)
    take(cluster, HEADINGS, *FIRMS[:2])
    assert list(Frame.objects.values_list("version", flat=True)) == [2, 1]
    assert FrameUnit.objects.count() == 7
    assert Firm.objects.count() == 4
    assert Firm.objects.get(code="F1").frame_unit.frame.version == 2
    assert Firm.objects.get(code="F3").frame_unit.frame.version == 1


def test_the_newest_list_taken_again_changes_nothing(cluster: Cluster) -> None:
    take(cluster, HEADINGS, *FIRMS)
    before = state()
    assert take(cluster, HEADINGS, *FIRMS).is_known
    assert state() == before


def test_a_code_spelt_differently_from_a_firm_of_the_cluster_is_refused(cluster: Cluster) -> None:
    FirmFactory(cluster=cluster, code="f1")
    with pytest.raises(ImportRefused) as refusal:
        take(cluster, HEADINGS, *FIRMS)
    (problem,) = refusal.value.problems
    assert (problem.row, problem.column, problem.value) == (2, "code", "F1")
    assert not Frame.objects.exists()


def test_a_plan_changes_nothing(cluster: Cluster) -> None:
    plan = plan_frame(cluster=cluster, file=frame_file(HEADINGS, *FIRMS))
    assert plan.version == 1
    assert state() == {"Frame": [], "Stratum": [], "FrameUnit": [], "Firm": []}


def test_a_long_list_takes_few_queries(cluster: Cluster, django_assert_max_num_queries: Any) -> None:
    rows = [(f"A{number}", f"Firm {number}", str(number)) for number in range(400)]
    file = frame_file(("code", "name", "employees"), *rows)
    with django_assert_max_num_queries(21):  # SQLite takes 999 values at once, about 50 firms
        import_frame(cluster=cluster, file=file, source="Register")


FAULTS = [
    ("code", ""),
    ("code", "x" * 61),
    ("code", "F0"),
    ("name", ""),
    ("name", "x" * 201),
    ("ownership", "half"),
    ("ownership", "101"),
    ("ownership", "-1"),
    ("employees", "many"),
    ("employees", "-1"),
    ("employees", "2.5"),
    ("employees", "1e300"),
    ("size", "huge"),
    ("population", "0"),
    ("population", "7"),
    ("selected", "perhaps"),
    ("weight", "0"),
    ("weight", "heavy"),
    ("weight", ""),
    ("disposition", "vanished"),
]
COLUMNS = (
    "code",
    "name",
    "ownership",
    "employees",
    "size",
    "stratum",
    "population",
    "selected",
    "weight",
    "disposition",
)
GOOD = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Lake Salmon", "Añeja", "东方", "=1+1"]),
        "ownership": st.sampled_from(["foreign", "nacional", "60", "0", ""]),
        "employees": st.sampled_from(["", "0", "12", "99", "2500"]),
        "size": st.sampled_from(["", "grande", "small"]),
        "disposition": st.sampled_from(["", "complete", "Rechazo"]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=st.lists(GOOD, min_size=2, max_size=6), fault=st.sampled_from(FAULTS), data=st.data())
def test_a_frame_with_any_one_fault_changes_nothing(
    cluster: Cluster, firms: list[dict[str, str]], fault: tuple[str, str], data: st.DataObject
) -> None:
    same = {"stratum": "North", "population": "50", "selected": "yes", "weight": "1.5"}
    rows = [{"code": f"F{number}", **firm, **same} for number, firm in enumerate(firms)]
    column, value = fault
    place = data.draw(st.integers(min_value=1, max_value=len(rows) - 1))
    rows[place][column] = value
    content = csv_file([COLUMNS, *([row[key] for key in COLUMNS] for row in rows)])
    with pytest.raises(ImportRefused) as refusal:
        import_frame(cluster=cluster, file=read_frame(content, "frame.csv"), source="Register")
    assert (place + 2, column) in {(problem.row, problem.column) for problem in refusal.value.problems}
    assert state() == {"Frame": [], "Stratum": [], "FrameUnit": [], "Firm": []}


def run(*arguments: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_frame", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


def test_the_command_takes_a_workbook(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx_file({"Firms": [HEADINGS, *FIRMS]}))
    status, out, _err = run("salmon-study", "lakes", path, "--drawn-by-chance", "--listed-on", "2025-12-31")
    assert status == 0
    assert "The list is version 1 of the frame now: 5 firms listed, 4 drawn; 4 new, 0 known already." in out
    frame = Frame.objects.get()
    assert (frame.source, frame.is_probability_sample, str(frame.listed_on)) == ("list.xlsx", True, "2025-12-31")


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_file([HEADINGS, *FIRMS]))
    status, out, _err = run("salmon-study", "lakes", path, "--dry-run")
    assert status == 0
    assert "would become version 1 of the frame" in out
    assert "Foreign, large (100 and more): N 4, listed 2, drawn 2, base weight 2" in out
    assert not Frame.objects.exists()


def test_a_refused_file_leaves_with_status_one_and_every_reason(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_file([("code", "name", "employees"), ("A1", "", "many"), ("A1", "Nets", "3")]))
    status, out, err = run("salmon-study", "lakes", path)
    assert (status, out) == (1, "")
    assert "row 2, column “employees” [many]: This is not a number." in err
    assert err.count("\n") == 3
    assert "it has 3 problems" in err


def test_a_wrong_call_leaves_with_status_two(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    assert run("salmon-study", "lakes", path)[0] == 2
    status, _out, err = run("salmon-study", "ocean", path)
    assert status == 2
    assert "Known are: salmon-study lakes." in err


@pytest.mark.skipif(not REGISTERS.is_dir(), reason="the folder of real registers is not beside this checkout")
@pytest.mark.parametrize("name", ["china_listed_companies_2016_zh.csv", "china_listed_companies_2016_zh_gbk.csv"])
def test_a_real_chinese_register_is_taken_in_either_encoding(cluster: Cluster, name: str) -> None:
    file = read_frame((REGISTERS / name).read_bytes(), name)
    assert len(file.lines) == 2929
    assert (file.lines[0].code, file.lines[0].name) == ("603843", "正平股份")
    assert import_frame(cluster=cluster, file=file, source=name).new_firms == 2929


@pytest.mark.skipif(not REGISTERS.is_dir(), reason="the folder of real registers is not beside this checkout")
@pytest.mark.parametrize("name", ["china_admin_codes.csv", "saudi_establishments_by_region_activity_ar.csv"])
def test_a_real_list_that_is_no_frame_is_refused_in_words(cluster: Cluster, name: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_frame((REGISTERS / name).read_bytes(), name)
    assert "“code”" in str(refusal.value.problems[0])


def test_versions_go_on_from_the_newest(cluster: Cluster) -> None:
    FrameFactory(cluster=cluster, version=7)
    assert take(cluster, HEADINGS, *FIRMS).version == 8
