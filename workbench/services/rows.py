"""From an approved session to the rows that leave: redacted, placed on their images, in order."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from workbench.domain.action import Action, ActionKind
from workbench.domain.exposure import Exposure
from workbench.domain.masking import Hidden
from workbench.domain.place import Where
from workbench.domain.pyautogui import code_of
from workbench.domain.redaction import REDACTED_TEXT
from workbench.domain.release import ReleasedAction, Row, Scope
from workbench.domain.segment import Segment
from workbench.errors import NotFound
from workbench.services import replaying
from workbench.services.session import Session
from workbench.store.keyring import KeyClass

_TYPES = {ActionKind.LONG_PRESS: "click"}
"""What has no type of its own in a release; its `duration_us` tells the difference."""

COORDS = ("pixel", "unit", "thousand")


@dataclass(frozen=True, slots=True)
class Picture:
    """The image of a row: encoded, redacted, and how large it is."""

    data: bytes | None
    t_us: int | None
    width_px: int
    height_px: int
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class RowStyle:
    """What is the same for all rows of a release."""

    release: str
    coords: str
    scopes: frozenset[Scope]


def pseudonym(session: Session, release: str) -> str:
    """What the session's subject is called in one release, and in no other.

    It is keyed with the subject's own key, so that nobody without it can tell who is meant.
    """
    key = session.keys[KeyClass.CONTENT].derived("pseudonym")
    return "subject-" + hmac.digest(key, release.encode(), hashlib.sha256).hex()[:12]


def task_actions(session: Session, task: Segment) -> list[Action]:
    """The actions whose first event lies in the task; pages that came by themselves are none."""
    return [
        action
        for action in session.capture.actions
        if task.contains(action.t_us) and action.kind is not ActionKind.NAVIGATE
    ]


def outside_image(session: Session, task: Segment) -> bool:
    """Whether any action of the task lies outside the image it would be shown on."""
    for action in task_actions(session, task):
        size = _image_size(session, action.t_us)
        if size is None:
            continue
        scale = session.pictures.scale_to(size, action.t_us)
        points = [(action.x, action.y), (action.x2, action.y2)]
        for x, y in points:
            if x is None or y is None:
                continue
            if not (0 <= x * scale[0] < size[0] and 0 <= y * scale[1] < size[1]):
                return True
    return False


def is_blank(session: Session, t_us: int, hidden: Exposure) -> bool:
    """Whether the image of what is done at a moment would be masked all over."""
    frame_no = _frame_before(session, t_us)
    return frame_no is not None and replaying.is_masked_all_over(session, frame_no, hidden)


def rows_of_task(
    session: Session, task: Segment, hidden: Exposure, style: RowStyle
) -> Iterator[Row]:
    """The task's rows, its actions and then `terminate`."""
    actions = task_actions(session, task)
    make = partial(_row, session, task, hidden, style, len(actions) + 1)
    for index, action in enumerate(actions):
        yield make(index, action)
    end_us = task.end_us
    last = Action(0, end_us - 1, end_us - 1, ActionKind.PRESS)
    row = make(len(actions), last)
    terminate = ReleasedAction("terminate")
    yield replace(
        row,
        t_us=end_us,
        end_us=end_us,
        action=terminate,
        code=code_of(terminate, outcome=task.outcome.value if task.outcome else ""),
        redacted="image" if row.redacted in ("image", "both") else "none",
    )


def _row(
    session: Session,
    task: Segment,
    hidden: Exposure,
    style: RowStyle,
    n_steps: int,
    index: int,
    action: Action,
) -> Row:
    picture = _picture(session, action.t_us, hidden, style)
    released, is_text_redacted = _released(session, action, hidden, style, picture)
    app = _app(session, action.t_us, hidden)
    return Row(
        task_id=task.segment_id,
        session_id=session.session_id,
        subject=pseudonym(session, style.release),
        step_index=index,
        n_steps=n_steps,
        t_us=action.t_us,
        end_us=action.end_us,
        task_instruction=task.instruction,
        intent=",".join(task.labels),
        outcome=task.outcome or "",
        action=released,
        code=code_of(released),
        image=picture.data,
        image_t_us=picture.t_us,
        width_px=picture.width_px or None,
        height_px=picture.height_px or None,
        app=app,
        thought=None,
        redacted=_redacted(is_text_redacted, picture.is_redacted),
    )


def _app(session: Session, t_us: int, hidden: Exposure) -> str | None:
    """The program in front at a moment, by its name without what is hidden in it."""
    begun = sum(1 for window in session.capture.windows if window.start_us <= t_us)
    if not begun:
        return None
    app = session.capture.windows[begun - 1].app
    return _text_without(app, hidden.hidden_in(Where.APP, begun - 1))


def _redacted(text: bool, image: bool) -> str:
    if text and image:
        return "both"
    if text or image:
        return "text" if text else "image"
    return "none"


def _picture(session: Session, t_us: int, hidden: Exposure, style: RowStyle) -> Picture:
    """The last frame strictly before a moment."""
    from workbench.media.images import encode_png

    if Scope.SCREEN not in style.scopes:
        size = _image_size(session, t_us) or (0, 0)
        return Picture(None, None, *size, is_redacted=False)
    try:
        shot = replaying.raw_shot_at(session, t_us - 1)
    except NotFound:
        return Picture(None, None, 0, 0, is_redacted=False)
    image = replaying.masked_image(session, shot, hidden)
    height, width = image.shape[:2]
    is_redacted = bool(replaying.masks_on(session, shot.frame_no, hidden))
    return Picture(encode_png(image), shot.t_us, width, height, is_redacted)


def _image_size(session: Session, t_us: int) -> tuple[int, int] | None:
    frame_no = _frame_before(session, t_us)
    pack = session.pack
    return pack.size(frame_no) if pack is not None and frame_no is not None else None


def _frame_before(session: Session, t_us: int) -> int | None:
    """The last frame strictly before a moment, None where there is none."""
    return session.pack.frame_at(t_us - 1) if session.pack is not None else None


def _released(
    session: Session, action: Action, hidden: Exposure, style: RowStyle, picture: Picture
) -> tuple[ReleasedAction, bool]:
    """The action as it leaves, and whether anything of its text was taken out."""
    texts = hidden.hidden_in(Where.TYPED, action.action_id)
    is_whole = hidden.hides_all_of(action)
    if is_whole and action.text:
        texts = [Hidden(0, len(action.text), "span")]
    size = (picture.width_px, picture.height_px) if picture.width_px else None
    place = partial(_placed, session, action.t_us, size, style.coords)
    x, y = (None, None) if is_whole else place(action.x, action.y)
    x2, y2 = (None, None) if is_whole else place(action.x2, action.y2)
    released = ReleasedAction(
        type=_TYPES.get(action.kind, action.kind.value),
        x=x,
        y=y,
        x2=x2,
        y2=y2,
        button=action.button,
        clicks=action.clicks or None,
        dx=action.dx or None,
        dy=action.dy or None,
        text=_text_without(action.text, texts),
        keys=None if is_whole else action.keys or None,
        duration_us=action.duration_us,
        gap_us=action.gap_us,
    )
    return released, bool(texts) or is_whole


def _text_without(text: str | None, hidden: Iterable[Hidden]) -> str | None:
    """The text with each hidden stretch replaced by one constant word, whatever its length."""
    if text is None:
        return None
    parts: list[str] = []
    position = 0
    for span in sorted(hidden):
        if span.stop > position:
            parts += [text[position : span.start], REDACTED_TEXT]
            position = span.stop
    return "".join([*parts, text[position:]])


def _placed(
    session: Session,
    t_us: int,
    size: tuple[int, int] | None,
    coords: str,
    x: float | None,
    y: float | None,
) -> tuple[float | None, float | None]:
    if x is None or y is None:
        return None, None
    if size is None:
        return x, y
    scale = session.pictures.scale_to(size, t_us)
    x, y = x * scale[0], y * scale[1]
    if coords == "unit":
        return round(x / size[0], 4), round(y / size[1], 4)
    if coords == "thousand":
        return round(1000 * x / size[0]), round(1000 * y / size[1])
    return x, y
