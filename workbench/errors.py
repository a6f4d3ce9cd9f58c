"""Every error a person may meet, as one tree.

WorkbenchError                  exit 2
├── UsageError                  wrong use of a command
├── BadCapture                  a source cannot be read as a capture
├── Damaged                     a file of the project does not check out
│   ├── JournalDamaged
│   └── PackDamaged
├── NewerVersion                made by a later version of Workbench
├── StorageFailed               the disk refused: full, read-only, gone
├── NotFound                    no such session, segment, flag ...
├── Conflict                    the object has moved on since it was seen
├── Refused                     a gate holds: consent, review, redaction   exit 3
├── NotAllowed                  the role does not permit it                exit 3
├── NotAvailable                something is missing on this machine       exit 4
│   ├── PluginUnavailable
│   └── KeyUnavailable
└── PluginFailed                a plugin raised; names the plugin
"""

from typing import ClassVar


class WorkbenchError(Exception):
    """What happened, and what to do about it; safe to show to anybody."""

    exit_status: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(WorkbenchError):
    """The command or value given makes no sense here."""


class BadCapture(WorkbenchError):
    """A source cannot be read as a capture."""


class Damaged(WorkbenchError):
    """A file of the project does not check out."""


class JournalDamaged(Damaged):
    """A journal file was changed, forked or forged."""


class PackDamaged(Damaged):
    """A frame pack fails its checks."""


class NewerVersion(WorkbenchError):
    """The file was made by a later version of Workbench."""


class StorageFailed(WorkbenchError):
    """The disk refused a write or a read."""


class NotFound(WorkbenchError):
    """Nothing goes by that name or id."""


class Conflict(WorkbenchError):
    """The object has changed since its author saw it."""


class Refused(WorkbenchError):
    """A gate holds: consent, review or redaction is not as it must be."""

    exit_status = 3


class NotAllowed(WorkbenchError):
    """The acting member's role does not permit this."""

    exit_status = 3


class NotAvailable(WorkbenchError):
    """Something this needs is missing on this machine."""

    exit_status = 4


class PluginUnavailable(NotAvailable):
    """No such plugin, or what it needs is not installed."""


class KeyUnavailable(NotAvailable):
    """The key that would open this is missing, destroyed or not ours."""


class PluginFailed(WorkbenchError):
    """A plugin raised; the message names it and never quotes its data."""
