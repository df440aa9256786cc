"""Subject of a row of a report: its code, however it is written, or the name that stands for it."""

import re
from collections.abc import Sequence

from models.errors import problem
from models.imports.cells import Told
from models.imports.facts import Known
from models.imports.names import Names, unknown
from models.imports.sheet_rows import Row

#: A code at the beginning of a cell.
_CODE = re.compile(r"[A-Za-z]{1,6}\W?\d{1,4}")


class Subjects:
    """Targets, items, works and quotas of a plan, by their codes and names."""

    def __init__(self, known: Known) -> None:
        """Take the known data."""
        frames = (known.view.targets, known.view.items)
        named = [pair for frame in frames for pair in zip(frame["name"], frame["code"], strict=True)]
        self._known, self._names = known, Names(named)
        self._codes = {"targets": Names((code, code) for _, code in named)}
        for form in ("projects", "programmes", "gates"):
            self._codes[form] = Names((code, code) for code, work in known.works.items() if work[0] == form)
        self._codes["recruitment"] = Names((code, code) for code in known.quotas)

    def code_of(self, row: Row) -> str | None:
        """Return the code in a row as the plan writes it, None if it is unknown."""
        return self._codes[row.form].find(row.cells.get("code", ""))

    def find(self, row: Row) -> tuple[str | None, Told]:
        """Return the code of the subject of a row, with notices; None with an error if there is none."""
        if row.form == "targets":
            return self._target(row)
        code, told = self._work(row)
        if code is not None and row.form == "gates":
            gates, said = self._known.works[code][1], row.cells.get("gate", "")
            if gate_name(gates, said) is None:
                return None, [("error", problem(row.where("gate"), "unknown_gate", value=said, choices=list(gates)))]
        return code, told

    def _work(self, row: Row) -> tuple[str | None, Told]:
        said, code, codes = row.cells.get("code", ""), self.code_of(row), self._codes[row.form]
        if code is None:
            key = "unknown_quota" if row.form == "recruitment" else f"unknown_{row.form}"
            return None, [("error", unknown(row.where("code"), key, said, codes.near(said)))]
        return code, _in_other_words(row, said, code)

    def _target(self, row: Row) -> tuple[str | None, Told]:
        said, name, place = row.cells.get("code", ""), row.cells.get("name", ""), row.where("code")
        by_name, code = self._names.find(name) if name else None, self.code_of(row)
        if code is not None:
            told = _in_other_words(row, said, code)
            if by_name not in (None, code):  # one of the two is wrong, and only a person knows which
                told.append(("doubt", problem(place, "code_and_name", value=code, name=name, other=by_name)))
            return code, told
        if not said and not name:
            return None, [("error", problem(place, "no_code"))]
        if not said and by_name is not None:
            return by_name, [("guess", problem(place, "code_by_name", value=by_name, name=name))]
        if not said and name:
            near = self._code_in(name) or self._names.near(name)
            return None, [("error", unknown(row.where("name"), "unknown_name", name, near))]
        near = by_name or self._code_in(said) or self._codes["targets"].near(said)
        return None, [("error", unknown(place, "unknown_code", said, near))]

    def _code_in(self, said: str) -> str | None:
        """Return the code with which a cell begins."""
        match = _CODE.match(said)
        return self._codes["targets"].find(match[0]) if match else None


def _in_other_words(row: Row, said: str, code: str) -> Told:
    """Return a notice of a code that a cell writes in another way."""
    return [] if said == code else [("guess", problem(row.where("code"), "code_in_other_words", value=said, code=code))]


def gate_name(gates: Sequence[str], said: str) -> str | None:
    """Return the gate that a cell names, however it is written."""
    return Names((gate, gate) for gate in gates).find(said)
