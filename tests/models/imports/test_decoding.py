"""The one decoder of imported texts: ``report --file`` and ``import`` read the same bytes alike, or refuse them alike."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from components.cli.main import main
from models.errors import UnreadableError
from models.imports.csv_file import read_rows
from models.imports.decoding import decode
from models.imports.reader_process import Refused, read

ROOT = Path(__file__).resolve().parents[3]
WORDS = "code,as_of,note\nC,2023-06-30,“含两所”😀\n"
READ = {
    "UTF-8": WORDS.encode(),
    "UTF-8 with its mark": WORDS.encode("utf-8-sig"),
    "UTF-16": b"\xff\xfe" + WORDS.encode("utf-16-le"),
    "big-endian UTF-16": b"\xfe\xff" + WORDS.encode("utf-16-be"),
    "GB18030": WORDS.encode("gb18030"),
    "UTF-16 without its mark": WORDS.encode("utf-16-le"),
    "big-endian UTF-16 without its mark": WORDS.encode("utf-16-be"),
}
LATIN = "code,as_of,note\nC,2023-06-30,café\n".encode("latin-1")
REFUSED = {
    "another alphabet": (LATIN, "file_encoding"),
    "bytes of no encoding": (b"code,as_of,note\nC,2023-06-30,caf\xff\xff\xff\n", "file_encoding"),
    "a mark of UTF-8 before something else": (b"\xef\xbb\xbf" + WORDS.encode("gb18030"), "file_encoding"),
    "a mark of UTF-16 before half a letter": (b"\xff\xfe" + WORDS.encode("utf-16-le")[:-1], "file_encoding"),
    "half a letter at the end": (WORDS.encode("gb18030") + "区".encode("gb18030")[:1], "file_encoding"),
    "half of a letter cut out of UTF-8": (WORDS.encode().replace("含".encode(), "含".encode()[:2]), "file_encoding"),
    "half of a text in UTF-16 without its mark": (b"\0" + WORDS.encode("utf-16-le"), "file_encoding"),
}


@pytest.mark.parametrize("content", READ.values(), ids=READ.keys())
def test_what_offices_write_is_read_to_the_letter(tmp_path: Path, content: bytes) -> None:
    assert decode(content) == WORDS
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    columns = ("code", "as_of", "note")
    [(_, row)] = read_rows(path, known=columns, needed=columns)
    [sheet] = read("csv", content)
    assert row["note"] == sheet["rows"][1][1][2] == "“含两所”😀"


@pytest.mark.parametrize(("content", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_refused_alike_and_nothing_of_it_is_replaced(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        read_rows(path, known=("code", "as_of", "note"), needed=())
    assert (caught.value.key, caught.value.values) == (key, {"file": "in.csv"})
    if key == "file_damaged":  # the guard refuses those before anything reads them
        return
    with pytest.raises(Refused, match=key):
        read("csv", content)


def test_a_report_of_unknown_signs_is_one_sentence_and_records_nothing(
    tmp_path: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    settings(DATABASE_URL=f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}", SANBIAO_LANGUAGE="zh")
    path = tmp_path / "in.csv"
    path.write_bytes(LATIN)
    for command in ("report", "projects", "programmes", "quotas"):
        given = ("--file", str(path)) if command == "report" else (str(path),)
        if command == "programmes":  # which asks the plan for its columns first
            assert main(["init"]) == 0
            capsys.readouterr()
        assert main([command, *given]) == 2
        assert capsys.readouterr().err == (
            "文件 in.csv 的文字编码不认识（可用 UTF-8、GB18030，或带标记的 UTF-16）：请用 Excel 或 WPS 另存为“CSV UTF-8”。\n"
        )


def test_no_text_that_comes_in_is_decoded_with_signs_replaced() -> None:
    """Allow replaced characters only in the error output of our own processes."""
    found = []
    for folder in ("models", "components", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("decode", "read_text", "open"):
                    given = [*node.args, *(keyword.value for keyword in node.keywords)]
                    if {one.value for one in given if isinstance(one, ast.Constant)} & {"replace", "ignore"}:
                        found.append(path.relative_to(ROOT).as_posix())
    assert found == ["models/imports/plan_document.py", "models/imports/reader.py"]
