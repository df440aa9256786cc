"""Quantities: a number with its unit, and what is none: years, ordinals, document numbers, names in quotation marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.plan.text.numbers import ARABIC, CHINESE, GROWTH, MORE, NUMBER, SCALES, SHARE, plain, read_number, read_share
from models.plan.text.units import MEASURED, NOT_COUNTED, PER, PERCENT, POINTS, TIMES, UNIT
from models.plan.text.verbs import DONE

_SHARES = re.compile(
    rf"(?<![\d.零〇一二两三四五六七八九十百千])(?:(?P<low>{SHARE})(?:(?:-|~|至|到)(?P<high>{SHARE}))?"
    rf"|(?P<bare>{ARABIC})(?:-|~|至|到)(?P<top>{ARABIC})%"
    rf"|(?P<points>{ARABIC}|{CHINESE})(?:-(?P<most>{ARABIC}))?个?百分点)"
)
_COUNTS = re.compile(
    rf"(?<![第\d.A-Za-z/零〇一二两三四五六七八九十百千])(?P<low>{NUMBER})(?P<more>{MORE})?(?P<scale>[万亿])?(?:(?P<inner>{UNIT})?(?:-|~|至|到)(?P<high>{NUMBER}))?(?P<after>{MORE})?"
    rf"(?P<unit>(?:{UNIT}){PER})(?P<open>\+|余|多)?(?!{NOT_COUNTED}|级|间(?:歇|隔)|来年)"
)
_RATIO = re.compile(rf"(?<![\d.:])(?P<low>{ARABIC}):(?P<high>{ARABIC})")
#: A span of time is a quantity only where it is compared, or where years of schooling are meant.
_SPAN = re.compile(
    rf"(?:不少于|不低于|至少|不超过)(?P<low>{ARABIC}|{CHINESE})(?P<unit>个月|天|周)"
    rf"|(?:年限[^,;。]{{0,10}}?(?:到|至|为))?(?<![\d.])(?P<years>\d+\.\d+|(?<=[到至为和])\d\d?)年(?=以上[,;。]|[,;。、和]|$)"
)
_GROWTH = re.compile("|".join(GROWTH))
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
#: Words behind a number of people or a size that make it part of the name of a thing: 50人以下教学点, 90平方米以上的场所.
_ATTRIBUTE = re.compile(r"以[上下]的?(?:超?大班|班额|规模|班级|教学点|\w{0,4}学校|县|乡镇|村)|以上的[\u4e00-\u9fff]")
_SIZED = frozenset({"人", "名", "平方米", "亩", "班", "轨"})
#: A count with decimals is read only behind these: a date such as 2024.11 is none.
_DECIMAL = re.compile(r"(?:达到?|至|为|每[百千万]\w{0,6})$")
#: A small number in Chinese before a word counts only right behind a verb or comparator: 开展两次督查, but 高考一本上线率.
_FOLLOWED = re.compile(r"[\u4e00-\u9fff]")
_GOVERNED = re.compile(rf"(?:{DONE}|至少|不少于|有|等|[省市区县国家校]级)$")
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
    for one in sorted(
        [*_shares(text), *_ratios(text), *_ranks(text), *_spans(text), *_counts(text)], key=lambda one: (one.start, -one.end)
    ):
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
        if re.search(r"比|率", text[max(0, match.start() - 14) : match.start()]) or re.match(r"的\w{0,4}比", text[match.end() :]):
            yield Quantity(read_number(match["low"]), f":{match['high']}", *match.span(), form="ratio")


def _spans(text: str) -> Iterator[Quantity]:
    for match in _SPAN.finditer(text):
        group, unit = ("years", "年") if match["years"] else ("low", match["unit"])
        end = match.end("years") + 1 if match["years"] else match.end("unit")
        yield Quantity(read_number(match[group]), unit, match.start(group), end)
    for match in _GROWTH.finditer(text):
        yield Quantity(GROWTH[match[0]], PERCENT, *match.span(), form="growth")


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
        unit, scale = match["unit"], match["scale"] or (match["high"] or match["low"])[-1]
        factor, is_scaled = SCALES.get(scale, Decimal(1)), match["low"][-1] == scale
        if unit in MEASURED and scale in SCALES:
            unit, low, high = scale + unit, low / factor if is_scaled else low, high and high / factor
        elif not is_scaled:
            low *= factor
        if (
            low != low.to_integral_value()
            and match["unit"] not in MEASURED | TIMES
            and not _DECIMAL.search(text[: match.start()])
        ):
            continue
        if match["unit"] in _SIZED and _ATTRIBUTE.match(text, match.end()):
            continue
        is_small = bool(re.fullmatch("[一二两三四五六七八九十百千]", match["low"])) and high is None
        is_open = bool(match["more"] or match["after"] or match["open"])
        yield Quantity(plain(low), unit, *match.span(), high=high and plain(high), is_open=is_open, is_small=is_small)
