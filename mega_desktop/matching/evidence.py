"""What the values of a column look like, counted on a sample of its filled cells."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from mega_desktop.matching.given_names import GIVEN_NAMES
from mega_desktop.matching.value_words import FIRM_SHAPE, FIRM_WORDS, SALUTATIONS
from mega_desktop.sheets import Column, Table

SAMPLE = 1_000
"""Filled cells that are looked at, evenly spread over the column."""

LIST = " ::: "
"""What Google Contacts puts between several values of one cell."""

PLACEHOLDER = r"(?i)^(?:-+|\.+|\?+|n/?a|#n/a|none|null|nil|nan|unknown|unbekannt|inconnu)$"
"""A cell that only says that there is nothing to say."""

_TEST_LEAD = r"(?i)^<test lead: "
"""What Meta writes into a lead that its form's maker sent as a test."""

EMAIL = r"(?i)^\W*(?:mailto:)?(?:.*<)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}\W*$"
UUID = r"(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_PHONE = (
    r"(?i)^(?:[a-z]{1,9}:)?\W*\+?[(\[]*[0-9](?:[\s().\-/\[\]\u2010-\u2015\u00a0]{0,3}[0-9]){6,14}(?:\.0)?"
    r"(?:\s*[,;]?\s*(?:x|ext\.?|#|ext=)\s*[0-9]{1,6})?\W*$"
)
_LAID_OUT_PHONE = (
    r"^\W*(?:p:|tel:)?\W*(?:\+[0-9]|00[1-9]|\(?0?[2-9][0-9]{2}\)?[ .\-/]{1,2}[0-9]{3}[ .\-][0-9]{4}"
    r"|\(?0[0-9]{1,4}\)?[ .\-/]{1,3}[0-9]{2,}|[5-9][0-9]{2} [0-9]{3} [0-9]{3}$"
    r"|\([1-9][0-9]\) ?9?[0-9]{4}-?[0-9]{4}|[2-9][0-9](?: [0-9]{2}){3}$)"
)
_WHOLE_NUMBER = r"^\W*(?:p:|tel:)?\W*(?:[02-9][0-9]{9}|[0-9]{11,13}|[5-9][0-9]{8})(?:\.0)?$"
_POSTAL = r"^[0-9]{5}-[0-9]{4}$"
_MONTH = "(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]{0,7}"
_DATE = (
    r"^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2}))"
    r"(?:[T ,].*)?$"
    rf"|(?i)^(?:{_MONTH}\.? [0-9]{{1,2}},? |[0-9]{{1,2}}[ .-]+{_MONTH}[ .-]+)[0-9]{{2,4}}(?: .*)?$"
)
_NUMBER = r"^[-+]?[$€£]?\s?[0-9][0-9.,]*\s?%?$"
_SHORT_OF_DIGITS = r"^[0-9]\.[0-9]+E\+?[0-9]+$"
_YES_NO = r"(?i)^(?:yes|no|true|false|y|n|ja|nein|oui|non|si|sí|sim|não|nao|nee|tak|nie|nej|0|1)$"
_YES = r"(?i)^(?:yes|true|y|ja|oui|si|sí|sim|tak|1)$"
_NAME_LIKE = r"^[\p{L}][\p{L}\p{M}.'’ʼ,\- ]*$"
_NEARLY_ALL = 0.75
_FURTHER_VALUES = r"(?:\s*[;|\n]|,\s).*$"
"""After the first of several addresses or numbers in one cell."""

_AFTER_A_WHOLE_ONE = r"^((?:[^0-9]*[0-9]){9,}[^0-9/&]*?|[^@\s]+@[^@\s]+)\s+(?:[/&-]|or|und|o|ou)\s+\S.*$"
"""As above, by a sign that also stands inside a number: "(206) 555-0152 / (206) 555-0153"."""


@dataclass(frozen=True)
class Evidence:
    """How many of the values looked at are of which kind.

    Attributes:
        filled: Filled cells of the whole column.
        seen: Filled cells looked at.
        different: Different values among them.
        laid_out_phones: Phones that cannot be mistaken for an id or a date ("+1 206…", "(206) 555-0152").
        whole_phones: Those, and bare digits of a length and beginning that phones have.
        given_names: Values with a common given name in them.
        one_word: Names of a single word.
        firms: Values that are names of companies.
        several: Cells with several addresses or numbers.
        salutations: "Mr", "Frau" and the like.
        in_addresses: Names that stand in an email address of their row ("Mara Fenn", mfenn@example.net),
            projected from the rows that have both.
        average_uses: How often a value comes on average; high for choices, 1 for ids.
    """

    filled: int = 0
    seen: int = 0
    different: int = 0
    emails: int = 0
    phones: int = 0
    laid_out_phones: int = 0
    whole_phones: int = 0
    dates: int = 0
    numbers: int = 0
    yes_no: int = 0
    yes: int = 0
    uuids: int = 0
    names: int = 0
    given_names: int = 0
    one_word: int = 0
    firms: int = 0
    several: int = 0
    salutations: int = 0
    in_addresses: int = 0

    def share(self, count: int) -> float:
        return count / self.seen if self.seen else 0.0

    @property
    def people(self) -> int:
        """Values that are known to be names of people, and not only look like words."""
        return max(self.given_names, self.in_addresses)

    @property
    def average_uses(self) -> float:
        return self.seen / self.different if self.different else 0.0


def gather(table: Table) -> tuple[Evidence, ...]:
    """One evidence a column of the table, in its order."""
    found = [_evidence_in(table, column) for column in table.columns]
    pairs = list(zip(table.columns, found, strict=True))
    addresses = [c.name for c, e in pairs if e.share(e.emails) >= _NEARLY_ALL]
    names = [c.name for c, e in pairs if e.share(e.names) >= _NEARLY_ALL]
    shares = _shares_in_addresses(table, names, addresses) if names and addresses else {}
    return tuple(replace(e, in_addresses=round(shares.get(c.name, 0.0) * e.seen)) for c, e in pairs)


def _shares_in_addresses(table: Table, names: list[str], addresses: list[str]) -> dict[str, float]:
    """Name column → how many of its names stand in an address of their row, of those beside one."""
    step = max(1, table.rows // SAMPLE)
    rows = table.frame.select(*names, *addresses).gather_every(step).collect()
    users = [_plain_letters(pl.col(a).str.replace("@.*", "")) for a in addresses]
    beside = pl.any_horizontal(pl.col(addresses).is_not_null())
    return {
        n: rows.filter(pl.col(n).is_not_null() & beside).select(_in_any(n, users)).item() or 0.0
        for n in names
    }


def _in_any(name: str, users: list[pl.Expr]) -> pl.Expr:
    words = _plain_letters(pl.col(name)).str.extract_all(r"\p{L}{3,}")
    ends = (words.list.first(), words.list.last())
    return pl.any_horizontal(
        user.str.contains(word, literal=True).fill_null(value=False) for user in users for word in ends
    ).mean()


def _evidence_in(table: Table, column: Column) -> Evidence:
    step = max(1, -(-column.filled // SAMPLE))
    filled = table.frame.select(pl.col(column.name).drop_nulls().gather_every(step)).collect().to_series()
    return replace(evidence_of(filled), filled=column.filled)


def evidence_of(values: pl.Series) -> Evidence:
    """What a text column's filled cells look like."""
    filled = values.drop_nulls()
    sample = filled.gather_every(max(1, -(-filled.len() // SAMPLE)))
    first = sample.str.split(LIST).list.first().str.strip_chars()
    first = first.filter((first != "") & ~first.str.contains(f"{PLACEHOLDER}|{_TEST_LEAD}"))
    if first.is_empty():
        return Evidence(filled=filled.len())
    counts = first.alias("value").to_frame().select(**_contacts(), **_words()).row(0, named=True)
    return Evidence(filled=filled.len(), seen=first.len(), **counts)


def _contacts() -> dict[str, pl.Expr]:
    value = pl.col("value").str.replace(_FURTHER_VALUES, "").str.replace(_AFTER_A_WHOLE_ONE, "$1")
    date, uuid = value.str.contains(_DATE), value.str.contains(UUID)
    laid_out = value.str.contains(_LAID_OUT_PHONE) & ~value.str.contains(_POSTAL)
    digits = value.str.contains(_PHONE) & ~date & ~uuid
    cut_short = value.str.contains(_SHORT_OF_DIGITS)
    address = value.str.contains(EMAIL)
    return {
        "emails": address.sum(),
        "phones": (digits | cut_short).sum(),
        "laid_out_phones": (digits & laid_out).sum(),
        "whole_phones": ((digits & (laid_out | value.str.contains(_WHOLE_NUMBER))) | cut_short).sum(),
        "several": ((address | digits) & (value != pl.col("value"))).sum(),
        "dates": date.sum(),
        "uuids": uuid.sum(),
    }


def _words() -> dict[str, pl.Expr]:
    value = pl.col("value")
    yes_no = value.str.contains(_YES_NO)
    words = _plain_letters(value).str.extract_all(r"\p{L}+")
    firm = value.str.contains(FIRM_SHAPE) | _any_of(words, FIRM_WORDS)
    name = value.str.contains(_NAME_LIKE) & ~yes_no & ~firm
    return {
        "salutations": words.list.join(" ").is_in(sorted(SALUTATIONS)).sum(),
        "different": value.n_unique(),
        "numbers": value.str.contains(_NUMBER).sum(),
        "yes_no": yes_no.sum(),
        "yes": value.str.contains(_YES).sum(),
        "names": name.sum(),
        "given_names": (name & _any_of(words, GIVEN_NAMES)).sum(),
        "one_word": (name & (words.list.len() == 1)).sum(),
        "firms": (firm & ~value.str.contains(EMAIL)).sum(),
    }


def _plain_letters(value: pl.Expr) -> pl.Expr:
    """Lower case without accents."""
    unaccented = value.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return unaccented.str.replace_many(["ł", "ø", "æ", "ß"], ["l", "o", "ae", "ss"])


def _any_of(words: pl.Expr, known: frozenset[str]) -> pl.Expr:
    return words.list.eval(pl.element().is_in(sorted(known))).list.any()


def values_of(table: Table, index: int, limit: int) -> list[tuple[str, int]]:
    """The column's different values with how often they come, the commonest first, `limit` at most."""
    name = next(c.name for c in table.columns if c.index == index)
    counts = (
        table.frame.select(value=pl.col(name).str.strip_chars())
        .filter(pl.col("value").str.len_bytes() > 0)
        .group_by("value")
        .len("count")
        .sort("count", "value", descending=[True, False])
        .head(limit)
        .collect()
    )
    return [(str(value), int(count)) for value, count in counts.iter_rows()]
