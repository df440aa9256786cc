"""Checks of a plan file beyond the shape of its fields: codes, and numbers that contradict each other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from models.errors import Problem, problem
from models.plan.file_parts import PlanPart, SectionPart, TargetPart
from models.plan.view import TERMS
from models.status import TargetKind


def check_codes(
    plan: PlanPart | None, sections: Sequence[SectionPart], targets: Sequence[tuple[str, TargetPart]]
) -> list[Problem]:
    """Return problems for duplicate codes and unknown sections; each target comes with its path in the file."""
    items = [code for _, one in targets for code in one.item_codes()]
    problems = _twice("sections", [one.code for one in sections]) + _twice("targets", [*(one.code for _, one in targets), *items])
    if plan is not None:
        names = [name for one in plan.districts for name in {one.name, one.short or one.name, *one.aliases}]
        problems += _twice("plan.districts", [one.code for one in plan.districts]) + _twice("plan.districts", names)
        for group in TERMS:
            problems += _twice(f"plan.{group}", [one.code for one in getattr(plan, group)])
    known = {one.code for one in sections}
    for where, target in targets:
        if target.section not in known:
            problems.append(problem(f"{where}.section", "unknown_section", value=target.section))
    return problems


def _twice(where: str, codes: Sequence[str]) -> list[Problem]:
    return [problem(where, "twice", value=code) for code, n in Counter(codes).items() if n > 1]


def check_target(target: TargetPart, where: str, plan: PlanPart | None) -> list[Problem]:
    """Return the problems of a target: fields that its kind requires or forbids, numbers, points, shares and dates."""
    problems = [*_check_needs(target, where), *_check_numbers(target, where), *_check_points(target, where)]
    problems += _check_shares(target, where, plan)
    if plan is not None and target.due is not None and target.due < plan.first_day:
        problems.append(problem(f"{where}.due", "before_start", value=target.due, start=plan.first_day))
    return problems


def _check_needs(target: TargetPart, where: str) -> Iterator[Problem]:
    needs = {
        TargetKind.COUNT: ("target", "unit", "due"),
        TargetKind.AMOUNT: ("target", "unit", "due"),
        TargetKind.REACH: ("target", "due"),
        TargetKind.FLOOR: ("target", "due"),
        TargetKind.CEILING: ("target", "due"),
        TargetKind.ITEMS: ("items", "due"),
        TargetKind.DELIVER: ("due",),
        TargetKind.ACTION: (),
    }[target.kind]
    for name in needs:
        if getattr(target, name) in (None, ()):
            yield problem(f"{where}.{name}", "needed_by_kind", kind=target.kind)
    if target.kind is TargetKind.ACTION and target.target is not None:
        yield problem(f"{where}.target", "action_without_number", value=target.target)
    if target.direction == "down" and target.kind.is_measured and not target.is_falling:
        yield problem(f"{where}.direction", "down_not_judged", kind=target.kind)
    if target.direction == "up" and target.kind is TargetKind.CEILING:
        yield problem(f"{where}.direction", "ceiling_goes_down")
    yield from _check_scale(target, where)
    names = [item.name for item in target.items]
    if len(set(names)) < len(names):
        yield problem(f"{where}.items", "twice", value="、".join(names))
    gates = {"": target.gates} | {f".items[{n}]": item.gates for n, item in enumerate(target.items)}
    for place, own in gates.items():
        if len({gate.name for gate in own}) < len(own):
            yield problem(f"{where}{place}.gates", "twice", value="、".join(gate.name for gate in own))


def _check_scale(target: TargetPart, where: str) -> Iterator[Problem]:
    if target.strict and not target.kind.is_measured:
        yield problem(f"{where}.strict", "strict_needs_number", kind=target.kind)
    if target.measure is not None and (not target.kind.is_measured or target.kind.is_total == (target.measure == "stock")):
        key = "stock_is_a_level" if target.measure == "stock" else "flow_is_a_total"
        yield problem(f"{where}.measure", key, kind=target.kind)
    for name in ("scale", "most"):
        if getattr(target, name) is not None and target.rate_scale is None:
            yield problem(f"{where}.{name}", "scale_needs_rate", kind=target.kind)
    end = 0 if target.is_falling else target.rate_scale and target.rate_scale.most
    if target.strict and target.target is not None and target.target == end:
        yield problem(f"{where}.strict", "nothing_beyond", value=target.target)


def _check_numbers(target: TargetPart, where: str) -> Iterator[Problem]:
    if target.upper is not None and target.kind is not TargetKind.FLOOR:
        yield problem(f"{where}.upper", "upper_needs_floor", kind=target.kind)
    elif target.upper is not None and target.target is not None and target.upper <= target.target:
        yield problem(f"{where}.upper", "upper_below_target", value=target.upper, target=target.target)
    for name in ("target", "baseline", "upper"):
        value = getattr(target, name)
        if value is None:
            continue
        most = target.rate_scale.most if target.rate_scale else None
        if most is not None and value > most:
            yield problem(f"{where}.{name}", "rate_above_100" if most == 100 else "above_most", value=value, most=most)
        if target.kind is TargetKind.COUNT and value != value.to_integral_value():
            yield problem(f"{where}.{name}", "not_whole", value=value)
    if target.kind is TargetKind.REACH and target.baseline is not None and target.target is not None:
        if target.baseline > target.target and not target.is_falling:
            yield problem(f"{where}.baseline", "baseline_above_target", value=target.baseline, target=target.target)
        if target.baseline < target.target and target.is_falling:
            yield problem(f"{where}.baseline", "baseline_below_target", value=target.baseline, target=target.target)


def _check_points(target: TargetPart, where: str) -> Iterator[Problem]:
    sign, order, beyond = (
        (-1, "points_not_falling", "below_target") if target.is_falling else (1, "points_not_rising", "above_target")
    )
    for n, point in enumerate(target.plan):
        here = f"{where}.plan[{n}]"
        earlier = target.plan[n - 1] if n else None
        if earlier is not None and (point.by <= earlier.by or sign * point.value < sign * earlier.value):
            yield problem(here, order, value=point.by)
        if target.due is not None and point.by > target.due:
            yield problem(f"{here}.by", "after_due", value=point.by, due=target.due)
        if target.target is not None and sign * point.value > sign * target.target:
            yield problem(f"{here}.value", beyond, value=point.value, target=target.target)


def _check_shares(target: TargetPart, where: str, plan: PlanPart | None) -> Iterator[Problem]:
    if not target.shares:
        return
    if not target.kind.is_total or target.project_milestone:
        yield problem(f"{where}.shares", "shares_need_total", kind=target.kind)
        return
    districts = {one.code for one in plan.districts} if plan else {one.district for one in target.shares}
    for n, share in enumerate(target.shares):
        here = f"{where}.shares[{n}]"
        if share.district not in districts:
            yield problem(f"{here}.district", "share_of_unknown_district", value=share.district)
        own = target.model_copy(update={"target": share.value, "plan": share.plan, "baseline": None})
        yield from (replace(one, where=one.where.removesuffix(".target")) for one in _check_numbers(own, here))
        yield from _check_points(own, here)
    yield from _twice(f"{where}.shares", [share.district for share in target.shares])
    total = sum((share.value for share in target.shares), Decimal(0))
    if target.target is not None and total != target.target:
        yield problem(f"{where}.shares", "shares_do_not_add_up", value=total, target=target.target)
