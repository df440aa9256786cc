"""What can go wrong, each with one clear sentence in the reader's language. Anything else is a bug and surfaces."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.i18n import say, word


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands and a key of the wording catalogue with its values."""

    where: str
    key: str
    values: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: str) -> str:
        """Where, what, and what to do."""
        values = {name: word("milestone", str(value), language) if name == "step" else value for name, value in self.values}
        text = say(f"problem.{self.key}", language, **values)
        return f"{self.where}: {text}" if self.where else text


def problem(where: str, key: str, **values: object) -> Problem:
    """A Problem from keyword values."""
    return Problem(where, key, tuple(values.items()))


class SanbiaoError(Exception):
    """Base of all errors that a user can cause or mend. ``key`` names the sentence, ``values`` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """What happened and what to do, in one sentence."""
        return say(f"error.{self.key}", language, **self.values)


class ProblemsError(SanbiaoError):
    """Bad input, refused whole, with every problem found."""

    def __init__(self, key: str, problems: Sequence[Problem], **values: object) -> None:
        self.problems = tuple(problems)
        super().__init__(key, n=len(self.problems), **values)

    def sentence(self, language: str) -> str:
        """The sentence with all problems behind it, on one line."""
        head = say(f"error.{self.key}", language, **self.values)
        return head + " " + " | ".join(one.sentence(language) for one in self.problems)


class PlanFileError(ProblemsError):
    """A plan file that cannot be read, or breaks the rules of its shape."""


class ReportError(ProblemsError):
    """Reports or lists that do not fit the plan, or a table without the columns they need."""


class UsageError(SanbiaoError):
    """A command that was put wrongly: options that exclude each other, a day or a place that makes no sense."""


class FileError(SanbiaoError):
    """A file that cannot be reached: not there, not to be read, or not to be written."""


class UnreadableError(SanbiaoError):
    """A file that was read and is not safe to open, not whole, or not of its kind."""


class UnreadableFilesError(UnreadableError):
    """Files that came in together, some of which cannot be read; ``errors`` has one for each of them."""

    def __init__(self, errors: Sequence[UnreadableError]) -> None:
        self.errors = tuple(errors)
        super().__init__(errors[0].key, **errors[0].values)

    def sentence(self, language: str) -> str:
        """A sentence for each file, on one line."""
        return " | ".join(one.sentence(language) for one in self.errors)


class ExportError(SanbiaoError):
    """The address of a chart or table of which there is none."""


class NotFoundError(SanbiaoError):
    """A plan, or something of a plan or of the store, by a code or number that nothing has."""


class ConflictError(SanbiaoError):
    """Something that the store already holds otherwise."""


class RightError(SanbiaoError):
    """Somebody may not do this; ``role`` and ``needed`` name the role there is and the one it takes."""

    def sentence(self, language: str) -> str:
        """The sentence, the roles by their names in the language."""
        values = {
            name: word("role", str(value), language) if name in {"role", "needed"} else value
            for name, value in self.values.items()
        }
        return say(f"error.{self.key}", language, **values)


class AccountError(SanbiaoError):
    """An account or a password that does not fit, or without which nobody could administer the store."""


class SignInError(SanbiaoError):
    """Nobody was let in: ``wrong_password``, or ``wait`` with ``seconds``."""


class StoreError(SanbiaoError):
    """The store, or the one that it is moved to, cannot be opened, read or written."""


class SettingsError(SanbiaoError):
    """An environment variable or .env line that does not fit."""


class MinutesError(SanbiaoError):
    """A meeting, decision or narrative that does not fit; the value ``field`` names the text that is wrong."""

    def sentence(self, language: str) -> str:
        """The sentence, the field by its name in the language."""
        values = {
            name: word("minutes", str(value), language) if name == "field" else value for name, value in self.values.items()
        }
        return say(f"error.{self.key}", language, **values)
