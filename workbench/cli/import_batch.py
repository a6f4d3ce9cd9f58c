"""What becomes of the captures of one `import` command, and how it is told."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from workbench.cli import output
from workbench.cli.progress import progress_bar
from workbench.cli.shapes import imported_json, is_good_news
from workbench.domain.counting import counted
from workbench.domain.timecode import format_timecode

if TYPE_CHECKING:
    from workbench.config import Settings
    from workbench.services.consenting import ConsentTerms
    from workbench.services.gathering import Found, Manner
    from workbench.services.importing import Imported, Skipped
    from workbench.store.project import Project


class Batch:
    """What became of several captures."""

    def __init__(self, project: "Project", manner: "Manner", terms: "ConsentTerms | None") -> None:
        self._project = project
        self._manner = manner
        self._terms = terms
        self._titles: dict[str, str] = {}
        self._imported: list[Imported] = []
        self._skipped: list[Skipped] = []
        self._began = monotonic()
        self.is_cut_off = False
        """Whether somebody pressed Ctrl+C before all were imported."""

    @property
    def failed(self) -> int:
        """How many could not be imported."""
        return sum(skipped.is_failure for skipped in self._skipped)

    @property
    def taken_in(self) -> int:
        """How many are sessions now."""
        return len(self._imported)

    def take(self, settings: "Settings", captures: list["Found"], jobs: int | None) -> None:
        """Import them, several side by side; where there is one, its error is raised."""
        from workbench.services import consenting
        from workbench.services.gathering import import_one
        from workbench.services.importing_many import import_many

        if self._terms is not None:
            consenting.check_terms(self._terms, date.today())
        if len(captures) == 1:
            with progress_bar(_name(captures[0].path)) as progress:
                self.note([import_one(self._project, captures[0], self._manner, progress)])
        else:
            try:
                with progress_bar("import") as progress:
                    manner = self._manner
                    self.note(import_many(settings, captures, manner, progress, jobs=jobs))
            except KeyboardInterrupt:
                self.is_cut_off = True
        self._project.refresh()
        if self._terms is not None and self._manner.subject and self._imported:
            consenting.add_consent(self._project, self._manner.subject, self._terms)

    def note(self, results: Iterable["Imported | Skipped"]) -> None:
        """Add what became of some."""
        from workbench.services.importing import Imported

        for result in results:
            if isinstance(result, Imported):
                self._imported.append(result)
            else:
                self._skipped.append(result)

    def document(self) -> dict[str, object]:
        """What was imported and what was not."""
        return {
            "sessions": [imported_json(imported) for imported in self._imported],
            "skipped": [{"path": s.path, "reason": s.reason} for s in self._skipped],
            "is_cut_off": self.is_cut_off,
            "totals": self._totals(),
        }

    def lines(self) -> list[str]:
        """The same for people."""
        from workbench.services.session import titles

        self._titles = titles(self._project) if self._imported else {}
        rows = [
            (
                i.session_id,
                self._titles.get(i.session_id, ""),
                i.subject,
                i.format,
                i.events,
                i.actions,
                i.frames,
                format_timecode(i.duration_us),
                f"{i.width_px}x{i.height_px}",
            )
            for i in self._imported
        ]
        lines = output.table(_HEADERS, rows) if rows else []
        for imported in self._imported:
            lines += self._noted(imported)
        if self._imported and self._manner.subject is None:
            lines.append(
                f"warning: no --subject: {self._sessions()} can never be released, "
                "as nobody says whose"
            )
        lines += [
            f"skipped {output.clean(s.path)}: {output.clean(s.reason)}" for s in self._skipped
        ]
        return lines + (self._summed_up() if len(self._imported) + len(self._skipped) > 1 else [])

    def _sessions(self) -> str:
        return counted(len(self._imported), "session")

    def _totals(self) -> dict[str, int]:
        """Everything added up; how long it took is in thousandths of a second."""
        noted = [w for i in self._imported for w in i.warnings if not is_good_news(w)]
        return {
            "sessions": len(self._imported),
            "events": sum(i.events for i in self._imported),
            "actions": sum(i.actions for i in self._imported),
            "frames": sum(i.frames for i in self._imported),
            "duration_us": sum(i.duration_us for i in self._imported),
            "warnings": len(noted),
            "skipped": len(self._skipped) - self.failed,
            "failed": self.failed,
            "took_ms": round((monotonic() - self._began) * 1000),
        }

    def _summed_up(self) -> list[str]:
        total = self._totals()
        parts = [self._sessions(), f"lasting {format_timecode(total['duration_us'])}"]
        nouns = ("event", "action", "frame", "warning")
        parts += [counted(total[f"{noun}s"], noun) for noun in nouns]
        parts += [f"{total[what]:,} {what}" for what in ("skipped", "failed") if total[what]]
        return [f"in all: {', '.join(parts)}, in {total['took_ms'] / 1000:.1f} s"]

    def _noted(self, imported: "Imported") -> list[str]:
        """What was found to be in order, then what was repaired or assumed."""
        title = self._titles.get(imported.session_id, "")
        name = output.clean(f"{imported.session_id} {title}".rstrip())
        good = [w for w in imported.warnings if is_good_news(w)]
        bad = [w for w in imported.warnings if not is_good_news(w)]
        return [
            *(f"✓ {name}: {w.count} {output.clean(w.detail)} ({w.code})" for w in good),
            *(f"warning: {name}: {w.count} x {w.code}: {output.clean(w.detail)}" for w in bad),
        ]


_HEADERS = (
    *("session", "title", "subject", "format"),
    *("events", "actions", "frames", "lasts", "screen"),
)


def _name(source: Path) -> str:
    """What the source is recognised by; a folder called `capture` by the one it lies in."""
    return source.resolve().parent.name if source.name == "capture" else source.name
