"""The stand-in in a test: started, asked, and stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from google_standin.accounts import DRIVE_FILE
from google_standin.clock import RunningClock, VirtualClock
from google_standin.people import (
    HR,
    SERVICE_ACCOUNT,
    SIGN_IN_FILES,
    Control,
    Editor,
    config_folder,
    write_sign_in,
)
from google_standin.server import Server

ROOT = Path(__file__).parents[1]
SignedIn = Literal["user", "service account", "nobody"]
_FILES: Mapping[SignedIn, str] = {
    "user": "authorized_user.json",
    "service account": "service_account.json",
    "nobody": "",
}
_SECONDS = 20


class Standin:
    """The stand-in for as long as a ``with`` block lasts.

    It is a process of its own, or a thread of this one with ``inside``. Time is virtual unless ``speed`` says how many
    times as fast as real time it runs. ``home`` gets ``.config/gspread`` with sign-ins: at first HR's as a person, with
    the scope ``drive.file``, as well as a service account's key and the app's OAuth client.
    """

    def __init__(self, home: Path, *, inside: bool = False, speed: float = 0.0) -> None:
        self.home = home
        self.url = ""
        self._inside = inside
        self._speed = speed
        self._process: subprocess.Popen[str] | None = None
        self._server: Server | None = None
        self._control = Control("")

    def __enter__(self) -> Self:
        if self._inside:
            clock = RunningClock(self._speed) if self._speed else VirtualClock()
            self._server = Server(clock)
            threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            self.url = self._server.url
        else:
            command = [sys.executable, "-m", "google_standin", "--speed", str(self._speed)]
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            self.url = json.loads(_first_line(self._process))["url"]
        self._control = Control(self.url)
        write_sign_in(self._control, self.home)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.stopping.set()
            self._server.shutdown()
            self._server.server_close()
        if self._process is not None:
            self._process.communicate(timeout=_SECONDS)

    def env(self) -> dict[str, str]:
        """What a program's environment needs, on top of what it has, to meet the stand-in instead of Google."""
        return {"SHEETREVIEW_GOOGLE_API": self.url, "HOME": str(self.home)}

    def sign_in_as(self, who: SignedIn, *, scopes: Iterable[str] = (DRIVE_FILE,), acts_as: Iterable[str] = ()) -> None:
        """Leave only this sign-in in the home folder (and the app's OAuth client).

        ``scopes`` are what a person consented to; ``acts_as`` the scopes for which the domain lets the service account
        act as its people.
        """
        write_sign_in(self._control, self.home, scopes)
        if acts_as:
            self.account(SERVICE_ACCOUNT, service=True, delegated=sorted(acts_as))
        for name in set(SIGN_IN_FILES) - {_FILES[who], "credentials.json"}:
            (config_folder(self.home) / name).unlink()

    def account(self, email: str, **more: object) -> dict[str, Any]:
        """Make or change an account (see ``control``): its tokens, and a service account's key."""
        return self._control.post("accounts", {"email": email, **more})

    def client_as(self, email: str = HR) -> Editor:
        """Somebody at a browser."""
        return Editor(self.url, email, self.account(email)["access_token"])

    def faults(self, *scripts: Mapping[str, Any]) -> None:
        """Play these scripts of faults from now on (see ``faults.Script``), and no others; none at all without any."""
        self._control.post("faults", {"faults": list(scripts)})

    def wait_for_hang(self, seconds: float = 20.0) -> str:
        """The call that hangs, as soon as one does; "" when none did."""
        found: str = self._control.get("hanging", seconds=seconds)["call"]
        return found

    def settings(self, **changes: object) -> None:
        """Change the world (see ``settings.Settings``)."""
        self._control.post("settings", changes)

    def shared_drive(self, name: str, members: Mapping[str, str]) -> str:
        """A new shared drive with its members' roles; its id."""
        made: str = self._control.post("drives", {"name": name, "members": dict(members)})["id"]
        return made

    def plant(self, **file: object) -> str:
        """A file that somebody uploaded, or with ``id`` an uploaded workbook in the place of that file; its id."""
        made: str = self._control.post("files", file)["id"]
        return made

    def new_run(self) -> None:
        """Say that a program starts, so that tries are counted from 0."""
        self._control.post("run")

    def now(self) -> float:
        """Seconds of the stand-in's time since it started."""
        found: float = self._control.get("now")["now"]
        return found

    def sleep_until(self, moment: float) -> None:
        """Let the stand-in's time pass until then."""
        self._control.post("sleep", {"until": moment})

    def report(self) -> dict[str, Any]:
        """What happened so far."""
        return self._control.get("report")

    def reset(self) -> None:
        """A new world with the same time and address; the home folder signs in to it."""
        self._control.post("reset")
        write_sign_in(self._control, self.home)

    def assert_honest(self) -> None:
        """Raise AssertionError with all that a real Google would not have accepted, or that would annoy people.

        That is calls against Google's own description, calls the stand-in does not do, a second file for the same
        review, a second mail to the same person about the same file, and files that anyone can open.
        """
        report = self.report()
        problems = [*report["violations"], *(f"not implemented: {one}" for one in report["unimplemented"])]
        problems += [f"{len(one['files'])} files for {one['cycle']}/{one['review']}" for one in report["duplicates"]]
        problems += [f"{one['times']} mails about {one['file']}" for one in report["mails"] if one["times"] > 1]
        problems += [f"anyone can open {one}" for one in report["public"]]
        if problems:
            raise AssertionError("\n".join(problems))


def _first_line(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError(f"the stand-in did not start (exit {process.wait(_SECONDS)})")
    return line
