"""Finding words in the session and going from hit to hit."""

from typing import TYPE_CHECKING

from workbench.domain.playback import last_before, next_after
from workbench.errors import UsageError
from workbench.services.searching import Hit, find
from workbench.tui.dialogs.ask import Ask

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen


class Search:
    """The search keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._query = ""

    def find(self) -> None:
        """Ask for words."""
        self._desk.app.push_screen(Ask("Find", text=self._query), self._found)

    def next_hit(self) -> None:
        """To the next hit, from the last to the first."""
        hits = self._hits()
        times = [hit.t_us for hit in hits]
        self._go(hits, next_after(times, self._desk.position_us), times[0])

    def last_hit(self) -> None:
        """To the hit before, from the first to the last."""
        hits = self._hits()
        times = [hit.t_us for hit in hits]
        self._go(hits, last_before(times, self._desk.position_us), times[-1])

    def _found(self, query: str | None) -> None:
        if query:
            self._query = query
            self._desk.attempt(self.next_hit)

    def _hits(self) -> list[Hit]:
        if not self._query:
            raise UsageError("nothing is looked for", hint="/ asks for words.")
        model = self._desk.model
        hits = find(
            self._query,
            actions=model.actions,
            windows=model.windows,
            segments=model.all_segments,
            comments=model.comments,
        )
        if not hits:
            raise UsageError("no hit", hint="What is masked is never searched.")
        return hits

    def _go(self, hits: list[Hit], t_us: int | None, otherwise_us: int) -> None:
        moment = otherwise_us if t_us is None else t_us
        number = next(i for i, hit in enumerate(hits, 1) if hit.t_us == moment)
        self._desk.seek(moment)
        self._desk.say(f"hit {number} of {len(hits)}: {hits[number - 1].what}   n next   N last")
