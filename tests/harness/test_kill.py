"""Nothing is lost, doubled or claimed falsely, however often the program is killed.

P1-P9       killed at every named step of an upload, and by the server in the middle of a request
P12         asleep for longer than a key is trusted, and for longer than a server remembers it
N13-N20     answers that break off, come too late, by halves, or not at all
N21 N25-N31 answers compressed, of a wrong kind, with rows missing, strange, twice, unordered or unnamed
N43-N47     500s, 502s and 503s before, in the middle of and after the work
N50         another token in the middle
S1          keys that are forgotten
S4          a person's rows in several uploads stay in their order
"""

from __future__ import annotations

import os
import sys
import time

import pytest

from tests.harness import kill

ROUNDS = int(os.environ.get("KILL_ROUNDS", "300"))


@pytest.mark.e2e
@pytest.mark.timeout(900)
def test_killed_imports_lose_nothing_double_nothing_and_claim_nothing_false(
    capsys: pytest.CaptureFixture[str],
) -> None:
    began = time.monotonic()

    found = kill.run(ROUNDS, first_seed=1)

    with capsys.disabled():
        sys.stdout.write(f"\n{kill.told(found, 1, time.monotonic() - began)}\n")
    assert (found.lost, found.doubled, found.false) == (0, 0, 0)
    assert (found.again, found.unrecorded, found.overtaken, found.too_early) == (0, 0, 0, 0)
    assert found.kills >= ROUNDS
    assert found.faults >= ROUNDS
    assert found.unconfirmed < found.rows / 100
