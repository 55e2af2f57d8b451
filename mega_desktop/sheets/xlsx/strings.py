"""Texts that are made of runs, and the workbook's table of shared strings (ECMA-376 part 1, 18.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from mega_desktop.sheets.cleaning import is_clean
from mega_desktop.sheets.xlsx.markup import (
    Markup,
    Places,
    UnusualMarkup,
    look_at,
    pieces,
    unescaped,
    without_prefix,
)

MOST_TEXT_BYTES = 2**31
"""Text in a million cells: one long string that all of them share would fill the memory."""


@dataclass(frozen=True)
class Strings:
    """The workbook's shared strings.

    Attributes:
        texts: All of them, null where one is empty, and a null behind the last.
        is_clean: There is nothing to be cleaned in them.
    """

    texts: pl.Series
    is_clean: bool

    @classmethod
    def of(cls, texts: pl.Series) -> Self:
        return cls(pl.concat([texts, pl.Series([None], dtype=pl.String)], rechunk=True), is_clean(texts))

    @property
    def none(self) -> int:
        """The number of the null behind the last."""
        return self.texts.len() - 1

    def refuse(self, numbers: npt.NDArray[np.uint32]) -> None:
        """Looks whether all of these can be shown.

        Raises:
            IndexError: There is no such string.
            ValueError: They are more text than anybody writes.
        """
        if (numbers >= self.none).any():
            raise IndexError("no such shared string")
        lengths = self.texts.str.len_bytes().cast(pl.UInt64)
        most = int(lengths.max() or 0) * numbers.size  # type: ignore[arg-type]  # they are numbers
        if most > MOST_TEXT_BYTES and lengths.gather(numbers).sum() > MOST_TEXT_BYTES:
            raise ValueError("more text than anybody writes")


def read_strings(chunks: Iterator[bytes], most: int | None = None) -> pl.Series:
    """The shared strings in their order, null where one is empty.

    Args:
        most: So many of the first are wanted; None for all.

    Raises:
        UnusualMarkup: The part is spelled in an unusual way.
    """
    found = [pl.Series(dtype=pl.String)]
    count = 0
    for piece in pieces(without_prefix(chunks, b"sst"), b"<si"):
        found.append(_strings_of(piece))
        count += found[-1].len()
        if most is not None and count >= most:
            break
    return pl.concat(found)


def text_runs(markup: Markup) -> Places:
    """The `t` elements that are part of a text; those that tell how it is pronounced are not."""
    runs = markup.named(b"t")
    runs = runs[~markup.is_empty(runs)]
    phonetic = markup.named(b"rPh")
    if phonetic.size:
        begun = np.searchsorted(phonetic, runs)
        ended = np.searchsorted(markup.named(b"/rPh"), runs)
        runs = runs[begun == ended]
    return runs


def joined_runs(owners: Places, texts: pl.Series) -> tuple[Places, pl.Series]:
    """One text for each owner, of all its runs."""
    if (np.diff(owners) > 0).all():
        return owners, texts
    runs = pl.DataFrame({"owner": owners, "text": texts})
    joined = runs.group_by("owner", maintain_order=True).agg(pl.col("text").str.join())
    return joined["owner"].to_numpy(), joined["text"]


def _strings_of(piece: bytes) -> pl.Series:
    begin = piece.find(b"<si")
    if begin < 0:
        return pl.Series(dtype=pl.String)
    markup = look_at(piece[begin:])
    items = markup.named(b"si")
    if items.size - np.count_nonzero(markup.is_empty(items)) != markup.named(b"/si").size:
        raise UnusualMarkup
    runs = text_runs(markup)
    owners, texts = joined_runs(np.searchsorted(items, runs) - 1, markup.texts(runs))
    texts = unescaped(texts)
    if owners.size == items.size:
        return texts
    places = np.full(items.size, owners.size)
    places[owners] = np.arange(owners.size)
    return pl.concat([texts, pl.Series([None], dtype=pl.String)]).gather(places)
