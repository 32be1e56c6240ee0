"""The customer-service layout beside the template it comes from."""

from __future__ import annotations

from tests.customer_service import JOB_ROWS, SALES_ROWS

from .reading import labels, layout, scale, section, titles


def test_the_head_asks_what_the_template_asks() -> None:
    assert [field.label for field in layout("customer-service").header] == [
        "Account Manager/Customer Service Rep Name",
        "Rep Title",
        "Date of Performance Review",
        "Person Conducting Review",
        "Reviewer Job Title",
        "Sales Performance Review Scope",
    ]


def test_sections_columns_and_rows_are_the_templates_with_lines_to_sign_at_the_end() -> None:
    found = layout("customer-service")
    *parts, last = found.sections
    assert last.sign_off is not None
    assert [(part.title, titles(part)) for part in parts] == [
        ("Sales Activity Performance", ["Factor/Sales Activity", "Metric", "Rating", "Notes"]),
        ("Miscellaneous Job Performance", ["Factor", "Rating", "Notes"]),
        ("Additional Notes and Plan of Action", ["Additional Notes and Plan of Action"]),
    ]
    rows = [(item.label, item.texts["metric"]) for item in section("customer-service", "sales").items]
    assert rows == SALES_ROWS
    assert labels(section("customer-service", "job")) == JOB_ROWS


def test_the_two_scales_are_the_templates() -> None:
    assert scale("customer-service", "quota") == [
        ("1", "Far Below Quota or Goal Expectation"),
        ("2", "Slightly Below Quota or Goal Expectation"),
        ("3", "Hit Quota or Goal Expectation"),
        ("4", "Exceeded Quota or Goal Expectation"),
        ("5", "Far Exceeded Quota or Goal Expectation"),
    ]
    assert scale("customer-service", "expectations") == [
        ("1", "Below Expectations"),
        ("2", "Meets Expectations"),
        ("3", "Exceeded Expectations"),
    ]
