"""The release screen's keys: what is asked for, what stays behind, building and verifying."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.splits import parse_ratios
from workbench.errors import Refused, UsageError
from workbench.services.left_out import empty_splits
from workbench.tui.dialogs.ask import Ask
from workbench.tui.screens.release.draft import Draft

if TYPE_CHECKING:
    from workbench.tui.screens.release.screen import ReleaseScreen

_REVIEWED_FOR = ("undecided flags", "screens not checked")
"""How the reasons begin that the review mends, not the desk."""


class Planning:
    """The keys of one release screen."""

    def __init__(self, release: "ReleaseScreen") -> None:
        self._release = release

    def name(self) -> None:
        """Ask for name and version."""
        draft = self._release.draft
        self._ask("Name and version", f"{draft.name}@{draft.version}", "name@version", _named)

    def ratios(self) -> None:
        """Ask for the ratios of the splits."""
        self._ask("Splits", self._release.draft.ratios_text, "they add up to 1", _with_ratios)

    def purpose(self) -> None:
        """Ask for the purpose that consent must allow."""
        text = self._release.draft.purpose
        self._ask("Purpose", text, "as consents name it", _with_purpose)

    def out(self) -> None:
        """Ask for the directory."""
        text = str(self._release.draft.directory)
        self._ask("Directory", text, "a new one", _with_directory)

    def empty(self) -> None:
        """Allow empty splits, or no longer."""
        draft = self._release.draft
        self._release.ask_for(replace(draft, allows_empty=not draft.allows_empty))

    def next(self) -> None:
        """The next reason."""
        self._release.select(self._release.selected + 1)

    def last(self) -> None:
        """The reason before."""
        self._release.select(self._release.selected - 1)

    def go(self) -> None:
        """Open the first session that stays behind for the selected reason."""
        reason = self._release.reason
        if reason is None:
            raise UsageError("nothing stays behind", hint="enter builds the release.")
        first = reason.left_out[0]
        if reason.text.startswith(_REVIEWED_FOR):
            from workbench.tui.screens.review import ReviewScreen

            self._release.app.push_screen(ReviewScreen(first.session_id))
        else:
            self._release.workbench.open_desk(first.session_id)

    def build(self) -> None:
        """Build what is planned; refusals are said again."""
        plan = self._release.plan
        if plan is None:
            raise UsageError("the plan is not made yet", hint="It takes a moment.")
        if plan.refusals:
            hint = "e allows empty splits." if empty_splits(plan) else "Below it says why."
            raise Refused(f"nothing is released: {'; '.join(plan.refusals)}", hint=hint)
        self._release.build(plan.request, self._release.draft.directory)

    def verify(self) -> None:
        """Read the release in the directory again."""
        self._release.verify(self._release.draft.directory)

    def cancel(self) -> None:
        """Cancel a build."""
        self._release.cancel()

    def leave(self) -> None:
        """Back to the sessions; a build is cancelled first."""
        self._release.leave()

    def _ask(self, title: str, text: str, hint: str, change: Callable[[Draft, str], Draft]) -> None:
        self._release.app.push_screen(
            Ask(title, text=text, hint=hint),
            lambda answer: self._release.attempt(partial(self._asked, change, answer)),
        )

    def _asked(self, change: Callable[[Draft, str], Draft], answer: str | None) -> None:
        if answer is not None:
            self._release.ask_for(change(self._release.draft, answer.strip()))


def _named(draft: Draft, text: str) -> Draft:
    name, _, version = text.partition("@")
    return replace(draft, name=name, version=version or draft.version)


def _with_ratios(draft: Draft, text: str) -> Draft:
    try:
        return replace(draft, ratios=parse_ratios(text))
    except ValueError as error:
        hint = "Write train=0.8,validation=0.1,test=0.1."
        raise UsageError(str(error), hint=hint) from None


def _with_purpose(draft: Draft, text: str) -> Draft:
    if not text:
        raise UsageError("a release has a purpose", hint="Consents name what they allow.")
    return replace(draft, purpose=text)


def _with_directory(draft: Draft, text: str) -> Draft:
    return replace(draft, out=Path(text).expanduser() if text else None)
