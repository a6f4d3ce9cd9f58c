"""Every command of the screen by name, for the palette."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from workbench.tui.commands import ANYWHERE, PALETTE, Command, key_sign, keys_of
from workbench.tui.screens.base import CommandScreen


class Palette(CommandPalette):
    """Textual's palette, which closes once, and whose pages may be turned before it is laid out."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, where it is on top: a second enter must not close the screen beneath."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError):
            super()._action_command_list(action)


class CommandProvider(Provider):
    """Offers what the member may do on the screen below the palette.

    Each palette has a provider of its own, which carries out one command at most.
    """

    _has_run = False

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command, run in self._commands():
            yield DiscoveryHit(self._name(command), run, help=command.help)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for command, run in self._commands():
            name = f"{self._name(command)} {command.help}"
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(self._name(command)), run, help=command.help)

    def _commands(self) -> Iterator[tuple[Command, "partial[None]"]]:
        screen = self.screen
        if not isinstance(screen, CommandScreen):
            return
        for command in (*screen.COMMANDS_HERE, *ANYWHERE):
            if screen.may(command) and command.id != PALETTE:
                yield command, partial(self._run, screen, command.id)

    def _run(self, screen: CommandScreen, command_id: str) -> None:
        if not self._has_run:
            self._has_run = True
            screen.action_command(command_id)

    def _name(self, command: Command) -> str:
        screen = self.screen
        remapped = screen.workbench.settings.keys if isinstance(screen, CommandScreen) else {}
        keys = " ".join(key_sign(key) for key in keys_of(command, remapped))
        return f"{command.title}  ({keys})"
