"""Text files in whatever they were written in; names keep their letters, and guesses are said."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from mega_desktop.sheets import FileProblem, Table
from mega_desktop.sheets.text.encoding import Text, as_utf8

Read = Callable[..., Table]
WriteCsv = Callable[[str | bytes], Path]
AsUtf8 = Callable[..., tuple[Text, str]]

TEXT = "Name;Email\nZoë;zoe@example.com\nJosé Núñez;jose@example.com\nWłodek;w@example.com\n"
WESTERN = TEXT.replace("ł", "l")
CYRILLIC = "Имя;Телефон\nИван Петров;+7 495\nОльга Смирнова;+7 812\nЕкатерина Кузнецова;+7 383\n"
CHINESE = "姓名,电话\n王伟,北京\n李娜,上海\n"


@pytest.fixture
def as_text(csv_file: WriteCsv, tmp_path: Path) -> AsUtf8:
    def convert(content: bytes, encoding: str | None = None) -> tuple[Text, str]:
        text = as_utf8(csv_file(content), tmp_path / "copy.txt", encoding)
        return text, text.source.read_bytes().decode("utf-8")

    return convert


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-16-le"), "utf-16-le"),
        (f"\ufeff{TEXT}".encode("gb18030"), "gb18030"),
    ],
)
def test_unicode_is_certain(read_here: Read, csv_file: WriteCsv, content: bytes, encoding: str) -> None:
    table = read_here(csv_file(content))
    assert table.encoding == encoding
    assert [c.header for c in table.columns] == ["Name", "Email"]
    assert table.frame.select("c0").collect()["c0"].to_list() == ["Zoë", "José Núñez", "Włodek"]
    assert table.notes == ()


@pytest.mark.parametrize("text", [TEXT, CYRILLIC, CHINESE], ids=["western", "Cyrillic", "Chinese"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_without_its_mark_is_known_by_its_nuls(as_text: AsUtf8, text: str, encoding: str) -> None:
    found, content = as_text(text.encode(encoding))
    assert (found.encoding, content, found.notes) == (encoding, text, ())


def test_half_a_character_at_the_end_is_no_problem(as_text: AsUtf8) -> None:
    assert as_text(TEXT.encode("utf-16") + b"\n")[1] == TEXT


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Zoë\nJosé Núñez\nJürgen Müller\nFrançois Lefèvre\nD’Angelo – 5 €\n"),
        ("mac_roman", "Zoë\nJosé Núñez\nJürgen Müller\nFrançois Lefèvre\n"),
        ("cp850", "Zoë\nJosé Núñez\nJürgen Müller\nFrançois Lefèvre\n"),
        ("cp1250", "Małgorzata Wójcik\nŁukasz Dąbrowski\nZieliński\n"),
        ("iso8859-2", "Jiří Růžička\nŠimková\nDvořák\nPlzeň\nLibeň\nTěšín\n"),
        ("cp852", "Małgorzata Wójcik\nŁukasz Dąbrowski\nZieliński\n"),
        ("cp1251", CYRILLIC),
        ("koi8-r", CYRILLIC),
        ("cp866", CYRILLIC),
        ("iso8859-5", CYRILLIC),
        ("mac_cyrillic", CYRILLIC),
        ("cp1253", "Γιώργος Παπαδόπουλος\nΜαρία\nΘεσσαλονίκη\nΌνομα\n"),
        ("cp1254", "Yılmaz Şahin\nÖzgür Doğan\nAyşe Işık\nİstanbul\n"),
        ("cp1255", "משה כהן\nשרה לוי\nתל אביב\nירושלים\n"),
        ("cp1256", "محمد علي\nفاطمة أحمد\nالقاهرة\nالرياض\n"),
        ("cp1257", "Bērziņš Jānis\nOzoliņš\nKalniņa\nLiepāja\n"),
        ("cp874", "สมชาย\nกรุงเทพ\nโทรศัพท์\nเชียงใหม่\nนางสาว\n"),
        ("cp932", "氏名,電話番号\n山田太郎,東京都\nタナカ ケンジ,大阪府\n"),
        ("euc_jp", "氏名,電話番号\n山田太郎,東京都\nタナカ ケンジ,大阪府\n"),
        ("gb18030", CHINESE),
        ("big5hkscs", "姓名,電話\n王志明,台北市\n陳淑芬,高雄市\n"),
        ("cp949", "이름,전화번호\n김민준,서울특별시\n이서연,강남구\n"),
    ],
)
def test_a_code_page_is_told_by_the_words_it_gives(as_text: AsUtf8, encoding: str, text: str) -> None:
    found, content = as_text(text.encode(encoding))
    assert (found.encoding, content) == (encoding, text)
    (note,) = found.notes
    assert (note.code, note.warn, note.rows[0] in {1, 2}) == ("encoding_guessed", True, True)


def test_in_doubt_the_western_code_page_wins_and_others_are_offered(as_text: AsUtf8) -> None:
    found, content = as_text("Name\nZoë\n".encode("cp1252"))
    assert (found.encoding, content) == ("cp1252", "Name\nZoë\n")
    assert found.encodings
    assert found.encoding not in found.encodings
    assert found.notes[0].rows == (2,)


@pytest.mark.parametrize("text", ["æøå", "ÄÖÜß\näöü", "éàèç", "áéíóú", "ñ", "Ñandú", "çãõ"])
def test_a_few_western_letters_are_no_word_of_another_alphabet(as_text: AsUtf8, text: str) -> None:
    found, content = as_text(f"id,name\n1,{text}\n".encode("cp1252"))
    assert (found.encoding, content) == ("cp1252", f"id,name\n1,{text}\n")


def test_lines_of_two_encodings_are_each_read_right(as_text: AsUtf8) -> None:
    found, content = as_text(WESTERN.encode("cp1252") + "Zoë;second@example.com\n".encode())
    assert content == WESTERN + "Zoë;second@example.com\n"
    assert [(note.code, note.rows) for note in found.notes] == [("mixed_encodings", (2, 3))]


def test_a_mark_does_not_make_a_file_utf8(as_text: AsUtf8) -> None:
    found, content = as_text(codecs.BOM_UTF8 + WESTERN.encode("cp1252"))
    assert (found.encoding, content) == ("cp1252", WESTERN)


def test_letters_made_utf8_twice_are_read_as_they_are_and_said(as_text: AsUtf8) -> None:
    spoilt = WESTERN.encode().decode("cp1252")
    found, content = as_text(spoilt.encode())
    assert content == spoilt
    assert [(note.code, note.warn) for note in found.notes] == [("double_encoded", True)]


def test_mail_text_of_ascii_bytes_alone(as_text: AsUtf8) -> None:
    text = "氏名,電話\n山田,東京\n"
    assert as_text(text.encode("iso2022_jp"))[1] == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a;b\r\nc;d\re;f\ng;h", "a;b\nc;d\ne;f\ng;h"),
        (b"a;b\rc;d\r", "a;b\nc;d\n"),
        (b"a\r\nb\r\n\x1a", "a\nb\n"),
        ("a\u2028b\x0bc\x0cd\x85e\r\n\x1a".encode(), "a\u2028b\x0bc\x0cd\x85e\n"),
        (codecs.BOM_UTF8 * 2 + b"a\n", "a\n"),
    ],
)
def test_line_ends_and_file_ends_are_made_equal(as_text: AsUtf8, content: bytes, text: str) -> None:
    assert as_text(content)[1] == text


def test_nuls_are_taken_out_and_counted(as_text: AsUtf8) -> None:
    found, content = as_text("Na\0me\nZoë\0\0\n".encode())
    assert content == "Name\nZoë\n"
    assert [note.code for note in found.notes] == ["nul_characters"]
    assert "3 NUL" in found.notes[0].text


def test_lines_longer_than_a_block_and_marks_across_blocks(
    as_text: AsUtf8, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("encoding", "survey"):
        monkeypatch.setattr(f"mega_desktop.sheets.text.{module}.BLOCK_BYTES", 7)
    for text in (TEXT, CYRILLIC, CHINESE):
        crlf = text.replace("\n", "\r\n")
        for encoding in ("utf-8-sig", "utf-16", "utf-32-be"):
            assert as_text(crlf.encode(encoding))[1] == text
    found, content = as_text(WESTERN.encode("cp1252") + TEXT.encode())
    assert content == WESTERN + TEXT
    assert found.notes[0].rows == (2, 3)


def test_the_persons_choice_wins(as_text: AsUtf8) -> None:
    assert as_text("Włodek\n".encode("cp1250"), "cp1250")[1] == "Włodek\n"
    with pytest.raises(FileProblem, match="not written in utf-8"):
        as_text(WESTERN.encode("cp1252"), "utf-8")
    with pytest.raises(FileProblem, match="no encoding"):
        as_text(TEXT.encode(), "klingon")


def test_bytes_that_are_no_text_are_refused(as_text: AsUtf8) -> None:
    with pytest.raises(FileProblem, match="not a spreadsheet"):
        as_text(bytes(range(256)) * 20)
