"""Errors about people and what they decide; every one is a `RanhError`."""

from geo.errors import RanhError


class DeskError(RanhError, RuntimeError):
    """The database of the desk cannot be used: not there, damaged, too new, not writable."""


class AccountError(RanhError, ValueError):
    """An account cannot be made, changed or used as asked."""


class RightError(RanhError, PermissionError):
    """The person may not do this."""


class CaseError(RanhError, ValueError):
    """A step of a case is not possible: wrong state, or something that it needs is missing."""


class StaleError(CaseError):
    """Somebody else changed the record since it was read; nothing was written."""


class DraftError(RanhError, ValueError):
    """A draft project is not there, or cannot be saved as it is."""


class ProjectError(RanhError, ValueError):
    """Something cannot be written of a project: it is not listed, or what is written lacks something."""


class AuditError(RanhError, RuntimeError):
    """The audit trail could not be written, so that what it would tell of was not done either."""


class SealedError(RanhError, ValueError):
    """A sealed file, a cover or a dossier cannot be opened, is not genuine, or may not be made."""


class AnswerError(SealedError):
    """No answer about sealed land is given: too small, too many parts, quota used up, or held."""


class ReportError(RanhError, ValueError):
    """A report cannot be made or verified."""


class BackupError(RanhError, RuntimeError):
    """A backup cannot be made, is damaged, or does not fit what it is to replace."""
