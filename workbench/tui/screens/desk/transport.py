"""Moving through the session: playing, stepping, jumping."""

from time import monotonic
from typing import TYPE_CHECKING

from workbench.domain.timecode import parse_timecode
from workbench.errors import UsageError
from workbench.tui.dialogs.ask import Ask

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

_STEP_US = 5_000_000
_LEAP_US = 30_000_000


class Transport:
    """The transport keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk

    def play(self) -> None:
        """Play forwards, or pause."""
        self._turn(0 if self._desk.playback.is_playing else 1)

    def pause(self) -> None:
        """Pause; the speed is kept."""
        self._turn(0)

    def forward(self) -> None:
        """Play forwards; again for faster."""
        self._shuttle(1)

    def reverse(self) -> None:
        """Play backwards; again for faster."""
        self._shuttle(-1)

    def back_5(self) -> None:
        """Back 5 seconds."""
        self._move(-_STEP_US)

    def on_5(self) -> None:
        """On 5 seconds."""
        self._move(_STEP_US)

    def back_30(self) -> None:
        """Back 30 seconds."""
        self._move(-_LEAP_US)

    def on_30(self) -> None:
        """On 30 seconds."""
        self._move(_LEAP_US)

    def faster(self) -> None:
        """One speed up."""
        self._desk.playback = self._desk.playback.faster(1, monotonic())
        self._desk.show_position()

    def slower(self) -> None:
        """One speed down."""
        self._desk.playback = self._desk.playback.faster(-1, monotonic())
        self._desk.show_position()

    def normal(self) -> None:
        """Back to normal speed."""
        self._desk.playback = self._desk.playback.at_speed(1.0, monotonic())
        self._desk.show_position()

    def skip_idle(self) -> None:
        """Jump over idle time while playing, or no longer."""
        self._desk.skips_idle = not self._desk.skips_idle
        self._desk.show_position()

    def go_to(self) -> None:
        """Ask where to go."""
        self._desk.app.push_screen(
            Ask("Go to", hint="1:23.4, 83.4, 50% or #12 for an event"), self._go
        )

    def _go(self, text: str | None) -> None:
        if not text:
            return
        try:
            self._desk.seek(self._moment(text.strip()))
        except OverflowError:
            self._desk.say("that is beyond the end", "refused")
        except (ValueError, UsageError) as error:
            self._desk.say(str(error), "refused")

    def _moment(self, text: str) -> int:
        if text.endswith("%"):
            return int(float(text[:-1]) / 100 * self._desk.duration_us)
        if text.startswith("#"):
            event_id = int(text[1:])
            events = self._desk.session.capture.events()
            found = next((event for event in events if event.event_id == event_id), None)
            if found is None:
                raise ValueError(f"there is no event {event_id}")
            return found.t_us
        return parse_timecode(text)

    def _turn(self, direction: int) -> None:
        self._desk.playback = self._desk.playback.turned(direction, monotonic())
        self._desk.show_position()

    def _shuttle(self, direction: int) -> None:
        now = monotonic()
        if self._desk.playback.direction == direction:
            self._desk.playback = self._desk.playback.faster(1, now)
        else:
            self._desk.playback = self._desk.playback.turned(direction, now)
        self._desk.show_position()

    def _move(self, by_us: int) -> None:
        self._desk.seek(self._desk.position_us + by_us)
