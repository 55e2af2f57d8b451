"""Records lie where only this computer has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import windows

from mega_desktop import folders


def test_on_windows_records_lie_in_the_folder_that_never_roams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # P17
    """A company's network may hold the roaming one; a journal in WAL mode must not lie there."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    # Elsewhere than on Windows there is no system to ask but the environment.
    monkeypatch.setattr(windows, "get_win_folder", windows.get_win_folder_from_env_vars)
    monkeypatch.setattr(folders, "PlatformDirs", windows.Windows)

    found = folders.user_folders()

    assert found.imports.is_relative_to(tmp_path / "Local")
    assert found.settings.is_relative_to(tmp_path / "Local")
