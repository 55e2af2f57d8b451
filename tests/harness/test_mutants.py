"""Bugs on purpose are found: a harness that lets one pass proves nothing about the program either."""

from __future__ import annotations

import pytest

from tests.harness import kill
from tests.harness.mutants import MUTANTS


@pytest.mark.e2e
@pytest.mark.parametrize("name", MUTANTS)
def test_a_seeded_bug_is_caught(name: str) -> None:
    found = kill.play(range(1, MUTANTS[name].within + 1), mutant=name)

    assert found.harm, f"{found.rounds} rounds did not find it"
