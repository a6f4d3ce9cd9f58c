"""`import`: captures into the project, one session each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.door import Door
from workbench.cli.errors import CANCELLED
from workbench.cli.import_batch import Batch
from workbench.cli.verbs import verb
from workbench.errors import BadCapture, UsageError

if TYPE_CHECKING:
    from workbench.services.consenting import ConsentTerms
    from workbench.services.gathering import Found
    from workbench.services.importing import Skipped
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
        batch = Batch(project, manner, terms)
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
