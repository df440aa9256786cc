"""Headlines of pages and exhibits, made from their data. Pure: frames and words in, a sentence out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date

import pandas as pd

from components.i18n.text import Text
from models.analysis.missing_seats import missing_seats
from models.analysis.programmes import launched, launching_stage
from models.analysis.published import OPENED
from models.analysis.recruitment import Divided, Grouped, Pace, lacks
from models.analysis.school_year import SchoolMonth, step_counts
from models.analysis.target_changes import part_name
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import Status, Tally, Word, tally
from models.typed_rows import CurvePoint, NarrativeRow, Standing, TargetChange, WorkChange

#: Words of statuses that a headline names, the worst first; those for unknown statuses are counted separately.
NAMED = (
    Word.MISSED,
    Word.OFF_TRACK,
    Word.AT_RISK,
    Word.PARTIAL,
    Word.OVERDUE_REPORT,
    Word.NEVER_REPORTED,
    Word.SUSPENDED,
)


def year_at_a_glance(t: Text, standings: pd.DataFrame, sections: Mapping[str, str], as_of: date) -> str:
    """Say how many targets are on track and how many are in each other state, adding up, and where most of the worst are.

    ``sections`` are names by code.
    """
    count = tally(standings["word"])
    if count.counted == 0:
        return t("headline.nothing_due", day=as_of)
    if count.by_word[Word.NEVER_REPORTED] == count.counted:
        return t("headline.nothing_known", n=count.counted, day=as_of)
    parts = [t("headline.on_course", n=count.counted, good=count.good, day=as_of), *_not_good(t, count)]
    worst = next((word for word in NAMED if count.by_word[word] and word is not Word.SUSPENDED), None)
    if worst is not None and count.by_word[worst] > 1 and standings["section"].nunique() > 1:
        where = standings.loc[standings["word"] == worst, "section"].value_counts()
        if len(where) == 1 or where.iloc[0] > where.iloc[1]:
            parts.append(t("headline.mostly", section=sections[str(where.index[0])], n=int(where.iloc[0])))
    return t("headline.comma").join(parts) + t("headline.stop")


def _not_good(t: Text, count: Tally) -> list[str]:
    """Return the number of targets for each word that is neither on track nor done, the worst first."""
    return [t(f"headline.words.{word}", n=count.by_word[word]) for word in NAMED if count.by_word[word]]


def every_target(t: Text, shown: pd.DataFrame, total: int) -> str:
    """Say how many of the measured targets are on track and how many in each other state, and what the filters left of all."""
    if shown.empty:
        return t("headline.no_match", n=total)
    count = tally(shown["word"])
    parts = [t("headline.shown", n=count.counted, good=count.good), *_not_good(t, count)] if count.counted else []
    parts += [t("headline.of_all", shown=len(shown), total=total)] if len(shown) < total or not parts else []
    return t("headline.comma").join(parts) + t("headline.stop")


def worst(t: Text, statuses: Sequence[Status], as_of: date) -> str:
    """Say how many targets need attention and how many are not known, which is nobody's fault."""
    unknown = sum(status is Status.UNKNOWN for status in statuses)
    bad = len(statuses) - unknown
    if not statuses:
        return t("overview.all_well")
    if not bad:
        return t("part.title_worst_unknown", n=unknown, day=as_of)
    if unknown:
        return t("part.title_worst_and", n=bad, unknown=unknown, day=as_of)
    return t("part.title_worst", n=bad, day=as_of)


def one_district(t: Text, name: str, standings: pd.DataFrame, as_of: date) -> str:
    """Say how many targets a district has reported, and how those are judged."""
    reported = int(standings["actual"].notna().sum())
    if reported == 0:
        return t("headline.district_silent", district=name, day=as_of)
    found = tally(standings.loc[standings["actual"].notna(), "word"])
    if found.counted == 0:
        return t("headline.district_reported", district=name, day=as_of, n=reported)
    unknown = [word for word in NAMED if word.status is Status.UNKNOWN and found.by_word[word]]
    judged = found.counted - found.by_status[Status.UNKNOWN]
    parts = [t("headline.district", district=name, day=as_of, n=reported, good=found.good, counted=judged)]
    parts += [t(f"headline.words.{word}", n=found.by_word[word]) for word in unknown]
    return t("headline.comma").join(parts) + t("headline.stop")


def one_target(t: Text, row: Standing, as_of: date) -> str:
    """Describe a target in one sentence: name, progress and status."""
    word = t.show(row.word)
    status = word.lower() if t.language == "en" else word
    if row.actual is None:
        return t("headline.target_silent", name=t.name(row), day=as_of, status=status)
    return t("headline.target", name=t.name(row), day=as_of, progress=t.progress(row), status=status)


def narrative(t: Text, row: NarrativeRow | None) -> str:
    """Return a narrative, a row of ``read_narratives``, as one sentence; "" if it is None."""
    if row is None:
        return ""
    parts = {"reason": row.reason, "measure": row.measure, "owner": t.owner(row.owner)}
    said = [t(f"headline.{name}", words=words) for name, words in parts.items() if words]
    said += [t("headline.until", day=row.until)] if row.until else []
    return t("headline.semicolon").join(said) + t("headline.stop")


def one_change(t: Text, row: TargetChange) -> str:
    """Describe a row of ``variance_bridge`` in one sentence: statuses, figures, and the parts of the change, which add up."""
    parts = signed_parts(t, row, [one for one in ("progress", "late", "corrected") if part_name(row, one) != "first"])
    changed = signed_parts(t, row, ("target_change", "replanned"))
    moved = _moved(t, row)
    said = [_turned(t, row), moved + (t("headline.parts", parts=parts) if parts else "")]
    return t("headline.change", name=t.name(row), said=t("headline.comma").join(filter(None, [*said, changed])))


def one_work_change(t: Text, row: WorkChange) -> str:
    """Describe a row of ``work_changes`` in one sentence: statuses, days of slip in parts that add up, and the reason."""
    parts = signed_parts(t, row, ("progress", "late", "corrected"))
    before, after = row.slip_before, row.slip_after
    slip = "" if before is None else t("headline.slip", before=before, after=after)
    slip += t("headline.parts", parts=parts) if parts else ""
    why = t.show([t(f"why.{one}") for one in row.why])
    said = t("headline.comma").join(filter(None, [_turned(t, row), slip, why]))
    return t("headline.change", name=row.name, said=said)


def signed_parts(t: Text, row: TargetChange | WorkChange, names: Sequence[str]) -> str:
    """Return the parts of a change that are not zero, each with its sign: 进展+3，补报+1; "" if all are zero."""
    found = [
        t(f"change.{part_name(row, name)}", amount=("+" if part > 0 else "−") + t.number(abs(part)))
        for name in names
        if (part := getattr(row, name))
    ]
    return t("headline.comma").join(found)


def _turned(t: Text, row: TargetChange | WorkChange) -> str:
    before, after = row.word_before, row.word_after
    if before is None:
        return t("headline.is_new", status=after)
    return t("headline.stayed", status=after) if before == after else t("headline.turned", before=before, after=after)


def _moved(t: Text, row: TargetChange) -> str:
    before, after = row.before, row.after
    if before == after:
        return "" if after is None else t("headline.still", figure=t.amount(after, row))
    if before is None or after is None:
        return t("headline.gone") if after is None else t("headline.first", figure=t.amount(after, row))
    return t("headline.from_to", before=t.amount(before, row), after=t.amount(after, row))


def new_schools(t: Text, projects: pd.DataFrame, districts: Mapping[str, str], as_of: date) -> str:
    """Say how many projects are open, how many are late, and where most of those are. ``districts`` are names by code."""
    if projects.empty:
        return t("headline.no_projects")
    opened = int((projects["step"] == "opened").sum())
    parts = [t("headline.projects", n=len(projects), opened=opened, day=as_of)]
    parts += _not_good(t, tally(map(Word, projects["word"].tolist())))
    behind = projects.loc[projects["status"] == Status.OFF_TRACK, "district"].value_counts()
    if len(behind) > 1 and behind.iloc[0] > behind.iloc[1]:
        parts.append(t("headline.mostly_in", district=districts[str(behind.index[0])], n=int(behind.iloc[0])))
    missing = missing_seats(projects, as_of).seats
    parts += [t("headline.seats_missing", n=missing)] if missing else []
    return t("headline.comma").join(parts) + t("headline.stop")


def school_month(t: Text, month: SchoolMonth, codes: Collection[str]) -> str:
    """Say how many of some projects were open, under construction, not started, and off track in a month."""
    return t("map.month", day=month.day, **asdict(step_counts(month, codes)))


def published_schools(t: Text, found: pd.DataFrame, *, has_list: bool) -> str:
    """Say how many schools public sources name and how many of those are open, and if the plan has no list of its own."""
    if found.empty:
        return t("published.none")
    opened = int((found["state"] == OPENED).sum())
    return t("published.named" if has_list else "published.named_only", n=len(found), opened=opened)


def programmes(t: Text, shown: pd.DataFrame, view: PlanView, stages: Sequence[str], as_of: date) -> str:
    """Say how many programmes have reached the stage that counts, how many should have, and how many are late."""
    if shown.empty:
        return t("headline.no_programmes")
    stage = launching_stage(view, shown, stages)
    curve = rows_of(launched(shown, stage, [as_of], as_of), CurvePoint)[0]
    word = t.term(view.head.terms, "stages", stage)
    named = word.lower() if t.language == "en" else word
    parts = [t("headline.programmes", n=len(shown), done=curve.actual, stage=named, planned=curve.planned, day=as_of)]
    parts += _not_good(t, tally(map(Word, shown["word"].tolist())))
    return t("headline.comma").join(parts) + t("headline.stop")


def late_works(t: Text, what: str, slips: Sequence[int], late: int, of: int, as_of: date) -> str:
    """Say how many "projects" or "programmes" need attention, and the longest slip in days if any slips."""
    if late == 0:
        return t(f"headline.none_late_{what}", of=of, day=as_of) + t("headline.stop")
    parts = [t(f"headline.late_{what}", n=late, of=of, day=as_of)]
    most = max(slips, default=0)
    parts += [t("headline.longest_slip", n=most)] if most > 0 else []
    return t("headline.comma").join(parts) + t("headline.stop")


def recruitment(t: Text, by_post: Grouped, view: PlanView, as_of: date) -> str:
    """Say for every post how many of its target are in post, what is missing in numbers that add up, and the largest gap.

    A district whose figures are old or were never reported is not blamed for its gap: silence is not zero.
    """
    if not by_post.cells:
        return t("headline.no_quotas")
    parts = [t("headline.as_of", day=as_of)]
    for post in view.head.terms.codes("posts", by_post.whole):
        if post in by_post.whole:
            parts.append(_post(t, t.term(view.head.terms, "posts", post), by_post.whole[post]))
    if all(share.in_post is None for share in by_post.cells.values()):
        return t("headline.comma").join([*parts[:1], t("headline.nothing_in_post")]) + t("headline.stop")
    lack, silent = lacks(by_post)
    if lack or silent:
        parts.append(t("headline.lack", n=sum(lack.values()) + sum(silent.values())))
    if sum(silent.values()):
        parts.append(t("headline.lack_silent", n=sum(silent.values())))
    undivided = sum(max(one.undivided, 0) for one in by_post.whole.values())
    over = sum(one.gaps - one.net for one in by_post.whole.values())
    parts += [t("headline.undivided", n=undivided)] if undivided else []
    parts += [t("headline.over", n=over)] if over else []
    most = max(lack.values(), default=0)
    worst = [district for district, gap in lack.items() if gap == most]
    if most and len(worst) == 1 and len(lack) > 1:
        names = t.names(view.districts)
        name = names.get(worst[0], worst[0])
        parts.append(t("headline.lacks_most_current" if silent else "headline.lacks_most", district=name, n=most))
    return t("headline.comma").join(parts) + t("headline.stop")


def meetings(t: Text, known: pd.DataFrame) -> str:
    """Say how many meetings were held, what they saw being kept, and how many are to come: a frame of ``read_meetings``."""
    held = int(known["known_at"].notna().sum())
    to_come = len(known) - held
    parts = [t("headline.meetings_held", n=held)] if held else []
    parts += [t("headline.meetings_to_come", n=to_come)] if to_come else []
    return t("headline.comma").join(parts or [t("headline.no_meetings")]) + t("headline.stop")


def pace(t: Text, speed: Pace, due: date | None) -> str:
    """Say what is missing of a post, and the number needed per month from now on; nothing reported is never "reached"."""
    if speed.now is None:
        return t("recruitment.nothing_reported")
    if speed.needed is not None:
        return t("recruitment.needed", n=speed.needed, missing=speed.missing, due=due)
    return t("recruitment.no_time", n=speed.missing) if speed.missing else t("recruitment.nothing_missing")


def counts(t: Text, bars: Sequence[tuple[float | None, float | None]], words: Sequence[Word], as_of: date) -> str:
    """Say how many bars end before their tick, as drawn, how many have no figure, and how their targets are judged.

    ``bars`` are pairs of actual and planned share by the day; None without a figure or plan. Bars that end before their tick and
    are judged well all the same are named, so that the numbers add up.
    """
    short = [actual is not None and planned is not None and actual < planned for actual, planned in bars]
    silent = sum(actual is None for actual, _ in bars)
    parts = [t("headline.counts", n=len(bars), short=sum(short), day=as_of)]
    parts += [t("headline.counts_silent", n=silent)] if silent else []
    within = sum(is_short and word.status.is_good for is_short, word in zip(short, words, strict=True))
    heard = [
        word for (actual, _), word in zip(bars, words, strict=True) if actual is not None or word.status is not Status.UNKNOWN
    ]
    judged = [*_not_good(t, tally(heard)), *([t("headline.counts_within", n=within)] if within else [])]
    return t("headline.comma").join([*parts, t("headline.judged", words=judged)] if judged else parts) + t("headline.stop")


def _post(t: Text, name: str, whole: Divided) -> str:
    """Return a post with its number in post and its target, marked as a minimum if it is open-ended."""
    done, target = t.number(whole.in_post), t.number(whole.target)
    minimum = t("at_least", actual=done, target=target, unit="")
    words = minimum if whole.open_ended else t("headline.post", actual=done, target=target)
    return (name.lower() if t.language == "en" else name) + t("headline.blank") + words
