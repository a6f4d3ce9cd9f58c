"""`import`: captures into the project, one session each."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.door import Door
from workbench.cli.errors import CANCELLED
from workbench.cli.progress import progress_bar
from workbench.cli.shapes import imported_json, is_good_news
from workbench.cli.verbs import verb
from workbench.domain.timecode import format_timecode
from workbench.errors import BadCapture, UsageError

if TYPE_CHECKING:
    from workbench.config import Settings
    from workbench.services.consenting import ConsentTerms
    from workbench.services.gathering import Found, Manner
    from workbench.services.importing import Imported, Skipped
    from workbench.store.project import Project


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verb(app, "import", import_)


def import_(
    door: Door,
    sources: Annotated[
        list[Path], typer.Argument(metavar="SRC...", help="Captures, and folders of captures.")
    ],
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
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, help="How many at once; else one a core, at most four."
        ),
    ] = None,
) -> int:
    """Import captures, all that lie in a folder too; one that is here already is skipped.

    Several are imported side by side, and one that cannot be read stops none of the others.
    """
    from workbench.services import consenting
    from workbench.services.gathering import Manner

    terms = None
    if consent is not None:
        subject, terms = _agreed(subject, *consenting.read_consent_file(consent))
    settings = door.settings()
    manner = Manner(format_, subject, settings.reduction)
    if format_ is None:
        _warn_of_broken(door)
    # A project is not made for sources that cannot be read.
    found, failed = _gathered(sources, format_)
    with _project(door) as project:
        batch = _Batch(project, manner, terms)
        batch.take(settings, found, jobs)
        batch.note(failed)
    door.show(batch.document(), batch.lines())
    if batch.is_cut_off:
        door.say(f"cancelled: {batch.taken_in} of {len(found)} captures came in before.")
        door.say("hint: The same command goes on with the others.")
        return CANCELLED
    return 1 if batch.failed else 0


def _warn_of_broken(door: Door) -> None:
    """Name the importers that are not asked, because they cannot be loaded."""
    from workbench import plugins

    for name, problem in plugins.broken("importers").items():
        door.say(f"warning: the importer {name!r} is left out: {problem.message}. {problem.hint}")


def _gathered(
    sources: list[Path], format_name: str | None
) -> tuple[list["Found"], list["Skipped"]]:
    """The captures in all of the sources, and the sources in which there are none.

    Raises BadCapture where there is none in any.
    """
    from workbench.services.gathering import captures_at
    from workbench.services.importing import Skipped

    found: list[Found] = []
    failed: list[Skipped] = []
    for source in sources:
        try:
            found += captures_at(source, format_name)
        except BadCapture as error:
            if len(sources) == 1:
                raise
            failed.append(Skipped(str(source), error.message, is_failure=True))
    if not found:
        raise BadCapture(
            "there is no capture in any of the sources", hint=f"The first: {failed[0].reason}."
        )
    return found, failed


class _Batch:
    """What became of several captures."""

    def __init__(self, project: "Project", manner: "Manner", terms: "ConsentTerms | None") -> None:
        self._project = project
        self._manner = manner
        self._terms = terms
        self._titles: dict[str, str] = {}
        self._imported: list[Imported] = []
        self._skipped: list[Skipped] = []
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
        from workbench.services.session import titles

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
        self._titles = titles(self._project) if self._imported else {}

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
        if self._imported and self._manner.subject is None:
            lines.append(
                f"warning: no --subject: {len(self._imported)} sessions came in that can never be "
                "released, because nobody says whose they are"
            )
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
