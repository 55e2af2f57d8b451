"""The undo kit: what an import replaced, ready to be imported back, and plain words on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mega_desktop.crm import CUSTOM, Field, FieldKind
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.importing import ImportInfo, Outcome, open_import, recall_fields, sent_leads
from mega_desktop.preview.snapshot import FILE as SNAPSHOT
from mega_desktop.reporting.book import Book, Line, write_book
from mega_desktop.reporting.comparing import differing, expected_values
from mega_desktop.reporting.verification import Finding, Verification, read_verification, verified_lines
from mega_desktop.sheets import ROW
from mega_desktop.work import Control, Progress, Report

OLD_VALUES = "Old values"
CONTACTS = (FieldKind.EMAIL, FieldKind.PHONE)
"""By these the CRM finds a lead again."""


def has_snapshot(folder: Path) -> bool:
    """Is it known what the updated leads held before?"""
    return (folder / SNAPSHOT).is_file()


def write_undo_kit(
    imports: Path, import_id: str, target: Path, report: Report[Progress], control: Control
) -> Path:
    """Writes the workbook that helps to take an import back.

    Its sheets, where there is something for them: the replaced values of updated leads as a spreadsheet
    that can be imported; the created leads; what was filled and cannot be emptied again; what people
    changed since, as the last reading back showed; and how to use all that.

    Returns:
        Where it is; a file that is there is never written over.

    Raises:
        Problem: It cannot be written there.
        ImportProblem: The import is open in another window, damaged, or not there.
        Cancelled: The person stopped it; nothing is left behind.
    """
    folder = imports / import_id
    with open_import(imports, import_id) as found:
        info, facts, results = found.info(), found.facts(), found.results()
    rows = results.join(sent_leads(folder).drop("ref"), on=ROW, how="inner", maintain_order="left")
    kit = _kit(info, rows, recall_fields(facts), read_verification(folder))

    def step(_rows: int) -> None:
        control.check()

    def fill(book: Book) -> None:
        control.check()
        report(Progress(0, None, "Writing the undo kit"))
        if not kit.old_values.is_empty():
            book.add_table(OLD_VALUES, kit.headers, kit.old_values, step)
        book.add_lines("Read me", _words(kit))
        for title, headers, table in kit.tables():
            book.add_table(title, headers, table, step)

    return write_book(target, fill)


@dataclass(frozen=True)
class _Kit:
    """What the sheets say.

    Attributes:
        old_values: One row a lead, the fields of `fields` in their order.
        known: Updated leads whose earlier values are known, of `updated` in all.
        filled: Fields that were empty before: lead id, field, value sent.
        edited: What people changed since: lead id, field, sent, now.
    """

    info: ImportInfo
    fields: tuple[Field, ...]
    old_values: pl.DataFrame
    created: pl.DataFrame
    filled: pl.DataFrame
    edited: pl.DataFrame
    updated: int
    known: int
    verification: Verification | None

    @property
    def headers(self) -> list[str]:
        """As the program itself recognises them: labels, and a custom field by its slug."""
        return [f.key.removeprefix(CUSTOM) if f.is_custom else f.label for f in self.fields]

    def tables(self) -> list[tuple[str, list[str], pl.DataFrame]]:
        labels = [name for name in self.created.columns if name not in {"lead_id", ROW}]
        every = [
            ("Created leads", ["Lead id", "Excel row", *labels], self.created),
            ("Cannot be emptied again", ["Lead id", "Field", "Filled with"], self.filled),
            ("Changed since", ["Lead id", "Field", "Sent", "In the CRM now"], self.edited),
        ]
        return [(title, headers, table) for title, headers, table in every if not table.is_empty()]


def _kit(
    info: ImportInfo, rows: pl.DataFrame, fields: tuple[Field, ...], verification: Verification | None
) -> _Kit:
    updated = rows.filter(pl.col("outcome") == Outcome.UPDATED.value, pl.col("lead_id") != "")
    before = _snapshot(info.folder).join(updated, on="lead_id", how="semi")
    changed = differing(expected_values(updated, fields), before, fields)
    differs = verified_lines(info.folder).filter(pl.col("finding") == Finding.DIFFERS.value)
    edited = differs.join(updated, on="lead_id", how="semi")
    kept, old_values = _old_values(changed, before, edited, fields)
    labels = {f.key: f.label for f in fields}
    named = pl.col("key").replace(labels)
    return _Kit(
        info=info,
        fields=kept,
        old_values=old_values,
        created=_created(rows, fields),
        filled=changed.filter(pl.col("found").is_null()).select("lead_id", named, "sent"),
        edited=edited.select("lead_id", named, "sent", "found"),
        updated=updated["lead_id"].n_unique(),
        known=before.height,
        verification=verification,
    )


def _old_values(
    changed: pl.DataFrame, before: pl.DataFrame, edited: pl.DataFrame, fields: Sequence[Field]
) -> tuple[tuple[Field, ...], pl.DataFrame]:
    """The fields and values to import back.

    What somebody changed since is left out: an undo must not spoil their work. A lead whose email or
    phone was changed since is left out whole: importing its old ones could make a second lead.
    """
    contacts = [f.key for f in fields if f.kind in CONTACTS]
    moved = edited.filter(pl.col("key").is_in(contacts))
    replaced = (
        changed.filter(pl.col("found").is_not_null())
        .join(edited, on=["lead_id", "key"], how="anti")
        .join(moved, on="lead_id", how="anti")
    )
    wide = replaced.pivot(on="key", index="lead_id", values="found", maintain_order=True)
    wanted = tuple(f for f in fields if f.key in contacts or f.key in wide.columns)
    known = before.select("lead_id", *(c for c in contacts if c in before.columns))
    whole = wide.select("lead_id", *(c for c in wide.columns if c not in {"lead_id", *contacts})).join(
        known, on="lead_id", how="left", maintain_order="left"
    )
    keys = [f.key for f in wanted]
    nowhere = [pl.lit(None, pl.String).alias(k) for k in keys if k not in whole.columns]
    return wanted, whole.with_columns(nowhere).select(keys)


def _created(rows: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    shown = [f for f in fields if f.kind in {FieldKind.NAME, *CONTACTS}]
    return rows.filter(pl.col("outcome") == Outcome.CREATED.value).select(
        "lead_id", ROW, *(pl.col(f.key).alias(f.label) for f in shown)
    )


def _snapshot(folder: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(folder / SNAPSHOT, glob=False)
    except (OSError, pl.exceptions.PolarsError):
        return pl.DataFrame(schema={"lead_id": pl.String})


def _words(kit: _Kit) -> list[Line]:
    crm, info = SYSTEM_NAMES[kit.info.system], kit.info
    lines: list[Line] = [
        ("Undo kit for", info.file_name),
        ("Account", info.account),
        ("Import", info.id),
        ("", ""),
        ("Updated leads", kit.updated),
        ("", _about_updated(kit, crm)),
        ("Created leads", kit.created.height),
        ("", _about_created(kit, crm)),
        ("Filled fields", kit.filled.height),
        ("", _about_filled(kit, crm)),
        ("Changed since", kit.edited.height),
        ("", _about_edited(kit, crm)),
    ]
    if info.tally[Outcome.UNCONFIRMED]:
        lines += [("Not certain", info.tally[Outcome.UNCONFIRMED]), ("", _about_uncertain(crm))]
    return [*lines, ("", ""), ("Cannot be undone", _about_the_rest(crm))]


def _about_updated(kit: _Kit, crm: str) -> str:
    if not kit.updated:
        return "No lead that was there before was changed."
    if not kit.known:
        return (
            f"The leads were not read before this import, so their earlier values are not known to this "
            f"program. {crm} itself may show them in each lead's history."
        )
    unknown = kit.updated - kit.known
    rest = f" Of {unknown:,} others the earlier values are not known." if unknown else ""
    if kit.old_values.is_empty():
        return f"No value was replaced in the {kit.known:,} leads that were read before the import.{rest}"
    return (
        f"The sheet “{OLD_VALUES}” holds the replaced values of {kit.old_values.height:,} leads. Open this "
        "workbook in MEGA Desktop, choose “Update them with my values”, look at the preview, and import."
        f"{rest}"
    )


def _about_created(kit: _Kit, crm: str) -> str:
    if kit.created.is_empty():
        return "No lead was created."
    if not kit.info.system.updates:
        return (
            f"This program deletes nothing in {crm}. Search the leads of the sheet “Created leads” there by "
            "email and delete them by hand."
        )
    return (
        f"{crm} offers programs no way to delete leads. Search each one of the sheet “Created leads” in "
        f"{crm} and delete it there by hand, or ask {crm}'s support with that list of ids."
    )


def _about_filled(kit: _Kit, crm: str) -> str:
    if kit.filled.is_empty():
        return "No field that was known to be empty was filled."
    return (
        "These fields were empty before. An import can replace a value but not take it away, so they "
        f"can only be emptied by hand in {crm}: see “Cannot be emptied again”."
    )


def _about_edited(kit: _Kit, crm: str) -> str:
    if kit.verification is None:
        return (
            f"Whether people changed these leads in {crm} since is not known: press “Verify in {crm}” in the "
            "report and save the undo kit again, or importing it may overwrite their work."
        )
    when = f"{kit.verification.at.astimezone():%Y-%m-%d %H:%M}"
    if kit.edited.is_empty():
        return f"When the leads were read back on {when}, nobody had changed what was imported."
    return (
        f"As of {when} these fields hold something else than what was sent. They are left out of "
        f"“{OLD_VALUES}”, so that nobody's work is overwritten; a lead with a changed email or phone is "
        "left out as a whole."
    )


def _about_uncertain(crm: str) -> str:
    return f"The answer for these rows was lost. Look for them in {crm}; the results workbook lists them."


def _about_the_rest(crm: str) -> str:
    return (
        f"Dates and the history that {crm} keeps, messages that went out because of a change, and what "
        "other programs did with the leads meanwhile stay as they are."
    )
