"""Names and codes as people write them: compared without blanks, quotes, case and the kind of a dash; the nearest is proposed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from models.errors import Problem, problem
from models.frames import rows_of
from models.plan.view import PlanView
from models.typed_rows import DistrictRow

#: Share of letters that a proposed name has in common with the written one.
NEAR = 0.6
#: Word for the whole city, by language.
WHOLE_CITY = {"zh": "全市", "en": "City"}
#: Words for the city's own level, which is not clearly the whole city.
CITY_LEVEL = ("市本级", "市级", "市直", "市属", "本级", "本市", "市教育局")
#: Endings that may follow the short name of a district.
_ENDINGS = ("区", "县", "市", "新区", "街道")
#: Last letters of a district's whole name.
_KINDS = ("区", "县", "市")
#: An office of a district: its name says which district is meant.
_OFFICE = re.compile(
    r"(?:文化?)?教[育体科文卫旅化和生广电新闻出版技游]*(?:局|委|委员会|办|办公室|处|中心|科)$"
    r"|(?:社会|公共)[^区县市]{0,6}(?:局|办|中心)$|(?:人民)?政府$|管委会$|管理委员会$"
)
#: Everything that writes a dash.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－ー─━"), "-")
#: Quotes and invisible characters, which say nothing in a name.
_UNSAID = dict.fromkeys(map(ord, "\"'“”‘’„‟«»‹›「」『』《》〈〉＂＇`´\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def plain(name: str) -> str:
    """Return a name in the form used for comparison: no blanks, line breaks or quotes, one kind of dash, one case and width."""
    folded = unicodedata.normalize("NFKC", name.translate(_DASHES)).translate(_DASHES).translate(_UNSAID)
    return "".join(folded.split()).casefold()


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is written most like a name, None if no choice is near."""
    by_plain = {plain(choice): choice for choice in choices}
    close = get_close_matches(plain(name), by_plain, n=1, cutoff=NEAR)
    return by_plain[close[0]] if close else None


def unknown(where: str, key: str, value: str, near: str | None, **values: object) -> Problem:
    """Return the problem of an unknown name; with the nearest one, if there is any, as its remedy."""
    return problem(where, key, value=value, **values, **({} if near is None else {"near": near}))


class Names:
    """Codes by every way to write them, or the names that stand for them. A name of several codes is none."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take names, each with its code."""
        self._exact: dict[str, set[str]] = {}
        for name, code in names:
            self._exact.setdefault(name, set()).add(code)

    @cached_property
    def _plain(self) -> dict[str, set[str]]:
        """The codes by plain names, made for the first name that is not written exactly."""
        codes: dict[str, set[str]] = {}
        for name, own in self._exact.items():
            codes.setdefault(plain(name), set()).update(own)
        return codes

    def find(self, name: str) -> str | None:
        """Return the code of a name, None if it is unknown or not clear."""
        found = self._exact.get(name) or (self._plain.get(plain(name), set()) if name else set())
        return next(iter(found)) if len(found) == 1 else None

    def near(self, name: str) -> str | None:
        """Return the name that is written most like the given one."""
        return nearest(name, self._exact)


@dataclass(frozen=True, slots=True)
class Place:
    """A district as it was found: its code ("" for the city), and whether the cell says it only in other words."""

    code: str
    in_other_words: bool = False
    is_city_level: bool = False


class Districts:
    """Districts by every name: of the plan, with the city's name before it, or that of their office."""

    def __init__(self, view: PlanView) -> None:
        """Take the districts of a plan."""
        self._city = view.head.city
        names: dict[str, str] = {}
        for row in rows_of(view.districts, DistrictRow):
            for name in (row.code, row.name, row.short, *row.aliases, row.name_en):
                if name:
                    names[name] = row.code
        self.codes = names
        longer = {name + ending: code for name, code in names.items() for ending in _ENDINGS}
        self._names = Names((longer | names).items())
        self._whole = {plain(name) for name in longer | names if len(name) > 2 and name.endswith(_KINDS)}
        self._by_code = {row.code: row.name for row in rows_of(view.districts, DistrictRow)}
        self._cities = {plain(name) for name in (*WHOLE_CITY.values(), self._city, view.head.city_en or "") if name}

    def find(self, said: str) -> Place | None:
        """Return the district that a cell names, None if there is no such district."""
        code = self._names.find(said)
        if code is not None:
            return Place(code)
        if plain(said) in self._cities:
            return Place("")
        short, office_of = self._without_city(plain(said)), _OFFICE.sub("", plain(said))
        if short.startswith(CITY_LEVEL) or office_of in self._cities:
            return Place("", in_other_words=True, is_city_level=True)
        for part in (short, office_of, _OFFICE.sub("", short)):
            code = self._names.find(part) if part else None
            if code is not None:
                return Place(code, in_other_words=True)
        return None

    def is_in(self, title: str) -> bool:
        """Return True if a title is the name of a district, or has its full name in it."""
        place, said = self.find(title) if title else None, plain(title)
        return (place is not None and place.code != "") or any(name in said for name in self._whole)

    def name(self, code: str) -> str:
        """Return the name of a district, that of the city for ""."""
        return self._by_code.get(code, self._city)

    def near(self, said: str) -> str | None:
        """Return the name of the district that is written most like the given one."""
        return nearest(_OFFICE.sub("", self._without_city(plain(said))), self._by_code.values())

    def _without_city(self, said: str) -> str:
        """Return a plain name without the province and the city before it."""
        city = plain(self._city)
        match = re.match(rf"(?:[^省]{{2,3}}省)?(?:{re.escape(city)}|{re.escape(city.removesuffix('市'))})(?:市)?(.+)", said)
        return match[1] if match else re.sub(r"^[^省]{2,3}省", "", said)
