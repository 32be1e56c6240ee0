"""Colours (RRGGBB), in the cells and in the list, of what has to be corrected and of what is only doubtful."""

from __future__ import annotations

TO_DO = "F4B183"
TO_DO_INK = "833C0B"
TO_CHECK = "FFE08A"
TO_CHECK_INK = "7F6000"
