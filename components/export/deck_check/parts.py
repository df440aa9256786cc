"""The parts of a deck that a check reads: the exhibits on each slide, and the texts that are somebody else's."""

from dataclasses import dataclass

from pptx.slide import Slide

from components.exhibits.model import Exhibit
from components.export.deck_check.spots import Difference, Found, told
from components.export.pptx.tags import Tag


@dataclass(frozen=True, slots=True)
class Part:
    """An exhibit on a slide: as made, as known now (None if it is gone), and everything found of it."""

    slide: int
    address: str
    made: Exhibit
    now: Exhibit | None
    found: tuple[Found, ...]
    tags: tuple[Tag, ...] = ()

    @property
    def differences(self) -> list[Difference]:
        """What differs; one difference for an exhibit that is gone."""
        if self.now is None:
            return [Difference(self.slide, self.made.name, "", self.made.title, self.made.title, "", "gone")]
        return [one for found in self.found for one in told(found.spots, self.slide, self.made.name)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A slide with what it has of ours, and the texts on it that are somebody else's."""

    slide: Slide
    number: int
    parts: tuple[Part, ...]
    texts: tuple[str, ...]
