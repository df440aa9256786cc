"""The context of a page: language and colours of the reader, and the plan on the selected date."""

from dataclasses import dataclass
from datetime import date

from components.exhibits.address import Address
from components.i18n.text import Text
from components.session import controls, queries
from components.session.queries import ViewContext
from components.theme import Theme
from models.plan.view import PlanView
from models.snapshots.comparison import Comparison
from models.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PageContext:
    """The context shared by the functions of a page: ``asked`` is the reader's selection, ``view`` the plan on that date."""

    t: Text
    look: Theme
    asked: ViewContext
    view: PlanView

    @property
    def as_of(self) -> date:
        """The selected date."""
        return self.asked.as_of

    @property
    def since(self) -> date:
        """The earlier day, with which it is compared."""
        return self.asked.since

    @property
    def snapshot(self) -> Snapshot:
        """The plan on the day, with all reports."""
        return queries.snapshot(self.asked)

    @property
    def comparison(self) -> Comparison:
        """The day compared with the earlier day."""
        return queries.comparison(self.asked)

    @property
    def districts(self) -> dict[str, str]:
        """The names of the districts by code."""
        return self.t.names(self.view.districts)

    @property
    def sections(self) -> dict[str, str]:
        """The names of the sections by code."""
        return self.t.names(self.view.sections)

    def address(self, part: str = "", **chosen: str) -> Address:
        """Return the address of an exhibit, with the filters ``chosen``, as known now; without ``part`` that of a paper."""
        return Address(part, self.asked.plan, self.as_of, self.since, self.t.language, chosen=chosen)


def current_page() -> PageContext:
    """Return the context of this run of a page."""
    asked = controls.question()
    return PageContext(controls.text(), controls.look(), asked, queries.snapshot(asked).view)
