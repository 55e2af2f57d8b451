"""Before Qt is touched: is there a screen, and is there everything Qt loads?"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mega_desktop import preflight
from mega_desktop.preflight import Screen

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere nothing can be missing"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own: Xvfb says which number it chose."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs: sudo apt-get install -y --no-install-recommends xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as chosen:
            yield f":{chosen.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def test_without_a_screen_it_is_said_so() -> None:
    assert preflight.screen({}) is Screen.NONE
    assert "has no screen" in preflight.why_no_window({})


def test_a_screen_that_is_named_but_dead_is_none() -> None:
    environ = {"DISPLAY": ":6789"}
    assert preflight.screen(environ) is Screen.NONE
    assert "“:6789” does not answer" in preflight.why_no_window(environ)


def test_a_screen_that_answers_is_one(display: str) -> None:
    assert preflight.screen({"DISPLAY": display}) is Screen.X11


def test_a_wayland_compositor_that_listens_is_a_screen(tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert preflight.screen(environ) is Screen.NONE
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "w"))
        compositor.listen()
        assert preflight.screen(environ) is Screen.WAYLAND


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=1x1"])
def test_platforms_without_a_screen_need_none(platform: str) -> None:
    assert preflight.screen({"QT_QPA_PLATFORM": platform}) is Screen.NATIVE


def test_a_missing_library_is_found_and_the_command_names_its_package_once() -> None:
    wanted = {"libno-such-thing.so.1": "libno1", "libno-such-other.so.1": "libno1", "libc.so.6": "libc6"}
    missing = preflight.missing_libraries(wanted)
    assert set(missing) == {"libno-such-thing.so.1", "libno-such-other.so.1"}
    assert preflight.apt_line(missing.values()) == "sudo apt-get install -y --no-install-recommends libno1"


@pytest.mark.parametrize(
    ("has_apt", "said"), [(True, "apt-get install -y --no-install-recommends libgl1"), (False, "libGL.so.1")]
)
def test_what_is_missing_is_named_as_this_system_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_apt: bool, said: str
) -> None:
    if has_apt:
        (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert said in preflight.missing_sentence({"libGL.so.1": "libgl1"})
