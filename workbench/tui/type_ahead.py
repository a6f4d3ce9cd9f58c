"""Keys one after the other: what is typed ahead goes to the screen that the key before it opened.

Textual forwards every key at once to what has the focus then. Keys that come in one piece, as
over a slow line, would all go to the screen that the first of them leaves.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer

_PATIENCE_S = 0.5
"""What a key does may close whatever was to answer; keys go on all the same."""

Handle = Callable[[events.Event], Awaitable[None]]


@dataclass
class Done(Message):
    """Follows a key through the queues that the key went through, and so arrives after it."""

    number: int
    asked: MessagePump


class TypeAhead:
    """Holds keys and pastes back until what came before them has been carried out.

    A key is done once its target has handled it, and then the screen on top has: what a widget
    makes of a key it tells its screen, and a screen that was just opened has its focus by then.
    """

    def __init__(self, app: App[None], handle: Handle) -> None:
        self._app = app
        self._handle = handle
        self._held: deque[events.Event] = deque()
        self._number = 0
        self._is_busy = False
        self._patience: Timer | None = None

    async def take(self, event: events.Event) -> None:
        """Handle a key or a paste now, or once it is its turn."""
        self._held.append(event)
        if not self._is_busy:
            await self._next()

    async def done(self, message: Done) -> None:
        """Let the next key go, unless another screen came on top meanwhile."""
        if message.number != self._number:
            return
        top = self._app.screen
        if message.asked is not top and self._ask(top):
            return
        await self._next()

    async def _next(self) -> None:
        self._number += 1
        self._is_busy = bool(self._held)
        if self._patience is not None:
            self._patience.stop()
        if not self._held:
            return
        target = self._app.focused or self._app.screen
        await self._handle(self._held.popleft())
        self._patience = self._app.set_timer(_PATIENCE_S, self._next)
        # The screen itself is asked a second time too: its answer to a widget comes after a round.
        if not (self._ask(target) or self._ask(self._app.screen)):
            await self._next()

    def _ask(self, pump: MessagePump) -> bool:
        return pump.post_message(Done(self._number, pump))
