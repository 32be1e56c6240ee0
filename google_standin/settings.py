"""What a test can set about the stand-in's world."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Settings:
    """The state of the Cloud project and of the people outside.

    ``disabled_apis``: "drive" and "sheets" that the project has not switched on; ``without_account``: addresses that no
    Google account has; ``mail_fails``: addresses that cannot be written to; ``consents``: who sits at the browser;
    ``latency``: seconds of the stand-in's time that a call takes, by method id ("" for all others), on a running clock.

    Google is late to tell what it knows: for ``listing_lag`` seconds of the stand-in's time files.list leaves out a new
    file, which files.get finds; for ``modified_lag`` seconds after a change both still give the time of the one before.

    ``aliases``: who is known to Google by another address than the one that files are shared with, as ``{address:
    primary address}``: every answer names the primary one.
    """

    disabled_apis: list[str] = field(default_factory=list)
    without_account: list[str] = field(default_factory=list)
    mail_fails: list[str] = field(default_factory=list)
    consents: str = "hr@example.com"
    latency: dict[str, float] = field(default_factory=dict)
    listing_lag: float = 0.0
    modified_lag: float = 0.0
    aliases: dict[str, str] = field(default_factory=dict)

    def primary(self, email: str) -> str:
        """The address by which Google names the person with this one."""
        known = {alias.lower(): primary for alias, primary in self.aliases.items()}
        return known.get(email.lower(), email)
