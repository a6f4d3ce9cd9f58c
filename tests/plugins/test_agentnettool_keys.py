"""Keys as AgentNetTool writes them."""

from pathlib import Path

import pytest

from tests.plugins.agentnettool_making import key, keys_of, make, numbered, read, tap, typed
from workbench.domain.reduction import reduce_events


@pytest.mark.parametrize(
    ("name", "told", "key", "text"),
    [
        ("t", "'t'", "t", "t"),
        ("T", "'T'", "t", "T"),
        ("'", '"\'"', "'", "'"),
        ("\\", "'\\\\'", "\\", "\\"),
        ("space", "Key.space", "space", " "),
        ("ctrl_l", "Key.ctrl_l", "ctrl", None),
        ("cmd", "Key.cmd", "cmd", None),
        ("media_play_pause", "Key.media_play_pause", "media_play_pause", None),
        ("^", "['^']", "dead_circumflex", None),
        ("\u00b4", "['\u00b4']", "dead_acute", None),
        ("e", "nonsense(", "e", "e"),
        ("e", "", "e", "e"),
        ("e", "'" * 500, "e", "e"),
    ],
)
def test_a_key_is_what_pynput_called_it(
    tmp_path: Path, name: str, told: str, key: str, text: str | None
) -> None:
    (pressed,), codes = keys_of(tap(1, name, told), tmp_path / "whole")

    assert (pressed.key, pressed.text, pressed.is_inferred) == (key, text, False)
    assert codes == {}


@pytest.mark.parametrize(
    ("code", "plain", "shifted"),
    [
        (84, "t", "T"),
        (48, "0", ")"),
        (49, "1", "!"),
        (186, ";", ":"),
        (191, "/", "?"),
        (192, "`", "~"),
        (219, "[", "{"),
        (222, "'", '"'),
        (96, "0", "0"),
        (110, ".", "."),
    ],
)
def test_a_code_of_windows_is_read_as_a_us_keyboard_has_it(
    tmp_path: Path, code: int, plain: str, shifted: str
) -> None:
    told = f"<{code}>"
    lines = [
        *tap(1, "x", told),
        key(2, "press", "shift", "Key.shift"),
        *tap(2.1, "x", told),
    ]

    (first, _, second), codes = keys_of(lines, tmp_path / "whole")

    assert [(e.key, e.text, e.is_inferred) for e in (first, second)] == [
        (plain, plain, True),
        (plain, shifted, True),
    ]
    assert codes == {"keyboard-assumed": 2}


def test_caps_lock_counts_for_letters_known_by_their_code_only(tmp_path: Path) -> None:
    lines = [
        *tap(1, "caps_lock", "Key.caps_lock"),
        *tap(2, "T", "<84>"),
        *tap(3, "1", "<49>"),
        *tap(4, "t", "'t'"),
    ]

    pressed, _ = keys_of(lines, tmp_path / "whole")

    assert [event.text for event in pressed] == [None, "T", "1", "t"]


@pytest.mark.parametrize(
    ("system", "code", "key", "text"),
    [
        ("Darwin", 84, "code_84", None),
        ("", 84, "code_84", None),
        ("Windows", 108, "code_108", None),
        ("Windows", 255, "code_255", None),
        ("Linux", 65457, "1", "1"),
        ("Linux", 65454, ".", "."),
        ("Linux", 65027, "code_65027", None),
    ],
)
def test_a_code_means_what_it_means_on_its_system(
    tmp_path: Path, system: str, code: int, key: str, text: str | None
) -> None:
    (pressed,), codes = keys_of(tap(1, "T", f"<{code}>"), tmp_path / "whole", system)

    assert (pressed.key, pressed.text, pressed.is_inferred) == (key, text, False)
    assert codes == ({} if text else {"key-text-missing": 1})


def test_keys_held_with_ctrl_type_nothing_however_they_were_told(tmp_path: Path) -> None:
    lines = [key(1, "press", "ctrl_l", "Key.ctrl_l")]
    lines += [*tap(1.1, "C", "'\\x03'"), *tap(1.3, "V", "<86>"), *tap(1.5, "X", "'x'")]
    lines += [key(1.7, "release", "ctrl_l", "Key.ctrl_l"), *typed(2, "ok")]

    found = read(make(tmp_path / "whole", numbered(lines), beside={}))

    actions = reduce_events(found.events, settings=found.info.reduction).actions
    assert [action.text or action.keys for action in actions] == [
        ("ctrl", "c"),
        ("ctrl", "v"),
        ("ctrl", "x"),
        "ok",
    ]


def test_the_tools_own_hotkey_is_set_aside_at_the_end_though_never_let_go_of(
    tmp_path: Path,
) -> None:
    found = read(make(tmp_path / "whole"))

    reduced = reduce_events(found.events, settings=found.info.reduction)
    assert [action.kind.value for action in reduced.actions] == ["click", "type", "press", "scroll"]
    assert len(reduced.recorder_ids) == 4
