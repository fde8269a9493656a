"""What lines of the log of looks and exports are called: one entry for each page and file that is logged."""

from django.utils.translation import gettext_lazy as _

PAGES = {
    "study_people": _("People of the study"),
    "firm_contacts": _("Contacts of a firm"),
    "contact_edit": _("Contact of a firm, to be changed"),
    "contact_erase": _("Contact of a firm, to be erased"),
    "workshop": _("Workshop with its panel"),
    "workshop_panel": _("Panel of a workshop"),
    "workshop_protocol": _("Protocol of a workshop"),
    "fill_in_cluster": _("Interview workbooks of a cluster"),
    "fill_in_firm": _("Interview workbook of a firm"),
    "fill_in_interview": _("Interview workbook of an interview"),
    "visits": _("Whom to visit next"),
    "sample_file": _("Draw of a sample, as a file"),
    "run_workbook": _("Workbook of a run"),
    "implementation_file": _("Implementation report of a sample"),
    "rounds_workbook": _("Workbook of two rounds"),
    "cluster_brief": _("Policy brief of a cluster"),
    "firm_report": _("Report for a firm"),
    "data_table_file": _("Table of an analysis, as it was sent"),
    "analysis_file": _("File of an analysis"),
    "analysis_figure": _("Picture of an analysis"),
    "study_changes": _("History of a study"),
    "study_people_changes": _("History of the people of a study"),
    "cluster_changes": _("History of a cluster"),
    "firm_changes": _("History of a firm"),
    "interview_changes": _("History of an interview"),
    "workshop_changes": _("History of a workshop"),
    "run_changes": _("History of a run"),
    "disclosures": _("Who took what"),
    "disclosures_file": _("Who took what, as a file"),
    "command export_tables": _("Workbook of a run, written on the server"),
    "command interview_workbook": _("Interview workbooks, written on the server"),
}


def page_words(page: str) -> str:
    """The words for a page or file; its name where it has none."""
    return str(PAGES.get(page, page))
