"""Where the matching comes from: the person's own choice for such a file, or a known system's export."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mega_desktop.matching import Export
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label


class OriginCard(Card):
    """One card for both, as what is remembered is more than what is recognised; hidden when there is neither.

    Signals:
        by_hand_requested: The person wants to match every column alone.
        afresh_requested: What is remembered is not wanted this time.
        platform_requested: The export's system becomes the source platform of all leads.
    """

    by_hand_requested = Signal()
    afresh_requested = Signal()
    platform_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._badge = Badge("", Tone.INFO)
        self.text = label(wrap=True, name="origin")
        self.platform = button("", self.platform_requested.emit, role="link", name="usePlatform")
        self.by_hand = button(
            self.tr("Match by &hand instead"), self.by_hand_requested.emit, role="link", name="byHand"
        )
        self.afresh = button(self.tr("Match a&fresh"), self.afresh_requested.emit, role="link", name="afresh")
        line = row(self._badge, self.text, self.platform, self.by_hand, self.afresh)
        line.setStretch(1, 1)
        self.box.addLayout(line)
        self.hide()

    def show_origin(self, export: Export | None, note: str, *, may_fix_platform: bool) -> None:
        """Shows the export that was recognised, or what is remembered.

        Args:
            note: What is remembered, as a sentence; "" for nothing.
            may_fix_platform: The export's system can still become the source platform.
        """
        text = self.tr("This looks like a {name} export, so it is matched as a whole.")
        self._badge.show_state(export.label if export else self.tr("As before"), Tone.INFO)
        self.text.setText(note or (text.format(name=export.label) if export else ""))
        self.platform.setText(self.tr("Use as source &platform"))
        self.platform.setVisible(may_fix_platform and export is not None and bool(export.platform))
        self.by_hand.setVisible(not note)
        self.afresh.setVisible(bool(note))
        self.setVisible(bool(note) or export is not None)
