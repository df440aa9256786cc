"""The plan of the demonstration: the real one with fictional owners, interim targets and baselines."""

import hashlib
from datetime import date
from decimal import Decimal

from models.config import DATA
from models.demo.calendar import YEAR
from models.demo.figures import GATES
from models.plan.file import PlanFile, read_plan_file
from models.plan.file_parts import GatePart, PointPart, SuspendedPart, TargetPart

CODE = f"zhengzhou-{YEAR}-demo"
ORIGINAL = DATA / "plans" / f"zhengzhou-{YEAR}.yaml"
#: Departments in charge, by section: roles, not names.
OWNERS = {
    "party": "组织处",
    "whole": "德育处",
    "reform": "政策法规处",
    "basic": "基础教育处",
    "voc": "职业教育与成人教育处",
    "higher": "高等教育处",
    "teacher": "教师工作处",
    "welfare": "学生资助中心",
}
#: Interim targets: value by the end of March, June, September and the year.
POINTS = {
    "RE-03": (2, 16, 36, 50),
    "RE-04": (0, 10, 22, 30),
    "RE-05": (25, 165, 365, 500),
    "BA-08": (3, 12, 21, 30),
    "VO-08": (2, 5, 8, 10),
}
#: The day shown first: in mid-year, when every status occurs.
OPENS_ON = date(YEAR, 9, 15)
QUARTERS = (date(YEAR, 3, 31), date(YEAR, 6, 30), date(YEAR, 9, 30), date(YEAR, 12, 31))
BASELINES = {"BA-03": Decimal(46), "BA-07": Decimal(62), "VO-09": Decimal(58)}
#: Targets for which programmes count once they are approved.
APPROVED = ("VO-03", "VO-04", "VO-07")
SUSPENDED = {"HI-04": SuspendedPart(document="示例文号〔2023〕12号", since=date(YEAR, 8, 15))}
#: Targets that are due before the end of the year, so that in mid-year some are missed and some done late.
DUE = {"BA-02": date(YEAR, 9, 1), "HI-02": date(YEAR, 6, 30)}


def demonstration_plan() -> PlanFile:
    """Return the plan file of the demonstration."""
    real = read_plan_file(ORIGINAL)
    head = real.plan.model_copy(
        update={
            "code": CODE,
            "title": f"{real.plan.title}（演示）",
            "title_en": f"{real.plan.title_en} (demonstration)",
            "opens_on": OPENS_ON,
            "source": f"演示数据，非真实情况；目标取自：{real.plan.source}",
        }
    )
    digest = hashlib.sha256(f"{real.sha256} demonstration".encode()).hexdigest()
    return PlanFile(head, real.sections, tuple(_target(target) for target in real.targets), digest)


def _gates(code: str) -> tuple[GatePart, ...]:
    """Return the gates of a target or item."""
    return tuple(GatePart(name=gate, by=planned) for owner, gate, planned, _ in GATES if owner == code)


def _target(target: TargetPart) -> TargetPart:
    points = tuple(
        PointPart(by=day, value=Decimal(value)) for day, value in zip(QUARTERS, POINTS.get(target.code, ()), strict=False)
    )
    return target.model_copy(
        update={
            "owner": OWNERS[target.section],
            "gates": _gates(target.code),
            "items": tuple(
                item.model_copy(update={"gates": _gates(code)})
                for item, code in zip(target.items, target.item_codes(), strict=True)
            ),
            "plan": points,
            "baseline": BASELINES.get(target.code, target.baseline),
            "suspended": SUSPENDED.get(target.code),
            "due": DUE.get(target.code, target.due),
            "project_milestone": "approved" if target.code in APPROVED else target.project_milestone,
        }
    )
