"""Flags and what is done about them: hidden in every copy, or kept with a reason."""

from collections.abc import Iterable, Sequence

from workbench.domain.flag import Flag, FlagGroup, Shows, flags_of, grouped
from workbench.domain.geometry import Box
from workbench.domain.member import Permission
from workbench.domain.op import JSON
from workbench.domain.place import Place, Where
from workbench.domain.records import Record
from workbench.errors import NotFound, UsageError
from workbench.services.edit import Edit
from workbench.services.session import Session


def flag(session: Session, flag_id: str) -> Flag:
    """A flag by its id or the beginning of it; raises NotFound or UsageError."""
    matches = [f for f in session.flags() if f.flag_id.startswith(flag_id)] if flag_id else []
    if len(matches) > 1:
        raise UsageError(f"several flags begin with {flag_id!r}", hint="Give more of it.")
    if not matches:
        raise NotFound(
            f"there is no flag {flag_id!r} in {session.session_id}",
            hint="`workbench flags SESSION` lists them.",
        )
    return matches[0]


def flag_groups(session: Session) -> list[FlagGroup]:
    """The session's flags by value, open groups first."""
    return grouped(flags_of(session.records, session.words))


def add_flag(
    session: Session,
    *,
    kind: str,
    t_us: int,
    end_us: int,
    box: Box | None = None,
    reason: str = "",
) -> str:
    """Flag a stretch of time, or a box of the frames in it; any member may. Its id."""
    _check_stretch(session, t_us, end_us)
    where = Where.SPAN if box is None else Where.SCREEN
    return _flag(session, kind, Place(where, t_us, end_us, box=box), reason)


def flag_run(session: Session, run_id: int, *, kind: str, reason: str = "") -> str:
    """Flag all that was typed in one run; any member may. The flag's id.

    As with a detector's finding its window is masked from then on, until a reviewer says where
    the text shows.
    """
    return _flag(session, kind, _typed_place(session, run_id), reason)


def _flag(session: Session, kind: str, place: Place, reason: str) -> str:
    edit = session.edit("flag.add")
    fields: dict[str, JSON] = {
        "kind": kind,
        "detector": "person",
        "confidence": 100,
        "reason": reason or None,
        "place": place.to_json(),
        "state": "open",
        "value_id": "",
    }
    flag_id = edit.create("flag", fields)
    edit.save()
    return flag_id


def hide(session: Session, flags: Iterable[Flag], *, shows: Shows | None = None) -> list[str]:
    """Hide flagged places in every copy, as one op; the redactions made.

    `shows` says, for texts, where on the screen they show; unknown goes on masking the window.
    """
    session.require(Permission.REVIEW)
    session.require(Permission.REDACT)
    edit = session.edit("flag.hide")
    made = [made for found in flags for made in _hide(session, edit, found, shows)]
    edit.save()
    return made


def keep(session: Session, flags: Iterable[Flag], *, reason: str) -> None:
    """Keep flagged places visible, as one op, with a reason that goes on record."""
    session.require(Permission.REVIEW)
    if not reason.strip():
        raise UsageError("keeping a flagged place takes a reason", hint="Give --reason TEXT.")
    edit = session.edit("flag.keep")
    for found in flags:
        _decide(session, edit, found, "kept", reason, None)
        for record in _redactions_of(session, found.flag_id):
            edit.delete(record)
    edit.save()


def say_where_it_shows(session: Session, flags: Iterable[Flag], shows: Shows) -> None:
    """Record whether flagged texts show on the screen, and so lift or restore the window mask."""
    session.require(Permission.REDACT)
    edit = session.edit("flag.shows")
    for found in flags:
        edit.update(session.records.get("flag", found.flag_id), {"shows": _said(found, shows)})
    edit.save()


def redact_box(
    session: Session,
    box: Box,
    *,
    t_us: int,
    end_us: int,
    flags: Sequence[Flag] = (),
    reason: str = "",
) -> str:
    """Fill a box in every frame of a stretch; flags whose text shows there stop masking windows.

    Those of them that are undecided are hidden by the same op: whoever fills a finding's box
    has decided it. Returns the redaction's id.
    """
    session.require(Permission.REDACT)
    if any(found.is_open for found in flags):
        session.require(Permission.REVIEW)
    _check_stretch(session, t_us, end_us)
    place = Place(Where.SCREEN, t_us, end_us, box=box)
    if not session.pictures.shows_any_of(place):
        raise UsageError(
            "the box lies beside the picture", hint="Pixels count from the left upper corner."
        )
    edit = session.edit("redaction.box")
    flag_id = flags[0].flag_id if flags else ""
    fields: dict[str, JSON] = {
        "place": place.to_json(),
        "flag": flag_id,
        "flags": [found.flag_id for found in flags],
        "reason": reason or None,
    }
    redaction_id = edit.create("redaction", fields)
    for found in flags:
        if found.is_open:
            _hide(session, edit, found, Shows.BOXES)
        else:
            edit.update(
                session.records.get("flag", found.flag_id), {"shows": _said(found, Shows.BOXES)}
            )
    edit.save()
    return redaction_id


def redact_places(session: Session, places: Iterable[Place]) -> list[str]:
    """Hide several places as one op; the redactions' ids."""
    session.require(Permission.REDACT)
    edit = session.edit("redaction.places")
    made = []
    for place in places:
        _check_stretch(session, place.t_us, place.end_us)
        made.append(edit.create("redaction", {"place": place.to_json(), "flag": ""}))
    edit.save()
    return made


def redact_span(session: Session, *, t_us: int, end_us: int, reason: str = "") -> str:
    """Hide a stretch of time whole: frames, typed text, titles and places. The redaction's id."""
    session.require(Permission.REDACT)
    _check_stretch(session, t_us, end_us)
    return _redact(session, "redaction.span", Place(Where.SPAN, t_us, end_us), reason)


def redact_run(session: Session, run_id: int, *, reason: str = "") -> str:
    """Hide everything typed in one run; the redaction's id."""
    session.require(Permission.REDACT)
    return _redact(session, "redaction.text", _typed_place(session, run_id), reason)


def remove_redaction(session: Session, redaction_id: str) -> None:
    """Take a redaction back; the flag it answers stays as it was decided."""
    session.require(Permission.REDACT)
    record = session.records.get("redaction", redaction_id)
    if not record.is_alive:
        raise NotFound(f"there is no redaction {redaction_id!r}", hint="It may be gone already.")
    edit = session.edit("redaction.remove")
    edit.delete(record)
    edit.save()


def _typed_place(session: Session, run_id: int) -> Place:
    """All of the text of one run, as it was left."""
    action = next((a for a in session.capture.actions if a.action_id == run_id and a.text), None)
    if action is None or action.text is None:
        raise NotFound(
            f"there is no typed run {run_id} in {session.session_id}",
            hint="`workbench text SESSION` lists them.",
        )
    length = len(action.text)
    return Place(Where.TYPED, action.t_us, action.end_us + 1, action.action_id, 0, length, length)


def _redact(session: Session, kind: str, place: Place, reason: str) -> str:
    edit = session.edit(kind)
    fields: dict[str, JSON] = {"place": place.to_json(), "flag": "", "reason": reason or None}
    redaction_id = edit.create("redaction", fields)
    edit.save()
    return redaction_id


def _hide(session: Session, edit: Edit, found: Flag, shows: Shows | None) -> list[str]:
    """Hide one flagged place; the redaction made, none where it has one."""
    _decide(session, edit, found, "hidden", "", shows)
    if _redactions_of(session, found.flag_id):
        return []
    fields: dict[str, JSON] = {"place": found.place.to_json(), "flag": found.flag_id}
    return [edit.create("redaction", fields)]


def _decide(
    session: Session, edit: Edit, found: Flag, state: str, reason: str, shows: Shows | None
) -> None:
    fields: dict[str, JSON] = {"state": state, "decision": reason or None}
    if shows is not None:
        fields["shows"] = _said(found, shows)
    edit.update(session.records.get("flag", found.flag_id), fields)


def _redactions_of(session: Session, flag_id: str) -> list[Record]:
    return [
        record for record in session.records.alive("redaction") if record.text("flag") == flag_id
    ]


def _check_stretch(session: Session, t_us: int, end_us: int) -> None:
    if not 0 <= t_us < end_us <= session.duration_us:
        raise UsageError(
            "the stretch lies inside the session and ends after it begins",
            hint=f"The session lasts {session.duration_us / 1e6:.3f} s.",
        )


def _said(found: Flag, shows: Shows) -> str:
    """What an op says; a text that was read has its places, whatever anybody says besides."""
    if shows is Shows.READ:
        raise UsageError(
            "that a text was read off the screens is not for anybody to say",
            hint="Say nowhere, boxes or unknown.",
        )
    return found.shows.value if found.shows is Shows.READ else shows.value
