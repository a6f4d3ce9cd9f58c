"""A look at a session's scenes: written, read again, and how long it counts."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.exposure import PixelMask
from workbench.domain.geometry import Box
from workbench.domain.op import JSON, Change, Op
from workbench.domain.records import Record
from workbench.domain.screens import Look, look_fields, look_of, stretches_of

_PACK = "ab" * 32
_BOXES = st.builds(
    Box, st.integers(-99, 99), st.integers(-99, 99), st.integers(1, 999), st.integers(1, 999)
)
_US = st.integers(1, 10**9)


def _mask(start_us: int, lasts_us: int, box: Box | None) -> PixelMask:
    return PixelMask(start_us, start_us + lasts_us, box, "contact", "f")


_MASKS = st.lists(st.builds(_mask, _US, _US, st.none() | _BOXES))


def _record(fields: dict[str, JSON]) -> Record:
    record = Record("screens", "s-1")
    change = Change((), record.key, fields)
    op = Op("rev", (change,), "", 1, "op-1", "screens.check", "", 0, "s-1", "", 1, "w")
    record.apply(op, change)
    return record


@given(st.integers(0, 99), st.frozensets(st.integers(0, 999)), _MASKS)
def test_a_look_is_read_as_it_was_written(
    scenes: int, never_shown: frozenset[int], masks: list[PixelMask]
) -> None:
    look = Look(scenes, never_shown, stretches_of(masks))
    record = _record(look_fields(look, _PACK))

    assert look_of(record, _PACK) == look
    assert look_of(record, "cd" * 32) is None


@given(_MASKS, _MASKS)
def test_a_look_holds_under_its_own_masks_and_more_and_not_under_none(
    masks: list[PixelMask], more: list[PixelMask]
) -> None:
    look = Look(1, frozenset(), stretches_of(masks))

    assert look.lifted([*masks, *more]) == []
    assert look.lifted([]) == list(look.masked)


def test_a_mask_that_cannot_be_read_counts_as_lifted_unless_all_is_masked_for_good() -> None:
    fields = look_fields(Look(1, frozenset(), ()), _PACK) | {"masks": ["?"]}
    look = look_of(_record(fields), _PACK)

    assert look is not None
    assert look.lifted([PixelMask(0, 10**9, None, "span", "r")])
