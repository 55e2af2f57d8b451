"""What is written as separated text comes back as the person saw it, row by row."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mega_desktop.sheets import ROW, Table

Read = Callable[..., Table]

HEADER = ("Name", "Email", "Note")

# Signs that have made other readers stumble, and any others besides.
_TRICKY = st.sampled_from(
    [*list(",;\t|\"'\n\r\\ =+-#@0aé€😀"), "\r\n", '""', "\u2028", "\xa0", "ß", "表", "NULL"]
)
# Control characters, many of which make a file no text, are the corpus's.
_ANY = st.characters(codec="utf-8", exclude_categories=["Cc"])
cells = st.one_of(
    st.lists(_TRICKY, max_size=8).map("".join),
    st.text(_ANY, max_size=12),
    st.sampled_from(["", "Ann", "007", "1.20656E+10", "2026-02-03", "sep=;", "Total", "#N/A"]),
)
leads = st.lists(st.tuples(cells, cells), min_size=1, max_size=12)

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")


@dataclass(frozen=True)
class Dialect:
    """How the file is written. A lone CR is quoted by Python's own writer only when lines end with one."""

    separator: str
    quoting: Literal[0, 1]
    line_end: str
    encoding: str

    def write(self, path: Path, rows: Sequence[Sequence[str]]) -> None:
        with path.open("w", encoding=self.encoding, newline="") as file:
            writer = csv.writer(
                file, delimiter=self.separator, quoting=self.quoting, lineterminator=self.line_end
            )
            writer.writerows(rows)


dialects = st.builds(
    Dialect,
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(leads=leads, dialect=dialects)
def test_what_csv_writes_comes_back(
    read_here: Read, tmp_path: Path, leads: list[tuple[str, str]], dialect: Dialect
) -> None:
    """An address in each row keeps it from being empty or a total, and tells whose row it is."""
    is_bare = dialect.quoting == csv.QUOTE_MINIMAL and dialect.line_end == "\n"
    assume(not is_bare or not any("\r" in cell for lead in leads for cell in lead))
    rows = [(name, f"a{number}@example.com", note) for number, (name, note) in enumerate(leads)]
    path = tmp_path / "leads.csv"
    dialect.write(path, [HEADER, *rows])
    table = read_here(path, separator=dialect.separator, header_row=1)
    read = table.frame.lazy().collect()
    assert read[ROW].to_list() == list(range(2, len(rows) + 2))
    columns = {column.header: read[column.name].to_list() for column in table.columns}
    assert columns["Email"] == [email for _, email, _ in rows]
    assert [_seen(cell) for cell in columns["Name"]] == [_seen(name) for name, _, _ in rows]
    assert [_seen(cell) for cell in columns["Note"]] == [_seen(note) for _, _, note in rows]


def _seen(cell: str | None) -> str:
    """A cell as a person sees it in Excel: what is invisible, blank or an error value counts as nothing."""
    text = _UNSEEN.sub("", re.sub("\r\n?", "\n", cell or ""))
    text = re.sub(r'\A="([^"]*)"\Z', r"\1", unicodedata.normalize("NFKC", text))
    return "" if not text.strip() or _ERROR.fullmatch(text.strip()) else text
