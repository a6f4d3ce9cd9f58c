"""What recorders tell of a recording, and films that leave its pauses out."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.pynput_recording import FilmClock, RecorderMetadata, film_clock, paired
from workbench.domain.tally import WarningTally

START = 150_160.871470625
START_US = 150_160_871_471


PAUSES = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), max_size=6).map(
    lambda steps: [
        (sum(a + b for a, b in steps[:i]) + steps[i][0], sum(a + b for a, b in steps[: i + 1]))
        for i in range(len(steps))
    ]
)


@given(PAUSES, st.integers(0, 5000), st.integers(0, 100))
def test_film_and_clock_agree_outside_of_pauses(
    pauses: list[tuple[int, int]], after_us: int, starts_us: int
) -> None:
    """The recorder's rule the other way round: time since the start, less all that was paused."""
    clock = FilmClock(starts_us, pauses)
    t_us = starts_us + after_us
    is_paused = any(paused <= t_us < resumed for paused, resumed in pauses)
    left_out = sum(
        max(0, min(resumed, t_us) - max(paused, starts_us)) for paused, resumed in pauses
    )

    if not is_paused:
        assert clock.at(after_us - left_out) == t_us
    else:
        assert clock.at(after_us - left_out) > t_us


def test_a_pause_ends_with_the_next_resuming_and_one_without_is_none() -> None:
    assert paired([10, 30, 35, 90], [5, 20, 40, 41]) == [(10, 20), (30, 40)]
    assert paired([], [1]) == []


def test_metadata_tell_screen_platform_and_film_but_not_whose_computer_it_was() -> None:
    states = {"STARTED": [START], "PAUSED": [START + 2], "RESUMED": [START + 3, "x"]}
    tally = WarningTally()
    metadata = RecorderMetadata(
        {
            "system": "Darwin",
            "node": "ines-quirogas-computer",
            "id": 13939574105829,
            "screen_width": 1512,
            "screen_height": 982,
            "scroll_direction": -1,
            "start_time": "2023-10-20 17:19:53",
            "obs_record_state_timings": {
                f"OBS_WEBSOCKET_OUTPUT_{name}": times for name, times in states.items()
            },
        },
        tally,
    )

    assert [(span.width_px, span.height_px) for span in metadata.geometry] == [(1512, 982)]
    assert tally.warnings() == ()
    assert (metadata.platform, metadata.is_natural) == ("darwin", True)
    assert metadata.film_starts_us == START_US
    assert metadata.pauses() == [(START_US + 2_000_000, START_US + 3_000_000)]
    assert "2023-10-20 17:19:53" in metadata.clock
    assert "unknown time zone" in metadata.clock


def test_the_film_starts_when_the_recorder_says_before_obs_is_asked() -> None:
    timings = {"OBS_WEBSOCKET_OUTPUT_STARTED": [START]}
    told = {"video_start_timestamp": START + 1, "obs_record_state_timings": timings}

    assert RecorderMetadata(told, WarningTally()).film_starts_us == START_US + 1_000_000


def test_metadata_that_are_missing_are_counted() -> None:
    tally = WarningTally()

    metadata = RecorderMetadata({}, tally)

    assert (metadata.geometry, metadata.platform, metadata.pauses()) == ((), "", [])
    assert [w.code for w in tally.warnings()] == ["metadata-missing", "screen-unknown"]


def _line(after: float, action: str, **fields: object) -> dict[str, object]:
    return {"time_stamp": START + after, "action": action, **fields}


LINES: list[object] = [
    7,
    {"time_stamp": "soon", "action": "move"},
    _line(0, "move", x=1, y=1),
    _line(1, "pause"),
    _line(3, "resume"),
    _line(4, "pause"),
]


def _clock(document: dict[str, object]) -> tuple[FilmClock, list[str]]:
    tally = WarningTally()
    metadata = RecorderMetadata({"screen_width": 8, "screen_height": 8, **document}, tally)
    clock = film_clock(metadata, lambda: iter(LINES), tally)
    return clock, [warning.code for warning in tally.warnings()]


def test_a_film_nobody_told_the_start_of_starts_and_pauses_with_the_events() -> None:
    clock, codes = _clock({})

    shown = [clock.at(t_us) - START_US for t_us in (0, 999_998, 1_000_001, 9_000_000)]
    assert shown == [0, 999_998, 3_000_001, 11_000_000]
    assert codes == ["video-start-assumed"]


def test_a_film_that_was_told_of_by_another_clock_is_taken_to_start_with_the_events() -> None:
    near, codes = _clock({"video_start_timestamp": START - 5})
    far, assumed = _clock({"video_start_timestamp": START - 86_401})

    assert (near.at(0), codes) == (START_US - 5_000_000, [])
    assert (far.at(0), assumed) == (START_US, ["video-start-assumed"])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = (
    "system",
    "screen_width",
    "screen_height",
    "scroll_direction",
    "start_time",
    "video_start_timestamp",
    "obs_record_state_timings",
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)))
def test_metadata_of_any_shape_are_read(document: dict[str, object]) -> None:
    metadata = RecorderMetadata({"start_time": "<script>", **document}, WarningTally())

    assert all(span.width_px > 0 < span.height_px for span in metadata.geometry)
    assert metadata.film_starts_us is None or metadata.film_starts_us >= 0
    assert all(paused <= resumed for paused, resumed in metadata.pauses())
    assert "<" not in metadata.clock
