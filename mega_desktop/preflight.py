"""What must be there before Qt is touched.

Qt ends the whole process when it finds no screen or a system library is missing; no exception, nothing
can be caught. So this is looked at first, with the standard library alone: `run.py` uses it too, before
anything is installed. Only Linux has these gaps; elsewhere the wheels bring everything.
"""

from __future__ import annotations

import ctypes
import shutil
import socket
import sys
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libbrotlidec.so.1": "libbrotli1",
}
"""Shared libraries that PySide6-Essentials expects of any Linux, and Debian's and Ubuntu's packages."""

X11_LIBRARIES = {
    "libxcb.so.1": "libxcb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

WINDOWLESS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
"""Qt platforms that need no display server."""


class Screen(Enum):
    """Where a window can appear."""

    NONE = "none"
    X11 = "x11"
    WAYLAND = "wayland"
    NATIVE = "native"


NEEDED = {
    Screen.NONE: QT_LIBRARIES,
    Screen.X11: QT_LIBRARIES | X11_LIBRARIES,
    Screen.WAYLAND: QT_LIBRARIES | WAYLAND_LIBRARIES,
    Screen.NATIVE: QT_LIBRARIES,
}


def screen(environ: Mapping[str, str]) -> Screen:
    """The screen a window of this process would appear on; NONE also when it is named but dead."""
    if not sys.platform.startswith("linux"):
        return Screen.NATIVE
    if environ.get("QT_QPA_PLATFORM", "").split(":")[0] in WINDOWLESS:
        return Screen.NATIVE
    if environ.get("DISPLAY") and _x11_answers(environ["DISPLAY"]):
        return Screen.X11
    if environ.get("WAYLAND_DISPLAY") and _wayland_answers(environ):
        return Screen.WAYLAND
    return Screen.NONE


def missing_libraries(wanted: Mapping[str, str]) -> dict[str, str]:
    """Those of `wanted` (library → package) that cannot be loaded; always empty but on Linux."""
    if not sys.platform.startswith("linux"):
        return {}
    return {library: package for library, package in wanted.items() if not _loads(library)}


def why_no_window(environ: Mapping[str, str]) -> str:
    """The sentences to show when no window can be opened; empty when one can."""
    where = screen(environ)
    if where is Screen.NONE:
        return no_screen_sentence(environ)
    missing = missing_libraries(NEEDED[where])
    return missing_sentence(missing) if missing else ""


def no_screen_sentence(environ: Mapping[str, str]) -> str:
    named = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    if named:
        return f"No window can be opened: the screen “{named}” does not answer."
    return "No window can be opened: this computer has no screen (DISPLAY and WAYLAND_DISPLAY are not set)."


def missing_sentence(missing: Mapping[str, str]) -> str:
    """Names the exact command where the packages' names are known, else the libraries."""
    said = "The window cannot be opened: some libraries of the system are missing."
    if shutil.which("apt-get"):
        return f"{said} Install them with:\n  {apt_line(missing.values())}"
    return f"{said} Install the packages that contain: {', '.join(missing)}"


def apt_line(packages: Iterable[str]) -> str:
    return "sudo apt-get install -y --no-install-recommends " + " ".join(dict.fromkeys(packages))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x11_answers(display: str) -> bool:
    """Tries the handshake. Without libxcb it cannot be tried; the library check names that then."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    path = Path(environ.get("XDG_RUNTIME_DIR", "/"), environ["WAYLAND_DISPLAY"])
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0
