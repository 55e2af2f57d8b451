"""Names of people: capitals, and which word comes first."""

from __future__ import annotations

import string

import polars as pl

_NAME = pl.col("name")

# Only where nothing else is meant: "Mackenzie" and "Macy" are names too.
_MAC = [
    "arthur",
    "aulay",
    "beth",
    "callum",
    "donald",
    "donnell",
    "dougall",
    "dowell",
    "duff",
    "farlane",
    "gregor",
    "innes",
    "intosh",
    "intyre",
    "kinnon",
    "lachlan",
    "laren",
    "leod",
    "mahon",
    "millan",
    "namara",
    "naughton",
    "neil",
    "pherson",
    "quarrie",
    "rae",
    "tavish",
    "william",
]
_PARTICLES = [
    "de la",
    "de las",
    "de los",
    "de le",
    "de",
    "del",
    "della",
    "da",
    "das",
    "do",
    "dos",
    "di",
    "du",
    "van der",
    "van den",
    "van de",
    "van",
    "von der",
    "von",
    "zu",
    "y",
    "bin",
    "ibn",
]
_LONG_PARTICLES = ("de la", "de las", "de los", "van der", "van den", "von der")
"""These are no one's first name, so they are small at the beginning too."""

_LETTERS = string.ascii_lowercase + "àáâäåèéêëíîïóôöøúûüç"
_CAPITALS = (
    {f" Mc{a}": f" Mc{a.upper()}" for a in _LETTERS}
    | {f"-Mc{a}": f"-Mc{a.upper()}" for a in _LETTERS}
    | {f" Mac{rest} ": f" Mac{rest.capitalize()} " for rest in _MAC}
    | {" Iii ": " III ", " Ii ": " II ", " Iv ": " IV ", " Phd ": " PhD ", " Md ": " MD "}
)
_SUFFIX = r"(?i)(?:jr|sr|junior|senior|ii|iii|iv|md|m\.d|phd|ph\.d|esq|dds|cpa|rn)\.?"
_COMPANY = r"(?i)\b(?:inc|llc|ltd|co|corp|gmbh|company|limited|plc|ag|sa|lp|llp|pc|trust|estate)\b"
_LAST_NAME = rf"((?i:(?:{'|'.join(sorted(_PARTICLES, key=len, reverse=True))}) )*[^ ]+(?: {_SUFFIX})?)$"
_INITIALS = "^(?:[b-df-hj-np-tv-xz]{2}) "


def capitals(names: pl.Series) -> pl.Series:
    """Names written all in capitals or all in small letters, as people write them: "Anne-Marie McDonald".

    Names with both are left alone: whoever wrote "MacArthur" or "deShawn" meant it.
    """
    names = names.alias("name")
    lower, upper = names.str.to_lowercase(), names.str.to_uppercase()
    shouted = ((names == lower) != (names == upper)).fill_null(value=False)
    if not shouted.any():
        return names
    written = names.filter(shouted).to_frame().lazy().select(_written_out()).collect().to_series()
    place = pl.select(pl.when(shouted).then(shouted.cum_sum() - 1).cast(pl.UInt32)).to_series()
    return written.gather(place).zip_with(shouted, names)


def first_name_first(names: pl.Series) -> pl.Series:
    """ "Fenn, Mara" as "Mara Fenn"; companies and a comma before a title or suffix are left alone."""
    parts = _NAME.str.extract_groups(
        rf"^(?<last>[^,]+?) ?, ?(?<first>[^,]+?)(?:(?: ?, ?| )(?<suffix>{_SUFFIX}))?$"
    )
    last, first, suffix = (parts.struct.field(part) for part in ("last", "first", "suffix"))
    turned = pl.concat_str(first, last, suffix, separator=" ", ignore_nulls=True)
    is_person = ~_NAME.str.contains(_COMPANY) & ~first.str.contains(rf"^{_SUFFIX}$")
    return _made(names, pl.when(is_person & last.is_not_null()).then(turned).otherwise(_NAME))


def first_name(names: pl.Series) -> pl.Series:
    """What stands before the last name; the whole where there is only one word."""
    rest = _NAME.str.replace(f" {_LAST_NAME}", "")
    return _made(names, rest)


def last_name(names: pl.Series) -> pl.Series:
    """The last word with what belongs to it ("de la Cruz", "Fenn Jr."); null where there is only one word."""
    last = _NAME.str.extract(f" {_LAST_NAME}")
    return _made(names, last)


def _made(names: pl.Series, made: pl.Expr) -> pl.Series:
    return names.alias("name").to_frame().select(made).to_series()


def _written_out() -> pl.Expr:
    # The capital İ becomes an i with a dot of its own, which nobody wrote.
    lower = _NAME.str.to_lowercase().str.replace_all("i\u0307", "i", literal=True)
    spaced = pl.concat_str(pl.lit(" "), lower.str.to_titlecase(), pl.lit(" "))
    # Twice: matches may not overlap, and each takes the space after it.
    written = spaced.str.replace_many(_CAPITALS).str.replace_many(_CAPITALS)
    small = _with_small_particles(written).str.strip_chars(" ")
    initials = lower.str.contains(_INITIALS) & ~lower.str.starts_with("ng ")
    return (
        pl.when(initials)
        .then(pl.concat_str(lower.str.slice(0, 2).str.to_uppercase(), small.str.slice(2)))
        .otherwise(small)
    )


def _with_small_particles(written: pl.Expr) -> pl.Expr:
    """ "Maria De La Cruz" with a small "de la"; a particle alone is small only between two words."""
    for particle in _PARTICLES:
        shown = particle.title()
        before = "( )" if particle in _LONG_PARTICLES else "([^ ] )"
        written = written.str.replace_all(rf"{before}{shown}( [^ ])", f"${{1}}{particle}${{2}}")
    return written
