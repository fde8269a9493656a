"""The firm sheets of a reconstructed cluster: whole figures of single firms that add up to the printed aggregates."""

import math
from collections.abc import Sequence

from reports.demo.draws import Draws
from reports.demo.plan import ClusterPlan
from reports.demo.quotas import apportion

Sheet = dict[str, float]
NARROW_STAFF = ("MANAGERS", "PROFESSIONALS", "TECHNICAL", "SUPERVISORY", "CLERICAL")
NARROW_SHARES = (0.14, 0.24, 0.26, 0.18, 0.18)
LEAST_STAFF = 24
YEARS = 6


def firm_sheets(plan: ClusterPlan, ranks: Sequence[int], draws: Draws) -> list[Sheet]:
    """Return one sheet a firm, in the order of `ranks` (1 is the most advanced firm)."""
    sheets: list[Sheet] = [{} for _ in ranks]
    _employment(sheets, plan, ranks, draws)
    _occupations(sheets, plan, draws)
    _wages(sheets, plan, draws)
    _sales(sheets, plan, ranks, draws)
    return sheets


def _put(sheets: list[Sheet], code: str, values: Sequence[float]) -> None:
    for sheet, value in zip(sheets, values, strict=True):
        sheet[code] = value


def _column(sheets: list[Sheet], code: str) -> list[float]:
    return [sheet[code] for sheet in sheets]


def _grown(total: float, rate_pct: float) -> float:
    return total * (1 + rate_pct / 100) ** YEARS


def _employment(sheets: list[Sheet], plan: ClusterPlan, ranks: Sequence[int], draws: Draws) -> None:
    """Advanced firms are larger; every firm has the few people its levels suppose."""
    base = []
    for place, rank in enumerate(ranks):
        lead = 1.6 - 1.1 * (rank - 1) / max(1, len(ranks) - 1)
        spread = math.exp(draws.between(f"size:{place}", -0.7, 0.7))
        base.append(max(LEAST_STAFF, round(plan.size * lead * spread)))
    target = round(_grown(sum(base), plan.growth_employment))
    weights = [size * draws.between(f"hiring:{place}", 0.85, 1.15) for place, size in enumerate(base)]
    _put(sheets, "EMP_TOTAL_BASE", base)
    _put(sheets, "EMP_TOTAL_REF", apportion(target, weights, least=[LEAST_STAFF] * len(base)))


def _occupations(sheets: list[Sheet], plan: ClusterPlan, draws: Draws) -> None:
    """Skilled staff add up to the printed skill intensity in 2006; in 2000 it lay a little lower."""
    for suffix, intensity in (("BASE", plan.skill_wide - 4.0), ("REF", plan.skill_wide)):
        totals = [int(value) for value in _column(sheets, f"EMP_TOTAL_{suffix}")]
        weights = [total * draws.between(f"skill{suffix}:{i}", 0.9, 1.1) for i, total in enumerate(totals)]
        wide = apportion(
            round(sum(totals) * intensity / 100),
            weights,
            least=[max(6, total // 5) for total in totals],
            most=[total - 1 for total in totals],
        )
        for i, sheet in enumerate(sheets):
            narrow = max(5, round(wide[i] * plan.narrow_share * draws.between(f"narrow:{i}", 0.9, 1.1)))
            narrow = min(narrow, wide[i])
            for name, part in zip(NARROW_STAFF, apportion(narrow, NARROW_SHARES), strict=True):
                sheet[f"EMP_{name}_{suffix}"] = part
            sheet[f"EMP_SKILLED_{suffix}"] = wide[i] - narrow
            sheet[f"EMP_UNSKILLED_{suffix}"] = totals[i] - wide[i]
            sheet[f"EMP_WOMEN_{suffix}"] = round(totals[i] * draws.between(f"women:{i}", 0.15, 0.55))
            sheet[f"EMP_FOREIGN_{suffix}"] = round(totals[i] * draws.between(f"migrants:{i}", 0.0, 0.06))


def _wages(sheets: list[Sheet], plan: ClusterPlan, draws: Draws) -> None:
    """The average real wage of the cluster grows at the printed rate: its wage bill follows."""
    staff_base, staff_ref = _column(sheets, "EMP_TOTAL_BASE"), _column(sheets, "EMP_TOTAL_REF")
    base = [
        max(1, round(staff * plan.wage * draws.between(f"wage:{i}", 0.8, 1.2))) for i, staff in enumerate(staff_base)
    ]
    prices = plan.price_index[-1] / plan.price_index[0]
    wage_ref = _grown(sum(base) / sum(staff_base), plan.growth_real_wage) * prices
    weights = [staff * draws.between(f"wage:{i}", 0.8, 1.2) for i, staff in enumerate(staff_ref)]
    _put(sheets, "WAGE_BILL_BASE", base)
    _put(sheets, "WAGE_BILL_REF", apportion(round(wage_ref * sum(staff_ref)), weights))
    for suffix in ("BASE", "REF"):
        bills = _column(sheets, f"WAGE_BILL_{suffix}")
        _put(sheets, f"PAYROLL_{suffix}", [round(bill * 1.18) for bill in bills])


def _sales(sheets: list[Sheet], plan: ClusterPlan, ranks: Sequence[int], draws: Draws) -> None:
    """Exports grow at the printed rate, and each firm sells more than it exports."""
    shares = [draws.between(f"exports:{i}", 0.35, 0.9) for i in range(len(ranks))]
    sales = [
        round(bill * plan.sales_per_wage * draws.between(f"sales:{i}", 0.8, 1.2))
        for i, bill in enumerate(_column(sheets, "WAGE_BILL_BASE"))
    ]
    exports = [round(value * share) for value, share in zip(sales, shares, strict=True)]
    weights = [value * draws.between(f"growth:{i}", 0.85, 1.15) for i, value in enumerate(exports)]
    later = apportion(round(_grown(sum(exports), plan.growth_exports)), weights)
    _put(sheets, "SALES_BASE", sales)
    _put(sheets, "EXPORTS_BASE", exports)
    _put(sheets, "EXPORTS_REF", later)
    _put(sheets, "SALES_REF", [math.ceil(value / share) for value, share in zip(later, shares, strict=True)])
    for suffix, effort in (("BASE", 0.7), ("REF", 1.0)):
        for i, sheet in enumerate(sheets):
            lead = 1 - (ranks[i] - 1) / len(ranks)
            sheet[f"MATERIALS_{suffix}"] = round(sheet[f"SALES_{suffix}"] * draws.between(f"materials:{i}", 0.35, 0.55))
            sheet[f"RD_{suffix}"] = round(sheet[f"SALES_{suffix}"] * 0.03 * lead * effort)
            sheet[f"PROCESS_EXP_{suffix}"] = round(sheet[f"SALES_{suffix}"] * 0.02 * (0.3 + lead) * effort)
            sheet[f"TRAINING_{suffix}"] = round(sheet[f"PAYROLL_{suffix}"] * 0.006 * effort)
