"""Screenshots of a desktop that never was: an editor, a browser and a terminal at work.

Made with a seed, so every run measures the same: typing, scrolling, test output, a moving
pointer, window switches and stretches in which nothing happens.
"""

import random
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Frame = NDArray[np.uint8]

_VOCABULARY = """
value session return import frame invoice def class customer order total for in while
label window open read write state count index name address city close note reply to the
of and with from agreement meeting amount tax due next page search result report
"""
_WORDS = _VOCABULARY.split()
_CODE_COLOURS = ("#d4d4d4", "#c586c0", "#9cdcfe", "#ce9178", "#6a9955", "#dcdcaa")
_LINE = 26


def desktop_frames(
    count: int, *, seed: int = 7, size: tuple[int, int] = (1920, 1080)
) -> Iterator[Frame]:
    """`count` frames, height x width x 3, BGR; where nothing moved, the same object again."""
    desktop = _Desktop(random.Random(seed), size)
    last: Frame | None = None
    for _ in range(count):
        if desktop.step() or last is None:
            last = desktop.frame()
        yield last


def scene_frames(
    count: int, *, seed: int = 7, size: tuple[int, int] = (1920, 1080)
) -> Iterator[Frame]:
    """`count` frames, each another scene: the worst a desktop does to a picture."""
    desktop = _Desktop(random.Random(seed), size)
    for number in range(count):
        desktop.scene = number % 3
        desktop.offsets[desktop.scene] += 400
        yield desktop.frame()


class _Desktop:
    """What is on the screen, moved on step by step."""

    def __init__(self, chance: random.Random, size: tuple[int, int]) -> None:
        self._chance = chance
        self._size = size
        self._font = ImageFont.load_default(20)
        self._pages = [self._editor(size), self._browser(size), self._terminal(size)]
        self.scene = 0
        self.offsets = [0, 0, 0]
        self._typed = ""
        self._pointer = (size[0] // 2, size[1] // 2)
        self._target = self._pointer
        self._left = 20

    def step(self) -> bool:
        """Move on by one frame; whether anything changed."""
        self._left -= 1
        if self._left <= 0:
            self._left = self._chance.randint(15, 40)
            self.scene = self._chance.choice([scene for scene in range(3) if scene != self.scene])
            self._typed = ""
            return True
        moved = self._move_pointer()
        return (self._type, self._scroll, self._print)[self.scene]() or moved

    def frame(self) -> Frame:
        """The screen as it is now."""
        width, height = self._size
        page = self._pages[self.scene]
        top = self.offsets[self.scene] % (page.height - height)
        screen = page.crop((0, top, width, top + height))
        draw = ImageDraw.Draw(screen)
        if self.scene == 0:
            draw.text((330, 520), self._typed, font=self._font, fill="#ffffff")
            caret = 330 + draw.textlength(self._typed, font=self._font)
            draw.rectangle((caret, 520, caret + 2, 544), fill="#ffffff")
        self._chrome(draw)
        return np.ascontiguousarray(np.asarray(screen)[:, :, ::-1])

    def _type(self) -> bool:
        if self._chance.random() < 0.3:
            return False
        self._typed = (
            "" if len(self._typed) > 70 else self._typed + self._chance.choice("abcdefg hij=()")
        )
        return True

    def _scroll(self) -> bool:
        if self._chance.random() < 0.6:
            return False
        self.offsets[1] += 90
        return True

    def _print(self) -> bool:
        if self._chance.random() < 0.5:
            return False
        self.offsets[2] += _LINE
        return True

    def _move_pointer(self) -> bool:
        x, y = self._pointer
        if self._pointer == self._target:
            if self._chance.random() < 0.85:
                return False
            width, height = self._size
            self._target = (self._chance.randrange(width - 30), self._chance.randrange(height - 40))
        to_x, to_y = self._target
        reach = 60
        self._pointer = (
            x + max(-reach, min(reach, to_x - x)),
            y + max(-reach, min(reach, to_y - y)),
        )
        return True

    def _chrome(self, draw: ImageDraw.ImageDraw) -> None:
        width, _ = self._size
        draw.rectangle((0, 0, width, 34), fill="#20242c")
        title = ("editor", "browser", "terminal")[self.scene]
        draw.text((20, 6), f"{title}   File  Edit  View  Help", font=self._font, fill="#e0e0e0")
        x, y = self._pointer
        arrow = [(x, y), (x, y + 22), (x + 6, y + 17), (x + 15, y + 17)]
        draw.polygon(arrow, fill="#ffffff", outline="#000000")

    def _editor(self, size: tuple[int, int]) -> Image.Image:
        width, height = size[0], int(2.2 * size[1])
        page = Image.new("RGB", (width, height), "#1e1e1e")
        draw = ImageDraw.Draw(page)
        draw.rectangle((0, 0, 280, height), fill="#252526")
        for row, y in enumerate(range(40, height, _LINE)):
            draw.text((20, y), self._chance.choice(_WORDS), font=self._font, fill="#c5c5c5")
            if 18 <= row < 20 or self._chance.random() < 0.15:
                continue
            x = 330.0 + 40 * self._chance.randint(0, 3)
            for _ in range(self._chance.randint(2, 9)):
                word = self._chance.choice(_WORDS) + " "
                draw.text((x, y), word, font=self._font, fill=self._chance.choice(_CODE_COLOURS))
                x += draw.textlength(word, font=self._font)
        return page

    def _browser(self, size: tuple[int, int]) -> Image.Image:
        width, height = size[0], int(5.5 * size[1])
        page = Image.new("RGB", (width, height), "#ffffff")
        draw = ImageDraw.Draw(page)
        y = 80
        while y < height - 100:
            if self._chance.random() < 0.12:
                colour = f"#{self._chance.randrange(1 << 24):06x}"
                draw.rectangle(
                    (240, y, 240 + self._chance.randint(300, 1300), y + 220), fill=colour
                )
                y += 250
                continue
            words = " ".join(self._chance.choices(_WORDS, k=self._chance.randint(6, 22)))
            draw.text((240, y), words, font=self._font, fill="#202124")
            y += self._chance.choice((_LINE, _LINE, 60))
        return page

    def _terminal(self, size: tuple[int, int]) -> Image.Image:
        width, height = size[0], int(4.6 * size[1])
        page = Image.new("RGB", (width, height), "#0c0c0c")
        draw = ImageDraw.Draw(page)
        for y in range(40, height, _LINE):
            name = "::".join(self._chance.choices(_WORDS, k=3))
            draw.text((20, y), f"tests/{name}", font=self._font, fill="#cccccc")
            passed = self._chance.random() < 0.9
            text, colour = ("PASSED", "#16c60c") if passed else ("FAILED", "#e74856")
            draw.text((900, y), text, font=self._font, fill=colour)
        return page
