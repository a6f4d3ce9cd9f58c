"""Segments that come along with a capture lie in the session, and what was cut is counted."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.segment import Outcome, Tier
from workbench.plugin_api import CaptureInfo, OpenCapture, SourceFrame, SourceSegment
from workbench.services.brought import Brought


class _Bare:
    """An open capture of which only the segments matter here."""

    info = CaptureInfo("1")

    def events(self) -> Iterator[Event]:
        return iter(())

    def windows(self) -> Iterator[Window]:
        return iter(())

    def frames(self) -> Iterator[SourceFrame]:
        return iter(())

    def warnings(self) -> Sequence[CaptureWarning]:
        return ()


class _Labelled(_Bare):
    labelled_by = "somebody"

    def __init__(self, *segments: tuple[int, int]) -> None:
        self._segments = segments

    def segments(self) -> Iterator[SourceSegment]:
        for start_us, end_us in self._segments:
            yield SourceSegment(Tier.TASK, start_us, end_us, "Do it", Outcome.SUCCESS)


def _of(capture: OpenCapture, origin_us: int = 0) -> Brought:
    return Brought(capture, origin_us, 1_000)


def test_a_capture_that_brings_none_has_none() -> None:
    found = _of(_Bare())

    assert (found.segments, found.labelled_by, found.warnings) == ((), "", ())


@pytest.mark.parametrize(
    ("told", "kept", "codes"),
    [
        ((0, 1_000), (0, 1_000), []),
        ((10, 20), (10, 20), []),
        ((900, 5_000), (900, 1_000), ["segments-cut"]),
        ((-5, 20), (0, 20), ["segments-cut"]),
        ((1_000, 2_000), None, ["segments-outside"]),
        ((-20, 0), None, ["segments-outside"]),
        ((30, 30), None, ["segments-outside"]),
        ((40, 30), None, ["segments-outside"]),
    ],
)
def test_what_reaches_out_is_cut_and_what_lies_outside_left_out(
    told: tuple[int, int], kept: tuple[int, int] | None, codes: list[str]
) -> None:
    found = _of(_Labelled(told))

    assert [(s.start_us, s.end_us) for s in found.segments] == ([kept] if kept else [])
    assert [warning.code for warning in found.warnings] == codes
    assert found.labelled_by == "somebody"


@given(
    st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))),
    st.integers(-(10**6), 10**6),
)
def test_every_segment_lies_in_the_session_and_none_goes_uncounted(
    told: list[tuple[int, int]], origin_us: int
) -> None:
    found = _of(_Labelled(*told), origin_us)

    assert all(0 <= s.start_us < s.end_us <= 1_000 for s in found.segments)
    left_out = sum(w.count for w in found.warnings if w.code == "segments-outside")
    assert len(found.segments) + left_out == len(told)
    assert all(s.instruction == "Do it" for s in found.segments)
