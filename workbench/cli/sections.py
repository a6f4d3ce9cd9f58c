"""The list of commands in the help: in the order of the work, under headings."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from typer.core import TyperGroup

SECTIONS: dict[str, tuple[str, ...]] = {
    "Bring in": ("init", "import", "sessions", "show"),
    "Look": ("open", "events", "actions", "text", "remarks", "frame", "screen"),
    "Label": ("segments", "segment", "labels", "ontology", "undo", "redo"),
    "Talk": ("comment", "comments", "bookmark", "bookmarks"),
    "Protect": ("detect", "flags", "flag", "redact", "redactions", "redaction"),
    "Approve": ("review", "consent", "erase"),
    "Release": ("release",),
    "Keep house": ("members", "whoami", "audit", "plugins", "doctor", "bench", "demo"),
}
"""Every command under its heading; one that is missing here comes last."""


class _Formatter(Protocol):
    width: int

    def section(self, name: str) -> AbstractContextManager[None]: ...

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None: ...


class Verbs(TyperGroup):
    """A group whose help lists its commands in their order."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002
        """The names of the commands: the sections' order, then the rest as it was added."""
        order = [name for names in SECTIONS.values() for name in names]
        known = [name for name in order if name in self.commands]
        return known + [name for name in self.commands if name not in known]


class TopVerbs(Verbs):
    """The commands of the program itself, in sections."""

    def format_commands(self, ctx: object, formatter: _Formatter) -> None:
        """Write every section with its commands."""
        left = self.list_commands(ctx)
        for title, names in (*SECTIONS.items(), ("Other", ())):
            shown = [name for name in (names or tuple(left)) if name in left]
            left = [name for name in left if name not in shown]
            if shown:
                limit = formatter.width - 18
                rows = [(name, self.commands[name].get_short_help_str(limit)) for name in shown]
                with formatter.section(title):
                    formatter.write_dl(rows)
