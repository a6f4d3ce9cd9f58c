"""A project made of the sample sessions: everything that people would do, done once.

Three members act in it: whoever runs it as lead, and two invented ones, an annotator who takes
in the ready labels and a reviewer who decides the findings. Each step is left out where it is
done already, so that the demo can be run again; and whatever somebody else has worked on since
is left to them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.config import Settings
from workbench.domain.flag import KEEP_REASONS, Flag, Shows
from workbench.domain.geometry import Box
from workbench.domain.member import Role
from workbench.domain.op import Op
from workbench.domain.place import Place, Where
from workbench.domain.review import ReviewState
from workbench.errors import NotFound, UsageError
from workbench.plugin_api import Progress
from workbench.services import (
    consenting,
    exchanging,
    importing,
    membership,
    redacting,
    replaying,
    reviewing,
)
from workbench.services.planning import ReleaseRequest
from workbench.services.progress import no_progress
from workbench.services.session import Session
from workbench.store.ledger import COMMON
from workbench.store.project import Project

ANNOTATOR, REVIEWER = "demo-ana", "demo-rev"
_NAME = "samples"
_PURPOSE = "agent-training"
_RATIOS = {"train": 0.8, "validation": 0.1, "test": 0.1}
_LABELLED, _REVIEWED = 3, 2
"""How many samples are labelled, and reviewed, in a demo that people go on with."""

_OWN_STEPS = {
    ANNOTATOR: {"labels.import", "review.submit"},
    REVIEWER: {
        "flag.keep",
        "flag.hide",
        "redaction.box",
        "redaction.places",
        "screens.check",
        "review.accept",
    },
}
_LEADS_STEPS = {"project.init", "member.add", "subject.add", "consent.add", "session.import"}
_ONLY_TALK = {"comment", "bookmark", "peek"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample session: its capture, and what stands beside it."""

    directory: Path
    session_id: str
    number: int

    @property
    def name(self) -> str:
        """What the sample is called."""
        return self.directory.name


def samples_dir() -> Path:
    """Where the sample sessions lie: in the installed package, or in a checkout.

    Raises NotFound where there are none.
    """
    packaged = Path(str(files("workbench") / "sample_sessions"))
    checkout = Path(str(files("workbench"))).parent / "sample_sessions"
    for directory in (packaged, checkout):
        if directory.is_dir():
            return directory
    raise NotFound("the sample sessions are not installed", hint="Install session-workbench again.")


def open_or_create(settings: Settings) -> Project:
    """The demo's project, made where there is none yet."""
    return Project.create_or_open(settings)[0]


def take_in(settings: Settings, *, progress: Progress) -> list[Sample]:
    """Import every sample session, with its subject's consent, and add the other members."""
    lead = open_or_create(settings)
    for name, role in ((ANNOTATOR, Role.ANNOTATOR), (REVIEWER, Role.REVIEWER)):
        if name not in lead.ledger.authority.members:
            membership.add_member(
                lead, name, role, public_key="", identities_dir=settings.identities_dir
            )
    samples = []
    directories = sorted(path.parent for path in samples_dir().glob("*/consent.json"))
    for number, directory in enumerate(directories, 1):
        subject, terms = consenting.read_consent_file(directory / "consent.json")
        if consenting.is_erased(lead, subject):
            continue
        known = consenting.consents(lead, subject)
        result = importing.import_capture(
            lead,
            directory / "capture",
            subject=subject,
            consent=None if known else terms,
            progress=partial(_counted, progress, f"session {number} of {len(directories)}"),
        )
        samples.append(Sample(directory, result.session_id, number))
    lead.close()
    return samples


def set_out(settings: Settings, *, progress: Progress = no_progress) -> None:
    """A demo to go on with: some work approved, some waiting for review, the rest untouched.

    May be run again; raises UsageError for a project that is no demo, before changing it.
    """
    _refuse_what_is_no_demo(settings)
    samples = take_in(settings, progress=progress)
    label(settings, [sample for sample in samples if sample.number <= _LABELLED])
    review(settings, [sample for sample in samples if sample.number <= _REVIEWED])


def refuse_to_finish(settings: Settings, out: Path) -> None:
    """Raise UsageError, before anything is changed, where the demo cannot go on to a release.

    It can where everything on record is what the demo itself does, or talk.
    """
    _refuse_what_is_no_demo(settings)
    is_released = False
    if _is_there(settings):
        project = Project.open(settings)
        is_released = next_version(project) > 1
        touched = [i or "the project" for i in _places(project) if _is_touched(project, i)]
        project.close()
        if touched:
            raise UsageError(
                f"somebody has worked on this demo: {', '.join(touched)}", hint=_BESIDE
            )
    if out.exists() and not is_released:
        raise UsageError(
            f"{out} is there already, and is not this demo's", hint=f"Move it away, or: {_BESIDE}"
        )


def label(settings: Settings, samples: Iterable[Sample]) -> None:
    """As the annotator: take in the ready labels and submit them."""
    annotator = Project.open(replace(settings, user=ANNOTATOR))
    for sample in samples:
        lines = (sample.directory / "labels.jsonl").read_text(encoding="utf-8")
        session = Session(annotator, sample.session_id)
        is_open = session.state() in (ReviewState.NEW, ReviewState.DRAFT)
        if is_open and not _is_touched(annotator, sample.session_id):
            taken = exchanging.import_labels(annotator, exchanging.parse_labels(lines))
            for refused in taken.refused:
                raise UsageError(
                    f"the labels of {sample.name} do not fit: {refused.reasons[0]}",
                    hint="The samples and this Workbench are of different versions.",
                )
            reviewing.submit(session)
        session.close()
    annotator.close()


def review(settings: Settings, samples: Iterable[Sample]) -> None:
    """As the reviewer: hide what is sensitive, look over the screens, accept."""
    reviewer = Project.open(replace(settings, user=REVIEWER))
    for sample in samples:
        session = Session(reviewer, sample.session_id)
        is_open = session.state() is ReviewState.SUBMITTED
        if is_open and not _is_touched(reviewer, sample.session_id):
            decisions = json.loads((sample.directory / "decisions.json").read_bytes())
            _decide(session, decisions)
            scenes = len(replaying.scene_starts(session))
            reviewing.check_screens(session, scenes=scenes, never_shown=())
            reviewing.accept(session)
        session.close()
    reviewer.close()


def request(version: str) -> ReleaseRequest:
    """The release that the demo asks for."""
    return ReleaseRequest(_NAME, version, _PURPOSE, dict(_RATIOS), date.today())


def next_version(project: Project) -> int:
    """The number of the demo's next release, from 1."""
    number = 1
    while project.common.get("release", f"{_NAME}@{number}").is_alive:
        number += 1
    return number


_BESIDE = "Make another demo beside it: `--project demo-2`, say."


def _is_there(settings: Settings) -> bool:
    return (settings.project / "project.json").exists()


def _refuse_what_is_no_demo(settings: Settings) -> None:
    """A project with sessions that the demo did not bring in is somebody's work."""
    if not _is_there(settings):
        return
    project = Project.open(settings)
    is_demo = ANNOTATOR in project.ledger.authority.members or not project.catalogue.sessions()
    project.close()
    if not is_demo:
        raise UsageError(f"{settings.project} is a project, but no demo", hint=_BESIDE)


def _places(project: Project) -> list[str]:
    return [COMMON, *(session.session_id for session in project.catalogue.sessions())]


def _is_touched(project: Project, session_id: str) -> bool:
    """Whether somebody did something there that the demo does not do and that is not talk."""
    return not all(map(_is_own_step, project.ledger.ops(session_id)))


def _is_own_step(op: Op) -> bool:
    types = {change.type for change in op.changes}
    if types <= _ONLY_TALK or op.kind in _LEADS_STEPS:
        return True
    if op.kind == "release.build":
        return any(change.object.startswith(f"release/{_NAME}@") for change in op.changes)
    return op.kind in _OWN_STEPS.get(op.by, ())


def _counted(progress: Progress, which: str, step: str, done: int, total: int) -> None:
    progress(f"{which}, {step}", done, total)


def _decide(session: Session, decisions: dict[str, Any]) -> None:
    """Keep the false alarms, hide the rest; the boxes fill where it shows on the screen."""
    harmless = {(entry["t_us"], entry["kind"]) for entry in decisions["keep"]}
    undecided = [flag for flag in session.flags() if flag.is_open]
    kept = [flag for flag in undecided if (flag.place.t_us, flag.kind) in harmless]
    redacting.keep(session, kept, reason=KEEP_REASONS["n"])
    # The boxes cover every place on the screen, so no flag needs to mask its window besides: the
    # first box of a kind answers its flags, and a kind without a box shows nowhere.
    hidden = [flag for flag in undecided if flag not in kept]
    places = [(entry["kind"], _place(session, entry)) for entry in decisions["boxes"]]
    firsts = dict(reversed(places))
    shown = [flag for flag in hidden if flag.kind in firsts]
    redacting.hide(session, shown, shows=Shows.BOXES)
    redacting.hide(session, [f for f in hidden if f not in shown], shows=Shows.NOWHERE)
    for kind in sorted({flag.kind for flag in shown}):
        _fill(session, firsts[kind], [flag for flag in shown if flag.kind == kind])
    answering = {firsts[flag.kind] for flag in shown}
    redacting.redact_places(session, [place for _, place in places if place not in answering])


def _fill(session: Session, place: Place, flags: Sequence[Flag]) -> None:
    """Fill a box, which is where the text of these flags shows."""
    if place.box is not None:
        redacting.redact_box(session, place.box, t_us=place.t_us, end_us=place.end_us, flags=flags)


def _place(session: Session, entry: dict[str, Any]) -> Place:
    end_us = min(int(entry["end_us"]), session.duration_us)
    start_us = min(max(0, int(entry["start_us"])), end_us - 1)
    return Place(Where.SCREEN, start_us, end_us, box=Box(*entry["box"]))
