"""What one salmon firm says in its interview, and the levels that follow from it by the default rules."""

from tests.browser.filling import (
    DONT_KNOW,
    NOT_APPLICABLE,
    OWN_STAFF,
    PARENT,
    REFUSED,
    SUPPLIER,
    YES,
    Said,
)

FRAME = """code;name;ownership;employees;selected
S01;Fjord farm;foreign;130;yes
S02;Lake hatchery;national;34;yes
S03;Bay processing;national;12;no
"""

SHEET = {
    "ADDRESS": Said("Ruta 5 km 1023, Puerto Montt"),
    "YEAR_STARTED": Said("1994"),
    "FOREIGN_EQUITY": Said("60"),
    "NATIONAL_EQUITY": Said("40"),
    "PARENT": Said(NOT_APPLICABLE, note="The largest owner is a fund without a company of its own."),
    "OWNER_CHANGE_YEAR": Said(DONT_KNOW),
    "PRODUCTS": Said("Fresh and frozen fillets of Atlantic salmon"),
    "CHAIN_POSITION": Said("Farm"),
    "EMP_TOTAL_BASE": Said("100"),
    "EMP_MANAGERS_BASE": Said("2"),
    "EMP_PROFESSIONALS_BASE": Said("4"),
    "EMP_TECHNICAL_BASE": Said("8"),
    "EMP_SUPERVISORY_BASE": Said("6"),
    "EMP_CLERICAL_BASE": Said("10"),
    "EMP_SKILLED_BASE": Said("30"),
    "EMP_UNSKILLED_BASE": Said("40"),
    "EMP_TOTAL_REF": Said("130"),
    "EMP_MANAGERS_REF": Said("3"),
    "EMP_PROFESSIONALS_REF": Said("7"),
    "EMP_TECHNICAL_REF": Said("15"),
    "EMP_SUPERVISORY_REF": Said("8"),
    "EMP_CLERICAL_REF": Said("12"),
    "EMP_SKILLED_REF": Said("45"),
    "EMP_UNSKILLED_REF": Said("40"),
    "EMP_WOMEN_REF": Said("52"),
    "SALES_BASE": Said(REFUSED),
    "SALES_REF": Said("8,500.50", verified="Document seen", document="Annual accounts, page 4"),
    "EXPORTS_BASE": Said("4100"),
    "EXPORTS_REF": Said("7 900"),
    "WAGE_BILL_BASE": Said("900"),
    "WAGE_BILL_REF": Said("1'300"),
    "LINK_UNIVERSITIES": Said("About once a month"),
    "LINK_FORMAL": Said("Suppliers; Universities"),
    "GRANTS": Said("A development fund paid for half of the new hatchery."),
    "INTERVIEW_MINUTES": Said("95"),
}
"""The firm sheet."""

HUMAN_RESOURCES = {
    "HR1_OJT": Said(YES),
    "HR1_INH": Said(YES),
    "HR2_INHPROG": Said(YES, verified="Document seen", document="Training calendar 2006"),
    "HR2_REWARD": Said(YES),
    "HR2_REWARD_SH": Said("25"),
    "HR3_STAFF": Said(YES),
    "HR3_STAFF_N": Said("2"),
    "HR3_TRAINED_SH": Said("62.5"),
    "HR3_RETRAIN": Said(YES),
    "HR4_ENG_ADAPT": Said("2", done_by=OWN_STAFF, verified="Person met", document="Head of production"),
    "HR4_DEPT": Said(YES, done_by=OWN_STAFF),
    "HR5_ENG_DEV": Said("3", done_by=PARENT, note="They sit in Bergen."),
    "HR5_SPECTRAIN": Said(DONT_KNOW),
    "ASSESS_HR": Said("4", note="Engineers change what the parent has designed."),
}
"""Rungs 1 to 4 hold; at the fifth the engineers are the parent's."""

PROCESS = {
    "PT1_INV": Said(YES),
    "PT1_MACH": Said(YES),
    "PT1_AGE": Said("2 to 5 years"),
    "PT2_ADVMACH": Said("70"),
    "PT2_LAYOUT": Said(YES),
    "PT3_TPM": Said(YES),
    "PT3_CERT": Said("ISO 9001; HACCP", verified="Document seen", document="Certificates on the wall"),
    "PT6_RDUNIT": Said(DONT_KNOW),
    "ASSESS_PROCESS": Said("2"),
}
"""Rungs 1 and 2 hold; the third lacks modern stock control, and there is nothing above it."""

PRODUCT = {
    "PD1_ACT": Said("Raised fish"),
    "PD1_FORTECH": Said("Parent company"),
    "PD2_MINOR": Said(YES),
    "PD3_QCC": Said(YES),
    "PD3_OEM": Said(YES),
    "PD3_OEM_SH": Said("80"),
    "PD6_SALES": Said("8500.5"),
    "PD4_ADAPT_SH": Said("35", done_by=SUPPLIER),
    "ASSESS_PRODUCT": Said("3"),
}
"""Rungs 1 to 3 hold; the fourth would, were it not the supplier who adapts."""

SAID = SHEET | HUMAN_RESOURCES | PROCESS | PRODUCT
CORRECTED = {"PD4_ADAPT_SH": Said("35", done_by=OWN_STAFF, note="The supplier delivers the eggs only.")}
LEVELS = {"hr": 4, "process": 2, "product": 4}
"""After the correction."""

PANEL = (
    ("President of the association", "Industry association"),
    ("Secretary of the association", "Industry association"),
    ("Owner of a farm", "Firm"),
    ("Manager of a plant", "Firm"),
    ("Veterinarian", "Training, testing or research organisation"),
    ("Head of the harbour", "Government"),
    ("Officer of the export agency", "Government"),
    ("Economist of the university", "Researcher"),
)

VOTES = {
    "Basic infrastructure": (4, 4, 4, 4, 5, 4, 4, 3),
    "High tech institutions": (3, 3, 3, 2, 3, 3, 3, 3),
    "Network cohesion": (2, 3, 2, 3, 2, 3, 2, 3),
    "Integration in international markets": (4, 4, 4, 4, 4, 4, 4, 4),
}
"""By pillar, in the order of the seats. On the third the median lies between two phases."""

AGREED = {
    "Basic infrastructure": 4,
    "High tech institutions": 3,
    "Network cohesion": 2,
    "Integration in international markets": 4,
}
SPLIT = "Network cohesion"
