"""What a recorder noted and the screens of text it kept, with everything hidden covered."""

from bisect import bisect_right
from dataclasses import replace

from workbench.domain.exposure import Exposure
from workbench.domain.masking import MASK_CHARACTER
from workbench.domain.place import Where
from workbench.domain.remark import About, Remark
from workbench.domain.text_screen import TextScreen, columns_of, masked_line
from workbench.errors import NotFound
from workbench.services.session import Session


def shown_remarks(session: Session, hidden: Exposure) -> list[Remark]:
    """The remarks; what was noted while hidden things were done or typed is covered whole."""
    typed = [
        (action.t_us, action.end_us + 1)
        for action in session.capture.actions
        if hidden.hidden_in(Where.TYPED, action.action_id)
    ]
    return [
        replace(remark, text=MASK_CHARACTER * len(remark.text))
        if _is_hidden(remark, hidden.spans, typed)
        else remark
        for remark in session.capture.remarks
    ]


def element_at(remarks: list[Remark], t_us: int, for_us: int) -> Remark | None:
    """The last element that was noted at a moment or at most so long before it."""
    elements = (r for r in reversed(remarks) if r.about is About.ELEMENT and r.t_us <= t_us)
    latest = next(elements, None)
    return latest if latest is not None and t_us - latest.t_us <= for_us else None


def shown_screen(session: Session, t_us: int, hidden: Exposure) -> TextScreen:
    """The screen of text of a moment with every hidden cell covered; raises NotFound for none.

    As with frames, a mask that applies at any moment at which the screen stood covers it.
    """
    screens = session.capture.screens
    number = bisect_right([screen.t_us for screen in screens], t_us) - 1
    if number < 0:
        raise NotFound(
            "there is no screen of text at that moment",
            hint="The session has none, or its first one comes later.",
        )
    screen = screens[number]
    later = screens[number + 1 : number + 2]
    end_us = max(later[0].t_us if later else session.duration_us, screen.t_us + 1)
    boxes = [m.box for m in hidden.pixels if m.start_us < end_us and screen.t_us < m.end_us]
    if any(box is None for box in boxes):
        return replace(screen, lines=(), cursor=None)
    lines = (
        masked_line(line, [span for box in boxes if box for span in columns_of(box, row)])
        for row, line in enumerate(screen.lines)
    )
    return replace(screen, lines=tuple(lines))


def _is_hidden(
    remark: Remark, spans: tuple[tuple[int, int], ...], typed: list[tuple[int, int]]
) -> bool:
    stretches = [*spans, *(typed if remark.about is About.ACTION else ())]
    return any(start < remark.end_us + 1 and remark.t_us < end for start, end in stretches)
