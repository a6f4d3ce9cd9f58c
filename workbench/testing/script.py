"""Raw events written down as a person would tell them."""

from collections.abc import Sequence

from workbench.domain.action import Action, ActionKind
from workbench.domain.event import Event, EventKind
from workbench.domain.reduction import Reduction, ReductionSettings, reduce_events

_DEFAULTS = ReductionSettings()


class Script:
    """Raw events written down gesture by gesture, 10 ms apart unless told otherwise."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.t_us = 0

    def wait(self, seconds: float) -> "Script":
        """Let time pass."""
        self.t_us += round(seconds * 1_000_000)
        return self

    def add(self, kind: EventKind, **fields: object) -> "Script":
        """One raw event."""
        self.t_us += 10_000
        event = Event(len(self.events) + 1, self.t_us, kind)
        self.events.append(event._replace(**fields))  # type: ignore[arg-type]
        return self

    def down(self, x: float = 10, y: float = 10, button: str = "left") -> "Script":
        """A button goes down."""
        return self.add(EventKind.DOWN, x=x, y=y, button=button)

    def up(self, x: float = 10, y: float = 10, button: str = "left") -> "Script":
        """A button comes up."""
        return self.add(EventKind.UP, x=x, y=y, button=button)

    def click(self, x: float = 10, y: float = 10, button: str = "left") -> "Script":
        """A button goes down and up."""
        return self.down(x, y, button).up(x, y, button)

    def scroll(self, dy: float, *, dx: float = 0, x: float = 10) -> "Script":
        """Turn the wheel by notches, down negative."""
        return self.add(EventKind.SCROLL, x=x, y=10.0, dx=dx, dy=dy)

    def press(self, key: str, text: str | None = None) -> "Script":
        """A key goes down."""
        return self.add(EventKind.PRESS, key=key, text=text)

    def release(self, key: str) -> "Script":
        """A key comes up."""
        return self.add(EventKind.RELEASE, key=key)

    def tap(self, key: str, text: str | None = None) -> "Script":
        """A key goes down and up."""
        return self.press(key, text).release(key)

    def type(self, text: str) -> "Script":
        """Type a text, key after key."""
        for character in text:
            self.tap("space" if character == " " else character.lower(), character)
        return self

    def reduced(
        self, *, window_changes_us: Sequence[int] = (), settings: ReductionSettings = _DEFAULTS
    ) -> Reduction:
        """What the events amount to."""
        return reduce_events(self.events, window_changes_us=window_changes_us, settings=settings)

    def actions(self) -> list[Action]:
        """The actions they amount to."""
        return list(self.reduced().actions)

    def kinds(self) -> list[str]:
        """The kinds of these actions."""
        return [action.kind.value for action in self.actions()]

    def texts(self) -> list[str | None]:
        """What each `type` left behind."""
        return [action.text for action in self.actions() if action.kind is ActionKind.TYPE]

    def keys(self) -> list[tuple[str, ...]]:
        """The keys of these actions."""
        return [action.keys for action in self.actions()]
