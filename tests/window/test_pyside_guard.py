"""PySide6 6.12.0 on Python 3.11 drops a reference of True with every emit, and ends the process by and by."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal, Slot

EMITS = 2_000
PAYLOAD = (True,)


class _Sender(QObject):
    """Signals:
    said: Whether it is so; the receiver is called on the same thread.
    """

    said = Signal(bool)


class _Receiver(QObject):
    """Counts what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @Slot(bool)
    def on_said(self, value: bool) -> None:
        self.count += value


def test_a_signal_leaves_the_references_of_true_and_none_alone() -> None:
    sender, receiver = _Sender(), _Receiver()
    sender.said.connect(receiver.on_said)
    before = _references()
    for _ in range(EMITS):
        sender.said.emit(*PAYLOAD)
    after = _references()
    assert receiver.count == EMITS
    assert all(abs(now - then) < EMITS // 10 for now, then in zip(after, before, strict=True))


def _references() -> list[int]:
    return [sys.getrefcount(value) for value in (*PAYLOAD, None)]
