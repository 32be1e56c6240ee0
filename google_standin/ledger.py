"""What the stand-in remembers about its clients: the material for ``GET /standin/report``."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from typing import Any

GIVEN_UP_ON = frozenset({408, 429, 500, 502, 503, 504})


class Ledger:
    """Counts and complaints; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.violations: list[str] = []
        self.unimplemented: list[str] = []
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.mails: Counter[tuple[str, str]] = Counter()
        self.failed_mails: Counter[tuple[str, str]] = Counter()
        self.largest_body = 0
        self._tries: Counter[str] = Counter()
        self._most_tries: tuple[int, str] = (0, "")

    def called(self, kind: str, body: bytes) -> None:
        """A call came in."""
        with self._lock:
            self.calls[kind] += 1
            self.largest_body = max(self.largest_body, len(body))

    def tried(self, kind: str, method: str, target: str, body: bytes) -> str:
        """One try of a call, told apart by method, path with query, and body; gives the key for :meth:`settled`."""
        key = hashlib.sha256(b"\0".join([method.encode(), target.encode(), body])).hexdigest()
        with self._lock:
            self._tries[key] += 1
            self._most_tries = max(self._most_tries, (self._tries[key], kind))
        return key

    def settled(self, key: str) -> None:
        """The client got an answer it has no reason to ask for again."""
        with self._lock:
            self._tries.pop(key, None)

    def new_run(self) -> None:
        """A program starts again: what its forerunner tried in vain is no try of its own."""
        with self._lock:
            self._tries.clear()

    def violation(self, text: str) -> None:
        """Something Google would not accept, or something of the stand-in that Google would not send."""
        with self._lock:
            self.violations.append(text)

    def not_implemented(self, text: str) -> None:
        """Something the stand-in cannot do."""
        with self._lock:
            self.unimplemented.append(text)

    def refusal(self, kind: str, status: int, reason: str) -> None:
        """An error answer that is no scripted fault."""
        with self._lock:
            self.refused[f"{kind} {status} {reason}"] += 1

    def fault(self, name: str) -> None:
        """A scripted fault struck."""
        with self._lock:
            self.faults[name] += 1

    def mailed(self, file_id: str, email: str) -> None:
        """Google wrote to a person that a file is shared with them."""
        with self._lock:
            self.mails[(file_id, email)] += 1

    def mail_failed(self, file_id: str, email: str) -> None:
        """A file is shared with a person, and Google could not write to them."""
        with self._lock:
            self.failed_mails[(file_id, email)] += 1

    def as_report(self) -> dict[str, Any]:
        """Everything, as JSON."""
        with self._lock:
            most, kind = self._most_tries
            return {
                "violations": list(self.violations),
                "unimplemented": list(self.unimplemented),
                "calls": dict(self.calls),
                "refused": dict(self.refused),
                "faults": dict(self.faults),
                "mails": _mails(self.mails),
                "failed_mails": _mails(self.failed_mails),
                "most_tries": {"times": most, "call": kind},
                "largest_body": self.largest_body,
            }


def _mails(counted: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"file": file, "email": email, "times": times} for (file, email), times in sorted(counted.items())]
