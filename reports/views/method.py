"""What is the paper's and what is ours: the rule set in words and the descriptors of Tables 2 and 3."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.method_page import phase_tables, rule_tables, typology
from surveys.default_content import default_questionnaire, default_rule_set


@require_safe
def about_method(request: HttpRequest) -> HttpResponse:
    """For everybody who has logged in; it shows no one's data."""
    questionnaire, rule_set = default_questionnaire(), default_rule_set()
    context = {
        "questionnaire": questionnaire,
        "rule_set": rule_set,
        "rules": rule_tables(rule_set, questionnaire),
        "levels": typology(questionnaire),
        "phases": phase_tables(questionnaire),
    }
    return render(request, "reports/method.html", context)
