"""Holds the columns against one another: no field of one value gets two columns unnoticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from mega_desktop.matching.evidence import Evidence
from mega_desktop.matching.headers import Strength, plain
from mega_desktop.matching.mapping import Certainty, ColumnMatch, NamePart
from mega_desktop.matching.seen import Find
from mega_desktop.matching.vocabulary import Meaning

_NAME_ALONE = frozenset(["name", "nom", "nombre", "nome", "naam", "namn", "navn", "имя", "nimi"])
_SEVERAL = {Meaning.EMAIL: "email", Meaning.PHONE: "phone"}
_ENOUGH = 5
_HARDLY_ANY = 0.15
_HALF = 0.5
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def settle(finds: Sequence[Find], evidence: Sequence[Evidence]) -> tuple[ColumnMatch, ...]:
    """One match a column, in column order; a column that loses its field says to which one."""
    finds = _halves_the_right_way(_other_half_of_the_name(finds, evidence), evidence)
    decided = {f.match.index: f.match for f in finds}
    rivals: dict[str, list[Find]] = defaultdict(list)
    for find in finds:
        if find.match.field is not None:
            rivals[find.match.field].append(find)
    for claims in rivals.values():
        decided.update({m.index: m for m in _share_out(claims)})
    return _no_field_twice(finds, decided)


def _share_out(claims: list[Find]) -> list[ColumnMatch]:
    if len(claims) == 1:
        return [claims[0].match]
    if claims[0].meaning in _SEVERAL:
        return _one_after_the_other(claims, _SEVERAL[claims[0].meaning])
    if any(c.match.part for c in claims):
        return _name_parts(claims)
    return _only_the_best(claims)


def _one_after_the_other(claims: list[Find], what: str) -> list[ColumnMatch]:
    """Several email or phone columns: the first filled one of a row is used."""
    claims = sorted(claims, key=lambda f: (f.strength < Strength.NAMED, f.rank, f.match.index))
    first = claims[0]
    matches, order = [first.match], 0
    for claim in claims[1:]:
        if claim.strength < Strength.NAMED <= first.strength:
            matches.append(
                _loses(claim, f"its values are {what}s too, but “{first.match.header}” is the {what}")
            )
            continue
        order += 1
        where = f"“{first.match.header}” is empty" if order == 1 else "those before it are empty"
        reason = f"{_ordinal(order)} {what} column: used where {where}"
        matches.append(replace(claim.match, order=order, certainty=Certainty.LIKELY, reason=reason))
    return matches


def _ordinal(order: int) -> str:
    return _ORDINALS[order] if order < len(_ORDINALS) else "further"


def _name_parts(claims: list[Find]) -> list[ColumnMatch]:
    """First and last name make the name; where there is a whole name too, they stand in for it.

    Whole names in a column that is not named for them stand back behind parts that are.
    """
    whole = [c for c in claims if c.match.part is None]
    parts = [c for c in claims if c.match.part is not None]
    matches = _only_the_best(whole)
    if any(_is_certain(c) for c in parts) and all(c.strength < Strength.NAMED for c in whole):
        matches = [_loses(c, f"“{parts[0].match.header}” already goes to this field") for c in whole]
    instead = next((m for m in matches if m.field), None)
    for part in NamePart:
        columns = [c for c in parts if c.match.part is part]
        keep = [c.match for c in columns] if _two_surnames(columns) else _only_the_best(columns)
        matches += [_stands_in(m, instead) if instead and m.field else m for m in keep]
    return matches


def _is_certain(claim: Find) -> bool:
    return claim.strength >= Strength.NAMED and claim.match.certainty is Certainty.SURE


def _two_surnames(columns: list[Find]) -> bool:
    return len(columns) > 1 and all("apellido" in plain(c.match.header) for c in columns)


def _stands_in(match: ColumnMatch, instead: ColumnMatch) -> ColumnMatch:
    reason = f"{match.reason}; used where “{instead.header}” is empty"
    return replace(match, order=1, certainty=Certainty.LIKELY, reason=reason)


def _only_the_best(claims: list[Find]) -> list[ColumnMatch]:
    if not claims:
        return []
    best = min(claims, key=lambda f: (f.match.certainty is not Certainty.SURE, -f.strength, f.match.index))
    others = [_loses(c, f"“{best.match.header}” already goes to this field") for c in claims if c is not best]
    return [best.match, *others]


def _loses(claim: Find, reason: str) -> ColumnMatch:
    """The custom field it may have besides, else nothing."""
    if claim.otherwise is not None and claim.otherwise.field is not None:
        return claim.otherwise
    return ColumnMatch(claim.match.index, claim.match.header, reason=reason)


def _no_field_twice(finds: Sequence[Find], decided: dict[int, ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """A column that fell back on a custom field must not meet another one there."""
    first_choice = {f.match.field for f in finds if decided[f.match.index] is f.match}
    matches = []
    for find in finds:
        match = decided[find.match.index]
        if match is find.otherwise and match.field in first_choice:
            match = replace(
                match,
                field=None,
                certainty=Certainty.NONE,
                reason="another column already goes to this field",
            )
        elif match is find.otherwise:
            first_choice.add(match.field)
        matches.append(match)
    return tuple(matches)


def _other_half_of_the_name(finds: Sequence[Find], evidence: Sequence[Evidence]) -> list[Find]:
    """Beside "Vorname", "Name" is the last name; beside "Apellidos", "Nombre" is the first."""
    meanings = {f.meaning for f in finds}
    missing = {
        (True, False): (Meaning.LAST, NamePart.LAST),
        (False, True): (Meaning.FIRST, NamePart.FIRST),
    }.get((Meaning.FIRST in meanings, Meaning.LAST in meanings))
    if missing is None:
        return list(finds)
    meaning, part = missing
    return [
        replace(
            f,
            meaning=meaning,
            match=replace(
                f.match,
                part=part,
                certainty=Certainty.SURE,
                reason=f"named “{f.match.header}”, beside the {_other(part)} name",
            ),
        )
        if _is_half(f, e)
        else f
        for f, e in zip(finds, evidence, strict=True)
    ]


def _is_half(find: Find, evidence: Evidence) -> bool:
    alone = find.meaning is Meaning.NAME and plain(find.match.header) in _NAME_ALONE
    alone = alone and find.strength >= Strength.NAMED
    return alone and evidence.share(evidence.one_word) >= _HALF


def _other(part: NamePart) -> str:
    return "first" if part is NamePart.LAST else "last"


def _halves_the_right_way(finds: list[Find], evidence: Sequence[Evidence]) -> list[Find]:
    """First names under "Last Name" and last names under "First Name" are turned round."""
    places = [n for n, f in enumerate(finds) if f.match.part in (NamePart.FIRST, NamePart.LAST)]
    if [finds[n].match.part for n in places] not in (
        [NamePart.FIRST, NamePart.LAST],
        [NamePart.LAST, NamePart.FIRST],
    ):
        return finds
    given = {finds[n].match.part: _share_of_given_names(evidence[n]) for n in places}
    if given[NamePart.FIRST] >= _HARDLY_ANY or given[NamePart.LAST] < _HALF:
        return finds
    return [_turned_round(f) if n in places else f for n, f in enumerate(finds)]


def _share_of_given_names(evidence: Evidence) -> float:
    """Of too few values nothing can be said: then it is taken for right."""
    return evidence.share(evidence.given_names) if evidence.seen >= _ENOUGH else _HARDLY_ANY


def _turned_round(find: Find) -> Find:
    part, meaning = (
        (NamePart.LAST, Meaning.LAST)
        if find.match.part is NamePart.FIRST
        else (NamePart.FIRST, Meaning.FIRST)
    )
    reason = f"named “{find.match.header}”, but its values are {part.value} names"
    match = replace(find.match, part=part, certainty=Certainty.LIKELY, reason=reason)
    return replace(find, match=match, meaning=meaning)
