"""The colours: every one the window uses, for light and for dark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a mark says. Colour is never the only sign: a word or an icon stands beside it."""

    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    GREY = "grey"


@dataclass(frozen=True)
class Tokens:
    """Colours as "#rrggbb".

    `*_soft` is the ground of a mark, the bare name the text on it (readable on `surface` too),
    `*_strong` the full colour of dots and bars, where no text stands.
    """

    dark: bool
    window: str
    surface: str
    rail: str
    line: str
    text: str
    text_muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    accent_text: str
    accent_strong: str
    ok: str
    ok_soft: str
    ok_strong: str
    warn: str
    warn_soft: str
    warn_strong: str
    bad: str
    bad_soft: str
    bad_strong: str
    info: str
    info_soft: str
    info_strong: str
    grey: str
    grey_soft: str
    grey_strong: str

    def ink(self, tone: Tone) -> str:
        """Text in this tone."""
        return str(getattr(self, tone.value))

    def soft(self, tone: Tone) -> str:
        """The ground under `ink`."""
        return str(getattr(self, f"{tone.value}_soft"))

    def strong(self, tone: Tone) -> str:
        """Dots and bars."""
        return str(getattr(self, f"{tone.value}_strong"))


LIGHT = Tokens(
    dark=False,
    window="#f6f7f9",
    surface="#ffffff",
    rail="#ffffff",
    line="#e3e6eb",
    text="#1b2330",
    text_muted="#667085",
    accent="#2f5bea",
    accent_hover="#274dcb",
    accent_soft="#e8eefe",
    accent_text="#ffffff",
    accent_strong="#2f5bea",
    ok="#157f4b",
    ok_soft="#e5f5ec",
    ok_strong="#1f9d63",
    warn="#9a5b00",
    warn_soft="#fdf2dc",
    warn_strong="#d9901a",
    bad="#b42318",
    bad_soft="#fdeceb",
    bad_strong="#d92d20",
    info="#5b3fc4",
    info_soft="#efeafd",
    info_strong="#7a5af8",
    grey="#667085",
    grey_soft="#f2f4f7",
    grey_strong="#98a2b3",
)

DARK = Tokens(
    dark=True,
    window="#14171c",
    surface="#1c2027",
    rail="#191d23",
    line="#313742",
    text="#e8ebf0",
    text_muted="#98a2b3",
    accent="#7c9cff",
    accent_hover="#94aeff",
    accent_soft="#232c47",
    accent_text="#10131a",
    accent_strong="#2f5bea",
    ok="#5fd39a",
    ok_soft="#173526",
    ok_strong="#1f9d63",
    warn="#f0b95a",
    warn_soft="#3a2c12",
    warn_strong="#d9901a",
    bad="#ff8f85",
    bad_soft="#43201d",
    bad_strong="#d92d20",
    info="#b7a4ff",
    info_soft="#2c2547",
    info_strong="#7a5af8",
    grey="#98a2b3",
    grey_soft="#242933",
    grey_strong="#98a2b3",
)
