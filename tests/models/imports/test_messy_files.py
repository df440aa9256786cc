"""Everyday files that were lost or refused, made by us after public bug reports: read, or told what they are.

Each goes both ways: through ``stage``, which the page shows, and through the command. ``sheets/`` holds one of each kind.
"""

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Engine

from components.cli.main import main
from models.errors import ConflictError, UnreadableFilesError
from models.imports.batch import LISTS, ImportBatch, commit, stage
from models.snapshots.plan_parts import read_parts
from models.store.engine import open_store, reading

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
SHEETS, PLAN = Path(__file__).parent / "sheets", "zhengzhou-2023"
TODAY, JUNE = date(2023, 7, 10), date(2023, 6, 30)
HEADER = ("指标编码", "指标名称", "区县", "截至日期", "数值", "分子", "分母", "说明", "佐证")


class Given:
    """A store with the plan of the city, to which files are given both ways."""

    def __init__(self, url: str, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self.out, self.err = url, folder, "", ""
        self._capture = capture

    def staged(self, name: str, content: bytes) -> ImportBatch:
        """What the page shows."""
        with closing(_Opened(self.url)) as opened:
            return stage(opened.engine, PLAN, [(name, content)], today=TODAY)

    def command(self, command: str, name: str, content: bytes, *more: str) -> int:
        """The exit code of a command with a file."""
        path = self.folder / name
        path.write_bytes(content)
        code = main([command, str(path), *more])
        self.out, self.err = self._capture.readouterr()
        return code

    def projects(self) -> set[str]:
        with closing(_Opened(self.url)) as opened, reading(opened.engine) as session:
            return set(read_parts(session, PLAN, known_at=datetime.now(UTC)).projects["code"])


class _Opened:
    def __init__(self, url: str) -> None:
        self.engine: Engine = open_store(url)

    def close(self) -> None:
        self.engine.dispose()


@pytest.fixture
def given(real_plan_store_url: str, settings: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Given:
    """The plan of the city, in Chinese."""
    settings(DATABASE_URL=real_plan_store_url, SANBIAO_LANGUAGE="zh")
    return Given(real_plan_store_url, tmp_path, capsys)


def handed(name: str) -> bytes:
    return (SHEETS / name).read_bytes()


def book(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("指标进度")
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def csv(*rows: str, separator: str = ",") -> str:
    return "\r\n".join([separator.join(HEADER[:5]), *rows]) + "\r\n"


def figures(intake: ImportBatch) -> list[tuple[str, str, object]]:
    """Code, district and value of every change."""
    assert [one.sentence("zh") for one in intake.sheets] == []
    return [(one.fact.code, one.fact.district, one.fact.value) for one in intake.changes]


def sentences(intake: ImportBatch) -> list[tuple[str, str]]:
    for one in intake.findings:
        assert one.problem.sentence("en")
    return [(one.level, one.problem.sentence("zh").partition(": ")[2]) for one in intake.findings]


# Files that Excel opens

JINSHUI = ("RE-03", "410105", 12)
READ = [
    *("g02_empty_coloured_cell_IW1.xlsx", "g04_label_cp936.xls", "g05_stream_in_capitals.xls", "g06_backslash.xlsx"),
    *("g12_utf16_xml.xlsx", "k06_utf16le_nobom.csv", "k08_title_semicolon.csv", "k26_csv_named_xls.xls"),
]


@pytest.mark.parametrize("name", READ)
def test_a_file_that_excel_opens_is_read(given: Given, name: str) -> None:
    assert figures(given.staged(name, handed(name))) == [JINSHUI]
    assert given.command("import", name, handed(name)) == 0
    assert (given.err, given.out) == ("", "rows 1 new 1 changed 0 withdrawn 0 same 0 doubted 0 refused 0 left_out 0\n")


def test_a_table_of_2003_in_xml_is_told_what_it_is_and_not_to_be_xls(given: Given) -> None:
    name = "k30_sml2003.xls"
    with pytest.raises(UnreadableFilesError, match="XML Spreadsheet 2003"):
        given.staged(name, handed(name))
    assert given.command("import", name, handed(name)) == 2
    assert given.err == f"文件 {name} 的内容是“XML 表格 2003”：请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。\n"


def renamed(files: Any, change: Callable[[str], str], *replaced: tuple[bytes, bytes]) -> bytes:
    parts: Mapping[str, bytes] = files.parts(book([("RE-03", "", "金水", "2023-06-30", 12)]))
    made = {}
    for name, content in parts.items():
        for old, new in replaced:
            content = content.replace(old, new) if name.endswith((".rels", "Types].xml")) else content
        made[change(name)] = content
    packed: bytes = files.zipped(made)
    return packed


def recoded(files: Any, encoding: str, declared: str) -> bytes:
    parts: Mapping[str, bytes] = files.parts(book([("RE-03", "", "金水", "2023-06-30", 12)]))
    own = {name: content for name, content in parts.items() if name.startswith(("xl/w", "xl/_", "xl/s"))}
    packed: bytes = files.zipped(
        parts | {name: content.decode().replace("UTF-8", declared).encode(encoding) for name, content in own.items()}
    )
    return packed


#: A package under other names, and in other encodings.
PACKAGES: dict[str, Callable[[Any], bytes]] = {
    "every name with backslashes": lambda files: renamed(files, lambda name: name.replace("/", "\\")),
    "every name in capitals": lambda files: renamed(files, str.upper),
    "every name with a slash before it": lambda files: renamed(files, lambda name: f"/{name}"),
    "one sheet in other letters": lambda files: renamed(files, lambda name: name.replace("sheet1", "Sheet1")),
    "another folder": lambda files: renamed(files, lambda name: name.replace("xl/", "book/"), (b"xl/", b"book/")),
    "no folder": lambda files: renamed(files, lambda name: name.replace("xl/", ""), (b"xl/", b"")),
    "links from the root": lambda files: renamed(files, str, (b'Target="worksheets', b'Target="/xl/worksheets')),
    "UTF-16 with its mark": lambda files: recoded(files, "utf-16", "UTF-16"),
    "UTF-16 without its mark": lambda files: recoded(files, "utf-16-be", "UTF-16"),
    "GB2312": lambda files: recoded(files, "gb2312", "GB2312"),
}


@pytest.mark.parametrize("make", PACKAGES.values(), ids=PACKAGES.keys())
def test_a_package_under_other_names_is_the_same_workbook(given: Given, files: Any, make: Callable[[Any], bytes]) -> None:
    assert figures(given.staged("a.xlsx", make(files))) == [JINSHUI]


def test_an_entity_in_utf_16_is_refused_as_in_utf_8(given: Given, files: Any) -> None:
    parts = files.parts(book([]))
    bad = parts[files.SHEET].decode().replace("?>", "?><!DOCTYPE x>", 1).encode("utf-16-be")
    assert given.command("import", "a.xlsx", files.zipped(parts | {files.SHEET: bad})) == 2
    assert "DOCTYPE" in given.err


def far(files: Any, cell: str) -> bytes:
    content: bytes = files.edited(files.SHEET, "</row></sheetData>", f"{cell}</row></sheetData>", content=book([JINSHUI_ROW]))
    return content


JINSHUI_ROW = ("RE-03", "", "金水", "2023-06-30", 12)


@pytest.mark.parametrize("cell", ['<c r="XFD2" s="0"/>', '<c r="IW1048576" s="0"></c>', "<c r = 'AAA2'  s='0' />"])
def test_a_far_cell_with_a_style_alone_does_not_refuse_a_file(given: Given, files: Any, cell: str) -> None:
    assert figures(given.staged("a.xlsx", far(files, cell))) == [JINSHUI]


def test_a_far_cell_with_contents_is_still_refused(given: Given, files: Any) -> None:
    assert given.command("import", "a.xlsx", far(files, '<c r="XFD2" s="0"><v>1</v></c>')) == 2
    assert "在 XFD2 处有内容" in given.err


def excel_95(files: Any, stream: str = "Book", page: int = 936, encoding: str = "gbk") -> bytes:
    """A workbook of Excel 95, whose letters are bytes of a code page."""
    record, name = files.record, "指标进度".encode(encoding)
    begin = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", page))
    place = len(begin) + 4 + 7 + len(name) + 4
    begin += record(0x85, struct.pack("<IBBB", place, 0, 0, len(name)) + name) + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for number, row in enumerate([HEADER[:5], [*JINSHUI_ROW[:4], "12"]]):
        for at, cell in enumerate(row):
            words = cell.encode(encoding)
            sheet += record(0x204, struct.pack("<HHHH", number, at, 0, len(words)) + words)
    made: bytes = files.ole(stream, begin + sheet + record(0x0A, b""))
    return made


@pytest.mark.parametrize("stream", ["Book", "BOOK", "book"])
def test_a_workbook_of_excel_95_is_read_with_its_letters(given: Given, files: Any, stream: str) -> None:
    assert figures(given.staged("a.xls", excel_95(files, stream))) == [JINSHUI]


@pytest.mark.parametrize("name", ["a.et", "a.xlt", "a.xls"])
def test_a_workbook_of_wps_and_a_template_are_old_workbooks(given: Given, files: Any, name: str) -> None:
    content = files.xls([HEADER[:5], [*JINSHUI_ROW[:4], "12"]])
    assert figures(given.staged(name, content)) == [JINSHUI]


# Text

LINE = "RE-03,,金水,2023-06-30,12"
TEXTS: dict[str, tuple[str, bytes]] = {
    "tabs named as a workbook": ("a.xls", csv(LINE.replace(",", "\t"), separator="\t").encode("gb18030")),
    "tabs in UTF-16 named as a workbook": ("a.xls", csv(LINE.replace(",", "\t"), separator="\t").encode("utf-16")),
    "UTF-16 without its mark": ("a.csv", csv(LINE).encode("utf-16-le")),
    "UTF-16 of the other end without its mark": ("a.csv", csv(LINE).encode("utf-16-be")),
    "a formula that shows a text": ("a.csv", csv('="RE-03",,金水,="2023-06-30",12').encode()),
    "a formula in quotes": ("a.csv", csv('"=""RE-03""",,金水,2023-06-30,12').encode()),
    "a first line that names the separator": ("a.csv", b"sep=;\r\n" + csv(LINE.replace(",", ";"), separator=";").encode()),
    "a title with semicolons": ("a.csv", ("单位：金水;填表人：张;电话:;;\r\n" + csv(LINE)).encode()),
    "a title with commas above semicolons": (
        "a.csv",
        ("甲,乙,丙,丁,戊,己,庚\r\n" + csv(LINE.replace(",", ";"), separator=";")).encode(),
    ),
    "a title with tabs": ("a.csv", ("表\t一\t二\t三\r\n" + csv(LINE)).encode("gb18030")),
}


@pytest.mark.parametrize(("name", "content"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_read_whatever_program_wrote_it(given: Given, name: str, content: bytes) -> None:
    assert figures(given.staged(name, content)) == [JINSHUI]


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ('推进"双减"工作', '推进"双减"工作'),
        ('"双减"推进中', '"双减"推进中'),
        ('"推进"双减"，已开会"', '推进"双减"，已开会'),
        ('12" 屏', '12" 屏'),
    ],
)
def test_quotes_within_a_cell_are_kept(given: Given, cell: str, note: str) -> None:
    rows = f"RE-03,全市,2023-06-30,12,{cell}\r\nRE-03,全市,2023-05-31,11,完\r\n"
    content = f"指标编码,区县,截至日期,数值,说明\r\n{rows}".encode()
    assert [one.fact.note for one in given.staged("a.csv", content).changes] == [note, "完"]


def test_a_quote_that_is_not_closed_is_named_with_its_line(given: Given) -> None:
    content = '指标编码,截至日期,数值,说明\r\nRE-03,2023-06-30,12,好\r\nRE-03,2023-05-31,11,"好\r\n'.encode()
    assert given.command("import", "a.csv", content) == 2
    assert "第 3 行的引号没有成对" in given.err


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.et"])
def test_no_file_named_as_a_workbook_is_told_to_be_one(given: Given, name: str) -> None:
    for content in (b"%PDF-1.7\n1 0 obj\n", b"\x89PNG\r\n\x1a\n" + bytes(99), b"<html><table></table></html>"):
        assert given.command("import", name, content) == 2
        assert "可用 .xlsx、.xls" not in given.err
        assert "另存为 .xlsx" in given.err


# Names and words


def test_a_yes_is_a_deliverable_that_is_done(given: Given) -> None:
    content = handed("v00_deliver_yes.xlsx")
    intake = given.staged("v00.xlsx", content)
    assert (figures(intake), sentences(intake)) == ([("RE-02", "", 1)], [("guess", "“是”认作1。")])
    assert given.command("import", "v00.xlsx", content) == 0


@pytest.mark.parametrize(("word", "value"), [("√", 1), ("已完成", 1), ("Yes", 1), ("否", 0), ("未完成", 0), ("×", 0)])
def test_words_for_done_and_not_done_are_one_and_nought(given: Given, word: str, value: int) -> None:
    assert figures(given.staged("a.xlsx", book([("RE-02", "", "全市", "2023-06-30", word)]))) == [("RE-02", "", value)]


def test_a_word_that_is_neither_is_told_what_to_write(given: Given) -> None:
    assert sentences(given.staged("a.xlsx", book([("RE-02", "", "全市", "2023-06-30", "推进中")]))) == [
        ("error", "成果任务只填 1（已完成）或 0（未完成），这里是推进中。")
    ]


def test_a_yes_is_no_count(given: Given) -> None:
    assert [level for level, _ in sentences(given.staged("a.xlsx", book([("RE-03", "", "全市", "2023-06-30", "是")])))] == [
        "error"
    ]


def test_a_dash_is_an_empty_cell_and_is_told(given: Given) -> None:
    intake = given.staged("n21.xlsx", handed("n21_dash.xlsx"))
    assert figures(intake) == []
    assert ("guess", "“—”按空格处理，不改变任何内容。") in sentences(intake)


@pytest.mark.parametrize("word", ["/", "无", "－", "——", "N/A"])
def test_other_words_for_nothing_are_empty_cells(given: Given, word: str) -> None:
    content = book([("RE-03", "", "金水", "2023-06-30", 12, word, word)])
    intake = given.staged("a.xlsx", content)
    assert figures(intake) == [JINSHUI]
    assert [level for level, _ in sentences(intake)] == ["guess", "guess"]
    assert given.command("import", "a.xlsx", content) == 0


def test_a_month_is_proposed_as_its_last_day_and_doubted(given: Given) -> None:
    content = handed("d11_year_month.xlsx")
    intake = given.staged("d11.xlsx", content)
    assert [one.fact.as_of for one in intake.changes] == [JUNE]
    assert sentences(intake) == [("doubt", "“2023年6月”不是完整的日期，认作2023年6月30日：请核对或确认。")]
    assert given.command("import", "d11.xlsx", content) == 1
    assert given.command("import", "d11.xlsx", content, "--confirm") == 0


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("6月底", JUNE),
        ("30号", JUNE),
        ("22-04-02", date(2022, 4, 2)),
        ("六月末", JUNE),
        ("2023年第二季度", JUNE),
        ("6月15日", date(2023, 6, 15)),
        ("截至6月底", JUNE),
        ("截止2023年6月", JUNE),
    ],
)
def test_a_day_that_is_not_written_in_full_is_proposed_and_doubted(given: Given, word: str, day: date) -> None:
    intake = given.staged("a.xlsx", book([("RE-03", "", "金水", word, 12)]))
    assert [one.fact.as_of for one in intake.changes] == [day]
    assert [level for level, _ in sentences(intake)] == ["doubt"]


def test_a_district_is_known_with_its_city(given: Given) -> None:
    content = handed("q02_city_prefix.xlsx")
    assert figures(given.staged("q02.xlsx", content)) == [("RE-03", "410102", 3)]
    assert given.command("import", "q02.xlsx", content) == 0
    assert "“郑州市中原区”认作中原区" in given.err


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("中原区教育局", "410102"), ("河南省郑州市登封市教体局", "410185"), ("管城区", "410104"), ("中 原\n区", "410102")),
        *(
            ("郑州经济技术开发区", "JK"),
            ("郑州高新技术产业开发区管委会", "GX"),
            ("郑州航空港经济综合实验区", "HK"),
            ("zhongyuan", "410102"),
        ),
    ],
)
def test_a_district_is_known_by_its_office_and_its_long_name(given: Given, name: str, code: str) -> None:
    assert figures(given.staged("a.xlsx", book([("RE-03", "", name, "2023-06-30", 3)]))) == [("RE-03", code, 3)]


@pytest.mark.parametrize("name", ["市本级", "郑州市教育局", "市直学校"])
def test_the_level_of_the_city_is_the_city_only_once_confirmed(given: Given, name: str) -> None:
    intake = given.staged("a.xlsx", book([("RE-03", "", name, "2023-06-30", 3)]))
    assert figures(intake) == [("RE-03", "", 3)]
    assert sentences(intake)[0] == ("doubt", f"“{name}”认作全市：只是市直学校的数请改正，确实是全市的请确认。")
    assert intake.kept() == []


def test_a_name_with_a_line_break_is_the_name(given: Given) -> None:
    content = handed("m01_linebreak_in_name.xlsx")
    assert [code for code, _, _ in figures(given.staged("m01.xlsx", content))] == ["RE-03"]
    assert given.command("import", "m01.xlsx", content) == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("支持建设急(特)需高职专业", "VO-04"),
        ("出台“深化新时代教育评价改革实施方案”", "RE-02"),
        ("引进培育 中小学优秀校长", "RE-03"),
    ],
)
def test_quotes_brackets_and_blanks_do_not_hide_a_name(given: Given, name: str, code: str) -> None:
    intake = given.staged("a.xlsx", book([("", name, "全市", "2023-06-30", 1)]))
    assert [fact for fact, _, _ in figures(intake)] == [code] or "由项目或名额的数据计数" in sentences(intake)[-1][1]


@pytest.mark.parametrize("code", ["RE–03", "re-03", "ＲＥ－０３", "RE—03", " RE- 03 ", "re−03"])
def test_a_code_is_known_with_any_dash_and_in_any_case(given: Given, code: str) -> None:
    content = book([(code, "", "金水", "2023-06-30", 12)])
    assert figures(given.staged("a.xlsx", content)) == [JINSHUI]
    assert given.command("import", "a.xlsx", content) == 0


@pytest.mark.parametrize(
    ("row", "near"),
    [
        (("RE-3", "", "金水", "2023-06-30", 12), "RE-03"),
        (("9", "引进培育中小学优秀校长", "金水", "2023-06-30", 12), "RE-03"),
        (("", "引进培育中小学校长", "金水", "2023-06-30", 12), "引进培育中小学优秀校长"),
        (("RE-03", "", "金永区", "2023-06-30", 12), "金水区"),
    ],
)
def test_an_unknown_code_or_name_proposes_the_nearest(given: Given, row: tuple[Any, ...], near: str) -> None:
    content = book([row])
    assert sentences(given.staged("a.xlsx", content))[0][1].endswith(f"是否应为“{near}”？")
    assert given.command("import", "a.xlsx", content) == 1
    assert near in given.err


@pytest.mark.parametrize("cell", ["12人", "12 名", "12位"])
def test_people_are_counted_in_any_of_their_units(given: Given, cell: str) -> None:
    assert figures(given.staged("a.xlsx", book([("RE-03", "", "金水", "2023-06-30", cell)]))) == [JINSHUI]


# Lists

LIST = (
    "code,name,district,stage,kind,x,y,crs,seats,investment,targets,as_of,started_baseline\n"
    "P-1,金水区第一小学,金水区,primary,new,113.72,34.78,WGS-84,1620,8000,BA-05,2023-06-30,2023-05-01\n"
)


@pytest.mark.parametrize("command", ["import", "projects"])
@pytest.mark.parametrize("name", ["p_plain.csv", "p_dist_guan.csv", "utf16.csv"])
def test_both_commands_take_the_same_list(given: Given, command: str, name: str) -> None:
    intake = given.staged(name, handed(name))
    assert ([one.code for one in intake.entries], intake.sheets) == (["P-1"], [])
    assert given.command(command, name, handed(name)) == 0, given.err
    assert given.projects() == {"P-1"}


@pytest.mark.parametrize(("command", "code"), [("import", 1), ("projects", 2)])
def test_projected_metres_are_told_as_what_they_are(given: Given, command: str, code: int) -> None:
    name = "p_gauss.csv"
    assert "像是投影坐标（米）" in given.staged(name, handed(name)).sheets[0].sentence("zh")
    assert given.command(command, name, handed(name)) == code
    assert "像是投影坐标（米）" in given.err
    assert "填反" not in given.err
    assert given.projects() == set()


@pytest.mark.parametrize("command", ["import", "projects"])
def test_the_same_name_under_another_code_is_doubted(given: Given, command: str) -> None:
    name = "same_name_other_code.csv"
    intake = given.staged(name, handed(name))
    assert intake.rows_with("doubt") == {LISTS}
    with closing(_Opened(given.url)) as opened:
        assert commit(opened.engine, intake, author="test") is None
    assert given.command(command, name, handed(name)) == 1
    assert "“金水区第一小学”已有编码 P-1，这里却是 P-2" in given.err
    assert given.projects() == set()
    assert given.command(command, name, handed(name), "--confirm") == 0
    assert given.projects() == {"P-1", "P-2"}


@pytest.mark.parametrize("command", ["import", "projects"])
def test_a_name_that_the_store_has_under_another_code_is_doubted(given: Given, command: str) -> None:
    assert given.command("projects", "a.csv", LIST.encode()) == 0
    assert given.command(command, "b.csv", LIST.replace("P-1", "P-9").replace("第一", " 第一").encode()) == 1
    assert "已有编码 P-1，这里却是 P-9" in given.err
    assert given.command(command, "a.csv", LIST.encode()) == 0, "the same list again"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("113.72", "113.7234567", "guess: {}: “113.7234567”保留6位小数，认作113.723457。"),
        ("8000,", "8000万元,", "guess: {}: “8000万元”认作8000。"),
        ("8000,", "0.8亿元,", "guess: {}: “0.8亿元”认作8000。"),
        ("1620", "1620个", "guess: {}: “1620个”认作1620。"),
        ("8000,", "—,", "guess: {} investment: “—”按空格处理，不改变任何内容。"),
        ("金水区,primary", "金水区教育局,primary", "guess: {}: “金水区教育局”认作金水区。"),
    ],
)
@pytest.mark.parametrize(("command", "place"), [("import", "a.csv!2"), ("projects", "a.csv:2")])
def test_a_cell_of_a_list_is_read_as_one_of_a_report(
    given: Given, command: str, place: str, old: str, new: str, said: str
) -> None:
    assert LIST.count(old) == 1
    assert given.command(command, "a.csv", LIST.replace(old, new).encode()) == 0, given.err
    assert given.err == said.format(place) + "\n"
    assert given.projects() == {"P-1"}


@pytest.mark.parametrize("command", ["import", "projects"])
def test_degrees_minutes_and_seconds_are_told_and_doubted(given: Given, command: str) -> None:
    content = LIST.replace("113.72", "113°43′12″").encode()
    assert given.command(command, "a.csv", content) == 1
    assert "是度分秒，认作113.72度" in given.err
    assert given.command(command, "a.csv", content, "--confirm") == 0


@pytest.mark.parametrize("command", ["import", "projects"])
def test_a_list_in_a_workbook_with_chinese_headers_is_taken_by_both(given: Given, command: str) -> None:
    head = ("序号", "项目编码", "项目名称", "所属区县", "学段", "建设性质", "投资（万元）", "备注", "截至日期")
    content = book([(1, "P-1", "金水区第一小学", "金水", "小学", "新建", "8000", "好", "2023-06-30")], head)
    assert given.command(command, "a.xlsx", content) == 0, given.err
    assert "“序号”一列不导入（1格有内容）" in given.err
    assert given.projects() == {"P-1"}


def test_a_list_that_lacks_a_column_is_still_a_list(given: Given) -> None:
    content = book(
        [("P-1", "金水区第一小学", "金水", "新建", "2023-06-30")], ("项目编码", "项目名称", "区县", "类别", "截至日期")
    )
    assert [one.sentence("zh") for one in given.staged("a.xlsx", content).sheets] == ["指标进度!1: 表头缺少“学段”一列。"]
    assert given.command("import", "a.xlsx", content) == 1


@pytest.mark.parametrize("head", ["投资（亿元）", "总投资（元）", "投资（单位：千元）", "面积（万平方米）", "建筑面积（亩）"])
@pytest.mark.parametrize("command", ["import", "projects"])
def test_a_column_of_a_list_in_another_scale_is_not_understood(given: Given, command: str, head: str) -> None:
    header = ("项目编码", "项目名称", "区县", "学段", "类别", head, "截至日期")
    content = book([("P-1", "金水区第一小学", "金水", "小学", "新建", 0.8, "2023-06-30")], header)
    assert given.command(command, "a.xlsx", content) in (1, 2)
    assert f"不认识列“{head.replace('（', '(').replace('）', ')').replace('：', ':')}”" in given.err
    assert given.projects() == set()


@pytest.mark.parametrize("command", ["import", "projects"])
def test_a_cell_of_a_list_without_a_header_is_not_lost(given: Given, command: str) -> None:
    assert given.command(command, "a.csv", LIST.replace("2023-05-01\n", "2023-05-01,紧急\n").encode()) in (1, 2)
    assert "（“紧急”）上面没有表头" in given.err
    assert given.projects() == set()


def test_conflicts_of_two_lists_are_still_found(given: Given) -> None:
    intake = given.staged("a.csv", LIST.encode())
    assert given.command("projects", "b.csv", LIST.replace("1620", "1700").encode()) == 0
    with closing(_Opened(given.url)) as opened, pytest.raises(ConflictError):
        commit(opened.engine, intake, author="test")
