"""What the program that measures drawing is told to play, and what it says it cost."""

from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from workbench.domain.geometry import Box
from workbench.media.overlay import Masked, Pointer, Ripple, Selection

MARKS = (
    Pointer(700, 500),
    Ripple(700, 500, 0.4),
    Selection(Box(900, 300, 400, 200)),
    Masked(Box(300, 600, 500, 130)),
)


@dataclass(frozen=True)
class Play:
    """What to play and how; `fps` 0 is as fast as it goes.

    Without `heals` rows are not sent again unasked. `steps` maps the number of a frame to what
    happens then: `dialog`, `other` (an opaque screen), `close`, `theme`, `toast`, `hide`, `show`,
    `hide all`, `show all`, `panel` (over the picture), `move`, `drop`, `refresh`, `suspend` or
    nothing; the line then says `frame=` and the number. Figures and the cells that should stand
    at the end are written to `report` with `.json` and `.npz` added.
    """

    widget: str
    frames: int
    report: str
    fps: float = 0
    rounds: int = 1
    scenes: bool = False
    marks: bool = False
    heals: bool = True
    steps: dict[str, str] = field(default_factory=dict)
    size: tuple[int, int] = (1920, 1080)


@dataclass(frozen=True)
class Cost:
    """What playing cost the program."""

    shown: int
    drawn: int
    wall_s: float
    cpu_s: float


class Dialog(ModalScreen[None]):
    DEFAULT_CSS = "Dialog { align: center middle; } Dialog Static { width: 30; height: 5; }"

    def compose(self) -> ComposeResult:
        yield Static("a dialog over the picture")


class Other(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("another screen")
