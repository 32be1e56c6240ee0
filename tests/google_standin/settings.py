"""What a test can set about the stand-in's world."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Settings:
    """The state of the Cloud project and of the people outside.

    ``disabled_apis``: "drive" and "sheets" that the project has not switched on; ``without_account``: addresses that no
    Google account has; ``mail_fails``: addresses that cannot be written to; ``consents``: who sits at the browser;
    ``latency``: seconds of the stand-in's time that a call takes, by method id ("" for all others), on a running clock.
    """

    disabled_apis: list[str] = field(default_factory=list)
    without_account: list[str] = field(default_factory=list)
    mail_fails: list[str] = field(default_factory=list)
    consents: str = "hr@example.com"
    latency: dict[str, float] = field(default_factory=dict)
