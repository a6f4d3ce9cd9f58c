"""Settings: where things lie and who acts, from options, the environment and one TOML file."""

import getpass
import math
import os
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from platformdirs import user_config_path, user_state_path

from workbench.domain.thresholds import THRESHOLDS
from workbench.errors import UsageError

_APP = "workbench"
THEMES = ("workbench-dark", "workbench-light")
"""The themes there are, the one in force where nobody says otherwise first."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; `keys` maps binding ids to keys."""

    project: Path
    keyring: Path | None
    user: str
    config_dir: Path
    state_dir: Path
    theme: str = THEMES[0]
    keys: dict[str, str] = field(default_factory=dict)
    reduction: dict[str, float] = field(default_factory=dict)
    """Thresholds of the reduction of events to actions."""

    @property
    def identities_dir(self) -> Path:
        """Where the identities of this machine's people lie."""
        return self.config_dir / "identities"

    def keyring_dir(self, project_id: str) -> Path:
        """The keyring asked for, else the project's place under the config directory."""
        return self.keyring or self.config_dir / "keyrings" / project_id


def load_settings(
    *, project: Path | None = None, keyring: Path | None = None, user: str | None = None
) -> Settings:
    """Settings from the options given, else the environment, else `config.toml`, else defaults.

    Raises UsageError for a file that is not TOML or names a setting or theme there is not.
    """
    config_dir = user_config_path(_APP)
    table = _read_table(config_dir / "config.toml")
    env = os.environ
    keyring_text = str(keyring or env.get("WORKBENCH_KEYRING") or table.get("keyring") or "")
    return Settings(
        project=Path(project or env.get("WORKBENCH_PROJECT") or str(table.get("project", "."))),
        keyring=Path(keyring_text).expanduser() if keyring_text else None,
        user=user or env.get("WORKBENCH_USER") or str(table.get("user") or _os_user()),
        config_dir=config_dir,
        state_dir=user_state_path(_APP),
        theme=_theme(env.get("WORKBENCH_THEME") or table.get("theme", THEMES[0])),
        keys=_keys(table.get("keys", {})),
        reduction=_thresholds(table.get("reduction", {})),
    )


_KNOWN = ("project", "keyring", "user", "theme", "keys", "reduction")


def _read_table(path: Path) -> dict[str, object]:
    try:
        table: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} cannot be read as TOML", hint="Mend the file or move it away."
        ) from error
    for name in table:
        if name not in _KNOWN:
            near = get_close_matches(name, _KNOWN, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(_KNOWN)}."
            raise UsageError(f"{path}: there is no setting {name!r}", hint=hint)
    return table


def _theme(value: object) -> str:
    if value not in THEMES:
        known = " and ".join(THEMES)
        raise UsageError(f"there is no theme {str(value)!r}", hint=f"There are {known}.")
    return str(value)


def _keys(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UsageError(
            "the setting 'keys' is not a table",
            hint='Write [keys], then "desk.transport.play" = "space".',
        )
    return {str(name): str(key) for name, key in value.items()}


def _thresholds(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        raise UsageError(
            "the setting 'reduction' is not a table",
            hint='Write [reduction], then "double_click_us = 400000".',
        )
    for name, number in value.items():
        if name not in THRESHOLDS:
            raise UsageError(
                f"there is no threshold {name!r}",
                hint=f"There are {', '.join(sorted(THRESHOLDS))}.",
            )
        if type(number) not in (int, float) or not 0 <= number < math.inf:
            raise UsageError(f"the threshold {name!r} is no number from 0 on", hint="Mend it.")
    return value


def _os_user() -> str:
    try:
        return getpass.getuser().lower()
    except (OSError, KeyError):
        return "user"
