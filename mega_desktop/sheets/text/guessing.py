"""Which encoding some bytes are likely to be written in, by the letters that they would stand for.

A list of leads has few words with letters beside A to Z, often one a line. General guessers need running
text and go wrong on such files, so each encoding is asked what words it makes of them: words of one
language in its commoner letters speak for it; signs and capitals in the middle of a word speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from mega_desktop.sheets.text.alphabets import LANGUAGES, Language

FALLBACK = "cp1252"
"""What Excel and Outlook write in the west when they do not write UTF-8."""

MOST_WORDS = 1_500
MOST_LINES_AMISS = 0.1
LEAST_SCORE = 0.2
LEAST_SAMPLE_BYTES = 4_096
POSSIBLE_FROM = 0.55
"""Share of the best one's score from which another encoding counts as possible."""

MOST_OTHERS = 5
_SIGNS_ONLY, _APOSTROPHE_ONLY = 0.7, 0.95
_ONE_LETTER, _MIXED, _TOO_MANY, _ODD_CAPITAL, _ODD_SMALL = 0.5, 0.2, 0.2, 0.05, 0.6
_ORDINARY, _RARE = 0.4, 0.02
_PREFERENCE = {FALLBACK: 0.07, "cp1250": 0.02, "cp1251": 0.02, "cp1254": 0.03, "gb18030": 0.02}
"""Between what is nearly as likely, what programs of today write wins."""

# ASCII letters and all that is not ASCII: signs in the middle of a word are what gives wrong encodings away.
_WORD = re.compile(r"[^\x00-@\[-`{-\x7f\s]+")
_SIGNS = "–—―•·€£¥©®™°§ªº№²³½¼\u00a0\u00ad、。，：；！？（）「」【】・＠"
_BEFORE, _BEHIND = f"“„‟‘‚‛«‹»¿¡{_SIGNS}", f"”“’‘»›«…{_SIGNS}"
_NEVER_BEFORE, _NEVER_BEHIND = "ªº²³°", "·§"
"""Signs that stand by themselves or behind a number; before or behind letters they are wrong letters."""

MOST_LISTED = 8
_APOSTROPHES = re.compile(r"(?<=\w)[’ʼ](?=\w)")


@dataclass(frozen=True)
class Guess:
    """What a sample is likely to be written in.

    Attributes:
        others: Encodings that give other, but likely words too, likeliest first.
    """

    encoding: str
    others: tuple[str, ...] = ()


def guess(sample: bytes) -> Guess:
    """The likeliest encoding of lines that are not UTF-8.

    Args:
        sample: Whole lines with bytes beyond ASCII.
    """
    ranked = _ranked(sample)
    if ranked.encoding != FALLBACK and _lists_letters(_decoded(sample, FALLBACK) or ""):
        others = (ranked.encoding, *(name for name in ranked.others if name != FALLBACK))
        return Guess(FALLBACK, others[:MOST_OTHERS])
    return ranked


def _ranked(sample: bytes) -> Guess:
    texts = {name: text for name in _candidates() if (text := _decoded(sample, name)) is not None}
    scores = {name: _score(name, text) for name, text in texts.items()}
    ranked = sorted(_without_twins(texts), key=lambda name: -scores[name])
    if not ranked or scores[ranked[0]] < LEAST_SCORE:
        return _general_guess(sample)
    best, *others = ranked
    likely = [name for name in others if scores[name] >= POSSIBLE_FROM * scores[best]]
    return Guess(best, tuple(likely[:MOST_OTHERS]))


def _lists_letters(text: str) -> bool:
    """Whether it has but a few words, each of different letters of one western language ("äöü", "éàè").

    So people try whether such letters arrive; as words of another alphabet they would be as likely.
    """
    words = _words(text)
    western = [set(language.letters) for language in LANGUAGES if FALLBACK in language.encodings]
    return 0 < len(words) <= MOST_LISTED and all(
        len(set(word)) == len(word) and any(set(word.lower()) <= letters for letters in western)
        for word in words
    )


def _general_guess(sample: bytes) -> Guess:
    """For languages that are not known here; of a few words it knows as little."""
    if len(sample) < LEAST_SAMPLE_BYTES:
        return Guess(FALLBACK)
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(sample)][: MOST_OTHERS + 1]
    return Guess(found[0], tuple(found[1:])) if found else Guess(FALLBACK)


def _candidates() -> tuple[str, ...]:
    """All encodings of all languages, each once."""
    return tuple(dict.fromkeys(name for language in LANGUAGES for name in language.encodings))


def _decoded(sample: bytes, name: str) -> str | None:
    """The sample as text; None when more than a few of its lines cannot be written in the encoding."""
    try:
        return sample.decode(name)
    except UnicodeDecodeError:
        lines = sample.split(b"\n")
    texts = []
    for line in lines:
        try:
            texts.append(line.decode(name))
        except UnicodeDecodeError:
            if len(lines) < 1 / MOST_LINES_AMISS:
                return None
    return "\n".join(texts) if len(texts) >= (1 - MOST_LINES_AMISS) * len(lines) else None


def _without_twins(texts: Mapping[str, str]) -> list[str]:
    """The first of all encodings that give the same text."""
    firsts: dict[str, str] = {}
    for name, text in texts.items():
        firsts.setdefault(text, name)
    return list(firsts.values())


def _score(name: str, text: str) -> float:
    """From 0 to 1: how much the words look like those of one language, and each like those of any."""
    words = _words(text)
    if not words:
        return 0.0
    languages = [language for language in LANGUAGES if name in language.encodings]
    rated = [[_rated(word, language) for word in words] for language in languages]
    in_one = max(sum(ratings) for ratings in rated)
    in_any = sum(max(ratings) for ratings in zip(*rated, strict=True))
    score: float = (in_one + in_any) / (2 * len(words))
    return score + _PREFERENCE.get(name, 0.0)


def _words(text: str) -> list[str]:
    """Different words with something beyond ASCII in them, the first ones."""
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        if not match[0].isascii():
            found[match[0]] = None
            if len(found) == MOST_WORDS:
                break
    return list(found)


def _rated(word: str, language: Language) -> float:
    bare = _APOSTROPHES.sub("", word.lstrip(_BEFORE).rstrip(_BEHIND))
    if bare and (word[0] in _NEVER_BEFORE or word[-1] in _NEVER_BEHIND):
        return 0.0
    if bare.isascii():
        return _APOSTROPHE_ONLY if _APOSTROPHES.search(word) else _SIGNS_ONLY
    beyond = [sign for sign in bare.lower() if not sign.isascii()]
    weights = _weights(language)
    ratings = [weights.get(sign, 0.0) or _rating_of_rare(sign, language) for sign in beyond]
    if min(ratings) == 0.0 and not language.ordinary:
        return 0.0
    rating = sum(ratings) / len(ratings)
    if len(bare) == 1 and not language.ordinary:
        rating *= _ONE_LETTER
    if not language.has_latin and len(beyond) < len(bare) * (0.5 if language.ordinary else 1):
        rating *= _MIXED
    if language.has_latin and len(beyond) > 2 and len(beyond) > 0.6 * len(bare):
        rating *= _TOO_MANY
    return rating * _case_factor(bare)


@lru_cache(maxsize=len(LANGUAGES))
def _weights(language: Language) -> Mapping[str, float]:
    """Letter → from 1 for the commonest down to a quarter for the rarest."""
    if language.ordinary:
        return dict.fromkeys(language.letters, 1.0)
    count = len(language.letters)
    return {letter: 1 - 0.75 * position / count for position, letter in enumerate(language.letters)}


def _rating_of_rare(sign: str, language: Language) -> float:
    if language.ordinary is None:
        return 0.0
    encoding, first, last = language.ordinary
    try:
        lead = sign.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0.0
    return _ORDINARY if first <= lead <= last else _RARE


def _case_factor(word: str) -> float:
    """Capitals behind small letters are rare, small letters among capitals rather rare."""
    odd = [
        (before, after)
        for before, after in pairwise(word)
        if before.islower() and after.isupper() and not (before.isascii() and after.isascii())
    ]
    if odd:
        return _ODD_CAPITAL
    plain = [sign for sign in word if sign.isascii()]
    return _ODD_SMALL if len(plain) > 1 and "".join(plain).isupper() and not word.isupper() else 1.0
