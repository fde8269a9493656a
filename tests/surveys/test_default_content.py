"""The default questionnaire, rule sets, sector cards, levels and pillars, read as plain files."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from surveys.firm_sheet import TWIN_OF

DEFAULT = Path(__file__).parents[2] / "surveys" / "default"
PARTS = ("firm", "hr", "process", "product")
DIMENSIONS = PARTS[1:]
RULE_SETS = ("default", "lenient", "strict", "small_firms")
RUNGS = range(1, 7)
MOST_ITEMS_ON_A_PAGE = 8
PLACEHOLDERS = {"{base_year}", "{reference_year}", "{currency}"}
DOERS = {"own_staff", "parent", "institute", "supplier", "buyer"}
VARIANTS = {"automotive", "electronics", "salmon", "buttons", "generic"}
KINDS = {"yes_no", "share", "count", "number", "money", "year", "single", "multiple", "text", "level"}
NEEDS_UNIT = {"share", "count", "number", "money"}
LONGEST = {"code": 40, "unit": 80, "role": 2, "source": 2, "cites": 120}
ITEM_KEYS = {
    *("code", "kind", "text", "help", "unit", "year", "rung", "role", "source", "cites"),
    *("na_allowed", "evidence", "who_did_it", "only_in", "not_applicable_in"),
    *("options", "minimum", "maximum", "long"),
}

HR = """
HR1_OJT HR1_INH HR2_INHPROG HR2_REWARD HR2_REWARD_SH HR3_STAFF HR3_STAFF_N HR3_STAFF_TIME HR3_TRAINED_SH
HR3_RETRAIN HR3_TRAINEXP HR3_PAYROLL HR3_CHR_TEAM HR3_CHR_SGA HR3_CHR_MULTI HR3_CHR_SUGG HR3_CHR_LLL
HR4_ENG_ADAPT HR4_DEPT HR5_ENG_DEV HR5_SPECTRAIN HR6_RSE_FULL HR6_RSE_DEG ASSESS_HR
"""
PROCESS = """
PT1_INV PT1_MACH PT1_AGE PT1_SIMPLE_ONLY PT2_ADVMACH PT2_LAYOUT PT2_PROBSOLV PT3_INV_JIT PT3_INV_KANBAN
PT3_INV_MRP2 PT3_INV_ERP PT3_SPC PT3_TQM PT3_TPM PT3_CERT PT4_AD_LAYOUT PT4_AD_EQUIP PT4_AD_TECH PT4_CAD
PT5_DV_LAYOUT PT5_DV_MACH PT5_DV_MAT PT5_DV_PROC PT5_EXP PT6_RDUNIT PT6_RDUNIT_FTE PT6_PROTO PT6_PATENT
ASSESS_PROCESS
"""
PRODUCT = """
PD1_ACT PD1_FORTECH PD2_PREC PD2_MINOR PD3_QCC PD3_TQC PD3_OEM PD3_OEM_SH PD3_CERT PD4_ADAPT_SH PD4_SPECIES
PD5_DEV PD5_DEV_N PD5_ODM PD5_ODM_SH PD5_SAFE PD6_NOVEL PD6_LEAD PD6_IPR PD6_OBM PD6_OBM_SH PD6_RDEXP
PD6_SALES PD6_RDSTAFF ASSESS_PRODUCT
"""
FIRM = """
ADDRESS GEOCODE YEAR_STARTED UNIT_TYPE FOREIGN_EQUITY NATIONAL_EQUITY STATE_EQUITY OWNER_COUNTRY PARENT
OWNER_CHANGE_YEAR PRODUCTS PRODUCT_HS6 ACTIVITY_ISIC4 CHAIN_POSITION WAGE_SOCIAL LINK_SUPPLIERS LINK_BUYERS
LINK_UNIVERSITIES LINK_INSTITUTES LINK_ASSOCIATION LINK_GOVERNMENT LINK_FORMAL GRANTS RESPONDENT_ROLE
INTERVIEW_MODE INTERVIEW_LANGUAGE INTERVIEW_MINUTES SECOND_SCORER
"""
BOTH_YEARS = """
EMP_TOTAL EMP_MANAGERS EMP_PROFESSIONALS EMP_TECHNICAL EMP_SUPERVISORY EMP_CLERICAL EMP_SKILLED EMP_UNSKILLED
EMP_FOREIGN EMP_WOMEN SALES EXPORTS WAGE_BILL PAYROLL TRAINING RD PROCESS_EXP MATERIALS
"""
EXPECTED = {
    "hr": set(HR.split()),
    "process": set(PROCESS.split()),
    "product": set(PRODUCT.split()),
    "firm": set(FIRM.split()) | {f"{code}_{end}" for code in BOTH_YEARS.split() for end in ("BASE", "REF")},
}


def toml(*path):
    with DEFAULT.joinpath(*path).open("rb") as file:
        return tomllib.load(file)


def part_of(name):
    return toml("questionnaire", f"{name}.toml")


def sections():
    return [(name, section) for name in PARTS for section in part_of(name)["section"]]


def items():
    return {item["code"]: item for _, section in sections() for item in section["item"]}


def rule_set(code):
    return json.loads((DEFAULT / "rulesets" / f"{code}.json").read_text(encoding="utf-8"))


def rules_of(rule_set):
    """Yield dimension, rung and rule of the common rules and of every variant's own."""
    for tree in (rule_set["rules"], *rule_set["variants"].values()):
        for dimension, rungs in tree.items():
            for rung, rule in rungs.items():
                yield dimension, rung, rule


def leaves(rule):
    if "item" in rule or "ratio" in rule or "const" in rule:
        return [rule]
    (parts,) = [rule[key] for key in ("all", "any", "of") if key in rule]
    return [leaf for part in parts for leaf in leaves(part)]


def codes_in(rule):
    return [code for leaf in leaves(rule) for code in [*leaf.get("ratio", []), *filter(None, [leaf.get("item")])]]


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


@pytest.mark.parametrize("name", PARTS)
def test_each_part_asks_exactly_the_items_of_the_method(name):
    part = part_of(name)
    codes = {item["code"] for section in part["section"] for item in section["item"]}
    assert part["part"] == name
    assert part["title"] and part["help"]
    assert "reconstruction" in part["source"]
    assert codes == EXPECTED[name]


def test_codes_of_sections_and_items_are_unique():
    section_codes = Counter(section["code"] for _, section in sections())
    item_codes = Counter(item["code"] for _, section in sections() for item in section["item"])
    assert [code for code, times in (section_codes + item_codes).items() if times > 1] == []


def test_a_section_is_one_page_and_stands_on_one_rung():
    for name, section in sections():
        rungs = {item.get("rung") for item in section["item"]}
        assert set(section) <= {"code", "title", "rung", "help", "item"}
        assert section["title"] and section["help"], section["code"]
        assert len(section["title"]) <= 200
        assert 1 <= len(section["item"]) <= MOST_ITEMS_ON_A_PAGE, section["code"]
        assert rungs == {section.get("rung")}, section["code"]
        assert (section.get("rung") is None) == (name == "firm"), section["code"]


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_rung_is_asked_and_in_order(name):
    rungs = [section["rung"] for section in part_of(name)["section"]]
    assert rungs == sorted(rungs)
    assert set(rungs) == set(RUNGS)


def test_items_keep_to_the_schema():
    for code, item in items().items():
        assert set(item) <= ITEM_KEYS, code
        assert re.fullmatch(r"[A-Z][A-Z0-9_]+", code)
        assert item["kind"] in KINDS, code
        assert item["text"] and item["help"] and item["cites"], code
        assert item["source"] in {"P", "R", "I"}, code
        assert item["role"] in {"C", "A", "V", "D", "R4"}, code
        assert all(isinstance(item[flag], bool) for flag in ("na_allowed", "evidence", "who_did_it")), code
        assert all(len(item.get(key, "")) <= most for key, most in LONGEST.items()), code
        assert (item["kind"] in NEEDS_UNIT) == ("unit" in item), code
        assert set(item.get("only_in", []) + item.get("not_applicable_in", [])) <= VARIANTS, code


def test_ranges_follow_from_the_kind():
    for code, item in items().items():
        bounds = (item.get("minimum"), item.get("maximum"))
        if item["kind"] == "share":
            assert bounds == (0, 100), code
        elif item["kind"] in {"count", "number", "money"}:
            assert bounds == (0, None), code
        elif item["kind"] == "level":
            assert bounds == (0, 6), code


def test_amounts_are_in_thousands_of_the_clusters_currency():
    assert {item["unit"] for item in items().values() if item["kind"] == "money"} == {"thousand {currency}"}


def test_choices_have_distinct_codes_and_labels():
    for code, item in items().items():
        options = item.get("options", [])
        assert (item["kind"] in {"single", "multiple"}) == bool(options), code
        assert len({option["code"] for option in options}) == len(options), code
        assert len({option["label"] for option in options}) == len(options), code
        assert all(set(option) == {"code", "label"} for option in options), code
        assert (item["kind"] == "multiple") == ("none" in {option["code"] for option in options}), code


def test_a_figure_of_both_years_says_which_year_and_may_not_apply_before_the_firm_existed():
    asked = items()
    for code in BOTH_YEARS.split():
        base, reference = asked[f"{code}_BASE"], asked[f"{code}_REF"]
        assert (base["year"], reference["year"]) == ("base", "reference")
        assert "{base_year}" in base["text"] and "{reference_year}" in reference["text"]
        assert base["na_allowed"] and not reference["na_allowed"]
    assert {code for code, item in asked.items() if "year" in item} == {
        f"{code}_{end}" for code in BOTH_YEARS.split() for end in ("BASE", "REF")
    }


def test_every_figure_that_is_asked_for_again_is_held_against_the_firm_sheet():
    again = {code for code, item in items().items() if "same figure as on the firm sheet" in item["help"]}
    assert again == set(TWIN_OF)
    assert all(items()[code]["unit"] == items()[twin]["unit"] for code, twin in TWIN_OF.items())


def test_what_counts_at_rungs_four_to_six_asks_who_did_it_and_for_evidence():
    for code, item in items().items():
        counts_high = item.get("rung", 0) >= 4 and item["role"] in {"C", "A"}
        assert item["who_did_it"] == counts_high, code
        assert item["evidence"] or not counts_high, code


def test_an_item_that_asks_who_did_it_tells_what_that_means():
    asking = {code: item["help"] for code, item in items().items() if item["who_did_it"]}
    assert [code for code, help_text in asking.items() if not re.search(r"[Ss]ay who|Who did it", help_text)] == []


@pytest.mark.parametrize("name", DIMENSIONS)
def test_each_dimension_ends_with_the_assessors_own_reading(name):
    last = part_of(name)["section"][-1]["item"][-1]
    assert last["code"] == f"ASSESS_{name.upper()}"
    assert (last["kind"], last["role"]) == ("level", "R4")


def test_only_the_placeholders_of_a_study_are_used():
    content = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(DEFAULT.rglob("*.toml"))]
    found = {match for text in texts_in(content) for match in re.findall(r"\{[^}]*\}?|\}", text)}
    assert found == PLACEHOLDERS


@pytest.mark.parametrize("code", RULE_SETS)
def test_a_rule_set_holds_a_rule_for_each_of_the_eighteen_rungs(code):
    given = rule_set(code)
    assert (given["code"], given["version"], given["credited"]) == (code, 1, ["own_staff"])
    assert given["title"] and "reconstruction" in given["note"]
    assert set(given["credited"]) <= DOERS
    assert {name: set(rungs) for name, rungs in given["rules"].items()} == {
        name: {str(rung) for rung in RUNGS} for name in DIMENSIONS
    }


@pytest.mark.parametrize("code", RULE_SETS)
def test_rules_use_known_items_in_ways_their_kind_allows(code):
    asked = items()
    for dimension, rung, rule in rules_of(rule_set(code)):
        for leaf in leaves(rule):
            used = [asked[item] for item in codes_in(leaf)]
            measured = "op" in leaf
            assert all((item["kind"] in NEEDS_UNIT) == measured for item in used), (dimension, rung, leaf)
            assert all(item["role"] in {"C", "A"} or item["code"] in AUXILIARY for item in used), (rung, leaf)


AUXILIARY = {"HR3_PAYROLL", "HR3_STAFF_TIME", "EMP_TOTAL_REF"}
"""Denominators and size conditions, which a rule may read although they hold no rung themselves."""


@pytest.mark.parametrize("code", RULE_SETS)
def test_a_rule_set_asks_who_for_exactly_its_items_that_ask_who_did_it(code):
    given = rule_set(code)
    asked = items()
    used = {item for _, _, rule in rules_of(given) for item in codes_in(rule)}
    assert len(set(given["asks_who"])) == len(given["asks_who"])
    assert set(given["asks_who"]) == {item for item in used if asked[item]["who_did_it"]}


def test_every_item_that_counts_is_used_by_some_rule_set():
    used = {item for code in RULE_SETS for _, _, rule in rules_of(rule_set(code)) for item in codes_in(rule)}
    counting = {code for code, item in items().items() if item["role"] in {"C", "A"}}
    assert counting <= used


@pytest.mark.parametrize("code", RULE_SETS)
def test_items_of_one_sector_stand_only_in_that_sectors_rules(code):
    given = rule_set(code)
    asked = items()
    for rungs in given["rules"].values():
        assert not any("only_in" in asked[item] for rule in rungs.values() for item in codes_in(rule))
    for variant, tree in given["variants"].items():
        own = [item for rungs in tree.values() for rule in rungs.values() for item in codes_in(rule)]
        assert all(variant in asked[item].get("only_in", [variant]) for item in own)
    assert given["not_applicable"] == {
        variant: [code for code, item in asked.items() if variant in item.get("not_applicable_in", [])]
        for variant in ("salmon",)
    }


def test_lists_grow_from_lenient_to_strict():
    lenient, default, strict = (rule_set(code)["rules"]["process"] for code in ("lenient", "default", "strict"))
    assert [lenient[rung]["k_of"] for rung in "2345"] == [1, 1, 1, 1]
    assert [default[rung]["k_of"] for rung in "45"] == [2, 2]
    assert [len(strict[rung]["all"]) for rung in "2345"] == [3, 4, 3, 4]


def test_a_small_firm_without_anybody_responsible_for_training_gets_no_department_for_free():
    (_, either) = rule_set("small_firms")["rules"]["hr"]["4"]["all"]
    small = either["any"][1]["all"]
    assert [part["item"] for part in small] == ["EMP_TOTAL_REF", "HR3_STAFF", "HR3_STAFF_TIME"]


def cards():
    return [(variant, card) for variant in sorted(VARIANTS) for card in toml("cards", f"{variant}.toml")["card"]]


def test_there_is_a_card_for_every_sector_dimension_and_rung():
    places = Counter((variant, card["dimension"], card["rung"]) for variant, card in cards())
    assert {file.stem for file in (DEFAULT / "cards").glob("*.toml")} == VARIANTS
    assert places == Counter((variant, name, rung) for variant in VARIANTS for name in DIMENSIONS for rung in RUNGS)
    assert sum(places.values()) == 90


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_a_card_file_names_its_sector_and_says_that_it_is_a_reconstruction(variant):
    file = toml("cards", f"{variant}.toml")
    assert file["variant"] == variant
    assert file["title"]
    assert "reconstruction" in file["source"]
    assert all(set(card) == {"dimension", "rung", "summary", "positive", "negative", "source"} for card in file["card"])
    assert {card["source"] for card in file["card"]} <= {"P", "I"}


def test_a_card_is_one_sentence_and_two_examples_and_no_text_stands_twice():
    texts = Counter(card[key] for _, card in cards() for key in ("summary", "positive", "negative"))
    assert [text for text, times in texts.items() if times > 1] == []
    assert [text for text in texts if not text.endswith(".") or ". " in text] == []


def test_an_example_that_does_not_count_says_why():
    assert [card["negative"] for _, card in cards() if not re.search(r"[:,;] ", card["negative"])] == []


def test_the_levels_have_eighteen_descriptors_of_one_sentence():
    levels = toml("levels.toml")["level"]
    assert [level["number"] for level in levels] == list(RUNGS)
    assert len({level["name"] for level in levels}) == 6
    for level in levels:
        assert set(level) == {"number", "name", *DIMENSIONS, "cites", "reconstruction"}
        assert level["cites"] == "Rasiah & Vinanchiarachi, Table 3"
        assert level["reconstruction"] is True
    descriptors = {level[name] for level in levels for name in DIMENSIONS}
    assert len(descriptors) == 18
    assert [text for text in descriptors if not text.endswith(".") or ". " in text] == []


def test_the_pillars_have_twenty_descriptors_each_with_a_check_question():
    pillars = toml("pillars.toml")["pillar"]
    phases = ["Initial conditions", "Learning phase", "Catch up phase", "Advanced phase", "Frontier phase"]
    assert [pillar["code"] for pillar in pillars] == ["basic", "hightech", "network", "integration"]
    assert [pillar["label"] != pillar["table4_label"] for pillar in pillars] == [False, True, False, False]
    for pillar in pillars:
        assert set(pillar) == {"code", "label", "table4_label", "cites", "evidence", "phase"}
        assert 2 <= len(pillar["evidence"]) <= 4
        assert [(phase["number"], phase["name"]) for phase in pillar["phase"]] == list(enumerate(phases, 1))
        assert all(phase["in_place"].endswith("?") for phase in pillar["phase"])
    assert len({phase["descriptor"] for pillar in pillars for phase in pillar["phase"]}) == 20
