"""Quantities: a number with its unit, and what is none: years, ordinals, document numbers, names in quotation marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.plan.text.numbers import ARABIC, CHINESE, MORE, NUMBER, SHARE, plain, read_number, read_share
from models.plan.text.units import MEASURED, NOT_COUNTED, PER, PERCENT, POINTS, TIMES, UNIT
from models.plan.text.verbs import DONE

_SHARES = re.compile(
    rf"(?<![\d.零〇一二两三四五六七八九十百千])(?:(?P<low>{SHARE})(?:(?:-|~|至|到)(?P<high>{SHARE}))?"
    rf"|(?P<bare>{ARABIC})(?:-|~|至|到)(?P<top>{ARABIC})%"
    rf"|(?P<points>{ARABIC}|{CHINESE})(?:-(?P<most>{ARABIC}))?个?百分点)"
)
_COUNTS = re.compile(
    rf"(?<![第\d.A-Za-z/零〇一二两三四五六七八九十百千])(?P<low>{NUMBER})(?P<more>{MORE})?(?:(?P<inner>{UNIT})?(?:-|~|至|到)(?P<high>{NUMBER}))?(?P<after>{MORE})?"
    rf"(?P<unit>(?:{UNIT}){PER})(?P<open>\+|余|多)?(?!{NOT_COUNTED}|级|间(?:歇|隔)|来年|(?:以上|以下)的?(?:超?大班|班额|规模))"
)
_RATIO = re.compile(rf"(?<![\d.:])(?P<low>{ARABIC}):(?P<high>{ARABIC})")
_RANK = re.compile(
    r"(?:全省|全国|全市|排名|位居|位列|进入|保持|跻身|列)\w{0,4}?"
    rf"(?P<words>前(?P<low>{ARABIC}|{CHINESE})(?:名|位|强|列)?(?!年|个|批|期)|第(?P<place>{ARABIC}|{CHINESE})[名位])"
)
#: Words of a name, a title or a document: numbers in them count nothing.
_NAMES = re.compile(r"“[^”]{0,60}”|\"[^\"]{0,60}\"|《[^》]{0,80}》|\[20\d\d\]\d*号?|\d{3,4}-\d{7,8}|\d{7,}")
#: No sentence has more quantities.
MOST = 40
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千半")
#: Numbers that an adjunct holds (由15个部门, 以3所学校为试点, 分5批), or that name a thing (一期工程).
_ADJUNCT = re.compile(r"(?:由|以|按照?|分|围绕|依托|通过|共有|含|为期|任期|相当于|每)$")
#: A small number in Chinese before a word counts only right behind a verb or comparator: 开展两次督查, but 高考一本上线率.
_FOLLOWED = re.compile(r"[\u4e00-\u9fff]")
_GOVERNED = re.compile(rf"(?:{DONE}|至少|不少于|等|[省市区县国家校]级)$")
_NAMED_AFTER = re.compile(r"(?:工程|建设项目|规划|行动计划)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and where it begins and ends; ``high`` is the end of a range.

    ``is_open`` if the text counts upwards from it; ``is_small`` if written as one to ten in Chinese, which is often a phrase.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    high: Decimal | None = None
    is_open: bool = False
    is_small: bool = False
    form: str = "count"


def names_in(text: str) -> list[tuple[int, int]]:
    """Return the spans of names, titles and numbers of documents."""
    return [found.span() for found in _NAMES.finditer(text)]


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a sentence in order, without those in names."""
    names = names_in(text)
    found: list[Quantity] = []
    if not any(letter in _NUMERALS for letter in text):
        return found
    for one in sorted([*_shares(text), *_ratios(text), *_ranks(text), *_counts(text)], key=lambda one: (one.start, -one.end)):
        in_name = any(start <= one.start < end for start, end in names)
        is_word = (
            one.is_small and _FOLLOWED.match(text, one.end) and not _GOVERNED.search(text[max(0, one.start - 8) : one.start])
        )
        if not in_name and not is_word and (not found or one.start >= found[-1].end):
            found.append(one)
    return found[:MOST]


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARES.finditer(text):
        if match["points"]:
            high = read_number(match["most"]) if match["most"] else None
            yield Quantity(read_number(match["points"]), POINTS, *match.span(), high=high, form="share")
        elif match["bare"]:
            low, high = read_number(match["bare"]), read_number(match["top"])
            yield Quantity(low, PERCENT, *match.span(), high=high, form="share")
        else:
            high = read_share(match["high"]) if match["high"] else None
            yield Quantity(read_share(match["low"]), PERCENT, *match.span(), high=high, form="share")


def _ratios(text: str) -> Iterator[Quantity]:
    for match in _RATIO.finditer(text):
        if re.search(r"比|率", text[max(0, match.start() - 14) : match.start()]):
            yield Quantity(read_number(match["low"]), f":{match['high']}", *match.span(), form="ratio")


def _ranks(text: str) -> Iterator[Quantity]:
    for match in _RANK.finditer(text):
        if number := match["low"] or match["place"]:
            yield Quantity(read_number(number), "名", match.start("words"), match.end("words"), form="rank")


def _counts(text: str) -> Iterator[Quantity]:
    for match in _COUNTS.finditer(text):
        if _ADJUNCT.search(text[max(0, match.start() - 8) : match.start()]) or (
            match["unit"] == "期" and _NAMED_AFTER.match(text, match.end())
        ):
            continue
        low, high = read_number(match["low"]), read_number(match["high"]) if match["high"] else None
        if high is not None and high < low:
            continue
        unit, scale = match["unit"], (match["high"] or match["low"])[-1]
        if unit in MEASURED and scale in "万亿":
            factor = Decimal(10_000 if scale == "万" else 100_000_000)
            unit, low = scale + unit, low / factor if match["low"][-1] == scale else low
            high = high / factor if high is not None else None
        elif high is not None and scale in "万亿" and match["low"][-1] != scale:
            low *= 10_000 if scale == "万" else 100_000_000
        if low != low.to_integral_value() and match["unit"] not in MEASURED | TIMES:  # 2024.11人事处
            continue
        is_small = bool(re.fullmatch("[一二两三四五六七八九十百千]", match["low"])) and high is None
        is_open = bool(match["more"] or match["after"] or match["open"])
        yield Quantity(plain(low), unit, *match.span(), high=high and plain(high), is_open=is_open, is_small=is_small)
