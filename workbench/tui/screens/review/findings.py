"""Deciding: which finding, hidden or kept, and where it shows."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.flag import KEEP_REASONS, Flag, FlagState, Shows
from workbench.errors import UsageError
from workbench.services import redacting
from workbench.tui.dialogs.choose import Choice, Choose
from workbench.tui.screens.review.judging import Judging
from workbench.tui.screens.review.keys import with_keys
from workbench.tui.screens.review.model import is_on_screen
from workbench.tui.screens.review.pictures import Pictures

if TYPE_CHECKING:
    from workbench.tui.screens.review.screen import ReviewScreen


class Findings:
    """The keys of one review that choose and decide."""

    def __init__(self, review: "ReviewScreen", pictures: Pictures) -> None:
        self._review = review
        self._pictures = pictures
        self.box = pictures.begin
        self.peek = pictures.peek
        self.cancel = pictures.cancel
        judging = Judging(review, self.go_on)
        self.submit, self.give_back = judging.accept, judging.give_back
        self.undo, self.redo = judging.undo, judging.redo

    def next(self) -> None:
        """The next group."""
        self._review.select(self._review.model.index + 1)

    def last(self) -> None:
        """The group before."""
        self._review.select(self._review.model.index - 1)

    def next_place(self) -> None:
        """The next place of the group."""
        self._step_place(1)

    def last_place(self) -> None:
        """The place before."""
        self._step_place(-1)

    def except_place(self) -> None:
        """Leave this place alone in the next decision, or no longer."""
        flag = self._flag()
        self._review.model.excepted ^= {flag.flag_id}
        self._review.show_model()

    def hide(self) -> None:
        """Hide every place of the group that is not excepted; where all are, go on."""
        flags = self._chosen()
        if all(flag.state is FlagState.HIDDEN for flag in flags):
            self.go_on()
            return
        make = partial(redacting.hide, self._review.session, flags)
        self._decide(make, f"hidden: {_places(flags)}")

    def keep(self) -> None:
        """Ask for the reason and keep every place of the group that is not excepted."""
        flags = self._chosen()
        choices = [Choice(reason, reason, key) for key, reason in KEEP_REASONS.items()]
        self._review.app.push_screen(
            Choose(f"Keep {flags[0].masked} visible: why?", choices), partial(self._kept, flags)
        )

    def nowhere(self) -> None:
        """Say that the text shows nowhere on the screen, and hide it where it is undecided."""
        flags = [flag for flag in self._chosen() if flag.state is not FlagState.KEPT]
        if not flags:
            raise UsageError(
                "it is kept: nothing is masked for it", hint=self._told("{findings.hide} hides it.")
            )
        if all(is_on_screen(flag) for flag in flags):
            raise UsageError(
                "what is flagged is a part of the screen itself",
                hint=self._told("{findings.hide} hides it, {findings.keep} keeps it."),
            )
        session = self._review.session
        if any(flag.is_open for flag in flags):
            hide = partial(redacting.hide, session, flags, shows=Shows.NOWHERE)
            self._decide(hide, f"hidden, shows nowhere: {_places(flags)}")
        else:
            tell = partial(redacting.say_where_it_shows, session, flags, Shows.NOWHERE)
            self._decide(tell, "shows nowhere; its window is no longer masked for it")

    def screens(self) -> None:
        """Look over the scene changes."""
        from workbench.tui.screens.review.scenes import ScenesScreen

        if self._review.session.pack is None:
            raise UsageError("the session has no pictures", hint="There is nothing to look over.")
        self._review.app.push_screen(
            ScenesScreen(self._review.session), lambda _: self._review.reload()
        )

    def desk(self) -> None:
        """Open the desk at this place."""
        flag = self._review.model.flag
        self._review.open_desk(flag.place.t_us if flag else None)

    def leave(self) -> None:
        """Back to where the review was opened."""
        self._review.dismiss()

    def go_on(self) -> None:
        """Select what is to be decided next, or say that all is."""
        has_more = self._review.model.select_next()
        self._review.say("" if has_more else self._all_done())
        self._review.show_model()

    def _kept(self, flags: list[Flag], reason: str | None) -> None:
        if reason is not None:
            make = partial(redacting.keep, self._review.session, flags, reason=reason)
            said = f"kept, {reason}: {_places(flags)}"
            self._review.attempt(partial(self._decide, make, said))

    def _decide(self, make: Callable[[], object], said: str) -> None:
        """Carry a decision out and go on, unless it is still to be said where the text shows."""
        review, model = self._review, self._review.model
        review.change(make)
        model.excepted.clear()
        if model.is_half_done(model.group):
            asked = "{findings.box} its box, {findings.nowhere} nowhere, {findings.hide} next"
            review.say(f"{said}. Where does it show? {self._told(asked)}")
        else:
            has_more = model.select_next()
            then = "" if has_more or model.screens_checked else "; {findings.screens} screens next"
            review.say(said + self._told("; {findings.undo} takes it back" + then))
        review.show_model()

    def _all_done(self) -> str:
        """That all is decided, and what waits after it."""
        is_done = self._review.model.screens_checked
        return "all is decided" + (
            "" if is_done else self._told("; {findings.screens} screens next")
        )

    def _told(self, text: str) -> str:
        """A text with the keys of the commands that it names."""
        return with_keys(self._review, text)

    def _step_place(self, by: int) -> None:
        model = self._review.model
        model.select_place(model.place_index + by)
        self._review.show_model()

    def _flag(self) -> Flag:
        flag = self._review.model.flag
        if flag is None:
            raise UsageError(
                "there is no finding here",
                hint=self._told("{findings.screens} looks over the screens."),
            )
        return flag

    def _chosen(self) -> list[Flag]:
        self._flag()
        flags = self._review.model.chosen_flags
        if not flags:
            hint = self._told("{findings.except_place} takes one in again.")
            raise UsageError("every place is excepted", hint=hint)
        return flags


def _places(flags: list[Flag]) -> str:
    count = len(flags)
    return f"{count} place{'' if count == 1 else 's'} of {flags[0].masked}"
