"""Brings the file's words to the words a field can have: "Tour booked" to tour_booked, "FB" to meta_ads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from mega_desktop.crm import Choice, Field
from mega_desktop.matching.headers import plain

_SIMILAR = 86.0

_BUYER = """
    buyer, buyers, buy, buying, to buy, wants to buy, purchaser, purchase, purchasing, buyer lead,
    kaufer, kauferin, kaufen, kauf, kaufinteressent, acheteur, acheteuse, achat, acheter, comprador,
    compradora, compra, comprar, acquirente, compratore, acquisto, comprare, koper, kopen, koop,
    kopare, kopa, kop, kober, kobe, kjoper, kjope, kupujacy, kupuje, kupno, kupic, zakup, kupujici, koupe,
    koupit, nakup, cumparator, ostaja, alici
"""
_SELLER = """
    seller, sellers, sell, selling, to sell, wants to sell, seller lead, vendor, verkaufer, verkauferin,
    verkaufen, verkauf, vendeur, vendeuse, vente, vendre, vendedor, vendedora, venta, vender, venditore,
    vendita, vendere, venda, verkoper, verkopen, verkoop,
    saljare, salja, salj, saelger, saelge, salg, selger, selge, sprzedajacy, sprzedaje, sprzedaz, sprzedac,
    prodavajici, prodej, prodat, vanzator, myyja, satici
"""
_SYNONYMS: dict[str, dict[str, str]] = {
    "lead_line": {"buyer": _BUYER, "seller": _SELLER},
    "source_platform": {
        "meta_ads": """
            facebook, fb, ig, instagram, meta, facebook ads, facebook ad, fb ads, instagram ads,
            meta ads, facebook lead ads, facebook lead ad, facebook leads, meta lead ads
        """,
        "google_ads": """
            google ads, google adwords, adwords, google ad, google ppc, ppc, google paid, google cpc,
            paid search, google lead form
        """,
        "google_organic": "google organic, organic search, organic, seo, google search, google seo",
        "direct": "direct, direct traffic, none direct, direct none",
        "referral": """
            referral, referrals, referred, word of mouth, client referral, past client referral,
            customer referral, empfehlung, recommandation, referido, recomendacion, passaparola,
            indicacao, doorverwijzing, employee referral, external referral
        """,
        "ghl": "ghl, gohighlevel, go high level, high level, highlevel",
        "zoho": "zoho, zoho crm",
        "salesforce": "salesforce, sfdc, salesforce com",
        "zenmaid": "zenmaid, zen maid",
        "lead_docket": "lead docket, leaddocket",
        "hubspot": "hubspot, hub spot",
        "shopify": "shopify",
    },
    "source_type": {
        "form": """
            form, web form, webform, website form, online form, landing page, formular, formulaire,
            formulario
        """,
        "phone_call": "phone call, phone, call, inbound call, telephone, anruf, appel, llamada",
        "email": "email, mail",
        "chat": "chat, live chat, web chat, chatbot",
        "sms": "sms, text, text message",
        "manual": "manual, manually, manual entry, hand",
        "import": "import, imported, list import, csv",
    },
}


@dataclass(frozen=True)
class Matched:
    """How the file's words and a field's choices meet.

    Attributes:
        exact: Word → value, where the word is the value or its label, whatever its capitals and spaces.
        alike: Word → value, where it means or resembles it.
        unmatched: Words with no choice.
    """

    exact: dict[str, str]
    alike: dict[str, str]
    unmatched: tuple[str, ...]

    @property
    def words(self) -> int:
        return len(self.exact) + len(self.alike) + len(self.unmatched)

    @property
    def met(self) -> int:
        return len(self.exact) + len(self.alike)

    @property
    def values(self) -> dict[str, str]:
        """The value table to begin with; words that need no change are not in it."""
        found = self.exact | self.alike
        return {word: value for word, value in found.items() if word != value}

    def or_nothing(self) -> Matched:
        """The same, where words with no choice stay empty."""
        return replace(self, alike=self.alike | dict.fromkeys(self.unmatched, ""), unmatched=())


def match_choices(words: Iterable[str], field: Field, choices: Sequence[Choice]) -> Matched:
    """Brings each word to one of `choices`, or to none."""
    exact_names = {plain(name): c.value for c in choices for name in (c.label, c.value)}
    means = _meanings(field, choices)
    exact: dict[str, str] = {}
    alike: dict[str, str] = {}
    unmatched: list[str] = []
    for word in words:
        name = plain(word)
        if name in exact_names:
            exact[word] = exact_names[name]
        elif found := means.get(name) or _resembling(name, exact_names):
            alike[word] = found
        else:
            unmatched.append(word)
    return Matched(exact, alike, tuple(unmatched))


def _meanings(field: Field, choices: Sequence[Choice]) -> dict[str, str]:
    """The words that mean a choice, for the choices there are."""
    values = {c.value for c in choices}
    return {
        word.strip(): value
        for value, words in _SYNONYMS.get(field.key, {}).items()
        if value in values
        for word in words.replace("\n", ",").split(",")
    }


def _resembling(name: str, names: dict[str, str]) -> str:
    """The one choice of which the word is a part ("Ana" of "Ana Ruiz"), or the one spelt almost so."""
    if not name:
        return ""
    words = set(name.split())
    holding = {value for known, value in names.items() if words <= set(known.split())}
    if len(holding) == 1:
        return holding.pop()
    close = process.extractOne(name, names.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_SIMILAR)
    return names[close[0]] if close else ""
