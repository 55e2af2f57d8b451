"""Where things lie on this computer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True)
class Folders:
    """The program's own folders; nothing is ever written elsewhere except where the person says.

    Attributes:
        data: Imports with their journals, the Practice CRM's leads, logs. Local, never roaming.
        settings: The settings file with the accounts (never a token).
    """

    data: Path
    settings: Path

    @property
    def imports(self) -> Path:
        """One folder an import: journal, staged rows, report."""
        return self.data / "imports"

    @property
    def practice(self) -> Path:
        return self.data / "practice"

    @property
    def known(self) -> Path:
        """What was learned about accounts, for a day."""
        return self.data / "known"

    @property
    def mappings(self) -> Path:
        """How the columns of earlier files were matched."""
        return self.data / "mappings"

    @property
    def logs(self) -> Path:
        """What happened, never whom it happened to."""
        return self.data / "logs"

    @property
    def scratch(self) -> Path:
        """Tables that were read and not yet imported; emptied at start-up."""
        return self.data / "scratch"


def user_folders() -> Folders:
    """The platform's folders for this user; on Linux XDG_DATA_HOME and XDG_CONFIG_HOME move them."""
    dirs = PlatformDirs("mega-desktop", appauthor=False, roaming=False)
    return Folders(data=Path(dirs.user_data_dir), settings=Path(dirs.user_config_dir))


def private_folder(path: Path) -> Path:
    """Makes a folder that only this user may open (0700 where the system knows such modes)."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def resource(name: str) -> Path:
    """A file of the program's own `resources`: inside an installed package, or beside it in a checkout.

    Args:
        name: Path below `resources`, with "/" ("icons/check.svg", "sample/leads-sample.xlsx").
    """
    package = Path(__file__).parent
    inside = package / "resources" / name
    return inside if inside.exists() else package.parent / "resources" / name


def sample_spreadsheet() -> Path:
    """The made-up leads that the program brings along for a first try."""
    return resource("sample/leads-sample.xlsx")
