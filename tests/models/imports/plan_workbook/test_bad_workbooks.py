"""Bad plan workbooks: each is refused, or read with a notice, by the sentence that says what, where and what to do."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from models.errors import PlanFileError, UnreadableError
from models.i18n import show
from models.imports.plan_workbook.reading import PlanWorkbook, open_plan_workbook, plan_of_sheets
from models.plan.file import PlanFile, parse_plan
from models.plan.workbook.writing import plan_workbook, plan_workbook_template
from models.status import TargetKind
from tests.models.imports.plan_workbook.sheets_of import sheets_of

PLAN = """
plan: {code: p-2024, city: 某市, year: 2024, title: 重点工作, source: 文件,
       districts: [{code: E, name: 东区}, {code: W, name: 西区}]}
sections: [{code: one, name: 基础教育}, {code: two, name: 职业教育}]
targets:
  - {code: T-1, section: one, kind: count, name: 开工, unit: 所, target: 12, due: 2024-12-31, plan: [{by: 2024-06-30, value: 5}]}
  - {code: T-2, section: one, kind: floor, name: 普惠率, target: 85, due: 2024-12-31}
  - {code: T-3, section: two, kind: items, name: 名单, due: 2024-09-30, items: [甲校, 乙校],
     gates: [{name: 印发, by: 2024-05-31}]}
"""
#: Letters of the columns of the sheet of targets by their headers, and the next two that are free.
LETTERS = {cell.value: cell.column_letter for cell in openpyxl.load_workbook(io.BytesIO(plan_workbook_template("zh")))["目标"][1]}
FREE, NEXT = (get_column_letter(len(LETTERS) + place) for place in (1, 2))
CYCLE, DOCUMENT, SINCE, MORE = (LETTERS[name] for name in ("填报周期", "暂停文号", "暂停日期", "超额为好"))
REFUSED = "计划文件 plan.xlsx 有 {n} 处问题，没有写入任何内容。"
Change = Callable[[Workbook], object]


def plan() -> PlanFile:
    return parse_plan(PLAN.encode(), name="plan.yaml")


def changed(change: Change) -> bytes:
    """The workbook of the plan after a change."""
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(plan(), "zh")))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(change: Change) -> PlanWorkbook:
    return plan_of_sheets(sheets_of(changed(change)), name="plan.xlsx", sha256="")


def problems(change: Change) -> list[str]:
    with pytest.raises(PlanFileError) as refused:
        read(change)
    assert refused.value.sentence("zh").startswith(REFUSED.format(n=len(refused.value.problems)))
    return [one.sentence("zh") for one in refused.value.problems]


def put(sheet: str, cell: str, value: Any) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def remove(sheet: str) -> Change:
    return lambda book: book.remove(book[sheet])


def rename(sheet: str, name: str) -> Change:
    return lambda book: setattr(book[sheet], "title", name)


def copy(sheet: str, name: str) -> Change:
    return lambda book: setattr(book.copy_worksheet(book[sheet]), "title", name)


def append(sheet: str, *cells: Any) -> Change:
    return lambda book: book[sheet].append(cells)


def merge(sheet: str, cells: str) -> Change:
    return lambda book: book[sheet].merge_cells(cells)


def column(sheet: str, head: str) -> Change:
    """Delete the column of a header."""

    def change(book: Workbook) -> None:
        cell = next(cell for cell in book[sheet][1] if cell.value == head)
        book[sheet].delete_cols(cell.column)

    return change


def rows(sheet: str, n: int) -> Change:
    def change(book: Workbook) -> None:
        for number in range(n):
            book[sheet].append((f"X-{number}", "one", "推进事项", "推进"))

    return change


def share(*rows: tuple[Any, ...]) -> Change:
    """Give the first target shares."""

    def change(book: Workbook) -> None:
        for cells in rows:
            book["区县份额"].append(("T-1", None, *cells))

    return change


def outlines(file: str | None) -> Change:
    """Add the outlines of the districts in two lines, the last one first."""

    def change(book: Workbook) -> None:
        labels = {row[0].value: row[0].row for row in book["计划"].iter_rows()}
        book["计划"].cell(labels["区划文件"], 2, file)
        sheet = book.create_sheet("区县轮廓")
        for cells in (("序号", "轮廓（GeoJSON）"), (2, '" b}"'), (1, "{a")):
            sheet.append(cells)

    return change


TERMS = "专业层次、专业类别、专业阶段、专业指标、岗位、方式、招聘环节"
KINDS = "、".join(show(kind, "zh") for kind in TargetKind)
BAD: dict[str, tuple[Change, list[str]]] = {
    "no sheet of the plan": (remove("计划"), ["缺少工作表“计划”：请补上，或把表名改回“计划”。"]),
    "no sheet of sections": (remove("板块"), ["缺少工作表“板块”：请补上，或把表名改回“板块”。"]),
    "no sheet of targets": (remove("目标"), ["缺少工作表“目标”：请补上，或把表名改回“目标”。"]),
    "no sheet of districts": (remove("区县"), ["缺少工作表“区县”：请补上，或把表名改回“区县”。"]),
    "sheet misspelt": (
        rename("分期目标", "按月安排"),
        ["按月安排: 不认识这个工作表（2行），它的表头像“分期目标”的：请把表名改成“分期目标”，或删去这个表。"],
    ),
    "two sheets of targets": (
        copy("目标", "指标"),
        ["指标: “目标”有2个工作表（目标、指标）：一个文件只放一份计划，请只留一个。"],
    ),
    "two plans": (
        append("计划", "计划代码", "p-2025"),
        ["计划!B20: “计划代码”填了两次（计划!B2、计划!B20），一个文件只放一份计划：请只留一个。"],
    ),
    "header misspelt": (
        put("目标", "K1", "完成期线"),
        ["目标!K1: 不认识“完成期线”一列：3格内容没有读入；最接近的列是“完成期限”，是这一列请改表头。"],
    ),
    "label misspelt": (
        put("计划", "A2", "计划代吗"),
        ["计划!B2: 不认识“计划代吗”：它的内容没有读入；最接近的是“计划代码”，是这一项请改名称。"],
    ),
    "column without a header": (
        put("目标", f"{NEXT}2", "12"),
        [f"目标!{NEXT}1: 这一格（“12”）上面没有表头：请补上表头或删去内容。"],
    ),
    "needed column deleted": (column("目标", "所属板块"), ["目标!1: 表头缺少“所属板块”一列。"]),
    "column twice": (
        put("目标", f"{FREE}1", "目标值"),
        [f"目标!1: “目标值”出现了两次（I 目标值、{FREE} 目标值）：请只留一列。"],
    ),
    "no header at all": (
        lambda book: book["板块"].delete_rows(1),
        ["板块: 这个工作表没有认得的表头：第一行应有板块代码、板块名称之一。"],
    ),
    "no targets": (lambda book: book["目标"].delete_rows(2, 3), ["目标: 这里要有一个列表，至少一行。"]),
    "unknown section": (put("目标", "B2", "基础教肓"), ["目标!B2: 没有编码为“基础教肓”的板块。是否应为“基础教育”？"]),
    "section left empty": (put("目标", "B2", None), ["目标!B2: 缺少此项。"]),
    "due before the year": (
        put("目标", "K2", date(2023, 12, 31)),
        [
            "分期目标!C2: 2024年6月30日晚于期限2023年12月31日。",
            "目标!K2: 2023年12月31日早于计划开始日2024年1月1日。",
        ],
    ),
    "rate above 100": (put("目标", "I3", 185), ["目标!I3: 比率不能超过100，这里是185。"]),
    "count not whole": (put("目标", "I2", 12.5), ["目标!I2: 数量应为整数，这里是12.5。"]),
    "negative number": (put("目标", "J2", -1), ["目标!J2: “-1”不合要求。"]),
    "text as number": (put("目标", "I2", "十几所"), ["目标!I2: “十几所”不是数字。"]),
    "too many digits": (put("目标", "I3", "0.1234567"), ["目标!I3: “0.1234567”位数太多：最多15位数字、6位小数。"]),
    "no day of the calendar": (put("目标", "K2", "2024-02-30"), ["目标!K2: “2024-02-30”不是日历上的日期，请写成 2023-06-30。"]),
    "unknown kind": (put("目标", "C2", "总数"), [f"目标!C2: “总数”不在可选值之内（{KINDS}）。"]),
    "unknown cycle": (put("目标", f"{CYCLE}2", "每周"), [f"目标!{CYCLE}2: “每周”不在可选值之内（每月、每季、每年）。"]),
    "neither yes nor no": (put("目标", f"{MORE}2", "也许"), [f"目标!{MORE}2: “也许”看不出是“是”还是“否”：请填“是”或“否”。"]),
    "count without unit": (put("目标", "G2", None), ["目标!G2: “数量”类目标必须有此项。"]),
    "blank code": (put("目标", "A3", None), ["目标!A3: 缺少此项。"]),
    "code with a blank": (put("目标", "A3", "T 2"), ["目标!A3: “T 2”不合要求。"]),
    "duplicate target": (put("目标", "A3", "T-1"), ["目标!A2、A3: “T-1”出现了两次。"]),
    "duplicate district": (put("区县", "B3", "东区"), ["区县!B2、B3: “东区”出现了两次。"]),
    "name too long": (put("目标", "D2", "长" * 301), [f"目标!D2: “{'长' * 57}…”不合要求。"]),
    "control characters": (put("目标", "D2", "开\t工"), ["目标!D2: 里面有看不见的控制字符：请删去后重新填写。"]),
    "formula error": (put("目标", "D2", "#REF!"), ["目标!D2: “#REF!”是公式出错的结果：请改正公式，或直接填写内容。"]),
    "formula error of newer versions": (
        put("目标", "D2", "#SPILL!"),
        ["目标!D2: “#SPILL!”是公式出错的结果：请改正公式，或直接填写内容。"],
    ),
    "formula error in a number": (
        put("目标", "I2", "#DIV/0!"),
        ["目标!I2: “#DIV/0!”是公式出错的结果：请改正公式，或直接填写内容。"],
    ),
    "formula without a result": (
        put("目标", "I2", "=SUM(I3:I4)"),
        ["目标!I2: 这一格是公式（=SUM(I3:I4)），文件里没有存它的结果：请用 Excel 或 WPS 打开，保存后再传。"],
    ),
    "merged numbers": (
        merge("目标", "I2:I3"),
        [
            "目标!I2: “12”合并了I2:I3几行，看不出是哪一行的数：请取消合并，每行分别填写。",
            "目标!I3: “12”合并了I2:I3几行，看不出是哪一行的数：请取消合并，每行分别填写。",
        ],
    ),
    "merged over columns": (
        merge("目标", "I2:J2"),
        ["目标!I2: “12”合并了I2:J2几列，看不出是哪一列的数：请取消合并，每列分别填写。"],
    ),
    "points that fall": (
        append("分期目标", "T-1", None, date(2024, 9, 30), 3),
        ["分期目标!3: 分期目标应按日期递增且累计值不减（2024年9月30日）。"],
    ),
    "point after the due day": (put("分期目标", "C2", date(2025, 1, 31)), ["分期目标!C2: 2025年1月31日晚于期限2024年12月31日。"]),
    "point above the target": (put("分期目标", "D2", 13), ["分期目标!D2: 13超过了目标12。"]),
    "point of no target": (put("分期目标", "A2", "T-11"), ["分期目标!A2: 计划里没有编码为“T-11”的目标。是否应为“T-1”？"]),
    "point without a target": (put("分期目标", "A2", None), ["分期目标!A2: 缺少此项。"]),
    "items without rows": (
        lambda book: book["分项与节点"].delete_rows(2, 3),
        ["目标!4: “分项任务”类目标必须有内容：请在“分项与节点”表里为它至少写一行。"],
    ),
    "item twice": (put("分项与节点", "D4", "甲校"), ["分项与节点!D4: “甲校、甲校”出现了两次。"]),
    "neither item nor gate": (
        append("分项与节点", "T-3", "名单"),
        ["分项与节点!5: 这一行既没有分项也没有节点：请补上，或删去这一行。"],
    ),
    "gate without a day": (put("分项与节点", "F2", None), ["分项与节点!F2: 缺少此项。"]),
    "gate twice": (
        append("分项与节点", "T-3", None, None, None, "印发", date(2024, 6, 30)),
        ["分项与节点!E5: “印发、印发”出现了两次。"],
    ),
    "share of no district": (
        append("区县份额", "T-1", None, "东曲", 12),
        ["区县份额!C2: 计划里没有叫“东曲”的区县。"],
    ),
    "share twice": (
        share(("东区", 5), ("W", 7), ("E", 6)),
        ["区县份额!D4: E 的份额前面写的是5，这里是6：请改成一致，或只在一行里填。"],
    ),
    "share left empty": (share(("东区", None, date(2024, 6, 30), 1), ("W", 12)), ["区县份额!D2: 缺少此项。"]),
    "shares that do not add up": (share(("东区", 5), ("W", 6)), ["区县份额!D2: 各区县份额之和为11，与目标12不符。"]),
    "share not whole": (
        share(("东区", 5.5), ("W", 6.5)),
        ["区县份额!D2: 数量应为整数，这里是5.5。", "区县份额!D3: 数量应为整数，这里是6.5。"],
    ),
    "points of a share that fall": (
        share(("东区", 5, date(2024, 6, 30), 3), ("W", 7), ("东区", None, date(2024, 9, 30), 2)),
        ["区县份额!4: 分期目标应按日期递增且累计值不减（2024年9月30日）。"],
    ),
    "point of a share above it": (
        share(("东区", 5, date(2024, 6, 30), 6), ("W", 7)),
        ["区县份额!F2: 6超过了目标5。"],
    ),
    "outlines in two places": (outlines("geography/x.geojson"), ["计划!B17: 区划文件和“区县轮廓”表都有内容：请只留一处。"]),
    "suspended without a day": (put("目标", f"{DOCUMENT}2", "郑教〔2024〕18号"), [f"目标!{SINCE}2: 缺少此项。"]),
    "at risk tighter than on track": (
        put("计划", "B14", "1%"),
        ["计划: 预警线（at_risk）比正常线（on_track）还严，请把预警的比例改得不小于正常的。"],
    ),
    "half of a pair": (put("计划", "B13", None), ["计划!B13: 缺少此项。"]),
    "no such kind of word": (
        append("名词", "职称", "a", "甲"),
        [f"名词!A2: “职称”不在可选值之内（{TERMS}）。"],
    ),
    "ten thousand rows": (
        rows("目标", 10_000),
        ["目标: 这个工作表有10004行，一份计划的一个表最多5000行：请删去不属于计划的行。"],
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_workbook_is_refused_by_its_sentences(kind: str) -> None:
    change, sentences = BAD[kind]
    assert problems(change) == sentences


def test_all_problems_are_told_at_once() -> None:
    def change(book: Workbook) -> None:
        for sheet, cell, value in (
            ("目标", "I2", "很多"),
            ("目标", "K3", "年底前"),
            ("区县", "A2", None),
            ("计划", "B5", "今年"),
        ):
            book[sheet][cell] = value

    assert [one.partition(":")[0] for one in problems(change)] == ["计划!B5", "目标!I2", "目标!K3", "区县!A2"]


def test_after_many_unknown_codes_no_nearest_is_looked_for() -> None:
    def change(book: Workbook) -> None:
        for _ in range(300):
            book["分期目标"].append(("T-11", None, date(2024, 9, 30), 6))

    found = problems(change)
    assert (found[0].endswith("是否应为“T-1”？"), found[-1].endswith("的目标。")) == (True, True)
    assert len(found) == 300


#: What is read all the same, and the notice that says how.
TOLD: dict[str, tuple[Change, list[str]]] = {
    "another order of sheets": (lambda book: book.move_sheet("目标", -3), []),
    "a title above the header": (lambda book: book["目标"].insert_rows(1), []),
    "a sheet of somebody's own": (
        lambda book: book.create_sheet("草稿").append(("想法", "甲")),
        ["草稿: 这个工作表没有认得的表头，没有读入（1行有内容）。"],
    ),
    "a hidden sheet": (
        lambda book: setattr(book["名词"], "sheet_state", "hidden"),
        ["名词: 隐藏的工作表没有读入（1行有内容）：需要导入请先取消隐藏。"],
    ),
    "a hidden row": (
        lambda book: setattr(book["目标"].row_dimensions[3], "hidden", True),
        ["目标: 有1行是隐藏的（第3行），已一并读入，请核对。"],
    ),
    "another column": (
        lambda book: (put("目标", f"{FREE}1", "联系电话")(book), put("目标", f"{FREE}2", "0371")(book)),
        [f"目标!{FREE}1: 不认识“联系电话”一列：1格内容没有读入；最接近的列是“目标编码”，是这一列请改表头。"],
    ),
    "another name of a target": (
        put("分期目标", "B2", "别的"),
        ["分期目标!B2: 名称“别的”与编码 T-1 的目标“开工”不同：按编码读入，请核对。"],
    ),
    "full-width digits": (put("目标", "I2", "１２"), []),
    "a number with its unit": (put("目标", "I2", "12所"), ["目标!I2: “12所”认作12。"]),
    "a section by its name": (put("目标", "B2", "基础教育"), []),
    "a kind in English": (put("目标", "C2", "count"), []),
    "a day in Chinese": (put("目标", "K2", "2024年12月31日"), []),
    "a day as a number": (put("目标", "K2", "45657"), ["目标!K2: “45657”认作2024年12月31日。"]),
    "a day not written in full": (
        put("目标", "K2", "12月底"),
        ["目标!K2: “12月底”不是完整的日期，认作2024年12月31日：请核对或确认。"],
    ),
    "a dash for nothing": (put("目标", "J2", "—"), ["目标!J2: “—”按空格处理，不改变任何内容。"]),
    "a header in other words": (put("目标", "K1", "完成时间"), []),
    "an English header": (put("目标", "K1", "Due"), []),
}


@pytest.mark.parametrize("kind", TOLD)
def test_what_is_read_all_the_same_is_told(kind: str) -> None:
    change, notices = TOLD[kind]
    found = read(change)
    assert [one.sentence("zh") for one in found.notices] == notices
    assert (found.plan.plan, found.plan.sections, found.plan.targets) == (plan().plan, plan().sections, plan().targets)


def macro(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("damaged", lambda good: good[:2_000], "file_damaged"),
        ("empty", lambda good: b"", "file_empty"),
        ("password", lambda good: bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        ("macro", macro, "file_macro"),
        ("page", lambda good: b"<html><table></table></html>", "file_page"),
    ],
)
def test_a_file_that_cannot_be_opened_is_refused(name: str, make: Callable[[bytes], bytes], sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        open_plan_workbook(make(plan_workbook(plan(), "zh")), "plan.xlsx")
    assert refused.value.key == sentence


def test_a_table_alone_is_no_plan_workbook() -> None:
    with pytest.raises(PlanFileError, match="no plan workbook"):
        open_plan_workbook("指标编码,数值\nT-1,5\n".encode(), "plan.csv")


def test_a_plan_written_across_is_read_and_two_are_refused() -> None:
    def across(book: Workbook) -> None:
        pairs = [(row[0].value, row[1].value) for row in book["计划"].iter_rows(min_row=2, max_col=2)]
        book["计划"].delete_rows(1, 30)
        for at, (head, value) in enumerate(pairs, start=1):
            book["计划"].cell(1, at, head)
            book["计划"].cell(2, at, value)
            book["计划"].cell(1, at + 4).comment = None

    def twice(book: Workbook) -> None:
        across(book)
        book["计划"].append([cell.value for cell in book["计划"][2]])

    assert read(across).plan.plan == plan().plan
    assert problems(twice) == ["计划: 这里有2份计划（第2-3行）：一个文件只放一份，请分开。"]


def test_shares_are_joined_by_their_district_and_read_by_its_name() -> None:
    rows = (("东区", 5, date(2024, 6, 30), 2), ("W", 7), ("E", None, date(2024, 9, 30), 4))
    east, west = read(share(*rows)).plan.targets[0].shares
    assert (east.district, east.value, [(one.by, one.value) for one in east.plan]) == (
        "E",
        5,
        [(date(2024, 6, 30), 2), (date(2024, 9, 30), 4)],
    )
    assert (west.district, west.value, west.plan) == ("W", 7, ())


def test_outlines_are_joined_in_the_order_of_their_numbers() -> None:
    assert read(outlines(None)).plan.plan.geography.areas == "{a b}"
