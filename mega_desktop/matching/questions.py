"""What a file gives reason to ask the CRM: fields its columns may go to, stages and owners in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mega_desktop.crm import CUSTOM, Questions
from mega_desktop.matching.chosen import MOST_CHOICES
from mega_desktop.matching.evidence import values_of
from mega_desktop.matching.headers import plain, read, slug
from mega_desktop.matching.mapping import Mapping
from mega_desktop.matching.suggestion import candidate_slugs
from mega_desktop.matching.vocabulary import Meaning
from mega_desktop.sheets import Table

_STAGE = "stage_slug"
_OWNER = "owner_id"
_MEANINGS = {_STAGE: (Meaning.STAGE, Meaning.STATUS), _OWNER: (Meaning.OWNER,)}
_WRITTEN_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")


def questions_of(table: Table, mapping: Mapping | None = None) -> Questions:
    """Everything worth asking about a file, whatever of it is known already.

    A column with more than 200 different values holds no stages or owners, and is not asked about.

    Args:
        mapping: What has been decided already: its fields, values and fixed values are asked about too.
    """
    chosen = [c.field for c in mapping.columns if c.field] if mapping else []
    slugs = [key.removeprefix(CUSTOM) for key in chosen if key.startswith(CUSTOM)]
    stages = (stage for word in _words(table, mapping, _STAGE) for stage in sorted(stage_slugs(word)))
    return Questions(
        slugs=tuple(dict.fromkeys([*slugs, *candidate_slugs(table)])),
        stages=tuple(dict.fromkeys(stages)),
        owners=tuple(dict.fromkeys(_words(table, mapping, _OWNER))),
    )


def _words(table: Table, mapping: Mapping | None, key: str) -> Iterator[str]:
    """What the file, the tables of values and the fixed values have for a field."""
    decided = [m for m in mapping.columns if m.field == key] if mapping else []
    if mapping is not None and key in mapping.fixed:
        yield mapping.fixed[key]
    for match in decided:
        yield from match.values.values()
    named = plain(key)
    for column in table.columns:
        says_so = plain(column.header) == named or read(column.header).meaning in _MEANINGS[key]
        if says_so or column.index in {m.index for m in decided}:
            words = [word for word, _count in values_of(table, column.index, MOST_CHOICES + 1)]
            yield from words if len(words) <= MOST_CHOICES else ()


def stage_slugs(word: str) -> set[str]:
    """ "Tour booked" may be tour_booked or tour-booked; what is written like a slug, one as it stands."""
    own = {word} if _WRITTEN_SLUG.fullmatch(word) else set()
    made = slug(word)
    return {s for s in (*own, made, made.replace("_", "-")) if s}
