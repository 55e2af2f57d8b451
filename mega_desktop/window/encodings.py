"""What the encodings of text files are called, in plain words."""

from __future__ import annotations

import codecs

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

COMMON = (
    *("utf-8", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "utf-16"),
    *("mac_roman", "cp850", "cp437", "cp932", "gb18030", "big5", "cp949"),
)
"""What spreadsheets get saved in, the likeliest first."""


def canonical(encoding: str) -> str:
    """One spelling of an encoding's name, as Python has it; unknown names stay as they are."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding


def encoding_words(encoding: str) -> str:
    """ "Western European (cp1252)"; the name alone where there are no words for it."""
    words = {
        "utf-8": translate("encodings", "Unicode"),
        "utf-16": translate("encodings", "Unicode"),
        "utf-16-le": translate("encodings", "Unicode"),
        "utf-16-be": translate("encodings", "Unicode"),
        "cp1252": translate("encodings", "Western European"),
        "iso8859-1": translate("encodings", "Western European"),
        "iso8859-15": translate("encodings", "Western European"),
        "cp1250": translate("encodings", "Central European"),
        "iso8859-2": translate("encodings", "Central European"),
        "cp1251": translate("encodings", "Cyrillic"),
        "koi8-r": translate("encodings", "Cyrillic"),
        "iso8859-5": translate("encodings", "Cyrillic"),
        "cp1253": translate("encodings", "Greek"),
        "iso8859-7": translate("encodings", "Greek"),
        "cp1254": translate("encodings", "Turkish"),
        "iso8859-9": translate("encodings", "Turkish"),
        "cp1255": translate("encodings", "Hebrew"),
        "cp1256": translate("encodings", "Arabic"),
        "cp1257": translate("encodings", "Baltic"),
        "cp1258": translate("encodings", "Vietnamese"),
        "cp874": translate("encodings", "Thai"),
        "mac-roman": translate("encodings", "Western European, old Mac"),
        "cp850": translate("encodings", "Western European, DOS"),
        "cp437": translate("encodings", "American, DOS"),
        "cp852": translate("encodings", "Central European, DOS"),
        "cp866": translate("encodings", "Cyrillic, DOS"),
        "cp932": translate("encodings", "Japanese"),
        "shift_jis": translate("encodings", "Japanese"),
        "euc_jp": translate("encodings", "Japanese"),
        "gb18030": translate("encodings", "Simplified Chinese"),
        "gbk": translate("encodings", "Simplified Chinese"),
        "gb2312": translate("encodings", "Simplified Chinese"),
        "big5": translate("encodings", "Traditional Chinese"),
        "cp949": translate("encodings", "Korean"),
        "euc_kr": translate("encodings", "Korean"),
    }.get(canonical(encoding))
    return f"{words} ({encoding})" if words else encoding
