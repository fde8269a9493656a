"""Entering an interview: what is typed is saved once, and nothing of it is ever lost."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from surveys.models import Interview
from surveys.reviewing import return_interview, submit_interview
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import (
    SMALL_ANSWERS,
    InterviewFactory,
    ItemFactory,
    QuestionnaireFactory,
    SectionFactory,
    give_answers,
)


@pytest.fixture
def interview(cluster, consultant):
    cluster.sector_variant = "generic"
    cluster.save()
    firm = FirmFactory(cluster=cluster, name="Estuary Farms")
    return InterviewFactory(firm=firm, questionnaire=QuestionnaireFactory(), author=consultant)


@pytest.fixture
def browser(client, consultant):
    client.force_login(consultant)
    return client


def section(interview, code):
    return reverse("interview_section", args=[interview.pk, code])


def hidden_of(response):
    """The fields a browser sends back without anybody touching them."""
    text = response.text
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+-seen)" value="([^"]*)"', text))
    fields.update(dict.fromkeys(re.findall(r'<input type="hidden" name="([\w-]+-seen)"(?! value)', text), ""))
    return fields | {"revision": re.search(r'name="revision" value="([^"]+)"', text)[1]}


def fill(browser, interview, code, **typed):
    """Open the section as a browser does and send it back with something typed."""
    page = browser.get(section(interview, code))
    data = {**hidden_of(page), **typed_fields(typed)}
    return data, browser.post(section(interview, code), data)


def typed_fields(typed):
    return {name.replace("__", "-"): value for name, value in typed.items()}


def stored(interview):
    return Interview.objects.get(pk=interview.pk)


def test_saving_a_section_records_what_was_answered_and_goes_on(browser, interview, consultant):
    _, response = fill(browser, interview, "S_FIRM", EMPLOYEES__value="1,200", REMARK__value="At the plant.")

    revision = interview.revisions.get()
    assert response.url == section(interview, "S_HR")
    assert set(revision.changes) == {"EMPLOYEES", "REMARK"}
    assert revision.author == consultant
    assert stored(interview).answers["EMPLOYEES"]["value"] == 1200


def test_the_other_button_goes_back_to_the_overview(browser, interview):
    _, response = fill(browser, interview, "S_FIRM", EMPLOYEES__value="5", overview="1")

    assert response.url == reverse("interview", args=[interview.pk])


def test_after_the_last_section_comes_the_end_of_the_interview(browser, interview):
    _, response = fill(browser, interview, "S_PRODUCT", SALES_MODE__value="own")

    assert response.url == reverse("interview_submit", args=[interview.pk])


def test_a_page_without_changes_makes_no_revision(browser, interview):
    fill(browser, interview, "S_FIRM")

    assert not interview.revisions.exists()


def test_a_double_click_is_one_revision(browser, interview):
    data, _ = fill(browser, interview, "S_FIRM", EMPLOYEES__value="5")
    again = browser.post(section(interview, "S_FIRM"), data)

    assert again.status_code == 302
    assert interview.revisions.count() == 1


def test_going_back_and_sending_the_page_anew_continues_it_without_a_conflict(browser, interview):
    data, _ = fill(browser, interview, "S_FIRM", EMPLOYEES__value="5", SALES__value="900")
    browser.post(section(interview, "S_FIRM"), {**data, "EMPLOYEES-value": "6"})
    browser.post(section(interview, "S_FIRM"), {**data, "EMPLOYEES-value": "6"})

    after = stored(interview)
    assert (after.answers["EMPLOYEES"]["value"], after.answers["SALES"]["value"]) == (6, 900)
    assert after.conflicts == {}
    assert [set(revision.changes) for revision in interview.revisions.all()] == [{"EMPLOYEES", "SALES"}, {"EMPLOYEES"}]


def test_going_back_and_taking_everything_away_takes_it_away(browser, interview):
    data, _ = fill(browser, interview, "S_FIRM", EMPLOYEES__value="5")
    browser.post(section(interview, "S_FIRM"), {**data, "EMPLOYEES-value": ""})

    assert stored(interview).answers["EMPLOYEES"]["state"] == "missing"


def test_what_cannot_be_read_stays_in_its_field_while_the_rest_is_saved(browser, interview):
    _, response = fill(
        browser, interview, "S_FIRM", EMPLOYEES__value="about 50", SALES__value="900", REMARK__value="Ok"
    )

    assert response.status_code == 422
    assert 'value="about 50"' in response.text
    assert "“about 50” is not a number" in response.text
    assert set(interview.revisions.get().changes) == {"SALES", "REMARK"}


def test_the_page_shown_after_an_error_can_be_sent_at_once_with_the_correction(browser, interview):
    _, shown = fill(browser, interview, "S_FIRM", EMPLOYEES__value="about 50", SALES__value="900")
    browser.post(section(interview, "S_FIRM"), {**hidden_of(shown), "EMPLOYEES-value": "50", "SALES-value": "900"})

    assert [set(revision.changes) for revision in interview.revisions.all()] == [{"SALES"}, {"EMPLOYEES"}]
    assert stored(interview).conflicts == {}


def test_answers_of_two_pages_to_different_questions_merge(browser, interview):
    first = hidden_of(browser.get(section(interview, "S_FIRM")))
    second = hidden_of(browser.get(section(interview, "S_FIRM")))
    browser.post(section(interview, "S_FIRM"), {**first, "EMPLOYEES-value": "5"})
    browser.post(section(interview, "S_FIRM"), {**second, "SALES-value": "900"})

    after = stored(interview)
    assert (after.answers["EMPLOYEES"]["value"], after.answers["SALES"]["value"]) == (5, 900)
    assert after.conflicts == {}


def test_an_old_page_does_not_undo_what_another_page_changed_since(browser, interview):
    give_answers(interview, EMPLOYEES=5)
    old = hidden_of(browser.get(section(interview, "S_FIRM")))
    give_answers(interview, EMPLOYEES=6)
    browser.post(section(interview, "S_FIRM"), {**old, "EMPLOYEES-value": "5", "SALES-value": "900"})

    after = stored(interview)
    assert (after.answers["EMPLOYEES"]["value"], after.answers["SALES"]["value"]) == (6, 900)
    assert after.conflicts == {}


def test_two_pages_that_answer_differently_make_a_conflict_that_is_settled_with_both_in_sight(browser, interview):
    first = hidden_of(browser.get(section(interview, "S_FIRM")))
    second = hidden_of(browser.get(section(interview, "S_FIRM")))
    browser.post(section(interview, "S_FIRM"), {**first, "EMPLOYEES-value": "5"})
    browser.post(section(interview, "S_FIRM"), {**second, "EMPLOYEES-value": "7"})

    conflicts = reverse("interview_conflicts", args=[interview.pk])
    shown = browser.get(conflicts).text
    assert "<strong>5</strong>" in shown and "<strong>7</strong>" in shown
    assert shown.count("Consultant, ") == 2
    assert "answers that differ" in browser.get(reverse("interview", args=[interview.pk])).text

    response = browser.post(conflicts, {"item": "EMPLOYEES", "keep": second["revision"]})
    after = stored(interview)
    assert response.url == reverse("interview", args=[interview.pk])
    assert after.conflicts == {}
    assert after.answers["EMPLOYEES"]["value"] == 7


def test_a_choice_that_is_not_among_the_conflict_is_refused_in_words(browser, interview):
    give_answers(interview, EMPLOYEES=5)
    conflicts = reverse("interview_conflicts", args=[interview.pk])

    response = browser.post(conflicts, {"item": "EMPLOYEES", "keep": str(uuid4())}, follow=True)

    assert "not among those that stand side by side" in response.text


def test_an_interview_that_was_handed_over_meanwhile_keeps_the_typed_page(browser, interview, consultant, noon):
    hidden = hidden_of(browser.get(section(interview, "S_FIRM")))
    submit_interview(interview=interview, by=consultant, now=noon)

    response = browser.post(section(interview, "S_FIRM"), {**hidden, "REMARK-value": "Typed too late."})

    assert response.status_code == 409
    assert "Typed too late." in response.text
    assert "Nothing was saved." in response.text
    assert not interview.revisions.exists()


def test_a_section_of_a_closed_interview_leads_to_its_answers(browser, interview, consultant, noon):
    submit_interview(interview=interview, by=consultant, now=noon)

    assert browser.get(section(interview, "S_FIRM")).url == reverse("review_interview", args=[interview.pk])


def test_a_page_with_made_up_hidden_fields_is_read_as_a_fresh_one(browser, interview):
    data = {"revision": "no id", "EMPLOYEES-seen": "neither", "SALES-seen": str(uuid4()), "EMPLOYEES-value": "5"}

    assert browser.post(section(interview, "S_FIRM"), data).status_code == 302
    assert stored(interview).answers["EMPLOYEES"]["value"] == 5


def test_a_login_that_ran_out_costs_one_press_and_no_answer(browser, interview, consultant):
    consultant.set_password("a long pass phrase")
    consultant.save()
    browser.force_login(consultant)
    hidden = hidden_of(browser.get(section(interview, "S_FIRM")))
    browser.logout()

    asked = browser.post(section(interview, "S_FIRM"), {**hidden, "EMPLOYEES-value": "5", "next": "1"})
    kept = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
    offered = browser.post(
        reverse("login"), {"username": consultant.username, "password": "a long pass phrase", "kept": kept}
    ).context["kept"]
    sent = browser.post(offered.path, dict(offered.fields))

    assert asked.status_code == 403
    assert sent.url == section(interview, "S_HR")
    assert stored(interview).answers["EMPLOYEES"]["value"] == 5


def test_questions_come_with_help_example_unit_years_and_only_where_they_are_asked(browser, interview):
    firm_page = browser.get(section(interview, "S_FIRM")).text
    hr_page = browser.get(section(interview, "S_HR")).text
    product_page = browser.get(section(interview, "S_PRODUCT")).text

    assert "thousand USD" in firm_page
    assert "A plan was seen." in hr_page
    assert "Who did it?" in hr_page
    assert 'id="item-PRECISION"' in product_page
    assert 'id="item-SPECIES"' not in product_page


def test_answers_stand_in_the_page_when_it_is_opened_again(browser, interview):
    give_answers(
        interview,
        EMPLOYEES=1234.0,
        SALES={"state": "dont_know"},
        TRAINS={"value": True, "note": "Seen the plan.", "evidence": {"kind": "document", "text": "Plan of 2006"}},
        CERTIFICATES=["iso", "haccp"],
    )
    firm_page = browser.get(section(interview, "S_FIRM")).text
    hr_page = browser.get(section(interview, "S_HR")).text
    product_page = browser.get(section(interview, "S_PRODUCT")).text

    assert 'name="EMPLOYEES-value" value="1234"' in firm_page
    assert re.search(r'name="SALES-state" value="state:dont_know"[^>]* checked', firm_page)
    assert re.search(r'name="TRAINS-value" value="yes"[^>]* checked', hr_page)
    assert "Seen the plan." in hr_page and "Plan of 2006" in hr_page
    assert len(re.findall(r'name="CERTIFICATES-value"[^>]* checked', product_page)) == 2


def test_the_page_says_how_many_revisions_its_answers_hold(browser, interview):
    assert 'data-revisions="0"' in browser.get(section(interview, "S_FIRM")).text
    give_answers(interview, EMPLOYEES=1234.0)
    give_answers(interview, TRAINS=True)
    assert 'data-revisions="2"' in browser.get(section(interview, "S_FIRM")).text


def test_figures_that_look_wrong_are_told_and_do_not_block(browser, interview):
    interview.questionnaire = QuestionnaireFactory(filled=False, published=False)
    interview.save()
    page = SectionFactory(questionnaire=interview.questionnaire, code="S_SALES")
    for code in ("SALES_REF", "EXPORTS_REF"):
        ItemFactory(section=page, code=code, kind="money")

    _, response = fill(browser, interview, "S_SALES", SALES_REF__value="100", EXPORTS_REF__value="250")

    assert response.status_code == 302
    shown = browser.get(section(interview, "S_SALES")).text
    assert "Exports of 250 exceed sales of 100." in shown


def test_a_figure_that_looks_wrong_is_told_on_the_next_page_with_the_way_back(browser, interview):
    interview.questionnaire = QuestionnaireFactory(filled=False, published=False)
    interview.save()
    page = SectionFactory(questionnaire=interview.questionnaire, code="S_SALES", title="Money in {reference_year}")
    for code in ("SALES_REF", "EXPORTS_REF"):
        ItemFactory(section=page, code=code, kind="money")
    ItemFactory(section=SectionFactory(questionnaire=interview.questionnaire, code="S_NEXT"), code="NEXT")

    _, response = fill(browser, interview, "S_SALES", SALES_REF__value="100", EXPORTS_REF__value="250")
    following = browser.get(response.url).text

    assert response.url == section(interview, "S_NEXT")
    assert "Exports of 250 exceed sales of 100." in following
    assert f'<a href="{section(interview, "S_SALES")}">Money in 2006</a>' in following
    assert "Exports of 250" not in browser.get(response.url).text
    assert "Exports of 250" in browser.get(response.url, {"after": "S_SALES"}).text
    assert "Exports of 250" not in browser.get(response.url, {"after": "S_NOWHERE"}).text


def test_the_overview_counts_each_section_and_points_to_the_next_open_one(browser, interview):
    give_answers(interview, EMPLOYEES=5, SALES=900, REMARK="Ok")

    response = browser.get(reverse("interview", args=[interview.pk]))

    assert [(part.answered, part.asked) for part in response.context["parts"]] == [(3, 3), (0, 3), (0, 3)]
    assert response.context["next_section"].code == "S_HR"


def test_the_end_lists_what_is_open_and_hands_over_all_the_same(browser, interview):
    give_answers(interview, ENGINEERS={"value": True})
    address = reverse("interview_submit", args=[interview.pk])

    shown = browser.get(address).text
    response = browser.post(address)

    assert f"{section(interview, 'S_FIRM')}#item-EMPLOYEES" in shown
    assert "who did it?" in shown
    assert response.url == reverse("firms", args=["salmon-study", "lakes"])
    assert stored(interview).state == "submitted"


def test_the_end_of_a_full_interview_says_that_nothing_is_open(browser, interview):
    give_answers(interview, **SMALL_ANSWERS)

    assert "Every question has an answer." in browser.get(reverse("interview_submit", args=[interview.pk])).text


def test_an_interview_with_conflicts_is_not_handed_over(browser, interview):
    give_answers(interview, EMPLOYEES=5)
    give_answers(interview, EMPLOYEES={"value": 6, "seen": None})
    address = reverse("interview_submit", args=[interview.pk])

    response = browser.post(address, follow=True)

    assert "two answers that differ" in response.text
    assert stored(interview).state == "draft"


def test_a_returned_interview_opens_with_the_note_of_the_reviewer(browser, interview, consultant, reviewer, noon):
    submit_interview(interview=interview, by=consultant, now=noon)
    return_interview(interview=interview, by=reviewer, note="Check the sales.", now=noon)

    overview = browser.get(reverse("interview", args=[interview.pk])).text
    assert "Check the sales." in overview
    assert "Submit again for review" in browser.get(reverse("interview_submit", args=[interview.pk])).text


@pytest.fixture
def payroll(interview):
    """Asked for on the firm sheet and again on a ladder, in the same unit."""
    draft = QuestionnaireFactory(filled=False)
    for code, item in (("S_MONEY", "PAYROLL_REF"), ("S_LADDER", "HR3_PAYROLL")):
        page = SectionFactory(questionnaire=draft, code=code)
        ItemFactory(section=page, code=item, kind="money", unit="thousand {currency}")
    interview.questionnaire = draft
    interview.save()
    return interview


def test_what_the_firm_sheet_says_stands_beside_the_question_that_asks_it_again(browser, payroll):
    assert "The firm sheet says" not in browser.get(section(payroll, "S_LADDER")).text
    give_answers(payroll, PAYROLL_REF=12345.5)

    page = browser.get(section(payroll, "S_LADDER"))
    currency = payroll.firm.cluster.currency
    assert f"The firm sheet says 12\u202f345.5 thousand {currency}." in page.text
    assert re.search(r'<button [^>]*data-take-over="12345.5" hidden>', page.text)
    browser.post(section(payroll, "S_LADDER"), hidden_of(page))
    assert "HR3_PAYROLL" not in stored(payroll).answers
    assert "The firm sheet says" not in browser.get(section(payroll, "S_MONEY")).text


def test_the_firm_sheet_is_silent_beside_an_answer_and_while_it_says_two_things(browser, payroll):
    give_answers(payroll, PAYROLL_REF=5)
    give_answers(payroll, PAYROLL_REF={"value": 6, "seen": None})
    assert "The firm sheet says" not in browser.get(section(payroll, "S_LADDER")).text
    give_answers(payroll, PAYROLL_REF=7, HR3_PAYROLL={"state": "refused"})
    assert "The firm sheet says" not in browser.get(section(payroll, "S_LADDER")).text


def test_a_section_takes_the_same_number_of_queries_however_much_was_said(
    browser, interview, django_assert_num_queries, django_assert_max_num_queries
):
    browser.get(section(interview, "S_FIRM"))
    with django_assert_max_num_queries(9) as before:
        browser.get(section(interview, "S_FIRM"))
    give_answers(interview, **SMALL_ANSWERS)
    with django_assert_num_queries(len(before)):
        browser.get(section(interview, "S_FIRM"))
