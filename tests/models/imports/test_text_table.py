"""Tables in text: the separator that most rows agree on, quotes within words, formulas that only show a text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.imports.text_table import BrokenTextError, parse_table

CELLS = some.text(some.sampled_from('ab,;\t" \n一“”='), max_size=6).filter(lambda cell: not cell.strip().startswith('="'))


def rows(words: str) -> list[list[str]]:
    return [row for _, row in parse_table(words)]


@given(some.lists(some.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=5), some.sampled_from(",\t;"))
def test_what_a_program_writes_is_read_to_the_letter(table: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    assert rows(f"sep={separator}\r\n{out.getvalue()}") == table


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("题:甲;乙;丙;丁\na,b\n1,2\n", [["题:甲;乙;丙;丁"], ["a", "b"], ["1", "2"]]),
        ("题,甲,乙\na;b\n1;2\n3;4\n", [["题,甲,乙"], ["a", "b"], ["1", "2"], ["3", "4"]]),
        ("a\tb\n一，二,三,四\t2\n", [["a", "b"], ["一，二,三,四", "2"]]),
    ],
)
def test_a_title_does_not_decide_the_separator(words: str, expected: list[list[str]]) -> None:
    assert rows(words) == expected


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"推进"双减"工作",2', ['推进"双减"工作', "2"]),
        ('"双减"工作,2', ['"双减"工作', "2"]),
        ('1,"a"b","c"', ["1", 'a"b', "c"]),
        ('1,"a"b,"c, d"', ["1", '"a"b', "c, d"]),
        ('="RE-03",="1,234"', ["RE-03", "1,234"]),
        ('12" 屏,2', ['12" 屏', "2"]),
    ],
)
def test_a_quote_within_a_cell_belongs_to_it(line: str, cells: list[str]) -> None:
    assert rows(f'x,y\n{line}\n"q"q,2\n')[1] == cells


def test_a_quote_that_is_never_closed_is_named_with_its_line() -> None:
    with pytest.raises(BrokenTextError) as caught:
        parse_table('a,b\n1,2\n"3,4\n5,6\n')
    assert caught.value.line == 3


def test_rows_are_counted_in_lines_also_below_the_name_of_the_separator() -> None:
    assert [number for number, _ in parse_table('sep=,\na,b\n"x\ny",2\n1,2\n')] == [2, 4, 5]
