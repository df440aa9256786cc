"""Everyday sheets with a flaw, each with what becomes of it: the figures that come in, what is said, the exit code.

The files in ``sheets`` were made for this project after public reports of the same trouble at other products (licence: MIT, as
the project); each is joined by variants of its kind.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

SHEETS = Path(__file__).parent / "sheets"
HEAD = ("指标编码", "指标名称", "区县", "截至日期", "数值", "分子", "分母", "说明", "佐证")
JUNE = "2023-06-30"
#: Codes of three districts.
JINSHUI, ZHONGYUAN, ERQI = "410105", "410102", "410103"
Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """A file, the figures that come in as (code, district, value), what is said of it, and the exit code of the command."""

    file: str
    content: bytes
    figures: tuple[tuple[str, str, str], ...]
    words: tuple[str, ...] = ()
    exit_code: int = 0


def book(sheets: Mapping[str, Rows] | Rows, dress: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
    """A workbook of some sheets; ``dress`` changes the last of them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as made:
        for name, rows in (sheets if isinstance(sheets, Mapping) else {"指标进度": sheets}).items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        dress(made, sheet)
    return out.getvalue()


def figure(code: str = "RE-03", district: str = "金水", value: Any = 12, **more: Any) -> tuple[Any, ...]:
    """A row below ``HEAD``."""
    return (code, "", district, JUNE, value, *(more.get(name, "") for name in ("numerator", "denominator", "note", "evidence")))


def handed(name: str, *figures: tuple[str, str, str], words: Sequence[str] = (), exit_code: int = 0) -> Case:
    """A file of ``sheets``."""
    return Case(name, (SHEETS / name).read_bytes(), figures, tuple(words), exit_code)


def made(content: bytes | str, *figures: tuple[str, str, str], words: Sequence[str] = (), exit_code: int = 0) -> Case:
    """A workbook, or a table of text."""
    file, given = ("变体.csv", content.encode()) if isinstance(content, str) else ("变体.xlsx", content)
    return Case(file, given, figures, tuple(words), exit_code)


def refused(content: bytes | str, *words: str) -> Case:
    """A file of which nothing comes in."""
    return made(content, words=words, exit_code=1)


ROW = ("RE-03", JINSHUI, "12")
CITY = ("RE-03", "", "12")


def merged(cells: str, words: Any) -> Callable[[Any, Any], None]:
    return lambda book, sheet: sheet.merge_range(cells, words)


def formatted(number: float, code: str) -> Callable[[Any, Any], None]:
    return lambda book, sheet: sheet.write_number(1, 4, number, book.add_format({"num_format": code}))


def formula(words: str, stored: Any) -> Callable[[Any, Any], None]:
    return lambda book, sheet: sheet.write_formula(1, 4, words, None, stored)


def headed(*heads: str) -> tuple[str, ...]:
    """The header with other words for its first five columns."""
    return (*heads, *HEAD[len(heads) :])


#: A column of figures under another name.
HEADS = {
    "a unit in the header": handed("s01_header_unit.xlsx", CITY),
    "two header rows": handed("s10_two_header_rows.xlsx", CITY),
    "another word for the figure": made(book([headed("指标编码", "指标名称", "区县", "截至日期", "完成数"), figure()]), ROW),
    "another word with a unit": made(book([headed("指标编号", "考核指标", "区县", "截止日期", "累计完成（名）"), figure()]), ROW),
    "two header rows as text": made(
        f"指标编码,区县,截至日期,完成情况,,,说明\n,,,数值,分子,分母,\nRE-03,金水,{JUNE},12,,,\n", ROW
    ),
    "groups above the header": made(
        book(
            [
                ("基本信息", "", "", "", "本月", "累计"),
                ("指标编码", "指标名称", "区县", "截至日期", "完成数", "完成数"),
                (*figure()[:4], 3, 12),
            ]
        ),
        ROW,
        words=["不认识“本月完成数”一列：1格", "累计完成数→数值"],
    ),
    "a figure of one month": refused(
        book([headed("指标编码", "指标名称", "区县", "截至日期", "本月完成"), figure()]), "本月完成 (1) → 数值"
    ),
    "a figure in ten thousands": refused(
        book([headed("指标编码", "指标名称", "区县", "截至日期", "数值（万人）"), figure()]), "数值(万人) (1) → 数值"
    ),
    "one figure in a column that nobody knows": made(
        book([(*HEAD, "完成数量(新)"), figure(), (*figure("RE-04", value=""), 9)]),
        ROW,
        words=["J3: “9”所在的“完成数量(新)”一列不认识"],
        exit_code=1,
    ),
    "a remark in a column that nobody knows": made(
        book([(*HEAD, "联系人"), (*figure(), "张三")]), ROW, words=["J1: 不认识“联系人”一列：1格内容只作所在行的说明"]
    ),
    "a list without stages": refused(
        book(
            {"新建学校": [("项目编码", "项目名称", "区县", "类别", "学位", "截至日期"), ("P-1", "甲", "金水", "新建", 9, JUNE)]}
        ),
        "表头缺少“学段”一列",
    ),
    "nothing filled in": refused(book([HEAD, figure(value="")]), "没有读到任何数据"),
    "a sheet called guide": handed("s32_guide_name.xlsx", ("RE-03", "", "3")),
    "a formula without a result": handed("s26_formula_no_cache.xlsx", words=["E2: 这一格是公式（=10+2）"], exit_code=1),
    "a formula with a result": made(book([HEAD, figure()], formula("=10+2", 12)), ROW),
}
#: Figures of which it is not clear whose they are.
WHERE = {
    "another word for the district": handed("z02_district_header_paren.xlsx", ROW),
    "a county as people write it": made(book([headed("指标编码", "指标名称", "县（市、区）"), figure()]), ROW),
    "the unit that reports": made(book([headed("指标编码", "指标名称", "填报单位"), figure()]), ROW),
    "the unit that reports is blank": refused(
        book([headed("指标编码", "指标名称", "填报单位"), figure(district="")]), "C2: 有1行没有写区县（第2行）"
    ),
    "a district once": handed(
        "s18_district_once.xlsx", ("RE-03", JINSHUI, "3"), words=["C3: 有2行没有写区县（第3-4行）"], exit_code=1
    ),
    "a blank in the first row": made(
        book([HEAD, figure(district=""), figure("RE-05")]), ("RE-05", JINSHUI, "12"), words=["C2: 有1行没有写区县"], exit_code=1
    ),
    "a city that says so among districts": made(
        book([HEAD, figure(district="全市"), figure(value=5)]), CITY, ("RE-03", JINSHUI, "5")
    ),
    "no column of districts": refused(f"指标编码,截至日期,数值\nRE-03,{JUNE},12\n", "变体.csv!1: 没有区县一列，看不出1个数值"),
    "a title that names a district": refused(
        book([("金水区2023年6月重点工作月报",), HEAD, figure(district="")]), "C3: 有1行没有写区县"
    ),
    "a line that names the unit": refused(
        book([("全市教育重点工作月报",), ("填报单位：高新区教育局", "", "填报日期：2023年7月1日"), HEAD, figure(district="")]),
        "C4: 有1行没有写区县",
    ),
    "a sheet named as a district": refused(book({"金水": [HEAD, figure(district="")]}), "金水!C2: 有1行没有写区县"),
    "a district once more in the title": made(book([("金水区月报",), HEAD, figure()]), ROW),
    "a day with blanks": made(book([HEAD, ("RE-03", "", "金水", "2023 年 6 月 30 日", 12)]), ROW),
    "a title that says the whole city": made(
        book([("全市重点工作完成情况",), ("指标编码", "截至日期", "数值"), ("RE-03", JUNE, 12)]), CITY
    ),
    "a title of all districts": refused(
        book([("全市各区县完成情况",), ("指标编码", "截至日期", "数值"), ("RE-03", JUNE, 12)]), "没有区县一列"
    ),
    "a merged district": made(
        book([HEAD, figure(), figure("RE-05", "")], merged("C2:C3", "金水")),
        ROW,
        ("RE-05", JINSHUI, "12"),
        words=["C3: 区县“金水”合并了C2:C3几行"],
        exit_code=1,
    ),
    "a merged figure": handed("s16_merged_value.xlsx", words=["E2: “30”合并了E2:E4几行", "E4: “30”合并"], exit_code=1),
    "a merged figure beside a sound one": made(
        book([HEAD, figure(value=""), figure(district="中原", value=""), figure(district="二七", value=4)], merged("E2:E3", 30)),
        ("RE-03", ERQI, "4"),
        words=["E3: “30”合并了E2:E3几行"],
        exit_code=1,
    ),
    "a figure merged sideways": made(book([HEAD, figure()], merged("E2:F2", 12)), ROW),
    "a column twice": handed("s40_value_twice.xlsx", words=["“数值”出现了两次"], exit_code=1),
    "a column twice in other words": refused(
        book([("指标编码", "区县", "截至日期", "完成数", "累计完成"), ("RE-03", "金水", JUNE, 3, 99)]), "“数值”出现了两次"
    ),
    "the template's word beside another": made(
        book([(*HEAD, "完成数"), (*figure(), 12)]), ROW, words=["不认识“完成数”一列：1格"]
    ),
    "a remark twice": made(book([(*HEAD, "备注"), (*figure(), "好")]), ROW, words=["不认识“备注”一列：1格"]),
    "the name of another target": made(
        book([HEAD, ("RE-03", "引进培育中小学优秀教师", "金水", JUNE, 12)]),
        ROW,
        words=["A2: 编码是 RE-03，名称“引进培育中小学优秀教师”却是 RE-05 的"],
        exit_code=1,
    ),
    "neither a code nor a name": made(
        book([HEAD, figure(), ("", "", "中原", JUNE, 3)]), ROW, words=["A3: 这一行没有写编码，也没有写名称"], exit_code=1
    ),
    "a code with its name": refused(book([HEAD, figure("RE-03 引进培育中小学优秀校长")]), "是否应为“RE-03”？"),
    "a code in the column of names": refused(book([HEAD, ("", "re－03", "金水", JUNE, 12)]), "是否应为“RE-03”？"),
    "the district above": made(
        book([HEAD, figure(), figure("RE-05", "同上"), figure("RE-04", "〃", 3)]),
        ROW,
        words=["C3: 有2行没有写区县（第3-4行）"],
        exit_code=1,
    ),
    "thousands without quotes": handed(
        "k17_thousands_unquoted.csv", words=["E2: 这一行比表头多一格，多出的是“234”"], exit_code=1
    ),
    "thousands without quotes before a remark": refused(
        f"指标编码,区县,截至日期,数值,说明\nRE-03,金水,{JUNE},1,234,好\n", "多出的是“好”"
    ),
    "thousands in quotes": made(
        f'指标编码,区县,截至日期,数值\nRE-03,金水,{JUNE},"1,234"\n', ("RE-03", JINSHUI, "1234"), exit_code=1
    ),
    "a tab too much": refused(f"指标编码\t区县\t截至日期\t数值\nRE-03\t金水\t{JUNE}\t12\t5\n", "多出的是“5”"),
}
#: Computed rates, percent formats and errors.
RATES = {
    "a computed rate": handed(
        "p06_rate_computed_long.xlsx", ("BA-04", "", "89.285714"), words=["E2: 算出的比率89.2857142857143保留6位小数"]
    ),
    "a computed rate as text": made(
        f"指标编码,区县,截至日期,数值\nBA-04,全市,{JUNE},89.28571428571429%\n", ("BA-04", "", "89.285714")
    ),
    "a computed rate from a formula": made(
        book([HEAD, figure("BA-04", "全市")], formula("=25/28*100", 25 / 28 * 100)),
        ("BA-04", "", "89.285714"),
        words=["89.285714"],
    ),
    "a computed count": refused(book([HEAD, figure("RE-03", "全市", 89.2857142857143)]), "位数太多"),
    "true is done": made(book([HEAD, figure("RE-02", "全市", True)]), ("RE-02", "", "1"), words=["“TRUE”认作1"]),
    "true is no count": refused(book([HEAD, figure(value=True)]), "“TRUE”不是数字"),
    "percent above 100": handed("p10_percent_cell_101.2.xlsx", words=["E2: 比率不能超过100，这里是101.2"], exit_code=1),
    "percent as shown": made(book([HEAD, figure("BA-04", "全市")], formatted(0.8929, "0.00%")), ("BA-04", "", "89.29")),
    "percent in another format": made(
        book([HEAD, figure("BA-04", "全市")], formatted(0.75, '[Red]0.0"x"%')), ("BA-04", "", "75")
    ),
    "a percent sign that is only a word": made(
        book([HEAD, figure("BA-04", "全市")], formatted(75, '0.0"%"')), ("BA-04", "", "75")
    ),
    "an error in single quotes": handed("g15_error_single_quotes.xlsx", words=["E2: “#DIV/0!”不是数字"], exit_code=1),
    "an error of a formula": refused(book([HEAD, figure()], formula("=1/0", "#DIV/0!")), "“#DIV/0!”不是数字"),
    "a missing value": refused(book([HEAD, figure()], formula("=NA()", "#N/A")), "“#N/A”不是数字"),
}
#: What is no report.
ASIDE = {
    "a scratch sheet": handed(
        "s25_extra_sheet.xlsx", ("RE-03", "", "3"), words=["Sheet2: 这个工作表没有认得的表头，没有读入（1行"]
    ),
    "a scratch sheet that speaks of the plan": made(
        book({"草稿": [("x", "y"), ("RE-05", 9)], "指标进度": [HEAD, figure()]}),
        ROW,
        words=["草稿: 这个工作表没有认得的表头：第一行"],
        exit_code=1,
    ),
    "a hidden sheet": handed("s24_hidden_dict_sheet.xlsx", ("RE-03", "", "3"), words=["字典: 隐藏的工作表没有读入"]),
    "a hidden sheet with figures": made(
        book({"指标进度": [HEAD, figure()], "旧": [HEAD, figure(value=7)]}, lambda book, sheet: sheet.hide()),
        ROW,
        words=["旧: 隐藏的工作表没有读入（2行"],
    ),
    "hidden rows": made(
        book([HEAD, figure(), figure("RE-05")], lambda book, sheet: sheet.set_row(2, None, None, {"hidden": True})),
        ROW,
        ("RE-05", JINSHUI, "12"),
        words=["有1行是隐藏的（第3行），已一并读入"],
    ),
    "hidden columns": made(
        book([HEAD, figure(note="好")], lambda book, sheet: sheet.set_column("H:H", None, None, {"hidden": True})),
        ROW,
        words=["有隐藏的列（H），已一并读入"],
    ),
    "totals and remarks": handed(
        "s15_total_row.xlsx",
        ("RE-03", JINSHUI, "12"),
        ("RE-03", ZHONGYUAN, "8"),
        words=["合计、小计行不导入：1行（第4行）", "说明行不导入：2行（第5-6行）"],
    ),
    "subtotals in the column of districts": made(
        book([HEAD, figure(), figure(district="市区小计", value=30), figure("RE-05", "县（市）合计", 30)]),
        ROW,
        words=["合计、小计行不导入：2行（第3-4行）"],
    ),
    "a total in the column of districts": made(
        book([HEAD, figure(), figure(district="合计", value=30)]), ROW, words=["合计、小计行不导入：1行（第3行）"]
    ),
    "a total in the column of running numbers": made(
        book([("序号", *HEAD), (1, *figure()), ("合计", "", "", "", "", 12)]), ROW, words=["合计、小计行不导入：1行（第3行）"]
    ),
    "totals of a group": made(
        book([HEAD, figure(), ("金水区小计", "", "", "", 12), ("总 计", "", "", "", 12)]), ROW, words=["2行（第3-4行）"]
    ),
    "a repeated header": made(
        book([HEAD, figure(), HEAD, figure("RE-05")]), ROW, ("RE-05", JINSHUI, "12"), words=["重复的表头已略过：1行"]
    ),
    "two tables on a sheet": made(
        book([HEAD, figure(), ("指标编码", "区县", "截至日期", "完成数"), ("RE-05", "中原", JUNE, 4)]),
        ROW,
        ("RE-05", ZHONGYUAN, "4"),
    ),
    "numbered columns": made(book([HEAD, tuple(range(1, 10)), figure()]), ROW, words=["重复的表头已略过：1行（第2行）"]),
    "columns with letters": made(book([HEAD, (*"甲乙丙丁", 1, 2, 3, 4, 5), figure()]), ROW, words=["重复的表头已略过：1行"]),
    "a picture as evidence": handed("s34_dispimg.xlsx", ("RE-03", "", "3"), words=["I2: 这一格是 WPS 嵌入的图片"]),
    "a picture as figure": refused(book([HEAD, figure(value='=_xlfn.DISPIMG("ID_1",1)')]), "E2: 这一格是 WPS 嵌入的图片"),
    "running numbers": made(
        book([("序号", *HEAD), (1, *figure()), (2, *figure("RE-05"))]),
        ROW,
        ("RE-05", JINSHUI, "12"),
        words=["“序号”一列不导入（2格有内容）"],
    ),
    "a remark instead of a note": made(
        book([("指标编码", "区县", "截至日期", "数值", "备注"), ("RE-03", "金水", JUNE, 12, "好")]), ROW
    ),
    "a note without a figure": made(
        book([HEAD, figure(), figure("RE-05", value="", note="正在推进")]), ROW, words=["有1行没有数值或日期，没有读入（第3行）"]
    ),
}
ROW_OF_FIVE = ("RE-03", JUNE, 12, 12, 4, 4, 16)
#: Tables with several figures in a row; they have to be confirmed.
MATRICES = {
    "districts as columns": refused(
        book([("指标编码", "截至日期", "金水", "中原区", "合计"), ("RE-03", JUNE, 12, 3, 15)]),
        "一列一个区县的表（金水、中原区），共1行、2个数值",
    ),
    "districts as rows": refused(
        book([("区县", "截至日期", "RE-03", "引进培育中小学优秀教师"), ("金水", JUNE, 1, 2)]), "一行一个区县、一列一个指标的表"
    ),
    "months as columns": refused(
        book([("指标编码", "区县", "1月", "2023年6月"), ("RE-03", "金水", 1, 12)]), "一列一个月的表（1月、2023年6月）"
    ),
    "parts of figures below districts": refused(
        book(
            [
                ("指标编码", "截至日期", "金水区", "", "", "中原区", "", ""),
                ("", "", *("数值", "分子", "分母") * 2),
                ("BA-04", JUNE, "", 25, 28, "", 30, 40),
                ("RE-03", JUNE, 5, "", "", "", "", ""),
            ]
        ),
        "一列一个区县的表（金水区数值、金水区分子",
        "共2行、3个数值",
    ),
    "names of targets below their codes": refused(
        book([("区县", "截至日期", "RE-03", "RE-05"), ("", "", "校长（名）", "教师（名）"), ("金水", JUNE, 1, 2)]),
        "（RE-03校长(名)、RE-05教师(名)），共1行、2个数值",
    ),
    "subtotals between districts": refused(
        book(
            [
                ("指标编码", "截至日期", "金水（名）", "市区小计", "新密", "县（市）小计", "全市"),
                ("RE-03", JUNE, 12, 12, 4, 4, 16),
            ]
        ),
        "共1行、3个数值",
        "“市区小计”一列不导入（1格有内容）",
        "“县(市)小计”一列不导入（1格有内容）",
    ),
    "months beside the whole year": refused(
        book([("指标编码", "区县", *(f"{n}月" for n in range(1, 13)), "全年"), ("RE-03", "金水", 1, 2, *[""] * 10, 3)]),
        "“全年”一列不导入（1格有内容）",
    ),
    "quarters as columns": refused(
        book([("指标编码", "区县", "一季度", "1-6月", "第三季度"), ("RE-03", "金水", 1, 2, "")]), "共1行、2个数值"
    ),
    "a figure over two districts": refused(
        book([("指标编码", "截至日期", "金水", "中原"), ("RE-03", JUNE, 12, "")], merged("C2:D2", 12)), "共1行、1个数值"
    ),
    "a stranger among districts": refused(
        book([("指标编码", "截至日期", "金水", "中原", "洛阳"), ("RE-03", JUNE, 12, 3, 4)]), "这些列不认识：洛阳"
    ),
}
#: Tables that are none, and what is wrong with them.
NO_MATRICES = {
    "two tables side by side": refused(
        book([("指标编码", "区县", "截至日期", "数值", "") * 2, ("RE-03", "金水", JUNE, 12, "", "RE-05", "中原", JUNE, 4)]),
        "!1: 左右并排着几张表（A、F列都是“指标编码”）",
    ),
    "a target beside months": refused(
        book([("指标编码", "区县", "目标值", "1月", "2月"), ("RE-03", "金水", 50, 1, 2)]), "这些列不认识：目标值"
    ),
    "a target below each district": refused(
        book([("指标编码", "截至日期", "金水", "", "中原", ""), ("", "", *("目标", "完成数") * 2), ("RE-03", JUNE, 9, 1, 8, 2)]),
        "这些列不认识：金水目标、中原目标",
    ),
    "a target below each target": refused(
        book([("区县", "截至日期", "RE-03", "", "RE-05", ""), ("", "", *("目标", "完成数") * 2), ("金水", JUNE, 9, 1, 8, 2)]),
        "这些列不认识：RE-03目标、RE-05目标",
    ),
    "two figures below each target": refused(
        book([("区县", "截至日期", "RE-03", "", "RE-05", ""), ("", "", *("完成数", "完成率") * 2), ("金水", JUNE, 9, 1, 8, 2)]),
        "“RE-03”出现了两次（C RE-03完成数、D RE-03完成率）",
    ),
    "an unknown target among targets": refused(
        book([("区县", "截至日期", "RE-03", "RE-99"), ("金水", JUNE, 1, 2)]), "这些列不认识：RE-99"
    ),
    "a district twice": refused(
        book([("指标编码", "截至日期", "金水", "金水区"), ("RE-03", JUNE, 1, 2)]), "“金水区”出现了两次（C 金水、D 金水区）"
    ),
    "the day on which a table was made": refused(
        book([("各区县进度", "", "填报日期：2023年7月1日"), ("指标编码", "金水", "中原"), ("RE-03", 12, 4)]), "缺少“截至日期”一列"
    ),
}
CASES = HEADS | WHERE | RATES | ASIDE | MATRICES | NO_MATRICES
