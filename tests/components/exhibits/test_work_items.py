"""Works that are late: the table of those that need attention, and the notes that say why."""

from collections.abc import Callable

import pytest

from components.exhibits.address import Address
from components.exhibits.context import ExhibitContext
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.work_items import late_table, words_of, work_notes
from components.i18n.text import Text
from models.analysis.schools import MILESTONES
from models.status import Status, Word

ZH = Text("zh")
STEPS = {step: ZH.word("milestone", step) for step in MILESTONES}
NEED_ATTENTION = {Status.OFF_TRACK, Status.AT_RISK, Status.MISSED, Status.UNKNOWN}
Chosen = Callable[..., ExhibitContext]


@pytest.fixture
def context(builder: ExhibitBuilder, asked: Callable[..., Address]) -> Chosen:
    """Return the demonstration at the end of September with some filters."""
    return lambda **chosen: ExhibitContext(builder.comparison(asked("late_projects")), ZH, chosen)


def test_only_works_that_need_attention_are_listed_each_with_a_reason(context: Chosen) -> None:
    works = context().snapshot.projects
    data = late_table(context(), works, STEPS, is_school=True).data
    statuses = dict(zip(works["code"], works["status"], strict=True))
    assert list(data.keys) == [code for code, status in statuses.items() if status in NEED_ATTENTION]
    assert all(row[0].status in NEED_ATTENTION and row[-1].text for row in data.rows)


def test_the_headline_counts_them_and_names_the_longest_slip(context: Chosen) -> None:
    works = context().snapshot.projects
    draft = late_table(context(), works, STEPS, is_school=True)
    slips = [row[6].value for row in draft.data.rows if isinstance(row[6].value, float)]
    assert f"{len(works)}个建设项目中{len(draft.data.rows)}个需要关注" in draft.title
    assert f"最长延期{max(slips):.0f}天" in draft.title


def test_the_first_are_shown_and_those_left_out_are_counted(context: Chosen) -> None:
    works = context().snapshot.projects
    few, every = (late_table(one, works, STEPS, is_school=True) for one in (context(most="2"), context()))
    assert (few.data.keys, few.title) == (every.data.keys[:2], every.title)
    assert (len(few.limits), every.limits) == (1, ())


def test_programmes_have_their_school_where_projects_have_a_district(context: Chosen) -> None:
    snapshot = context().snapshot
    columns = [
        late_table(context(), works, STEPS, is_school=is_school).data.columns[2].title
        for works, is_school in ((snapshot.projects, True), (snapshot.programmes, False))
    ]
    assert columns == ["区县", "学校"]


def test_without_works_there_is_a_table_without_rows_and_one_note(context: Chosen) -> None:
    nothing = context().snapshot.projects.head(0)
    draft = late_table(context(), nothing, STEPS, is_school=True)
    assert (draft.data.rows, draft.limits) == ((), ())
    assert work_notes(context(), nothing) == (ZH("part.note_works", day=context().snapshot.as_of),)


def test_the_notes_say_of_each_late_work_why_it_is_late(context: Chosen) -> None:
    works = context().snapshot.projects
    _, *reasons = work_notes(context(), works)
    data = late_table(context(), works, STEPS, is_school=True).data
    assert [words.split("（")[0] for words in reasons] == [row[1].text for row in data.rows]
    assert all(words.endswith(row[-1].text) for words, row in zip(reasons, data.rows, strict=True))


def test_words_that_occur_are_each_told_once(context: Chosen) -> None:
    works = context().snapshot.projects
    assert words_of(context(), works) == {Word(value): ZH.show(Word(value)) for value in set(works["word"])}
    assert words_of(context(), works.head(0)) == {}
