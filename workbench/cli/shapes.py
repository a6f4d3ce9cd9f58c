"""The JSON shapes of what a session holds, as the public surface promises them."""

from typing import TYPE_CHECKING

from workbench.domain.action import Action
from workbench.domain.consent import Consent
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event
from workbench.domain.flag import Flag
from workbench.domain.redaction import Redaction
from workbench.domain.remark import Remark
from workbench.domain.review import ReviewState
from workbench.domain.segment import Segment
from workbench.domain.timecode import format_timecode

if TYPE_CHECKING:
    from workbench.services.importing import Imported
    from workbench.services.listing import Listed
    from workbench.services.planning import Plan
    from workbench.services.session import Session

SHORT_ID_CHARACTERS = 8


def short(object_id: str) -> str:
    """The end of an id: enough to name it by; its beginning is mostly the time it was made."""
    return object_id[-SHORT_ID_CHARACTERS:]


def named(session: "Session") -> str:
    """A session as lines for people have it: its id and what it is called."""
    return f"{session.session_id} {session.title}".rstrip()


def stretch(start_us: int, end_us: int) -> str:
    """A stretch of time as people read it."""
    return f"{format_timecode(start_us)}-{format_timecode(end_us)}"


def imported_json(imported: "Imported") -> dict[str, object]:
    """A session that was taken in."""
    return {
        "session_id": imported.session_id,
        "subject": imported.subject,
        "format": imported.format,
        "events": imported.events,
        "actions": imported.actions,
        "frames": imported.frames,
        "duration_us": imported.duration_us,
        "width_px": imported.width_px,
        "height_px": imported.height_px,
        "warnings": [noted_json(w) for w in imported.warnings if not is_good_news(w)],
        "verified": [noted_json(w) for w in imported.warnings if is_good_news(w)],
    }


def is_good_news(noted: CaptureWarning) -> bool:
    """Whether what an importer noted is that something was found to be in order."""
    return noted.code.endswith("-verified")


def noted_json(noted: CaptureWarning) -> dict[str, object]:
    """What an importer noted."""
    return {"code": noted.code, "count": noted.count, "detail": noted.detail}


def listed_json(listed: "Listed") -> dict[str, object]:
    """A session in the list; where nobody has accepted it, there is no approval that could hold."""
    fields = {name: getattr(listed, name) for name in listed.__dataclass_fields__}
    if listed.state is not ReviewState.ACCEPTED:
        fields["approval_holds"] = None
    return fields


def state_told(listed: "Listed") -> str:
    """Where a session stands, in the words people read everywhere."""
    if listed.is_erased:
        return "erased"
    if listed.is_withdrawn:
        return "withdrawn"
    if not listed.approval_holds:
        return "approval lost"
    unseen = listed.state is ReviewState.ACCEPTED and not listed.screens_checked
    return f"{listed.state.value}, screens unseen" if unseen else listed.state.value


def event_json(event: Event) -> dict[str, object]:
    """A raw event."""
    return {
        "event_id": event.event_id,
        "t_us": event.t_us,
        "kind": event.kind.value,
        "x": event.x,
        "y": event.y,
        "button": event.button,
        "dx": event.dx,
        "dy": event.dy,
        "key": event.key,
        "text": event.text,
    }


def action_json(action: Action) -> dict[str, object]:
    """An action; `mask` says what kind of text is hidden in it and how long it is."""
    return {
        "action_id": action.action_id,
        "t_us": action.t_us,
        "end_us": action.end_us,
        "kind": action.kind.value,
        "x": action.x,
        "y": action.y,
        "x2": action.x2,
        "y2": action.y2,
        "button": action.button,
        "clicks": action.clicks,
        "dx": action.dx,
        "dy": action.dy,
        "text": action.text,
        "keys": list(action.keys),
        "gap_us": action.gap_us,
        "event_ids": list(action.event_ids),
        "mask": {"kind": action.mask.kind, "length": action.mask.length} if action.mask else None,
        "effect": action.effect.value if action.effect else None,
        "inferred": action.is_inferred,
    }


def remark_json(remark: Remark) -> dict[str, object]:
    """Something the recorder noted besides events and frames."""
    return {
        "t_us": remark.t_us,
        "end_us": remark.end_us,
        "about": remark.about.value,
        "name": remark.name,
        "text": remark.text,
        "box": remark.box.as_list() if remark.box else None,
        "app": remark.app,
    }


def segment_json(segment: Segment, state: str) -> dict[str, object]:
    """A segment, with where its session's work stands."""
    return {
        "segment_id": segment.segment_id,
        "tier": segment.tier.value,
        "start_us": segment.start_us,
        "end_us": segment.end_us,
        "labels": list(segment.labels),
        "instruction": segment.instruction,
        "outcome": segment.outcome.value if segment.outcome else None,
        "author": segment.author,
        "source": segment.source,
        "state": state,
        "conflicts": list(segment.conflicts),
    }


def flag_json(flag: Flag, session_id: str) -> dict[str, object]:
    """A flag; the value found is never in it, `value_id` is equal for equal values."""
    return {
        "flag_id": flag.flag_id,
        "session_id": session_id,
        "detector": flag.detector,
        "kind": flag.kind,
        "t_us": flag.place.t_us,
        "end_us": flag.place.end_us,
        "box": flag.place.box.as_list() if flag.place.box else None,
        "confidence": flag.confidence,
        "where": flag.place.where.value,
        "length": flag.place.length,
        "state": flag.state.value,
        "shows": flag.shows.value,
        "reason": flag.reason,
        "value_id": flag.value_id,
        "author": flag.author,
    }


def redaction_json(redaction: Redaction, session_id: str) -> dict[str, object]:
    """A redaction."""
    place = redaction.place
    return {
        "redaction_id": redaction.redaction_id,
        "session_id": session_id,
        "where": place.where.value,
        "t_us": place.t_us,
        "end_us": place.end_us,
        "box": place.box.as_list() if place.box else None,
        "text_run": place.source_id if place.where.value == "typed" else None,
        "flag_id": redaction.flag_id or None,
        "author": redaction.author,
    }


def consent_json(consent: Consent) -> dict[str, object]:
    """A consent on record."""
    return {
        "consent_id": consent.consent_id,
        "subject": consent.subject,
        "purposes": list(consent.purposes),
        "scopes": sorted(scope.value for scope in consent.scopes),
        "until": consent.until.isoformat(),
        "withdrawn": consent.is_withdrawn,
        "granted_at": consent.granted_at,
        "evidence_sha256": consent.evidence_sha256,
    }


def plan_json(plan: "Plan") -> dict[str, object]:
    """What a release would hold, and what not and why."""
    return {
        "included": [
            {
                "session_id": task.session_id,
                "segment_id": task.task.segment_id,
                "subject": task.subject,
                "split": plan.placements[task.subject],
                "rows": task.rows,
            }
            for task in plan.included
        ],
        "excluded": [
            {"session_id": e.session_id, "segment_id": e.segment_id or None, "reason": e.reason}
            for e in plan.excluded
        ],
        "splits": {split: summary.to_json() for split, summary in plan.splits.items()},
        "scopes": sorted(plan.scopes),
        "refusals": list(plan.refusals),
    }
