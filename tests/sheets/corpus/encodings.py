"""Text in every encoding, with marks, NULs and line ends of all kinds (I1, I2, I3, I17, I30)."""

from __future__ import annotations

from unittest.mock import ANY

from tests.sheets.corpus.cases import ANN, AS_READ, BOB, CAT, HEADER, Case, Reads, Refused

PEOPLE = "Name,Email,Phone\nAnn,ann@example.com,206-555-0100\nBob,bob@example.com,206-555-0101\n"
ROW = "{},ann@example.com,206-555-0100\n"
WEST = "Name,Email,Phone\n" + ROW.format("Jürgen Müßig") + ROW.format("Zoë d’Été")
WEST_ROWS = {2: ("Jürgen Müßig", *ANN[1:]), 3: ("Zoë d’Été", *ANN[1:])}
UNREADABLE_NAMES = {2: (ANY, *ANN[1:]), 3: (ANY, *ANN[1:])}

# Encoding → two names that are written in it.
ALPHABETS = {
    "cp1250": ("Łukasz Żółć", "Jiří Dvořák"),
    "iso8859_2": ("Łukasz Żółć", "Ján Šťastný"),
    "cp1251": ("Екатерина Иванова", "Дмитрий Щукин"),
    "koi8_r": ("Екатерина Иванова", "Дмитрий Щукин"),
    "cp1253": ("Γιώργος Παπαδόπουλος", "Ελένη Ψαρρά"),
    "cp1254": ("Gülşen Çağlayan", "İbrahim Yıldız"),
    "cp1255": ("דוד כהן", "שרה לוי"),
    "cp1256": ("محمد علي", "فاطمة الزهراء"),
    "cp850": ("Jürgen Müßig", "Zoë Nuñez"),
    "mac_roman": ("Jürgen Müßig", "Zoë Nuñez"),
    "shift_jis": ("表 太郎", "山田 花子"),
    "gb18030": ("王小明", "李娜"),
    "big5": ("許功蓋", "陳大文"),
    "euc_kr": ("김철수", "이영희"),
}


def _in(encoding: str) -> bytes:
    first, second = ALPHABETS[encoding]
    return ("Name,Email,Phone\n" + ROW.format(first) + ROW.format(second)).encode(encoding)


def _chosen(encoding: str) -> Case:
    """Once the person has chosen the encoding, every character is right and nothing is doubtful."""
    first, second = ALPHABETS[encoding]
    rows = {2: (first, *ANN[1:]), 3: (second, *ANN[1:])}
    return Case(f"I1-{encoding}-chosen", "leads.csv", _in(encoding), Reads(rows), {"encoding": encoding})


def _guessed(encoding: str) -> Case:
    """Without a choice the doubt is said; addresses and numbers are right in any case."""
    expected = Reads(UNREADABLE_NAMES, notes={"encoding_guessed": ANY})
    return Case(f"I1-{encoding}-guess-said", "leads.csv", _in(encoding), expected)


def _utf16(name: str, mark: bytes, encoding: str) -> Case:
    expected = Reads(WEST_ROWS, encoding=encoding)
    return Case(name, "leads.csv", mark + WEST.encode(encoding), expected)


CASES = (
    Case("I1-utf8", "leads.csv", WEST.encode(), Reads(WEST_ROWS, encoding="utf-8")),
    _utf16("I1-utf16-le-marked", b"\xff\xfe", "utf-16-le"),
    _utf16("I1-utf16-be-marked", b"\xfe\xff", "utf-16-be"),
    _utf16("I1-utf16-le-unmarked", b"", "utf-16-le"),
    _utf16("I1-utf16-be-unmarked", b"", "utf-16-be"),
    _utf16("I1-utf32-le-marked", b"\xff\xfe\0\0", "utf-32-le"),
    _utf16("I1-utf32-be-marked", b"\0\0\xfe\xff", "utf-32-be"),
    Case(
        "I1-utf16-excel-unicode-text",  # "Unicode Text" of Excel: UTF-16 with tabs
        "leads.txt",
        b"\xff\xfe" + WEST.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-le"),
        Reads(WEST_ROWS, encoding="utf-16-le"),
    ),
    Case(
        "I1-cp1252-guess-right",
        "leads.csv",
        WEST.encode("cp1252"),
        Reads(WEST_ROWS, notes={"encoding_guessed": ANY}),
    ),
    Case(
        "I1-mixed-line-by-line",
        "leads.csv",
        PEOPLE.encode() + ROW.format("Jürgen").encode() + ROW.format("Zoë").encode("cp1252"),
        Reads(AS_READ | {4: ("Jürgen", *ANN[1:]), 5: ("Zoë", *ANN[1:])}, notes={"mixed_encodings": ANY}),
    ),
    Case(
        "I1-utf8-cut-inside-a-character",
        "leads.csv",
        PEOPLE.encode() + "Zoë,zoe@example.com,Zoë".encode()[:-1],
        Reads(
            AS_READ | {4: ("Zoë", "zoe@example.com", ANY)},
            perhaps=("mixed_encodings", "encoding_guessed"),
        ),
    ),
    Case(
        "I1-chosen-encoding-does-not-fit",
        "leads.csv",
        WEST.encode("cp1252"),
        Refused("utf-8"),
        {"encoding": "utf-8"},
    ),
    Case(
        "I1-utf16-with-an-odd-byte",
        "leads.csv",
        b"\xff\xfe" + PEOPLE.encode("utf-16-le")[:-1],
        (Refused("utf-16"), Reads(AS_READ, perhaps=("encoding_guessed",))),
    ),
    *(_chosen(encoding) for encoding in ALPHABETS),
    *(_guessed(encoding) for encoding in ALPHABETS),
    Case("I2-mark-is-no-part-of-the-header", "leads.csv", b"\xef\xbb\xbf" + PEOPLE.encode(), Reads(AS_READ)),
    Case(
        "I2-mark-before-a-quoted-header",
        "leads.csv",
        b'\xef\xbb\xbf"Name","Email","Phone"\n"Ann","ann@example.com","206-555-0100"\n',
        Reads({2: ANN}),
    ),
    Case("I2-mark-twice", "leads.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + PEOPLE.encode(), Reads(AS_READ)),
    Case(
        "I2-mark-before-sep",
        "leads.csv",
        b"\xef\xbb\xbfsep=;\r\n" + PEOPLE.replace(",", ";").encode(),
        Reads(AS_READ),
    ),
    Case(
        "I2-mark-in-the-middle",  # two exports put one after the other
        "leads.csv",
        PEOPLE.encode() + b"\xef\xbb\xbf" + ",".join(CAT).encode() + b"\n",
        Reads(AS_READ | {4: CAT}),
    ),
    Case(
        "I3-nul-in-a-cell",
        "leads.csv",
        PEOPLE.replace("Ann", "A\0nn").replace("bob@", "b\0ob@").encode(),
        Reads(AS_READ, notes={"nul_characters": ANY}),
    ),
    Case(
        "I3-nul-in-quotes",
        "leads.csv",
        PEOPLE.replace("Ann", '"A\0nn"').encode(),
        Reads(AS_READ, notes={"nul_characters": ANY}),
    ),
    Case(
        "I3-nuls-at-the-end",  # a download that was set up in full length and not finished
        "leads.csv",
        PEOPLE.encode() + bytes(4096),
        Reads(AS_READ, notes={"nul_characters": ANY}),
    ),
    Case("I3-only-nuls", "leads.csv", bytes(4096), Refused("empty|zeros|not a spreadsheet")),
    Case(
        "I17-surrogates-in-utf8",  # emoji as some databases export them: each half on its own
        "leads.csv",
        PEOPLE.encode() + b"\xed\xa0\xbd\xed\xb8\x80 Cat,cat@example.com,206-555-0102\n",
        Reads(AS_READ | {4: (ANY, *CAT[1:])}, perhaps=("mixed_encodings", "encoding_guessed")),
    ),
    Case(
        "I17-lone-surrogate-in-utf16",
        "leads.csv",
        b"\xff\xfe" + PEOPLE.replace("Ann", "Ann?").encode("utf-16-le").replace(b"?\0", b"\x3d\xd8"),
        (
            Refused("utf-16"),
            Reads({2: ("Ann\ufffd", *ANN[1:]), 3: BOB}, perhaps=("encoding_guessed", "lone_surrogates")),
        ),
    ),
    Case(
        "I17-emoji",
        "leads.csv",
        PEOPLE.replace("Ann", "Ann 😀👩‍👩‍👧").encode(),
        Reads({2: ("Ann 😀👩‍👩‍👧", *ANN[1:]), 3: BOB}),
    ),
    Case("I30-lone-carriage-returns", "leads.csv", PEOPLE.replace("\n", "\r").encode(), Reads(AS_READ)),
    Case("I30-crlf", "leads.csv", PEOPLE.replace("\n", "\r\n").encode(), Reads(AS_READ)),
    Case(
        "I30-mixed-line-ends",
        "leads.csv",
        (PEOPLE.replace("\n", "\r\n", 1) + ",".join(CAT) + "\r").encode(),
        Reads(AS_READ | {4: CAT}),
    ),
    Case("I30-no-last-line-end", "leads.csv", PEOPLE.rstrip().encode(), Reads(AS_READ)),
    *(
        Case(
            f"I30-{name}-does-not-end-a-row",
            "leads.csv",
            PEOPLE.replace("Ann", f"An{sign}n").encode(),
            Reads({2: (ANY, *ANN[1:]), 3: BOB}),
        )
        for name, sign in {
            "vertical-tab": "\v",
            "form-feed": "\f",
            "next-line": "\x85",
            "line-separator": "\u2028",
            "paragraph-separator": "\u2029",
            "file-separator": "\x1c",
        }.items()
    ),
    *(
        Case(
            f"I30-{name}-in-quotes-does-not-end-a-row",
            "leads.csv",
            PEOPLE.replace("Ann", f'"Ann{sign}Lee"').encode(),
            Reads({2: ("Ann\nLee", *ANN[1:]), 3: BOB}),
        )
        for name, sign in {"lf": "\n", "crlf": "\r\n", "cr": "\r"}.items()
    ),
    Case(
        "I30-lone-cr-in-quotes-of-a-crlf-file",
        "leads.csv",
        PEOPLE.replace("Ann", '"Ann\nLee"').replace("0\n", "0\r\n").replace("1\n", "1\r\n").encode(),
        Reads({2: ("Ann\nLee", *ANN[1:]), 3: BOB}),
    ),
    Case(
        "I30-blank-lines-between",
        "leads.csv",
        f"{','.join(HEADER)}\n\n{','.join(ANN)}\n\n\n{','.join(BOB)}\n".encode(),
        Reads({3: ANN, 6: BOB}, perhaps=("empty_rows",)),
    ),
)
