"""A project made of the sample sessions: everything that people would do, done once.

Three members act in it: whoever runs it as lead, and two invented ones, an annotator who takes
in the ready labels and a reviewer who decides the findings. Each step is left out where it is
done already, so that the demo can be run again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.config import Settings
from workbench.domain.flag import KEEP_REASONS, Shows
from workbench.domain.geometry import Box
from workbench.domain.member import Role
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
from workbench.services.session import Session
from workbench.store.project import Project

ANNOTATOR, REVIEWER = "demo-ana", "demo-rev"
_PURPOSE = "agent-training"
_RATIOS = {"train": 0.8, "validation": 0.1, "test": 0.1}


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample session: its capture, and what stands beside it."""

    directory: Path
    session_id: str

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
    if (settings.project / "project.json").exists():
        return Project.open(settings)
    return Project.create(settings)


def take_in(settings: Settings, *, progress: Progress) -> list[Sample]:
    """Import every sample session, with its subject's consent, and add the other members."""
    lead = open_or_create(settings)
    for name, role in ((ANNOTATOR, Role.ANNOTATOR), (REVIEWER, Role.REVIEWER)):
        if name not in lead.ledger.authority.members:
            membership.add_member(
                lead, name, role, public_key="", identities_dir=settings.identities_dir
            )
    samples = []
    for directory in sorted(path.parent for path in samples_dir().glob("*/consent.json")):
        subject, terms = consenting.read_consent_file(directory / "consent.json")
        known = consenting.consents(lead, subject)
        result = importing.import_capture(
            lead,
            directory / "capture",
            subject=subject,
            consent=None if known else terms,
            progress=progress,
        )
        samples.append(Sample(directory, result.session_id))
    lead.close()
    return samples


def label(settings: Settings, samples: Iterable[Sample]) -> None:
    """As the annotator: take in the ready labels and submit them."""
    annotator = Project.open(replace(settings, user=ANNOTATOR))
    for sample in samples:
        lines = (sample.directory / "labels.jsonl").read_text(encoding="utf-8")
        session = Session(annotator, sample.session_id)
        if session.state() in (ReviewState.NEW, ReviewState.DRAFT):
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
        if session.state() is ReviewState.SUBMITTED:
            decisions = json.loads((sample.directory / "decisions.json").read_bytes())
            _decide(session, decisions)
            scenes = len(replaying.scene_starts(session))
            reviewing.check_screens(session, scenes=scenes, never_shown=())
            reviewing.accept(session)
        session.close()
    reviewer.close()


def request(version: str) -> ReleaseRequest:
    """The release that the demo asks for."""
    return ReleaseRequest("samples", version, _PURPOSE, dict(_RATIOS), date.today())


def _decide(session: Session, decisions: dict[str, Any]) -> None:
    """Keep the false alarms, hide the rest; the boxes fill where it shows on the screen."""
    harmless = {(entry["t_us"], entry["kind"]) for entry in decisions["keep"]}
    undecided = [flag for flag in session.flags() if flag.is_open]
    kept = [flag for flag in undecided if (flag.place.t_us, flag.kind) in harmless]
    redacting.keep(session, kept, reason=KEEP_REASONS["n"])
    # The boxes cover every place on the screen, so no flag needs to mask its window besides.
    hidden = [flag for flag in undecided if flag not in kept]
    redacting.hide(session, hidden, shows=Shows.BOXES)
    redacting.redact_places(session, [_place(session, entry) for entry in decisions["boxes"]])


def _place(session: Session, entry: dict[str, Any]) -> Place:
    end_us = min(int(entry["end_us"]), session.duration_us)
    start_us = min(max(0, int(entry["start_us"])), end_us - 1)
    return Place(Where.SCREEN, start_us, end_us, box=Box(*entry["box"]))
