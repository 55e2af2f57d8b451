"""What is said of columns that never go to a lead but tell which rows had better stay behind."""

from __future__ import annotations

import re

from mega_desktop.matching.headers import plain
from mega_desktop.matching.seen import Seen

_REFUSALS = re.compile(
    r"\b(opt(ed)? ?out|optedout|hasoptedoutof\w*|unsubscribed?|do not|don t|dnd|dnc|no (calls?|emails?)"
    r"|no contact|ne pas|nicht|keine werbung|no contactar|nao contactar|non contattare|niet|nie)\b"
)
_CONSENTS = re.compile(
    r"\b(opt ?in|optin|consent|permission|accepts?|agree[ds]?|subscribed|newsletter|marketing|text on"
    r"|phone on|ok(ay)? to|may we|can we|einwilligung|werbung|consentement|acepta|aceita|consenso"
    r"|toestemming|zgoda|samtycke)\b"
)
_GONE = dict.fromkeys(["converted", "isconverted"], "a customer there already") | dict.fromkeys(
    ["deleted", "isdeleted", "archived"], "deleted there"
)


def notice_of(seen: Seen) -> str:
    """The sentence for a refusal, a consent or a row that is done with; "" for every other column."""
    name = plain(seen.header)
    if seen.evidence.yes_no == 0:
        return ""
    if _REFUSALS.search(name):
        return (
            f"says who wants no messages and is never a consent{_counted(seen)}; those rows can be left out"
        )
    if _CONSENTS.search(name):
        return "says who agreed to messages; that is not carried over as a consent"
    gone = next((what for word, what in _GONE.items() if word in name.split()), "")
    return f"says who is {gone}{_counted(seen)}; those rows can be left out" if gone else ""


def _counted(seen: Seen) -> str:
    return f": {seen.evidence.yes:,} of {seen.evidence.seen:,} say yes"
