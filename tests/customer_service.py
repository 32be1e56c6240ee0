"""The rows of the source template of customer-service, copied from it by hand: label and metric, in order."""

from __future__ import annotations

SALES_ROWS = [
    ("Customer/Client Support Management", "# service tickets satisfied"),
    ("Customer/Client Satisfaction", "[Avg. satisfaction score given by customers]"),
    ("Support Efficiency", "[Avg. time it takes to satisfied service ticket or client request]"),
    ("Upselling Activity", "[# of upselling attempts]"),
    ("Upselling Success", "[% of upselling successes to upselling attempts]"),
    ("Cross-Selling Success", "[# of cross-selling attempts]"),
    ("Cross-Selling Success", "[% of cross-selling successes to cross-selling attempts]"),
    ("Revenue Management", "[$ account revenue managed]"),
    (
        "Revenue Generation",
        "[$ revenue generated from account management, upselling, and cross-selling activities]",
    ),
    ("Customer Retention", "[% of customers/ clients that remain period-to-period]"),
    ("Other [Insert Other Activity or Factors]", "[Metric]"),
]
JOB_ROWS = [
    "Workplace Professionalism: Punctuality and Appropriate Behavior",
    "Motivation and Attitude",
    "Time Management",
    "Project and Task Management",
    "Eagerness to Learn",
    "Communication and Collaboration with Others",
    "Technology and Process Adoption",
    "Attention to Detail",
]
