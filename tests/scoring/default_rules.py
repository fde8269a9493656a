"""The default rules of method.md A.2.1 to A.2.3 as the tests of this room know them."""


def item(code):
    return {"item": code}


def at_least(code, value):
    return {"item": code, "op": ">=", "value": value}


def every(*parts):
    return {"all": list(parts)}


def some(*parts):
    return {"any": list(parts)}


def k_of(k, *codes):
    return {"k_of": k, "of": [item(code) for code in codes]}


ASKS_WHO = [
    "HR4_DEPT", "HR4_ENG_ADAPT", "HR5_ENG_DEV", "HR5_SPECTRAIN", "HR6_RSE_FULL",
    "PT4_AD_LAYOUT", "PT4_AD_EQUIP", "PT4_AD_TECH",
    "PT5_DV_LAYOUT", "PT5_DV_MACH", "PT5_DV_MAT", "PT5_DV_PROC", "PT6_RDUNIT", "PT6_PROTO",
    "PD4_ADAPT_SH", "PD4_SPECIES", "PD5_DEV", "PD6_NOVEL", "PD6_LEAD", "PD6_IPR",
]  # fmt: skip

DEFAULT = {
    "code": "default",
    "version": 1,
    "title": "Default rules",
    "note": "A reconstruction: the papers print no scoring rule.",
    "credited": ["own_staff"],
    "asks_who": ASKS_WHO,
    "rules": {
        "hr": {
            "1": some(item("HR1_OJT"), item("HR1_INH")),
            "2": every(item("HR2_INHPROG"), item("HR2_REWARD")),
            "3": every(
                item("HR3_STAFF"),
                item("HR3_RETRAIN"),
                some(
                    at_least("HR3_TRAINED_SH", 50),
                    {"ratio": ["HR3_TRAINEXP", "HR3_PAYROLL"], "op": ">=", "value": 0.01},
                ),
            ),
            "4": every(at_least("HR4_ENG_ADAPT", 1), item("HR4_DEPT")),
            "5": every(at_least("HR5_ENG_DEV", 1), item("HR5_SPECTRAIN")),
            "6": at_least("HR6_RSE_FULL", 1),
        },
        "process": {
            "1": every(item("PT1_INV"), item("PT1_MACH")),
            "2": every(at_least("PT2_ADVMACH", 50), k_of(1, "PT2_LAYOUT", "PT2_PROBSOLV")),
            "3": every(
                some(*(item(f"PT3_INV_{code}") for code in ("JIT", "KANBAN", "MRP2", "ERP"))),
                k_of(2, "PT3_SPC", "PT3_TQM", "PT3_TPM"),
            ),
            "4": k_of(2, "PT4_AD_LAYOUT", "PT4_AD_EQUIP", "PT4_AD_TECH"),
            "5": k_of(2, "PT5_DV_LAYOUT", "PT5_DV_MACH", "PT5_DV_MAT", "PT5_DV_PROC"),
            "6": every(item("PT6_RDUNIT"), item("PT6_PROTO")),
        },
        "product": {
            "1": item("PD1_ACT"),
            "2": every(item("PD2_MINOR"), item("PD2_PREC")),
            "3": every(item("PD3_OEM"), k_of(1, "PD3_QCC", "PD3_TQC")),
            "4": at_least("PD4_ADAPT_SH", 20),
            "5": item("PD5_DEV"),
            "6": every(item("PD6_NOVEL"), some(item("PD6_LEAD"), {"item": "PD6_IPR", "op": ">", "value": 0})),
        },
    },
    "variants": {"salmon": {"product": {"4": some(at_least("PD4_ADAPT_SH", 20), item("PD4_SPECIES"))}}},
    "not_applicable": {"salmon": ["PD2_PREC"]},
}
