"""Text metrics: approximate widths of words, line breaking, shortening, and cleaning of control characters."""

import re
import unicodedata

#: Font sizes in pixels: main text, other text, axes.
BODY, SMALL, TINY = 16, 14, 13
#: Characters that may not begin a line, and those that may not end one.
_CLOSING, _OPENING = "，。、；：？！）》」』”’】〕…·%％,.;:?!)]", "（《「『“‘【〔(["
#: Characters that XML forbids.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(words: str) -> str:
    """Remove the control characters that XML forbids."""
    return _ILLEGAL.sub("", words)


def length(said: str, size: float = BODY) -> float:
    """Estimate the length of text: a Chinese character is a square, a Latin letter slightly more than half of one."""
    return size * sum(map(_em, said))


def _em(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1
    return 0.7 if sign.isupper() or sign in "mw@" else 0.57


def wrap(said: str, width: float, size: float = BODY, *, most: int | None = None) -> list[str]:
    """Wrap text into lines of at most ``width``; beyond ``most`` lines the last one ends in "…"."""
    lines = [""]
    for piece in _pieces(clean(said)):
        if piece == "\n" or (lines[-1] and length(lines[-1] + piece.rstrip(), size) > width):
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
        while length(lines[-1].rstrip(), size) > width and len(lines[-1].rstrip()) > 1:
            lines[-1:] = _broken(lines[-1], width, size)
    ends = [one.rstrip() for one in lines]
    return ends if most is None or len(ends) <= most else [*ends[: most - 1], shortened("".join(lines[most - 1 :]), width, size)]


def _pieces(said: str) -> list[str]:
    """Split text into the pieces that may be alone on a line: a Chinese character with its punctuation, a Latin word."""
    sign = f"[{re.escape(_OPENING)}]*(?:[\u2e80-\uffff\U00020000-\U0003ffff]|[^\\s\u2e80-\uffff\U00020000-\U0003ffff]+)"
    return re.findall(rf"\n|{sign}[{re.escape(_CLOSING)}]*[^\S\n]*|\s+", said)


def _broken(said: str, width: float, size: float) -> list[str]:
    """Break a word longer than a line at the end of the line."""
    at = next((n for n in range(1, len(said)) if length(said[: n + 1], size) > width), len(said) - 1)
    return [said[:at], said[at:]]


def shortened(said: str, width: float, size: float = BODY) -> str:
    """Shorten text to one line, with "…" in place of the rest."""
    if length(said, size) <= width:
        return said
    while said and length(said + "…", size) > width:
        said = said[:-1]
    return said.rstrip() + "…"
