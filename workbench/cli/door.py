"""What every verb is given: the common options, and the ways in and out that follow from them."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output import print_json, print_lines
from workbench.config import Settings, load_settings

if TYPE_CHECKING:
    from workbench.services.session import Session
    from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Door:
    """The common options as given before and after the verb."""

    project_dir: Path | None = None
    keyring: Path | None = None
    user: str | None = None
    as_json: bool = False
    debug: bool = False

    def over(self, earlier: "Door | None") -> "Door":
        """These options where they are given, else the ones given earlier."""
        if earlier is None:
            return self
        return Door(
            project_dir=self.project_dir or earlier.project_dir,
            keyring=self.keyring or earlier.keyring,
            user=self.user or earlier.user,
            as_json=self.as_json or earlier.as_json,
            debug=self.debug or earlier.debug,
        )

    def settings(self) -> Settings:
        """The settings that follow; raises UsageError for a bad settings file."""
        return load_settings(project=self.project_dir, keyring=self.keyring, user=self.user)

    @contextmanager
    def project(self) -> Iterator["Project"]:
        """The project, opened as the acting member."""
        from workbench.store.project import Project

        project = Project.open(self.settings())
        try:
            yield project
        finally:
            project.close()

    @contextmanager
    def session(self, name: str) -> Iterator["Session"]:
        """A session by its id or title, or their beginning, opened as the acting member."""
        with self.project() as project, opened_session(project, name) as session:
            yield session

    @contextmanager
    def session_of(self, kind: str, name: str) -> Iterator[tuple["Session", str]]:
        """The session that a segment, flag or redaction belongs to, and the object's full id."""
        from workbench.services.finding import find_object

        with self.project() as project:
            session_id, object_id = find_object(project, kind, name)
            with opened_session(project, session_id) as session:
                yield session, object_id

    def show(self, document: object, lines: Iterable[str]) -> None:
        """Print the document for programs, or the lines for people."""
        if self.as_json:
            print_json(document)
        else:
            print_lines(lines)

    def say(self, text: str) -> None:
        """Talk to a person, beside what the command prints."""
        print_lines([text], to=sys.stderr)


@contextmanager
def opened_session(project: "Project", name: str) -> Iterator["Session"]:
    """A session by its id or title, or their beginning; its files are let go of at the end."""
    from workbench.services.session import open_session

    session = open_session(project, name)
    try:
        yield session
    finally:
        session.close()


def opened_sessions(project: "Project", names: Sequence[str]) -> Iterator["Session"]:
    """The sessions named, one after the other; without names all that were not erased."""
    from workbench.services.listing import sessions

    for name in names or [s.session_id for s in sessions(project) if not s.is_erased]:
        with opened_session(project, name) as session:
            yield session
