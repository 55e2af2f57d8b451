"""Number formats of whole digits: shown as Excel shows them."""

from __future__ import annotations

import pytest

from mega_desktop.sheets.workbooks.number_formats import Kind, built_in_format, digit_format, number_format


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000", 1234, "01234"),
        ("00000", 0, "00000"),
        ("00000", 1234567, "1234567"),
        ("00000\\-0000", 12345678, "01234-5678"),
        ("00000-0000", 981011234, "98101-1234"),
        ("000\\-00\\-0000", 12345678, "012-34-5678"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 5550100, "555-0100"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 2065550100, "(206) 555-0100"),
        ('"+"0', 442071838750, "+442071838750"),
        ("+0", 442071838750, "+442071838750"),
        ("00 00 00 00 00", 612345678, "06 12 34 56 78"),
        ("000.000.0000", 2065550100, "206.555.0100"),
        ("[$-409]00000", 7, "00007"),
        ("00000;[Red]-00000", 7, "00007"),
        ('00000" St"', 7, "7"),
    ],
)
def test_digits_take_their_places(code: str, value: int, shown: str) -> None:
    show = digit_format(code)
    assert show is not None
    assert show(value) == shown


OTHERS = (
    "|General|0|#|0.00|#,##0|#,##0.00|0%|0.00E+00|# ?/?|yyyy-mm-dd|@|hh:mm:ss|[h]:mm|0.0|"
    '_("$"* #,##0.00_)|#,##0 €|d/m/yy|+0;-0|0##########'
)


@pytest.mark.parametrize("code", OTHERS.split("|"))
def test_other_formats_leave_the_value(code: str) -> None:
    show = digit_format(code)
    assert show is None or show(1234) == "1234"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy;@", Kind.DATE),
        ("[$-407]d. mmmm yyyy", Kind.DATE),
        ("yyyy年m月d日", Kind.DATE),
        ('[$-804]上午/下午h"时"mm"分"', Kind.DATE),
        ("[h]:mm", Kind.DURATION),
        ("[Red][mm]:ss", Kind.DURATION),
        ("General", Kind.NUMBER),
        ("Standard", Kind.NUMBER),
        ('0.00" days"', Kind.NUMBER),
        ("[Red]#,##0\\ [$USD]", Kind.NUMBER),
    ],
)
def test_dates_and_durations_are_told_from_numbers(code: str, kind: Kind) -> None:
    assert number_format(code).kind is kind


def test_formats_known_by_number_alone_are_dates_in_east_asia_and_thailand_too() -> None:
    kinds = {
        number: built_in_format(number).kind for number in (0, 4, 14, 22, 27, 31, 46, 50, 58, 59, 71, 79)
    }
    dates = {number for number, kind in kinds.items() if kind is Kind.DATE}
    assert dates == {14, 22, 27, 31, 50, 58, 71}
    assert {number for number, kind in kinds.items() if kind is Kind.DURATION} == {46, 79}
