"""What people write in sample reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Pool = Sequence[str]

OTHER_ACTIVITIES = (
    ("Onboarding of new colleagues", "3 people trained"),
    ("Help-centre articles", "12 articles written"),
    ("Trade fair support", "2 fairs"),
)
SUMMARIES = ("A good half-year overall.", "Solid, with two clear points to work on.", "On track; see the notes above.")
PLANS = (
    "We agreed on two goals: a shorter first response, and one cross-selling offer in every call.",
    "Training on the new ticket system in January. Shadow two renewal calls before the next review.",
    "Keeps the current portfolio; takes over one further account in the spring.",
)
_CAREER = (
    "Wants to lead a small team in two years; starts by mentoring one junior colleague.",
    "Aims for a key account of national size. Needs practice in contract talks; joins two of them in spring.",
    "Happy in the present role; would like to specialise in renewals.",
)

_REASONS = {
    "low": (
        "Well below what we agreed in July; we meet every second week until this is better.",
        "Missed the goal in both quarters.",
        "Needs support; see the plan of action.",
    ),
    "middle": ("On goal, steady through the half-year.", "Met what we agreed.", "As expected for the role."),
    "high": (
        "Clearly above goal, and colleagues ask for advice here.",
        "Best half-year so far; two customers wrote in to say so.",
        "Ahead of plan since August.",
    ),
}
_COMMENTS = {
    "low": ("I had to ask three times.", "We were promised a call and none came.", "Not what we are used to."),
    "middle": ("Fine.", "Usually good, sometimes slow.", "No complaints."),
    "high": ("Always there when we need help.", "A pleasure to work with.", "Knows our business very well."),
}
_EVIDENCE = {
    "low": ("Two renewals lost in the period.", "Three escalations in one quarter.", "The account plan is from 2024."),
    "middle": ("Renewals at 88 %, as in the year before.", "Plan kept up to date.", "No escalation in the period."),
    "high": ("All six contracts renewed early.", "Two references won.", "Satisfaction up from 7.9 to 8.6."),
}
_BY_RATING: Mapping[str, Mapping[str, Pool]] = {"comment": _COMMENTS, "evidence": _EVIDENCE}

_INDICATORS = (
    "New customers",
    "Early renewals",
    "Revenue with present customers",
    "Quick offers",
    "Customer satisfaction",
    "Service packages",
)
_STRENGTHS = ("Knows the people who decide; contracts are renewed early.", "Calm in difficult talks.")
_CHALLENGES = ("Two contacts left; their successors were slow to answer.", "Too little time for new business.")
_PEOPLE = ("Head of Sales; controller", "Service lead", "Product manager; service lead")
_NOTES = ("Agreed.", "See the minutes.", "To be looked at again next time.", "No change since the last review.")
_ABOUT: Mapping[str, Pool] = {
    "scope": ("Half-year review of service quality, account growth and working habits",),
    "attend": _PEOPLE,
    "build on": ("Mentor a colleague.", "Take over a larger account.", "Show the team how it is done."),
    "help": ("Shadow a colleague.", "A course in the spring.", "A weekly talk about open offers."),
    "evidence": ("Seen in three customer meetings.", "Two customers said so.", "The figures of two quarters."),
    "strength": _STRENGTHS,
    "challenge": _CHALLENGES,
    "market": ("Growing a little faster than its market.", "Under pressure from a new competitor."),
    "contact": ("The head of purchasing leaves in March.", "No changes that we know of."),
    "goal": (
        "Win new customers",
        "Renew contracts early",
        "Grow revenue with present customers",
        "Shorten the time to an offer",
        "Raise customer satisfaction",
        "Cross-sell the service package",
    ),
    "measure": (
        "new customers signed",
        "contracts renewed two months early",
        "revenue with present customers",
        "offers sent within two days",
        "satisfaction score of the yearly survey",
        "service packages sold",
    ),
    "target": ("12 in the half-year", "80 % of contracts", "5 % more", "9 of 10", "8.5", "15 packages"),
    "result": ("Reached in October.", "Not quite; two are open.", "Dropped: the customer was sold.", "As planned."),
    "achieve": ("Won back a lost customer.", "Renewed the largest contract for three years.", "New account plan."),
    "growth": ("Say no earlier to costly offers.", "Involve product colleagues sooner.", "Write shorter reports."),
    "develop": ("Prepare talks in writing.", "Ask for references.", "Delegate routine calls."),
    "risk": (
        "The contract ends in June and a tender is likely",
        "Our only sponsor may leave",
        "Payment has slowed down",
        "A competitor offers a pilot for free",
        "Too many open service tickets",
    ),
    "action": (
        "Call the head of purchasing about the renewal",
        "Send the revised offer",
        "Agree on the agenda of the yearly meeting",
        "Clear up the open invoices",
        "Introduce the new contact to the service lead",
        "Bring the account plan up to date",
        "Visit the plant with a product colleague",
        "Propose a service-level review",
    ),
    "outcome": ("Offers out within two days", "Pipeline covers the target twice", "No escalation for a quarter"),
    "guidance": ("Shadow a senior colleague.", "Use the checklist for offers.", "Weekly talk on Monday."),
    "feedback": ("Good questions; could listen longer.", "Clear structure.", "Well prepared, hasty at the close."),
    "follow-up": ("Try the new opening", "Send two offers for a second look", "Join the negotiation course"),
    "progress": ("First results are visible.", "Slower than agreed; we look at the reasons.", "On course."),
    "topic": (
        "Progress on goals",
        "Renewal talks",
        "Pipeline",
        "Working with service colleagues",
        "Presentation of offers",
        "Time for new business",
    ),
    "indicator": _INDICATORS,
    "kpi": _INDICATORS,
    "training": ("Negotiation course", "Mentor from the key account team", "Course on the new ticket system"),
    "support": (
        "Negotiation course",
        "Mentor from the key account team",
        "One account less until summer",
        "Better CRM access",
    ),
    "resource": ("Negotiation course", "Mentor from the key account team", "One account less until summer"),
    "career": _CAREER,
    "note": _NOTES,
}

_FREE: Mapping[str, Pool] = {"career": _CAREER, "strength": _STRENGTHS, "challenge": _CHALLENGES}


def pool_for(*words: str) -> Pool:
    """Texts for a cell, by the first of some descriptions that says anything: its column's, row's, section's."""
    for described in words:
        found = next((pool for word, pool in _ABOUT.items() if word in described.casefold()), None)
        if found:
            return found
    return _NOTES


def about(described: str) -> str:
    """One text for something described by a few words."""
    return pool_for(described)[0]


def reasons(described: str, share: str) -> Pool:
    """Texts beside a rating that is ``low``, ``middle`` or ``high``."""
    return next((pools for word, pools in _BY_RATING.items() if word in described.casefold()), _REASONS)[share]


def free_texts(described: str) -> Pool:
    """Texts of a section that is one text."""
    return next((pool for word, pool in _FREE.items() if word in described.casefold()), PLANS)
