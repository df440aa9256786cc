"""Numbers as plans write them: 11, 1,200, 2.3万, 一百二十, 十余, 30+N, 百分之五十, 三分之二, 八成, 一半."""

import re
from decimal import Decimal

_DIGITS = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d ])|\d++)(?:\.\d+)?"
_IN = "零〇一二两三四五六七八九十百千"
CHINESE = rf"(?:零点[零一二三四五六七八九]+|[一二两三四五六七八九十百千][{_IN}]*+(?:万[{_IN}]*+)?(?:点[零一二三四五六七八九]+)?)"
#: A number with the words that scale it.
NUMBER = rf"(?:{ARABIC}[百千]?|{CHINESE})[万亿]?"
#: The same for a share of a hundred.
SHARE = rf"百分之{CHINESE}|百分之百|百分之{ARABIC}|{CHINESE}分之{CHINESE}|[一二三四五六七八九]成|(?:一半|半数)|{ARABIC}%"
#: Growth by so many hundredths.
GROWTH = {"翻一番": Decimal(100), "翻番": Decimal(100), "翻倍": Decimal(100), "翻两番": Decimal(300)}
#: Words between a number and its unit that leave it open upwards.
MORE = r"\+N?|[余多来几]"


def read_number(words: str) -> Decimal:
    """Return the value of the words that ``NUMBER`` found."""
    found = re.match(ARABIC, words)
    if found is None:
        return _chinese(words)
    value = Decimal(re.sub("[, ]", "", found[0]))
    for letter in words[found.end() :]:
        value *= _TENS.get(letter, 1) * SCALES.get(letter, 1)
    return plain(value)


def plain(value: Decimal) -> Decimal:
    """Return a number without empty decimals."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def read_share(words: str) -> Decimal:
    """Return the percentage of the words that ``SHARE`` found."""
    if words.endswith("%"):
        return read_number(words[:-1])
    if words in ("一半", "半数"):
        return Decimal(50)
    if words.endswith("成"):
        return Decimal(10 * _DIGITS[words[0]])
    below, _, above = words.partition("分之")
    value = read_number(above) if above != "百" else Decimal(100)
    return value if below == "百" else plain(round(100 * value / read_number(below), 2))


def _chinese(words: str) -> Decimal:
    whole, _, decimals = words.partition("点")
    scale = SCALES.get(words[-1], Decimal(1)) if decimals else Decimal(1)
    point = "".join(str(_DIGITS[letter]) for letter in decimals if letter in _DIGITS)
    if all(letter in _DIGITS for letter in whole):  # 二〇二三
        return plain(Decimal("".join(str(_DIGITS[letter]) for letter in whole) + f".{point}") * scale)
    total, section, digit = Decimal(0), 0, 0
    for letter in whole:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _TENS:
            section, digit = section + (digit or 1) * _TENS[letter], 0
        else:
            total, section, digit = total + ((section + digit) or 1) * SCALES[letter], 0, 0
    return plain((total + section + digit + Decimal(f"0.{point}")) * scale)
