"""Forms as people meet them: label, help, error, control, and the summary that leads to each place."""

from html.parser import HTMLParser

from crispy_forms.bootstrap import AppendedText, FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms


class FirmForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the register.")
    sales = forms.DecimalField(label="Sales", widget=forms.NumberInput(attrs={"data-unit": "million pesos"}))
    people = forms.IntegerField(label="People", required=False, min_value=0)
    trains = forms.ChoiceField(label="Trains workers?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    frame = forms.FileField(label="Frame", required=False, help_text="CSV or XLSX.")
    agreed = forms.BooleanField(label="Agreed", help_text="By the owner.")


class Elements(HTMLParser):
    """The elements of a page as (name, attributes), in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def with_id(self, value: str) -> dict[str, str | None]:
        return next(attrs for _, attrs in self.found if attrs.get("id") == value)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def render(form: forms.Form, *layout: object) -> str:
    helper = FormHelper()
    if layout:
        helper.layout = Layout(*layout)
    return render_crispy_form(form, helper)


def test_every_control_has_a_label_or_stands_in_a_group_with_a_legend() -> None:
    page = Elements(render(FirmForm()))
    labelled = {attrs.get("for") for attrs in page.all("label")}
    controls = [attrs for attrs in page.all("input") if attrs.get("type") != "hidden"]
    assert {attrs["id"] for attrs in controls} == labelled
    assert len(page.all("legend")) == 1


def test_help_and_errors_are_linked_to_the_control_they_speak_of() -> None:
    page = Elements(render(FirmForm({"sales": "1"})))
    assert page.with_id("id_name")["aria-describedby"] == "id_name_helptext id_name_error"
    assert page.with_id("id_name")["aria-invalid"] == "true"
    assert page.with_id("id_name_helptext") and page.with_id("id_name_error")
    assert page.with_id("id_trains")["aria-describedby"] == "id_trains_error"
    assert page.with_id("id_frame")["aria-describedby"] == "id_frame_helptext"


def test_the_help_of_a_box_to_check_stands_after_its_label() -> None:
    html = render(FirmForm({}), "agreed")
    assert html.index("agreed_error") < html.index("<label") < html.index("By the owner.")
    assert Elements(html).with_id("id_agreed")["aria-describedby"] == "id_agreed_helptext id_agreed_error"


def test_the_summary_of_errors_links_to_every_field_that_was_refused() -> None:
    form = FirmForm({})
    page = Elements(render(form))
    targets = [str(attrs["href"]).removeprefix("#") for attrs in page.all("a")]
    assert targets == ["id_name", "id_sales", "id_trains", "id_agreed"]
    assert all(page.with_id(target) for target in targets)


def test_an_unreadable_number_comes_back_as_it_was_typed() -> None:
    sales = Elements(render(FirmForm({"sales": "1,2 mill"}))).with_id("id_sales")
    assert sales["value"] == "1,2 mill"
    assert sales["type"] == "text"


def test_numbers_ask_for_the_keyboard_that_fits_them() -> None:
    page = Elements(render(FirmForm()))
    assert page.with_id("id_sales")["inputmode"] == "decimal"
    assert page.with_id("id_people")["inputmode"] == "numeric"
    assert "min" not in page.with_id("id_people")


def test_a_unit_stands_in_the_control_and_in_the_label_for_those_who_do_not_see_it() -> None:
    html = render(FirmForm())
    assert '<span class="unit" aria-hidden="true">million pesos</span>' in html
    assert '<span class="visually-hidden"> (million pesos)</span>' in html


def test_required_is_said_in_a_word() -> None:
    html = render(FirmForm(), "name", "people")
    assert html.count('<span class="required">required</span>') == 1


def test_a_layout_is_followed_and_only_one_button_is_the_main_action() -> None:
    actions = FormActions(Submit("go", "Go on"), Submit("later", "Save for later", css_class="quiet"))
    html = render(FirmForm(), Fieldset("The firm", Row("name", AppendedText("sales", "pesos"))), actions)
    page = Elements(html)
    assert [str(attrs["class"]).split() for attrs in page.all("button")] == [["button", "primary"], ["button", "quiet"]]
    assert [attrs.get("class") for attrs in page.all("div") if attrs.get("class") in ("row", "action-bar")] == [
        "row",
        "action-bar",
    ]


def test_what_people_type_is_shown_as_text() -> None:
    html = render(FirmForm({"name": "<b>&", "sales": '"><script>'}))
    assert "<script>" not in html
    assert 'value="&lt;b&gt;&amp;"' in html


def test_a_set_of_forms_shows_one_table_and_leads_to_each_refused_cell() -> None:
    formset = forms.formset_factory(FirmForm, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "A"}
    )
    helper = FormHelper()
    helper.template = "sextant/table_inline_formset.html"
    page = Elements(render_crispy_form(formset, helper, {"csrf_token": "token"}))
    assert len(page.all("table")) == 1
    assert [attrs["href"] for attrs in page.all("a")] == ["#id_form-0-sales", "#id_form-0-trains", "#id_form-0-agreed"]
