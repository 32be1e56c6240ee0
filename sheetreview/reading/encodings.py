"""The character set of a text that is no UTF-8: told by what the text says in each of those that Excel writes.

Every set gives some text for almost any bytes. Only in the right one are its words those of a language: a language's
own letters, small ones behind capitals, no sign within a word. Two sets that give different likely texts are not
chosen between.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf, log

from sheetreview.errors import UNKNOWN_CHARACTERS, FileError
from sheetreview.sheet.grid import Decoded

_LOOKED_AT = 60_000
"""Bytes with characters beyond ASCII that are looked at."""

_WORDS = 300
"""Different words with such characters that are looked at."""

_SAMPLES = 3
_SURE = 3.0
"""How much likelier a set must be than any other, as the logarithm of a ratio: 20 to 1."""

_MOST = 0.5
"""The share of a text's words that must be likely in a set for it to be named as one to try."""

_CHARACTERS = 5_000
"""Characters of two bytes that are looked at."""

_PAIR = 2
_SIGNS = ((0xA1, 0xA1), (0xA3, 0xA3))
"""First bytes of punctuation and of letters in full width, in the sets of China and Korea."""

_PER_LANGUAGE = 3.0
"""What each language of a text costs: few languages are likelier than many."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ODD = re.compile(
    r"[^\W\d_][¿¡£¤¥¦¬¯¨¸´ˇ˘˛˙˝¹²³¼½¾×÷§¶†‡•‰©®°«»‹›„“”][^\W\d_]|[£¤¥¦¬¯¨¸´ˇ˘˛˙˝¹³¼½¾÷][a-z]|[^\W\d_][ˇ˘˛˙˝]"
    r"|\d[^\W\d_a-zA-Zªº]|(?<![\w.])[^\W\d_a-zA-Z](?=\s*\d)|[a-zß-öø-ÿ][À-ÖØ-ÞĀ]|[ªº±][^\W\d_]|[^\W\d_]{3}[³¹¼½¾]"
    r"|[^\w\x00-\x7f\xa0–—‘’‚“”„†‡•…‰‹›«»€™©®°·§¶±µ¿¡£¥×÷№¹²³¼½¾]"
)
"""What stands in no text: signs within words, a capital behind a small letter, a letter behind a digit."""

_WITHIN_LATIN = re.compile(r"[a-z][^\x00-\x7f]+[a-z]")
_NO_LETTERS = frozenset("ªºµ")

_ALONE = frozenset("àáâãèéêìíîòóôùúûåöæøıÅÖÀÁÈÉÓÚæØ")
_WESTERN = (
    "ä35ö20ü35ß10",
    "é60à13è12ê7ç4û2ô2î2ù1ë2ï1œ1â2",
    "ó27á25í27é15ñ12ú6ü1",
    "ã20ç12é14á16í9ó9ê7õ5ú4à3â3ô3ü1",
    "è30à28ò14ù12ì10é8",
    "ø38å30æ30é2",
    "å32ä36ö28é2",
    "ë50é25ï10ö5ü5è3ó2",
    "í17á18ð19þ7æ8ö8ó10é6ú6ý4",
)
_SHARED = ("š50ž50é5ö5ä5",)
_CENTRAL = (
    "ä35ö20ü35ß10",
    "ł19ó10ą14ę14ż9ś9ć5ń4ź1",
    "í21á16é9ě11č7ř8š6ž7ý6ů4ú1ť1ď1ň1ó1",
    "á20í12é9ý9č9š9ž10ť6ľ5ú7ô3ó2ä2ď2ň3ŕ1ĺ1",
    "á33é32ö10ó10ő12í6ü5ú3ű4",
    "ă38î15ş15ţ15â10",
    "č25š26ž20ć20đ6",
    "ë80ç20",
)
_TURKISH = ("ı27ş12ü14ğ8ç9ö7â1û1î1",)
_BALTIC = ("ā35ē12ī14ū5š8ņ5ļ5ž4č3ķ3ģ2", "ė17ų16š14į10ž10ą8č7ū8ę4", "ä28õ25ü22ö8š1ž1", _CENTRAL[1], _WESTERN[0])


def _weights(language: str) -> Mapping[str, float]:
    """The logarithm of each letter's share among a language's letters beyond ASCII."""
    pairs = re.findall(r"(\D)(\d+)", language)
    total = sum(int(share) for _, share in pairs)
    return {letter: log(int(share) / total) for letter, share in pairs}


class _Latin:
    """A judge of texts in Latin letters, in which each word is of one of some languages."""

    def __init__(self, *languages: str) -> None:
        self._languages = [_weights(language) for language in languages]

    def __call__(self, text: str) -> float:
        """How likely a text is, as a logarithm; minus infinity where a word is in none of the languages."""
        words = _words(text)
        if _ODD.search(text) or not all(map(_is_cased, words)):
            return -inf
        rows = [[_word_in(word, language) for language in self._languages] for word in words]
        if any(max(row) == -inf for row in rows):
            return -inf
        numbers = range(len(self._languages))
        groups = (group for size in (1, 2, 3) for group in combinations(numbers, size))
        return (
            max(sum(max(row[n] for n in group) for row in rows) - _PER_LANGUAGE * len(group) for group in groups)
            if rows
            else 0.0
        )


def _word_in(word: str, language: Mapping[str, float]) -> float:
    alphabetic = [letter for letter in word.lower().replace("i̇", "i") if letter.isalpha()]
    letters = [letter for letter in alphabetic if not letter.isascii() and letter not in _NO_LETTERS]
    return sum(language.get(letter, -inf) for letter in letters) if _is_built(word, alphabetic, letters) else -inf


def _is_built(word: str, alphabetic: list[str], letters: list[str]) -> bool:
    """Whether a word may be built so of letters of which some are beyond ASCII, in any language."""
    if alphabetic[:1] == ["ð"] or "þ" in alphabetic[1:]:
        return False
    if len(word) == 1:
        return not letters or word in _ALONE or word.isupper()
    plain = sum(map(str.isascii, alphabetic))
    return len(word) == 2 or plain * 2 >= len(letters)  # noqa: PLR2004 -- such as "Åsö"


class _Script:
    """A judge of texts in one other alphabet, of whose letters a share are vowels."""

    def __init__(self, letters: str, vowels: str, *, inside_never: str = "") -> None:
        self._letters = re.compile(f"[{letters}’'-]+")
        self._vowels = frozenset(vowels)
        self._never = re.compile(f"[{inside_never}]\\B") if inside_never else None

    def __call__(self, text: str) -> float:
        """How likely a text is, as a logarithm; minus infinity where a word is in other letters."""
        found = _words(text)
        if not found or _ODD.search(text):
            return -inf
        text = "".join(found).lower()
        if not all(map(self._letters.fullmatch, found)) or not all(map(_is_cased, found)):
            return -inf
        if self._never is not None and any(map(self._never.search, found)):
            return -inf
        share = sum(letter in self._vowels for letter in text) / max(len(text), 1)
        usual = not self._vowels or 0.28 <= share <= 0.65  # noqa: PLR2004 -- of any text in these languages
        return -2.8 * len(text) if usual else -inf


def _is_cased(word: str) -> bool:
    parts = re.split("['’-]", word)
    return all(part[1:] == part[1:].lower() or part == part.upper() for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """A judge of texts in which a character has two bytes, a ``share`` of them of the characters in daily use.

    Those have first bytes within ``leads`` and a second one of at least ``trail``. ``each`` is how likely a character
    is, as a logarithm.
    """

    codec: str
    leads: tuple[tuple[int, int], ...]
    trail: int = 0
    share: float
    each: float

    def __call__(self, text: str) -> float:
        """How likely a text is, as a logarithm; minus infinity where many characters are rare."""
        found = [letter.encode(self.codec) for letter in text if not letter.isascii()][:_CHARACTERS]
        likely = sum(map(self._is_daily, found)) >= self.share * len(found) and not _WITHIN_LATIN.search(text)
        return self.each * len(found) if found and likely else -inf

    def _is_daily(self, pair: bytes) -> bool:
        return len(pair) == _PAIR and pair[1] >= self.trail and any(low <= pair[0] <= high for low, high in self.leads)


def _words(text: str) -> list[str]:
    """The first different words of a text with letters beyond ASCII."""
    words: dict[str, None] = {}
    for match in _WORD.finditer(text):
        if not match[0].isascii():
            words[match[0]] = None
            if len(words) == _WORDS:
                break
    return list(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CharacterSet:
    """A character set, its judge, and how much rarer it is than the first, as the logarithm of a ratio."""

    codec: str
    name: str
    judge: Callable[[str], float]
    prior: float = 0.0


_SETS = (
    _CharacterSet(codec="cp1252", name="Windows-1252", judge=_Latin(*_WESTERN, *_SHARED)),
    _CharacterSet(codec="cp1250", name="Windows-1250", judge=_Latin(*_CENTRAL), prior=-1.0),
    _CharacterSet(codec="cp1254", name="Windows-1254", judge=_Latin(*_WESTERN[:-1], *_TURKISH), prior=-1.0),
    _CharacterSet(codec="cp1257", name="Windows-1257", judge=_Latin(*_BALTIC), prior=-4.0),
    _CharacterSet(codec="cp1251", name="Windows-1251", judge=_Script("А-Яа-яЁёІіЇїЄєҐґЎў", "аеёиоуыэюяіїє")),
    _CharacterSet(
        codec="cp1253", name="Windows-1253", judge=_Script("Α-Ωα-ωΆΈΉΊΌΎΏά-ώϊϋΐΰ", "αεηιουωάέήίόύώϊϋ", inside_never="ς")
    ),
    _CharacterSet(codec="cp1255", name="Windows-1255", judge=_Script("א-ת", "", inside_never="םןץףך")),
    _CharacterSet(
        codec="gb18030",
        name="GB 18030",
        judge=_Pairs(codec="gb18030", leads=(*_SIGNS, (0xB0, 0xD7)), trail=0xA1, share=0.8, each=-6.0),
    ),
    _CharacterSet(
        codec="cp932",
        name="Shift JIS",
        judge=_Pairs(codec="cp932", leads=((0x82, 0x83), (0x88, 0x98)), share=0.6, each=-5.5),
    ),
    _CharacterSet(
        codec="cp949",
        name="Windows-949",
        judge=_Pairs(codec="cp949", leads=(*_SIGNS, (0xB0, 0xC8)), trail=0xA1, share=0.97, each=-5.7),
    ),
    _CharacterSet(
        codec="cp950",
        name="Big5",
        judge=_Pairs(codec="cp950", leads=((0xA1, 0xA1), (0xA4, 0xC6)), share=0.9, each=-6.0),
    ),
)

_CYRILLIC = _SETS[4].judge
_RARE_SETS = (
    _CharacterSet(codec="cp852", name="DOS 852", judge=_Latin(*_CENTRAL), prior=-2.0),
    _CharacterSet(codec="iso8859-2", name="ISO 8859-2", judge=_Latin(*_CENTRAL)),
    _CharacterSet(codec="mac-latin2", name="Mac Central European", judge=_Latin(*_CENTRAL), prior=-3.0),
    _CharacterSet(codec="cp850", name="DOS 850", judge=_Latin(*_WESTERN)),
    _CharacterSet(codec="mac-roman", name="Mac Roman", judge=_Latin(*_WESTERN)),
    _CharacterSet(codec="koi8-r", name="KOI8-R", judge=_CYRILLIC),
    _CharacterSet(codec="cp866", name="DOS 866", judge=_CYRILLIC),
    _CharacterSet(codec="cp1256", name="Windows-1256", judge=_Script("ء-ي", "")),
)
"""Sets that are too rare to be taken without a word, and that a person may name."""


def decode_as(data: bytes, encoding: str) -> tuple[str, Decoded]:
    """A text in a character set that was named. Raises FileError where it is in another one."""
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as cause:
        raise FileError(
            f"The text is not in the character set {encoding}. Name another one, or save it as CSV UTF-8.",
            UNKNOWN_CHARACTERS,
        ) from cause
    return text, Decoded(name=encoding, texts=_samples(text))


def decode(data: bytes) -> tuple[str, Decoded]:
    """A text that is no UTF-8, in the one character set that is likely. Raises FileError where none or several are."""
    lines = dict.fromkeys(line for line in data.splitlines() if not line.isascii())
    part = b"\n".join(lines)
    part = part if len(part) <= _LOOKED_AT else part[: part.rfind(b"\n", 0, _LOOKED_AT)]
    ranked = _ranked(part)
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < _SURE:
        raise _undecided(*ranked[:2])
    whole = _decoded(data, ranked[0].set.codec) if ranked else None
    if whole is None:
        raise FileError(
            "Its text is in no character set that can be told. Save it as CSV UTF-8, or name the set with "
            f"--encoding{_closest(data, part)}.",
            UNKNOWN_CHARACTERS,
        )
    return whole, Decoded(name=ranked[0].set.name, texts=_samples(whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Likely:
    """A text that bytes may be, the first of the sets in which they are that, and how likely it is in any of these."""

    text: str
    set: _CharacterSet
    score: float


def _ranked(data: bytes) -> list[_Likely]:
    """The texts that bytes are likely to be, the likeliest first."""
    found: dict[str, _Likely] = {}
    for one in _SETS:
        text = _decoded(data, one.codec)
        if text is None or (score := one.judge(text) + one.prior) == -inf:
            continue
        known = found.setdefault(text, _Likely(text=text, set=one, score=score))
        found[text] = replace(known, score=max(known.score, score))
    return sorted(found.values(), key=lambda likely: -likely.score)


def _closest(data: bytes, part: bytes) -> str:
    """A set to try, as a hint with a word as it is in it: one in which most words of a ``part`` of the text are likely.

    Nothing where there is none.
    """
    best, hint = (0.0, -inf), ""
    for one in (*_RARE_SETS, *_SETS):
        text = (_decoded(part, one.codec) or "") if _decoded(data, one.codec) is not None else ""
        words = _words(text)
        likely = {word: score for word in words if (score := one.judge(word)) > -inf}
        share = len(likely) / (len(words) + len(_ODD.findall(text))) if likely else 0.0
        if share > _MOST and (found := (share, sum(likely.values()) + one.prior)) > best:
            best, hint = found, f", such as --encoding {one.codec}, in which it has {next(iter(likely))!r}"
    return hint


def is_encoding(name: str) -> bool:
    """Whether a character set of this name is known."""
    try:
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001 -- the only way to tell it from base64 and its like
    except LookupError:
        return False


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _undecided(likeliest: _Likely, other: _Likely) -> FileError:
    """The refusal of a text that two character sets make different words of, with one of the words."""
    first, second = likeliest.set, other.set
    pairs = zip(_beyond_ascii(likeliest.text), _beyond_ascii(other.text), strict=False)
    one, two = next(((a, b) for a, b in pairs if a != b), ("", ""))
    return FileError(
        f"Its text may be in {first.name} ({one!r}) or {second.name} ({two!r}). Save it as CSV UTF-8, or say which "
        f"with --encoding {first.codec} or --encoding {second.codec}.",
        UNKNOWN_CHARACTERS,
    )


def _samples(text: str) -> tuple[str, ...]:
    """The first different words beyond ASCII, those with such letters before bare signs."""
    words, signs = dict[str, None](), dict[str, None]()
    for word in _beyond_ascii(text):
        lettered = any(letter.isalpha() and not letter.isascii() for letter in word)
        (words if lettered else signs)[word] = None
        if len(words) == _SAMPLES:
            break
    return (*words, *signs)[:_SAMPLES]


def _beyond_ascii(text: str) -> Iterator[str]:
    return (match[0][:40] for match in re.finditer(r"[^\s,;\"]*[^\x00-\x7f][^\s,;\"]*", text))
