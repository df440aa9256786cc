"""Numbers and dates as people write them in a sentence, and whether one is right to the digits that it has."""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TypeAlias

from models.plan.text.numbers import CHINESE, read_number, read_share

#: Year, month and day; None for what is not said.
Day: TypeAlias = tuple[int | None, int, int | None]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDE = str.maketrans("０１２３４５６７８９％．－＋", "0123456789%.-+")
_TIMES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
#: Numbers in Chinese signs where they can be nothing else: a share, and a count before what is counted, which is neither one of
#: a sequence nor an article (第一所, 每一项, 一个) nor an estimate (十余所).
_TENTHS = rf"(?<![{_NUMERALS}])(?:(?<=[约近超达占过足有到])一|[二两三四五六七八九])成(?![余多来几立为员功果都人熟长效就不])"
_SHARE_WORDS = rf"百分之(?:百|{CHINESE})|{CHINESE}分之{CHINESE}|{_TENTHS}"
_COUNT_WORDS = rf"(?<![第每这那某哪另任同{_NUMERALS}])(?!一个){CHINESE}[万亿]?(?=[个所项名人家处座件天])"
_MENTION = re.compile(
    r"(?P<code>[A-Za-z]+[-_]?\d[A-Za-z0-9_-]*)"
    rf"|(?P<share>{_SHARE_WORDS})"
    rf"|(?P<count>{_COUNT_WORDS})"
    r"|(?P<y1>\d{4})\s?年\s?(?P<m1>\d{1,2})\s?月(?:\s?(?P<d1>\d{1,2})\s?日)?"
    r"|(?P<y2>\d{4})[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})(?!\d|\.\d)"
    r"|(?P<m3>\d{1,2})\s?月\s?(?P<d3>\d{1,2})\s?日"
    rf"|(?P<d4>\d{{1,2}})\s(?P<m4>{'|'.join(_MONTHS)})[a-z]*\.?(?:\s(?P<y4>\d{{4}}))?"
    r"|(?P<number>(?:(?<![A-Za-z0-9)])[-−+])?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)\s?(?P<unit>[万亿]?%?)",
    re.IGNORECASE,
)
#: Number in Chinese signs from which on full thousands are taken for rounded.
_EXACT = 10_000
#: Share of the words around its numbers that a sentence has in common with the one from which it was made.
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Mention:
    """A number or a date in a text: its words and their place, its value, and the worth of its last digit (0 for a date)."""

    words: str
    start: int
    end: int
    value: Decimal | Day
    digit: Decimal = Decimal(0)
    is_share: bool = False

    def agrees(self, other: "Mention") -> bool:
        """Return True if this is the other's number to the digits that this one has, or its date."""
        if isinstance(self.value, Decimal) and isinstance(other.value, Decimal):
            return self.is_share == other.is_share and is_rounded(self.value, self.digit, other.value)
        if isinstance(self.value, tuple) and isinstance(other.value, tuple):
            return all(None in pair or pair[0] == pair[1] for pair in zip(self.value, other.value, strict=True))
        return False


def is_rounded(value: Decimal, digit: Decimal, exact: Decimal) -> bool:
    """Return True if ``value``, the last digit of which is worth ``digit``, is ``exact`` or what it is rounded to."""
    return abs(value - exact) <= digit / 2


def mentions(text: str) -> list[Mention]:
    """Return the numbers and dates of a text in their order, full-width digits included; codes such as BA-08 are none."""
    plain = text.translate(_WIDE)
    return [_mention(found, text) for found in _MENTION.finditer(plain) if not found["code"]]


def _mention(found: re.Match[str], text: str) -> Mention:
    start, end = found.span()
    if found["share"] or found["count"]:
        return _in_words(found, text)
    if found["number"] is not None:
        digits = Decimal(found["number"].replace(",", "").replace("−", "-"))
        times = _TIMES.get(found["unit"][:1], Decimal(1))
        digit = Decimal(1).scaleb(int(digits.as_tuple().exponent))
        return Mention(text[start:end].strip(), start, end, digits * times, digit * times, found["unit"].endswith("%"))
    at = next(at for at in "1234" if found[f"m{at}"])
    year = found[f"y{at}"] if at != "3" else None
    month = _MONTHS.index(found["m4"].lower()) + 1 if at == "4" else int(found[f"m{at}"])
    day = found[f"d{at}"]
    return Mention(text[start:end].strip(), start, end, (int(year) if year else None, month, int(day) if day else None))


def _in_words(found: re.Match[str], text: str) -> Mention:
    """Return a number in Chinese signs; one of thousands or tenths (一万二千, 六成) is as exact as its last sign."""
    start, end = found.span()
    words = text[start:end]
    if found["share"]:
        digit = Decimal(10 if words.endswith("成") else 1)
        return Mention(words, start, end, read_share(words), digit, is_share=True)
    value = read_number(words)
    last = Decimal(1_000) if value >= _EXACT and value % 1_000 == 0 else Decimal(1)
    return Mention(words, start, end, value, last)


def frame_of_words(text: str) -> str:
    """Return the words around the numbers and dates of a text, with # for each; blanks do not count."""
    parts, at = [], 0
    for one in mentions(text):
        parts += [text[at : one.start], "#"]
        at = one.end
    return "".join("".join([*parts, text[at:]]).split())


def is_same_amount(stands: str, truth: str) -> bool:
    """Return True if a text has the numbers of another to its digits, and its words or none: 1.2万 for 12,034人."""
    pairs = list(zip(mentions(stands), mentions(truth), strict=False))
    if not pairs or len(mentions(stands)) != len(mentions(truth)):
        return False
    words, true_words = (frame_of_words(one).replace("#", "") for one in (stands, truth))
    return words.strip("约/") in ("", true_words, true_words.strip("/")) and all(one.agrees(other) for one, other in pairs)


def likeness(text: str, other: str) -> float:
    """Return how much of their words two texts share beside their numbers, from 0 to 1."""
    one, two = frame_of_words(text), frame_of_words(other)
    if one == two:
        return 1.0
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE else 0.0  # of lengths alone: some decks hold whole books


def most_alike(text: str, others: list[str]) -> int | None:
    """Return the place of the text most like this one; None if none has most of its words."""
    if text in others:
        return others.index(text)
    ranked = sorted(((likeness(text, other), -at) for at, other in enumerate(others)), reverse=True)
    return -ranked[0][1] if ranked and ranked[0][0] >= _ALIKE else None
