"""Errors, each with one clear sentence in the reader's language. Any other exception is a bug and propagates."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.i18n import say, word


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input: its location, and a key of the wording catalogue with its values."""

    where: str
    key: str
    values: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: str) -> str:
        """Return the location, the problem and its fix as one sentence; ``near`` among the values is the proposed name."""
        values = {name: word("milestone", str(value), language) if name == "step" else value for name, value in self.values}
        text = say(f"problem.{self.key}", language, **values)
        if "near" in values:
            text += say("problem.near", language, near=values["near"])
        return f"{self.where}: {text}" if self.where else text


def problem(where: str, key: str, **values: object) -> Problem:
    """Create a Problem from keyword values."""
    return Problem(where, key, tuple(values.items()))


class SanbiaoError(Exception):
    """Base of all errors that a user can cause or fix. ``key`` names the sentence, ``values`` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Return one sentence with the error and its fix."""
        return say(f"error.{self.key}", language, **self.values)


class ProblemsError(SanbiaoError):
    """Bad input, rejected as a whole, with every problem."""

    def __init__(self, key: str, problems: Sequence[Problem], **values: object) -> None:
        self.problems = tuple(problems)
        super().__init__(key, n=len(self.problems), **values)

    def sentence(self, language: str) -> str:
        """Return the sentence followed by all problems, on one line."""
        head = say(f"error.{self.key}", language, **self.values)
        return head + " " + " | ".join(one.sentence(language) for one in self.problems)


class PlanFileError(ProblemsError):
    """A plan file that cannot be read, or violates its schema."""


class ReportError(ProblemsError):
    """Reports or lists that do not fit the plan, or a table without the required columns."""


class UsageError(SanbiaoError):
    """Incorrect use of a command: options that exclude each other, an invalid date or place."""


class FileError(SanbiaoError):
    """A file that cannot be accessed: missing, unreadable or not writable."""


class UnreadableError(SanbiaoError):
    """A file that was read, but is unsafe to open, incomplete, or of another kind."""


class UnreadableFilesError(UnreadableError):
    """Several files of one import, some unreadable; ``errors`` has one error for each of those."""

    def __init__(self, errors: Sequence[UnreadableError]) -> None:
        self.errors = tuple(errors)
        super().__init__(errors[0].key, **errors[0].values)

    def sentence(self, language: str) -> str:
        """Return a sentence for each file, on one line."""
        return " | ".join(one.sentence(language) for one in self.errors)


class ExportError(SanbiaoError):
    """An address without a chart or table."""


class NotFoundError(SanbiaoError):
    """An unknown code or number: of a plan, of part of a plan, or of something in the store."""


class ConflictError(SanbiaoError):
    """A conflict with the contents of the store."""


class RightError(SanbiaoError):
    """An action that a user may not perform; ``role`` is the user's role, ``needed`` the required one."""

    def sentence(self, language: str) -> str:
        """Return the sentence with the names of the roles in the language."""
        values = {
            name: word("role", str(value), language) if name in {"role", "needed"} else value
            for name, value in self.values.items()
        }
        return say(f"error.{self.key}", language, **values)


class AccountError(SanbiaoError):
    """An invalid account or password, or one without which nobody could administer the store."""


class SignInError(SanbiaoError):
    """A failed sign-in: ``wrong_password``, or ``wait`` or ``busy`` with ``seconds``."""


class StoreError(SanbiaoError):
    """A store, or the target of its transfer, that cannot be opened, read or written."""

    def to_readers(self, language: str) -> str:
        """Return the sentence for those who cannot mend it: without the place of the store, or its user."""
        key = "store_away_full" if self.key == "store_full" else "store_away"
        return say(f"error.{key}", language)


class SettingsError(SanbiaoError):
    """An invalid environment variable or line of .env."""


class MinutesError(SanbiaoError):
    """An invalid meeting, decision or narrative; the value ``field`` names the wrong text."""

    def sentence(self, language: str) -> str:
        """Return the sentence with the name of the field in the language."""
        values = {
            name: word("minutes", str(value), language) if name == "field" else value for name, value in self.values.items()
        }
        return say(f"error.{self.key}", language, **values)
