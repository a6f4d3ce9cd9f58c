"""`import`: captures into the project, one session each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.door import Door
from workbench.cli.progress import counted, progress_bar
from workbench.cli.shapes import imported_json, is_good_news
from workbench.cli.verbs import verb
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError, WorkbenchError

if TYPE_CHECKING:
    from workbench.services.consenting import ConsentTerms
    from workbench.services.importing import Imported, Skipped
    from workbench.store.project import Project


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verb(app, "import", import_)


def import_(
    door: Door,
    sources: Annotated[list[Path], typer.Argument(metavar="SRC...", help="Captures.")],
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help="Read it with this importer."),
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            metavar="ID",
            help="Who was recorded, by pseudonym; without it, somebody new who is never released.",
        ),
    ] = None,
    consent: Annotated[
        Path | None,
        typer.Option("--consent", metavar="FILE", help="The subject's consent, as JSON."),
    ] = None,
) -> int:
    """Import captures; one that is here already is skipped."""
    from workbench.services import consenting
    from workbench.services.sources import importer_for

    terms = None
    if consent is not None:
        subject, terms = _agreed(subject, *consenting.read_consent_file(consent))
    if _is_vacant(door.settings().project) and len(sources) == 1:
        # A project is not made for a source that cannot be read.
        importer_for(sources[0], format_)
    with _project(door) as project:
        batch = _Batch(project, format_, subject, terms, door.settings().reduction)
        for number, source in enumerate(sources, 1):
            batch.take(source, number, len(sources))
        batch.name()
    door.show(batch.document(), batch.lines())
    return 1 if batch.failed else 0


class _Batch:
    """Several sources imported one after the other."""

    def __init__(
        self,
        project: "Project",
        format_name: str | None,
        subject: str | None,
        terms: "ConsentTerms | None",
        thresholds: dict[str, float],
    ) -> None:
        self._project = project
        self._format_name = format_name
        self._subject = subject
        self._terms = terms
        self._titles: dict[str, str] = {}
        self._thresholds = thresholds
        self._imported: list[Imported] = []
        self._skipped: list[Skipped] = []
        self.failed = 0

    def take(self, source: Path, number: int, total: int) -> None:
        """Import one; a failure is noted, or raised where there is only this one."""
        from workbench.services.importing import Imported, Skipped, import_capture

        try:
            with progress_bar(counted(_name(source), number, total)) as progress:
                result = import_capture(
                    self._project,
                    source,
                    format_name=self._format_name,
                    subject=self._subject,
                    consent=self._terms,
                    thresholds=self._thresholds,
                    progress=progress,
                )
        except WorkbenchError as error:
            if total == 1:
                raise
            self.failed += 1
            result = Skipped(str(source), error.message)
        if isinstance(result, Imported):
            self._imported.append(result)
            # One consent, put on record once.
            self._terms = None
        else:
            self._skipped.append(result)

    def name(self) -> None:
        """Look up what the imported sessions are called."""
        from workbench.services.session import titles

        self._titles = titles(self._project) if self._imported else {}

    def document(self) -> dict[str, object]:
        """What was imported and what was not."""
        return {
            "sessions": [imported_json(imported) for imported in self._imported],
            "skipped": [{"path": s.path, "reason": s.reason} for s in self._skipped],
        }

    def lines(self) -> list[str]:
        """The same for people."""
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
        return lines + [
            f"skipped {output.clean(s.path)}: {output.clean(s.reason)}" for s in self._skipped
        ]

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


def _agreed(
    subject: str | None, consenting_subject: str, terms: "ConsentTerms"
) -> tuple[str, "ConsentTerms"]:
    if subject not in (None, consenting_subject):
        raise UsageError(
            f"the consent is of {consenting_subject!r}, not of {subject!r}",
            hint="Leave --subject out, or give that subject's own consent.",
        )
    return consenting_subject, terms


def _is_vacant(root: Path) -> bool:
    return not root.exists() or (root.is_dir() and not any(root.iterdir()))


@contextmanager
def _project(door: Door) -> Iterator["Project"]:
    """The project; made by its first import where its directory is vacant."""
    from workbench.store.project import Project

    project, is_new = Project.create_or_open(door.settings())
    if is_new:
        door.say(f"Made the project {project.root}; {project.me.name} is its lead.")
    try:
        yield project
    finally:
        project.close()
