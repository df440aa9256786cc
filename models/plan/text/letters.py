"""Text without the breaks and blanks of its lines and with narrow letters, each with its place in the original."""

from dataclasses import dataclass
from functools import lru_cache

#: Letters that are written in several ways, by the one in which the grammar reads them; full-width letters are narrowed, too.
_SAME = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    **dict.fromkeys("—–―－", "-"),
    **dict.fromkeys("～〜", "~"),
    **dict.fromkeys("“„「『", "“"),
    **dict.fromkeys("”」』", "”"),
    **{"﹪": "%", "〔": "[", "〕": "]", "【": "[", "】": "]", "∶": ":", "﹑": "、", "﹐": ",", "﹔": ";", "≧": "≥", "≦": "≤"},
}


@dataclass(frozen=True, slots=True)
class Letters:
    """A text to read, and the place of each letter in the original."""

    text: str
    places: tuple[int, ...]

    def part(self, start: int, end: int) -> "Letters":
        """Return the letters from ``start`` to ``end`` without blanks at both ends."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return Letters(self.text[start:end], self.places[start:end])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of the letters from ``start`` to ``end``, which are not none."""
        return self.places[start], self.places[end - 1] + 1


def tight(original: str, start: int, end: int) -> Letters:
    """Return a part of the original without blanks, but for those between two words of Latin letters or two numbers."""
    letters: list[str] = []
    places: list[int] = []
    has_blank = False
    for place in range(start, end):
        letter = _SAME.get(original[place], original[place])
        if letter.isspace() or not letter.isprintable():
            has_blank = True
            continue
        if has_blank and letters and _is_word(letters[-1]) and _is_word(letter):
            letters.append(" ")
            places.append(place - 1)
        letters.append(letter)
        places.append(place)
        has_blank = False
    return Letters("".join(letters), tuple(places))


@lru_cache(maxsize=256)
def _is_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
