"""One harmed capture imported as people import it, and everything looked at that may not happen."""

import contextlib
import io
import signal
import time
import traceback
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.badinput.harm import OUTSIDE, SECRET
from tests.badinput.making import PRIVATE, picture, write_film
from tests.badinput.watching import Watch, leave_alone, seen, touched
from workbench.cli.errors import report
from workbench.cli.import_batch import Batch
from workbench.cli.main import main
from workbench.config import Settings
from workbench.errors import PluginFailed, WorkbenchError
from workbench.services import replaying, sources
from workbench.services.gathering import Manner, captures_at
from workbench.services.importing import Imported, Skipped, import_capture
from workbench.services.listing import sessions
from workbench.services.session import Session
from workbench.store.project import Project

WALL_S = 10
_SHOWN = {0: ("show ID",), 3: ("events ID", "actions ID"), 5: ("remarks ID", "text ID")}
_ALLOWED = frozenset("\n")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass
class Trial:
    """What came of one harmed capture; `problems` is empty where all is well."""

    capture: str
    seed: int
    harm: str = ""
    outcome: str = ""
    seconds: float = 0.0
    megabytes: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A folder for one trial: the capture, what lies outside it, a project, an empty desk."""

    root: Path

    @property
    def capture(self) -> Path:
        """Where the capture lies that is harmed."""
        return self.root / "capture"

    @property
    def outside(self) -> Path:
        """What may not be read."""
        return self.root / OUTSIDE

    def settings(self) -> Settings:
        """Those of the one member."""
        return Settings(
            self.root / "project", None, "lea", self.root / "config", self.root / "state"
        )

    def furnish(self) -> None:
        """Make the folders beside the capture."""
        for name in ("desk", "home", "tmp", OUTSIDE):
            (self.root / name).mkdir()
        for name in ("secret.jsonl", "secret.json", "secret.cast", "secret.md", "secret.txt"):
            (self.outside / name).write_text(f'{{"version": 2, "text": "{SECRET}"}}\n')
        (self.outside / "secret.png").write_bytes(picture(99))
        write_film(self.outside / "secret.mp4", 2)


def tried(trial: Trial, place: Place, source: Path, importer: str) -> None:
    """Import the source and note whatever is not as it should be."""
    before = seen(place.root, (OUTSIDE, "capture"))
    leave_alone(place.outside)
    opened = Watch(place.outside, place.root)
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, WALL_S)
    results, error = _imported(place, source, importer)
    signal.setitimer(signal.ITIMER_REAL, 0)
    trial.seconds = round(time.monotonic() - began, 2)
    if not source.is_symlink():
        # A link that somebody names is followed; one that lies in what they name is not.
        trial.problems += [f"read outside: {name}" for name in sorted(opened.reads)]
        trial.problems += [f"read outside by C: {name}" for name in touched(place.outside)]
    trial.problems += [f"wrote outside: {name}" for name in sorted(opened.writes)]
    trial.outcome = type(error).__name__ if error else "imported"
    trial.problems += _unworthy(error)
    if not results and error is None:
        trial.problems.append("nothing was imported, and nothing said of it")
    done = [one for one in results if isinstance(one, Imported)]
    trial.problems += _inconsistent(place, done)
    trial.problems += _unclean(place, results, error, look=trial.seed % 8)
    if seen(place.root, (OUTSIDE, "capture")) != before:
        trial.problems.append("the source or what lies outside has changed")
    for name in ("desk", "home", "tmp"):
        if any((place.root / name).iterdir()):
            trial.problems.append(f"something was left in {name}")


def _imported(
    place: Place, source: Path, importer: str
) -> tuple[list[Imported | Skipped], Exception | None]:
    """What came of each capture in the source, and what stopped it."""
    results: list[Imported | Skipped] = []
    project = Project.open(place.settings())
    try:
        if not (source.is_symlink() and source.is_dir()):
            # A link to all of a disk, by its name, asks to look through all of it.
            with contextlib.suppress(WorkbenchError):
                captures_at(source)
        for part in sources.parts_of(source, importer):
            results.append(import_capture(project, source, format_name=importer, part=part))
    except Exception as error:  # noqa: BLE001  - any of them is what is looked for
        return results, error
    finally:
        project.close()
    return results, None


def _unworthy(error: Exception | None) -> Iterator[str]:
    """Whether the error is one that people may meet."""
    if error is None:
        return
    if isinstance(error, PluginFailed) or not isinstance(error, WorkbenchError):
        cause = error.__context__ if isinstance(error, PluginFailed) else error
        shown = traceback.extract_tb(cause.__traceback__ if cause else None)[-4:]
        where = " > ".join(f"{Path(s.filename).name}:{s.lineno}" for s in shown)
        yield f"raised {type(cause).__name__}: {cause!s:.200} at {where}"
        return
    if not error.hint:
        yield f"no hint: {error.message}"
    said = f"{error.message} {error.hint}"
    yield from (f"the error quotes {text!r}: {said}" for text in PRIVATE if text in said)


def _inconsistent(place: Place, done: list[Imported]) -> Iterator[str]:
    """Whether there is half a session anywhere."""
    project = Project.open(place.settings())
    try:
        listed = {one.session_id: one for one in sessions(project)}
        folders = {path.name for path in (project.root / "sessions").glob("*")}
        if set(listed) != folders or set(listed) != {one.session_id for one in done}:
            yield f"sessions {sorted(listed)}, folders {sorted(folders)}"
        if any((project.root / "staging").glob("*")):
            yield "something was left in staging"
        for one in done:
            yield from _unlike(project, one)
    except Exception as error:  # noqa: BLE001  - any of them is what is looked for
        yield f"the project does not open: {type(error).__name__}: {error}"
    finally:
        project.close()


def _unlike(project: Project, one: Imported) -> Iterator[str]:
    session = Session(project, one.session_id)
    try:
        events = list(session.capture.events())
        frames = len(session.pack) if session.pack is not None else 0
        counts = (len(events), len(session.capture.actions), frames)
        if counts != (one.events, one.actions, one.frames):
            yield f"counts {counts} instead of {(one.events, one.actions, one.frames)}"
        if [event.t_us for event in events] != sorted(event.t_us for event in events):
            yield "events out of order"
        if any(not 0 <= event.t_us < one.duration_us for event in events):
            yield "events outside the session"
        _replay(session)
    finally:
        session.close()


def _replay(session: Session) -> None:
    """Show what a desk shows, with the first and the last picture."""
    hidden = replaying.exposure(session)
    replaying.shown_actions(session, hidden)
    replaying.shown_windows(session, hidden)
    times = [int(t) for t in session.pack.times_us] if session.pack is not None else []
    for t_us in {times[0], session.duration_us - 1} if times else ():
        replaying.masked_image(session, replaying.raw_shot_at(session, t_us), hidden)


def _unclean(
    place: Place,
    results: list[Imported | Skipped],
    error: Exception | None,
    *,
    look: int,
) -> Iterator[str]:
    """Whether what the command prints holds anything a terminal acts on, or a private text.

    What other commands print of the session is looked at in turn, as `look` says.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        project = Project.open(place.settings())
        batch = Batch(project, Manner(None, None, {}), None)
        batch.note(results)
        print("\n".join(batch.lines()))  # noqa: T201
        project.close()
        if error is not None:
            report(error, as_json=False, debug=False)
        said = printed.getvalue()
        names = [one.session_id for one in results if isinstance(one, Imported)]
        verbs = ("sessions",) if look == 1 else _SHOWN.get(look, ())
        shown = [verb.replace("ID", name).split() for verb in verbs for name in names[:1]]
        for verb in shown:
            status = main([*verb, "--project", str(place.root / "project"), "--as", "lea"])
            if status:
                yield f"{verb[0]} ends with {status}: {printed.getvalue()[-300:]}"
    yield from unsafe_in(printed.getvalue())
    yield from (f"the import quotes {text!r}" for text in PRIVATE if text in said)


def unsafe_in(printed: str) -> Iterator[str]:
    """What of a printed text a terminal would act on, and whether it tells of a crash."""
    unsafe = {character for character in printed if _is_unsafe(character)}
    if unsafe:
        yield f"printed {', '.join(f'U+{ord(character):04X}' for character in sorted(unsafe))}"
    if "Traceback (most recent" in printed:
        yield f"printed a traceback: {printed[-300:]!r}"


def _is_unsafe(character: str) -> bool:
    is_control = unicodedata.category(character) in ("Cc", "Cs") and character not in _ALLOWED
    return is_control or character in _DIRECTIONS
