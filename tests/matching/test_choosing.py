"""A word that is a choice's label or value is that choice, as the import itself will see it."""

from __future__ import annotations

from mega_desktop.crm import Choice
from mega_desktop.matching import choices_named

STAGES = (Choice("tour_booked", "Tour booked"), Choice("new", "New lead"))


def test_labels_and_values_are_found_whatever_their_capitals_and_hyphens() -> None:
    words = ("TOUR-BOOKED", "tour_booked", " New  lead", "new", "Hot")
    assert choices_named(words, STAGES) == {
        "TOUR-BOOKED": "tour_booked", "tour_booked": "tour_booked", " New  lead": "new", "new": "new",
    }  # fmt: skip
