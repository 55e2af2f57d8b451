"""People who get into each other's way are told with their rows and leads."""

from __future__ import annotations

from pathlib import Path

from mega_desktop.matching import fold_repeats
from mega_desktop.preview import Collision, CollisionKind, Snapshot, collisions, compare, plan_locally
from tests.preview.conftest import Row, lead, leads
from tests.preview.there import there

DANA = {"contact_name": "Dana", "contact_email": "dana@x.example", "contact_phone": "+12065550100"}
OTTO = {"contact_name": "Otto", "contact_email": "otto@x.example", "contact_phone": "+12065550111"}


def found(snapshot: Snapshot | None, *rows: Row) -> list[Collision]:
    return list(collisions(compare(plan_locally(fold_repeats(leads(rows))), snapshot)))


def told(collision: Collision) -> tuple[CollisionKind, tuple[int, ...], tuple[str, ...]]:
    return collision.kind, collision.rows, collision.leads


def test_a_phone_that_several_people_share() -> None:
    # S5
    rows = [lead("A", "a@x.example", phone="2065550100"), lead("B", "b@x.example", phone="(206) 555-0100")]
    (collision,) = found(None, *rows, lead("C", "c@x.example"))
    assert told(collision) == (CollisionKind.SHARED_PHONE, (2, 3), ())
    assert collision.sentence.startswith("Rows 2, 3 have one phone")


def test_numbers_that_differ_before_their_last_ten_digits_are_told_apart() -> None:
    rows = [lead("A", phone="+44 206 555 0100"), lead("B", phone="206 555 0100")]
    (collision,) = found(None, *rows)
    assert "differ before their last ten digits" in collision.sentence


def test_one_person_twice_is_no_collision() -> None:
    rows = [lead("A", "a@x.example", phone="2065550100"), lead("a", "A@x.example", phone="2065550100")]
    assert found(None, *rows) == []


def test_a_phone_of_a_lead_with_another_email(tmp_path: Path) -> None:
    (collision,) = found(there(tmp_path, DANA), lead("New", "new@x.example", phone="2065550100"))
    assert told(collision) == (CollisionKind.OTHERS_PHONE, (2,), ("lead 0",))


def test_the_email_of_one_lead_and_the_phone_of_another(tmp_path: Path) -> None:
    # S6
    (collision,) = found(there(tmp_path, DANA, OTTO), lead("D", "dana@x.example", phone="2065550111"))
    assert told(collision) == (CollisionKind.TWO_LEADS, (2,), ("lead 0", "lead 1"))
    assert "Acme" in collision.sentence


def test_a_lead_with_both_is_no_collision_though_an_older_one_has_the_phone_too(tmp_path: Path) -> None:
    younger = OTTO | {"contact_phone": DANA["contact_phone"]}
    assert found(there(tmp_path, DANA, younger), lead("O", "otto@x.example", phone="2065550100")) == []


def test_two_rows_that_go_to_one_lead(tmp_path: Path) -> None:
    rows = [lead("By email", "dana@x.example"), lead("By phone", phone="2065550100")]
    (collision,) = found(there(tmp_path, DANA), *rows)
    assert told(collision) == (CollisionKind.ONE_LEAD, (2, 3), ("lead 0",))


def test_many_rows_are_named_in_part() -> None:
    rows = [lead(f"P{n}", f"p{n}@x.example", phone="2065550100") for n in range(8)]
    (collision,) = found(None, *rows)
    assert collision.sentence.startswith("Rows 2, 3, 4, 5, 6 and 3 more have")
