"""Passwords that are tried first: the commonest ones, and those made of well-known words, rows of keys and numbers.

The list is international; the rules add what such lists lack, and what is common only here: the login, the city, the plan.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LIST = Path(__file__).resolve().parents[2] / "data" / "passwords" / "common.txt"
#: Letters that must remain without well-known words, rows of keys and numbers.
REMAINDER = 4
#: Keys of a row, that is of a run of keys, in the order in which fingers or counting find them.
ROWS = (
    *("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm", "zaq1xsw2cde3vfr4"),
)
#: Shortest piece of a row that counts as one.
SHORTEST_PIECE = 3
#: Words of passwords in China and in offices, longest first, so that none hides another.
WORDS = sorted(
    (
        *("password", "passw0rd", "p@ssw0rd", "p@ssword", "passwd", "administrator", "admin", "root", "user", "test", "guest"),
        *("welcome", "letmein", "iloveyou", "huanying", "nihao", "woaini", "woaiwojia", "mima", "ceshi", "guanliyuan"),
        *(
            "beijing",
            "zhongguo",
            "china",
            "jiaoyuju",
            "jiaoyu",
            "xuexiao",
            "laoshi",
            "bangongshi",
            "sanbiao",
            "kanban",
            "dashboard",
        ),
        *(
            "education",
            "bureau",
            "school",
            "密码",
            "管理员",
            "我爱你",
            "欢迎",
            "教育局",
            "教育",
            "学校",
            "办公室",
            "三标",
            "看板",
        ),
    ),
    key=len,
    reverse=True,
)


def is_common(password: str, words: Iterable[str] = ()) -> bool:
    """Return True if a password is among those tried first; ``words`` are well known here: login, name, city, plan."""
    plain, own = _folded(password), tuple(words)
    if plain in _listed() or _repeats(plain):
        return True
    forms = (plain, "".join(sign for sign in plain if sign.isalnum()))
    return any(len(set(_remainder(form, own))) < REMAINDER for form in forms)


def _folded(text: str) -> str:
    """Return a text in the form in which passwords are compared: narrow letters, lower case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def _listed() -> frozenset[str]:
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(_folded(line) for line in lines if not line.startswith("#"))


def _repeats(plain: str) -> bool:
    """Return True if a password repeats at most four signs: aaaaaaaaaa, abcabcabcabc."""
    return bool(re.fullmatch(r"(.{1,4}?)\1+.{0,3}", plain, re.S))


def _remainder(plain: str, words: tuple[str, ...]) -> str:
    """Return the letters that remain of a password without well-known words, rows of keys and numbers."""
    own = sorted({one for one in map(_folded, words) if len(one) > 1}, key=len, reverse=True)
    for word in (*own, *WORDS):
        plain = plain.replace(word, " ")
    plain = _row_pattern().sub(" ", plain)
    return "".join(sign for sign in plain if sign.isalpha())


@cache
def _row_pattern() -> re.Pattern[str]:
    """Return the pattern of any piece of a row, forwards or backwards, the longest first."""
    rows = [row for one in ROWS for row in (one, one[::-1])]
    pieces = {row[start:end] for row in rows for start in range(len(row)) for end in range(start + SHORTEST_PIECE, len(row) + 1)}
    return re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True))))
