"""The team summary as JSON, for programs. It holds no free text of any review."""

from __future__ import annotations

import json
from collections import Counter

from sheetreview.model.layout import Severity
from sheetreview.model.summary import (
    ItemResult,
    PersonResult,
    ReviewerResult,
    SectionMean,
    SectionResult,
    Status,
    TeamSummary,
)
from sheetreview.report.json_rows import Json, rounded, rows
from sheetreview.report.text_out import plain_number


def summary_json(summary: TeamSummary) -> str:
    """The summary as JSON text ending with a line end; unknown numbers are null."""
    stand = summary.participation
    content: Json = {
        "cycle": summary.cycle,
        "period": summary.period,
        "due": summary.due,
        "as_of": summary.as_of,
        "layout": summary.layout,
        "participation": {
            "issued": stand.issued,
            "returned": stand.returned,
            "not_started": stand.not_started,
            "in_progress": stand.in_progress,
            "with_errors": stand.with_errors,
            "complete": stand.complete,
            "counted": stand.counted,
        },
        "overall_percent": rounded(summary.overall_percent),
        "sections": [_section(section) for section in summary.sections],
        "people": [_person(person) for person in summary.people],
        "items": [_item(item) for item in summary.items],
        "reviewers": [_reviewer(reviewer) for reviewer in summary.reviewers],
        "gaps": rows(summary.gaps),
        "person_gaps": rows(summary.person_gaps),
        "choices": rows(summary.choices),
        "figures": rows(summary.figures),
        "person_figures": rows(summary.person_figures),
        "follow_ups": rows(summary.follow_ups),
        "flags": rows(summary.flags),
        "accounts": rows(summary.accounts),
        "pooled": rows(summary.pooled),
        "parts": rows(summary.parts),
        "missing": [_missing(person) for person in summary.people if person.status is Status.NOT_STARTED],
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _section(section: SectionMean) -> Json:
    return {
        "layout": section.layout,
        "role": section.role,
        "id": section.id,
        "title": section.title,
        "reviews": section.reviews,
        "mean_percent": rounded(section.mean_percent),
        "lowest_percent": rounded(section.lowest_percent),
        "highest_percent": rounded(section.highest_percent),
    }


def _person(person: PersonResult) -> Json:
    severities = Counter(finding.severity for finding in person.findings)
    return {
        "reviewee_id": person.reviewee_id,
        "name": person.name,
        "team": person.team,
        "reviewer": person.reviewer,
        "layout": person.layout,
        "role": person.role,
        "account": person.account,
        "month": person.month,
        "pooled": person.pooled,
        "status": person.status.value,
        "counted": person.counted,
        "sections": [_result(result) for result in person.sections],
        "overall_percent": rounded(person.overall_percent),
        "band": person.band,
        "findings": {severity.value: severities[severity] for severity in Severity},
    }


def _result(result: SectionResult) -> Json:
    return {
        "id": result.id,
        "total": plain_number(result.total),
        "maximum": plain_number(result.maximum),
        "percent": rounded(result.percent),
        "rated": result.rated,
        "of": result.of,
    }


def _item(item: ItemResult) -> Json:
    return {
        "layout": item.layout,
        "role": item.role,
        "section": item.section,
        "item": item.item,
        "label": item.label,
        "detail": item.detail,
        "rated": item.rated,
        "mean": rounded(item.mean),
        "percent": rounded(item.percent),
        "levels": [{"value": level.value, "label": level.label, "count": level.count} for level in item.levels],
    }


def _reviewer(reviewer: ReviewerResult) -> Json:
    return {
        "name": reviewer.name,
        "email": reviewer.email,
        "issued": reviewer.issued,
        "returned": reviewer.returned,
        "not_started": reviewer.not_started,
        "in_progress": reviewer.in_progress,
        "with_errors": reviewer.with_errors,
        "complete": reviewer.complete,
        "sections": [
            {
                "layout": section.layout,
                "role": section.role,
                "id": section.id,
                "mean_percent": rounded(section.mean_percent),
            }
            for section in reviewer.sections
        ],
        "overall_percent": rounded(reviewer.overall_percent),
    }


def _missing(person: PersonResult) -> Json:
    return {
        "reviewee_id": person.reviewee_id,
        "name": person.name,
        "reviewer": person.reviewer,
        "reviewer_email": person.reviewer_email,
        "layout": person.layout,
        "role": person.role,
        "account": person.account,
        "month": person.month,
        "status": person.status.value,
    }
