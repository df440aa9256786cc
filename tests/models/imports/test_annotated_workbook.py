"""The imported workbook, returned with its errors marked."""

import io
import zipfile

from models.errors import problem
from models.imports.annotated_workbook import LONGEST_NAME, marked
from models.imports.reader import Sheet, read_file


def test_the_cells_come_back_as_they_were_and_none_becomes_a_formula() -> None:
    rows = [(1, ["指标编码", "数值"]), (3, ["=1+1", "@x"])]
    content = marked([Sheet("a.xlsx", "表", rows)], [problem("表!A3", "unknown_code", value="=1+1")], "zh")
    (back,) = read_file("b.xlsx", content)
    assert back.rows == rows
    assert b"<f>" not in content


def test_a_wrong_cell_bears_the_sentence_as_a_comment() -> None:
    wrong = [problem("表!B2", "not_a_number", value="x"), problem("表!2", "column_without_head", n=1)]
    content = marked([Sheet("a.xlsx", "表", [(1, ["a", "b"]), (2, ["c", "x"])])], wrong, "zh")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    assert "“x”不是数字。" in comments
    assert 'ref="B2"' in comments
    assert 'ref="A2"' in comments


def test_sheets_of_several_files_keep_apart() -> None:
    long = "很长的名字" * 10
    sheets = [Sheet("a.csv", "", [(1, ["x"])]), Sheet("a.csv", "", [(1, ["y"])]), Sheet("b", long, [(1, ["z"])])]
    names = [sheet.name for sheet in read_file("c.xlsx", marked(sheets, [], "zh"))]
    assert len(set(names)) == 3
    assert all(len(name) <= LONGEST_NAME for name in names)
