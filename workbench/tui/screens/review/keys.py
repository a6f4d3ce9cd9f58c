"""Texts that name keys, with the keys that this user has given the commands."""

import re

from workbench.tui.commands import command, key_sign, keys_of
from workbench.tui.screens.base import CommandScreen

_ID = re.compile(r"\{([\w.]+)\}")


def with_keys(screen: CommandScreen, text: str) -> str:
    """The text with the first key of each command in the place of its id, as `{group.verb}`.

    The commands are the screen's own; those of every screen are `{app.window.help}` and the like.
    """
    name, remapped = screen.COMMANDS_HERE[0].screen, screen.workbench.settings.keys

    def sign(found: re.Match[str]) -> str:
        command_id = found[1] if found[1].count(".") > 1 else f"{name}.{found[1]}"
        return key_sign(keys_of(command(command_id), remapped)[0])

    return _ID.sub(sign, text)
