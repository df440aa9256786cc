"""Texts of the demonstration's bureau on targets that are behind: reasons, measures and decisions, all fictional."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.commands.records import NewDecision
from models.demo.seen import Seen, slip_of
from models.i18n import word
from models.status import Flag, Status, TargetKind
from models.typed_rows import ScheduleStanding, Standing

#: Prefix of every fictional text, unless a name in it is already marked.
MARK = "示例："
#: Reasons for the delay of a work, by its next step.
LATE_STEP = {
    "approved": "立项批复所需材料未齐备",
    "started": "用地移交和施工许可办理慢",
    "topped_out": "大气管控停工、汛期影响主体施工",
    "completed": "室外配套和装饰装修收尾慢",
    "opened": "竣工验收和设备采购未按期完成",
    "applied": "学校申报材料不完整，退回补充",
    "reviewed": "专家评审排期后延",
    "built": "实训设备采购未完成",
    "mid_check": "中期检查问题整改未到位",
    "accepted": "验收材料未归档",
}
LATE_WORK = "前期手续办理慢"
#: Reasons for the lag of districts in a rate, by its target.
LOW_RATE = {
    "BA-03": "新建公办园学位尚未投入使用",
    "BA-04": "普惠园认定复核进度不一",
    "BA-07": "集团核心校与成员校协议未签订",
    "TE-05": "县级财政配套资金拨付不及时",
    "WE-03": "随迁子女入学信息核验未完成",
    "WE-05": "送教上门对象核实和学籍建立未完成",
    "VO-09": "生均占地和“双师型”教师比例未达标",
}
LOW = "区县间推进不平衡"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason why a target is behind, the measure taken, and the date by which it should take effect."""

    reason: str
    measure: str
    until: date | None = None


def day_words(day: date) -> str:
    """Return a date of this year in short form: 9月30日."""
    return f"{day.month}月{day.day}日"


def quoted(name: str) -> str:
    """Return a name in quotation marks, with inner ones made single."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def step_words(step: str) -> str:
    """Return the word for a step of a school project or programme."""
    return word("milestone", step, "zh")


def late_step(work: ScheduleStanding) -> str:
    """Return the reason for the delay of a work, by its next step."""
    return LATE_STEP.get(work.next_step, LATE_WORK)


def why_behind(seen: Seen, target: Standing) -> Why:
    """Return the reason why a target is behind, as known then, in the words of the office in charge."""
    rule, kind = target.reason.rule, TargetKind(target.kind)
    if Flag.STALE in target.flags or Flag.OVERDUE_REPORT in target.flags:
        assert target.reported_on is not None, "old, so it was reported"
        last = day_words(target.reported_on)
        return Why(f"{MARK}{last}后未报送新数据，{target.owner}正在逐校核实", "点对点催报，列入月度通报")
    if rule == "partial":
        names = _names(seen, seen.missing(target))
        return Why(f"{MARK}{names}未按月报送，市级数据不全", "点对点催报，逾期未报的全市通报")
    if kind in (TargetKind.ITEMS, TargetKind.DELIVER):
        remedy = target.remedy
        names = "、".join(remedy.names) if remedy and remedy.names else target.name
        return Why(f"{MARK}{names}材料报送晚于计划", "专人对接，材料齐一件报一件")
    if late := seen.late_works(target):
        return _late_works(seen, late)
    if target.rate_scale is not None:
        return _low_rate(seen, target)
    short = f"较序时进度少{_number(target.gap)}{target.unit}"
    if target.code in {code for codes in seen.parts.quotas["targets"] for code in codes}:
        return Why(f"{MARK}岗位核定和公开招聘用时长，{short}", "开通引才绿色通道，组织专场招聘")
    return Why(f"{MARK}评审认定晚于计划，{short}", "压缩评审周期，分批认定")


def _late_works(seen: Seen, late: list[ScheduleStanding]) -> Why:
    """Return the reason for late works from those that are reported on; without any the reason is unknown."""
    told = [one for one in late if one.status != Status.UNKNOWN]
    where = _names(seen, list(dict.fromkeys(one.district for one in told or late if one.district)))
    if not told:
        return Why(f"{MARK}{where}未按月报送，进展待核实", "点对点催报，现场核实进度")
    cause = Counter(map(late_step, told)).most_common(1)[0][0]
    days = [day for one in told if (day := one.next_forecast) is not None]
    reason = f"{MARK}{cause}{'，主要在' + where if where else ''}"
    return Why(reason, "建立台账、倒排工期，每周调度，完成一个销号一个", max(days, default=None))


def _low_rate(seen: Seen, target: Standing) -> Why:
    cause, weakest = LOW_RATE.get(target.code, LOW), seen.weakest(target.code)
    lowest = f"，{seen.districts[weakest[0]].short}最低（{rate_words(weakest[1])}）" if weakest else ""
    return Why(f"{MARK}{cause}{lowest}", "逐区县排查建账，按月通报，问题整改到位后销号")


def _names(seen: Seen, districts: list[str]) -> str:
    """Return the first two districts by their short names, and the number of all."""
    shorts = [seen.districts[one].short for one in districts]
    return "、".join(shorts) if len(shorts) < 3 else f"{'、'.join(shorts[:2])}等{len(shorts)}个区县"


def _number(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.10g}"


def rate_words(rate: Fraction) -> str:
    """Return a rate in percent with one decimal."""
    return f"{float(rate):.1f}%"


def chase_words(name: str, n: int, until: date) -> str:
    """Return a decision on a district that has not reported."""
    return f"{MARK}{name}{n}项数据逾期未报，{day_words(until)}前补报并书面说明原因"


def work_words(work: ScheduleStanding, step: str, until: date) -> str:
    """Return a decision on one school or programme, whose name is already marked as an example."""
    return f"{work.name}“{step_words(step)}”预计晚于计划{slip_of(work)}天，倒排工期、每周调度，{day_words(until)}前完成"


def rate_decision_words(target: Standing, district: str, rate: Fraction, until: date) -> str:
    """Return a decision on the district that lags most in a rate."""
    return f"{MARK}{quoted(target.name)}{district}为{rate_words(rate)}，约谈分管负责人，{day_words(until)}前整改到位"


def target_words(target: Standing, until: date) -> str:
    """Return a decision on a target as a whole."""
    lags = "未按期完成" if target.status is Status.MISSED else "未达序时进度"
    return f"{MARK}{quoted(target.name)}{lags}，列出清单逐项销号，{day_words(until)}前补齐"


def proof(seen: Seen, decision: NewDecision, step: str, number: int) -> str:
    """Return the evidence that a decision was carried out."""
    if step:
        return f"{MARK}“{step_words(step)}”证明材料已核验，示例文号〔2023〕{number}号"
    if decision.subject:
        return f"{MARK}{day_words(seen.as_of)}月报已核，达到序时进度"
    return f"{MARK}欠报数据已全部补报，{day_words(seen.known_at.date())}核对无误"


def later(seen: Seen, decision: NewDecision, step: str) -> str:
    """Return the reason for postponing a decision."""
    if step:
        return f"{MARK}{late_step(seen.works[decision.subject])}，同意延期一次"
    return f"{MARK}整改尚未到位，同意延期一次，再逾期纳入督查"
