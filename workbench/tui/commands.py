"""Every key of the screens: what it is called, what it does, and who may press it.

One list feeds the bindings, the footer, the help, the palette and the documentation. Bindings
have ids and can be given other keys in the settings file; two commands of one screen on one key
are refused before the first screen is drawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

from workbench.domain.member import Permission
from workbench.errors import UsageError

PALETTE = "app.window.palette"
"""The one command that is Textual's own."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a key does; `id` is `screen.group.verb`, the verb a method of the group."""

    id: str
    keys: str
    title: str
    help: str
    permission: Permission | None = None

    @property
    def screen(self) -> str:
        """The screen it belongs to."""
        return self.id.split(".")[0]

    @property
    def group(self) -> str:
        """The part of the screen that carries it out."""
        return self.id.split(".")[1]

    @property
    def verb(self) -> str:
        """The method of that part."""
        return self.id.split(".")[2]

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the method is called with."""
        return tuple(int(part) for part in self.id.split(".")[3:])

    def binding(self) -> Binding:
        """As Textual wants it; never a priority binding, so that inputs keep their keys."""
        action = "command_palette" if self.id == PALETTE else f"command('{self.id}')"
        return Binding(self.keys, action, self.title, show=False, id=self.id)


_LABEL, _REVIEW, _REDACT = Permission.LABEL, Permission.REVIEW, Permission.REDACT

DESK = (
    Command("desk.transport.play", "space", "play", "Play or pause."),
    Command("desk.transport.reverse", "j", "backwards", "Play backwards; again for faster."),
    Command("desk.transport.pause", "k", "pause", "Pause; the speed is kept."),
    Command("desk.transport.forward", "l", "forwards", "Play forwards; again for faster."),
    Command("desk.transport.back_5", "left", "-5 s", "Back 5 seconds."),
    Command("desk.transport.on_5", "right", "+5 s", "On 5 seconds."),
    Command("desk.transport.back_30", "shift+left", "-30 s", "Back 30 seconds."),
    Command("desk.transport.on_30", "shift+right", "+30 s", "On 30 seconds."),
    Command("desk.steps.last_frame", "comma", "frame back", "To the frame before."),
    Command("desk.steps.next_frame", "full_stop", "frame on", "To the next frame."),
    Command("desk.steps.next_event", "e", "event on", "To the next action."),
    Command("desk.steps.last_event", "E", "event back", "To the action before."),
    Command(
        "desk.steps.last_boundary",
        "up,left_square_bracket",
        "boundary back",
        "To the boundary before: where segments, flags or bookmarks lie.",
    ),
    Command(
        "desk.steps.next_boundary",
        "down,right_square_bracket",
        "boundary on",
        "To the next boundary.",
    ),
    Command("desk.transport.slower", "less_than_sign", "slower", "One speed down."),
    Command("desk.transport.faster", "greater_than_sign", "faster", "One speed up."),
    Command("desk.transport.normal", "equals_sign", "1x", "Back to normal speed."),
    Command(
        "desk.transport.go_to",
        "g",
        "go to",
        "Go to a time (1:23.4), a percentage (50%) or an event (#12).",
    ),
    Command("desk.transport.skip_idle", "z", "skip idle", "Jump over idle time while playing."),
    Command("desk.view.closer", "plus", "zoom in", "Closer; the part shown follows the pointer."),
    Command("desk.view.wider", "minus", "zoom out", "Less close, as far as the whole picture."),
    Command("desk.view.part", "Z", "next part", "While zoomed: the next part of the picture."),
    Command("desk.view.last_part", "X", "part before", "While zoomed: the part before."),
    Command("desk.search.find", "slash", "find", "Find in typed text, titles, actions, labels."),
    Command("desk.search.next_hit", "n", "next hit", "To the next hit."),
    Command("desk.search.last_hit", "N", "last hit", "To the hit before."),
    Command("desk.flow.bookmark", "m", "bookmark", "Put a bookmark here, or take it away."),
    Command(
        "desk.segments.split",
        "enter",
        "split here",
        "Cut in two here, at the nearest edge of an action; selects the earlier half.",
        _LABEL,
    ),
    Command("desk.segments.range_in", "i", "range in", "Begin a range here.", _LABEL),
    Command("desk.segments.range_out", "o", "range out", "End the range here: a segment.", _LABEL),
    Command("desk.segments.next", "tab", "next segment", "Select the next segment."),
    Command("desk.segments.last", "shift+tab", "last segment", "Select the segment before."),
    Command("desk.segments.tier", "T", "tier", "Work on the next tier: task, step, sensitive …"),
    Command(
        "desk.segments.edge",
        "b",
        "edge",
        "Pick up the edge of the selected segment; again for its other edge.",
        _LABEL,
    ),
    Command("desk.segments.merge", "M", "merge", "Merge with the next segment.", _LABEL),
    Command("desk.segments.delete", "d", "delete", "Delete the selected segment.", _LABEL),
    Command(
        "desk.segments.duplicate", "y", "duplicate", "Copy the segment to the next tier.", _LABEL
    ),
    Command("desk.segments.loop", "P", "loop", "Play the selected segment over and over."),
    *(
        Command(
            f"desk.labels.digit.{digit}",
            str(digit),
            f"label {digit}",
            f"Give the label with the digit {digit}.",
            _LABEL,
        )
        for digit in range(1, 10)
    ),
    Command("desk.labels.digit.0", "0", "not a task", "Say that this is nobody's task.", _LABEL),
    Command("desk.labels.pick", "semicolon", "all labels", "Pick a label by its name.", _LABEL),
    Command("desk.labels.repeat", "r", "repeat label", "Give the last label again.", _LABEL),
    Command(
        "desk.labels.instruction",
        "t",
        "instruction",
        "Go to where the segment begins and write what one would ask an agent to do.",
        _LABEL,
    ),
    Command(
        "desk.labels.outcome", "p", "outcome", "Next outcome: success, partial, failure.", _LABEL
    ),
    Command("desk.safety.flag", "f", "flag", "Flag what is sensitive here, with a reason."),
    Command(
        "desk.safety.peek", "v", "peek", "Look under the masks for 5 seconds; recorded.", _REVIEW
    ),
    Command(
        "desk.safety.redact",
        "R",
        "redact",
        "Draw a box to hide: arrows move, shift+arrows size, enter.",
        _REDACT,
    ),
    Command("desk.safety.shorter", "shift+up", "box shorter", "While a box is drawn: less high."),
    Command("desk.safety.taller", "shift+down", "box taller", "While a box is drawn: higher."),
    Command("desk.flow.comment", "c", "comment", "Comment on this moment."),
    Command("desk.flow.next_comment", "C", "next comment", "To the next open comment."),
    Command("desk.flow.resolve", "x", "close comment", "Close the comment that is here."),
    Command(
        "desk.flow.submit",
        "S",
        "submit",
        "Submit the work, or accept it if you review; lists what is missing.",
    ),
    Command("desk.flow.give_back", "B", "return", "Return the work with a comment.", _REVIEW),
    Command("desk.flow.undo", "u", "undo", "Take back your last change."),
    Command("desk.flow.redo", "U", "redo", "Do again what you took back."),
    Command(
        "desk.flow.next_session", "right_curly_bracket", "next session", "Open the next session."
    ),
    Command(
        "desk.flow.last_session", "left_curly_bracket", "last session", "Open the session before."
    ),
    Command("desk.flow.next_for_me", "Q", "next for me", "Open what else waits for you most."),
    Command("desk.flow.review", "w", "review flags", "Decide this session's findings.", _REVIEW),
    Command("desk.flow.cancel", "escape", "cancel", "Cancel an edge, a range or a box."),
    Command("desk.flow.leave", "q", "back", "Back to the sessions; the position is kept."),
)

SESSIONS = (
    Command("sessions.list.open", "enter", "open", "Open the session."),
    Command("sessions.list.filter", "slash", "filter", "Show only sessions with these words."),
    Command("sessions.list.show_all", "escape", "show all", "Show all sessions again."),
    Command("sessions.list.sort", "s", "sort", "Sort by the next column."),
    Command("sessions.list.next_for_me", "S", "next for me", "Open what waits for you most."),
    Command("sessions.list.comments", "C", "comments", "Read all that was said of the session."),
    Command("sessions.list.review", "w", "review", "Decide the findings of a session.", _REVIEW),
    Command(
        "sessions.list.release", "L", "release", "Plan and build a release.", Permission.RELEASE
    ),
    Command("sessions.list.leave", "q", "quit", "Leave Workbench; asks once."),
)

REVIEW = (
    Command("review.findings.next", "down", "next", "The next group of findings."),
    Command("review.findings.last", "up", "last", "The group before."),
    Command("review.findings.next_place", "right", "next place", "The next place of this value."),
    Command("review.findings.last_place", "left", "last place", "The place before."),
    Command(
        "review.findings.hide",
        "a",
        "hide",
        "Hide every place of this value; once it is hidden, on to the next.",
        _REDACT,
    ),
    Command("review.findings.keep", "x", "keep", "Keep it visible, with a reason.", _REVIEW),
    Command(
        "review.findings.except_place",
        "e",
        "except",
        "Leave this one place out of the next hide or keep.",
        _REVIEW,
    ),
    Command(
        "review.findings.nowhere",
        "o",
        "not shown",
        "It shows nowhere on the screen: hide the text, mask no window for it.",
        _REDACT,
    ),
    Command(
        "review.findings.box",
        "R",
        "draw box",
        "Draw the box where it shows, and so hide it: arrows move, shift+arrows size, enter.",
        _REDACT,
    ),
    Command(
        "review.findings.peek",
        "v",
        "peek",
        "Look under the masks for 5 seconds, with a reason; recorded.",
        _REVIEW,
    ),
    Command("review.findings.screens", "s", "screens", "Look over the scene changes.", _REVIEW),
    Command("review.findings.desk", "enter", "desk", "Open the desk at this place."),
    Command("review.findings.submit", "S", "accept", "Accept the work.", _REVIEW),
    Command("review.findings.give_back", "B", "return", "Return the work with a comment.", _REVIEW),
    Command("review.findings.undo", "u", "undo", "Take back your last decision."),
    Command("review.findings.redo", "U", "redo", "Do again what you took back."),
    Command("review.findings.cancel", "escape", "cancel", "Cancel a box, or what is excepted."),
    Command("review.findings.leave", "q", "back", "Back to where you came from."),
    Command("review.view.closer", "plus", "zoom in", "Closer; the part shown is where it shows."),
    Command("review.view.wider", "minus", "zoom out", "Less close, as far as the whole picture."),
    Command("review.view.part", "Z", "next part", "While zoomed: the next part of the picture."),
    Command("review.picture.last_frame", "comma", "frame back", "Look at the frame before."),
    Command("review.picture.next_frame", "full_stop", "frame on", "Look at the next frame."),
    Command(
        "review.picture.narrower", "shift+left", "box narrower", "While a box is drawn: narrower."
    ),
    Command("review.picture.wider", "shift+right", "box wider", "While a box is drawn: wider."),
    Command(
        "review.picture.shorter", "shift+up", "box shorter", "While a box is drawn: less high."
    ),
    Command("review.picture.taller", "shift+down", "box taller", "While a box is drawn: higher."),
)

SCENES = (
    Command(
        "scenes.sheet.next",
        "space,right",
        "next",
        "The next picture; from the last one to those that were not shown.",
    ),
    Command("scenes.sheet.last", "left", "back", "The picture before."),
    Command(
        "scenes.sheet.record",
        "enter",
        "record",
        "Put on record which scenes were looked over; all of them have to be.",
        _REVIEW,
    ),
    Command("scenes.sheet.desk", "d", "desk", "Open the desk here: R hides what should not show."),
    Command("scenes.view.closer", "plus", "zoom in", "Closer: space then goes part by part."),
    Command("scenes.view.wider", "minus", "zoom out", "Less close, as far as the whole picture."),
    Command("scenes.view.part", "Z", "next part", "While zoomed: the next part of the picture."),
    Command("scenes.sheet.leave", "escape,q", "back", "Back to the findings without a record."),
)

RELEASE = (
    Command("release.plan.build", "enter", "build", "Build the release.", Permission.RELEASE),
    Command(
        "release.plan.name", "n", "name", "Name and version of the release.", Permission.RELEASE
    ),
    Command("release.plan.ratios", "r", "splits", "The ratios of the splits.", Permission.RELEASE),
    Command(
        "release.plan.purpose",
        "p",
        "purpose",
        "The purpose consent must allow.",
        Permission.RELEASE,
    ),
    Command(
        "release.plan.empty",
        "e",
        "empty splits",
        "Allow an empty split; recorded.",
        Permission.RELEASE,
    ),
    Command("release.plan.out", "o", "directory", "The directory it goes to.", Permission.RELEASE),
    Command("release.plan.next", "down", "next", "The next reason why something stays behind."),
    Command("release.plan.last", "up", "last", "The reason before."),
    Command("release.plan.go", "g", "go there", "Open the session that stays behind."),
    Command(
        "release.plan.verify",
        "v",
        "verify",
        "Read the release again, every byte.",
        Permission.RELEASE,
    ),
    Command("release.plan.cancel", "escape", "cancel", "Cancel a build."),
    Command("release.plan.leave", "q", "back", "Back to the sessions."),
)

ANYWHERE = (
    Command("app.window.help", "question_mark", "help", "All keys of this screen."),
    Command("app.window.palette", "colon,ctrl+p", "commands", "Every command by name."),
    Command("app.window.theme", "f2", "theme", "Light or dark."),
)

ALL = (*DESK, *SESSIONS, *REVIEW, *SCENES, *RELEASE, *ANYWHERE)
_BY_ID = {command.id: command for command in ALL}


def command(command_id: str) -> Command:
    """The command of that id."""
    return _BY_ID[command_id]


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """The bindings of some commands."""
    return [command.binding() for command in commands]


def keys_of(command_: Command, remapped: Mapping[str, str]) -> list[str]:
    """The keys that stand for a command, after the user's own choice."""
    return [key.strip() for key in remapped.get(command_.id, command_.keys).split(",")]


def check_keys(remapped: Mapping[str, str]) -> None:
    """Raise UsageError for an id there is not, and for two commands of a screen on one key."""
    unknown = sorted(set(remapped) - set(_BY_ID))
    if unknown:
        raise UsageError(
            f"there is no command {unknown[0]!r} to give a key to",
            hint="docs/user-guide.md lists the ids.",
        )
    for screen in ("desk", "sessions", "review", "scenes", "release"):
        taken: dict[str, str] = {}
        for command_ in ALL:
            if command_.screen not in (screen, "app"):
                continue
            for key in keys_of(command_, remapped):
                if key in taken:
                    raise UsageError(
                        f"the key {key!r} stands for {taken[key]} and for {command_.id}",
                        hint="Give one of them another key under [keys] in config.toml.",
                    )
                taken[key] = command_.id


_SIGNS = {
    "space": "space",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "semicolon": ";",
    "colon": ":",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "escape": "esc",
}


def key_sign(key: str) -> str:
    """A key as people read it."""
    modifier, plus, name = key.rpartition("+")
    return f"{modifier}{plus}{_SIGNS.get(name, name)}"
