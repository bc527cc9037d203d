"""From bytes to records: encodings, delimiters, quotes."""

import pytest

from ingestion.cells import Row
from ingestion.dialect import find_dialect
from ingestion.encoding import decode
from ingestion.records import Dialect, read_records, split_lines
from ingestion.refusal import Refused

RUSSIAN = "Дата;Контрагент;Сумма\n" + "".join(
    f"{day:02d}.01.2024;ООО «Ромашка и партнёры»;{day}234,50\n" for day in range(1, 29)
)
UKRAINIAN = "Дата;Покупець;Сума\n" + "".join(
    f"{day:02d}.01.2024;ТОВ Їжак і Ґава, Київ;{day}234,50\n" for day in range(1, 29)
)
GERMAN = "Datum;Kunde;Umsatz\n" + "".join(f"{day:02d}.01.2024;Müller & Söhne Großhandel;1,5\n" for day in range(1, 29))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp866", "koi8-r"]
)
def test_russian_encodings(encoding: str) -> None:
    text = RUSSIAN.replace("«", '"').replace("»", '"') if encoding in ("cp866", "koi8-r") else RUSSIAN
    assert decode(text.encode(encoding)).text.removeprefix("\ufeff") == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-u"])
def test_ukrainian_encodings(encoding: str) -> None:
    assert decode(UKRAINIAN.encode(encoding)).text == UKRAINIAN


def test_german_is_not_taken_for_russian() -> None:
    assert decode(GERMAN.encode("cp1252")).text == GERMAN


def test_lines_of_another_encoding_are_read_in_their_own() -> None:
    lines = RUSSIAN.splitlines(keepends=True)
    data = "".join(lines[:20]).encode() + "".join(lines[20:]).encode("cp1251")
    decoded = decode(data)
    assert decoded.text == RUSSIAN
    assert decoded.warnings == ("mixed_encodings",)


def test_text_that_was_once_misread_is_repaired() -> None:
    garbled = "".join(b.decode("cp1251") if b != b"\x98" else "\x98" for b in (bytes([n]) for n in RUSSIAN.encode()))
    decoded = decode(garbled.encode())
    assert (decoded.text, decoded.warnings) == (RUSSIAN, ("repaired_encoding",))


def test_zero_bytes_are_left_out_with_a_word() -> None:
    decoded = decode(RUSSIAN.encode() + b"\0" * 500)
    assert (decoded.text, decoded.warnings) == (RUSSIAN, ("zero_bytes",))


def test_an_unknown_wish_is_refused() -> None:
    with pytest.raises(Refused) as no:
        decode(b"abc", "klingon")
    assert no.value.code == "encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    lines = RUSSIAN.replace(",50", ".50").replace(";", delimiter).splitlines()
    assert find_dialect(lines).delimiter == delimiter


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert find_dialect(RUSSIAN.splitlines()).delimiter == ";"


def test_quotes() -> None:
    text = 'a;"b ""x""; c";1\nd;"two\nlines";2\ne "f" g;5" pipe;3\n'
    rows = list(read_records(split_lines(text), Dialect(";")))
    assert [row.cells for row in rows] == [
        ["a", 'b "x"; c', "1"],
        ["d", "two\nlines", "2"],
        ['e "f" g', '5" pipe', "3"],
    ]
    assert [row.line for row in rows] == [1, 2, 4]


def test_a_quote_that_never_closes_spoils_one_line() -> None:
    lines = ["a;1", '"b;2', "c;3", "d;4"]
    rows = list(read_records(lines, Dialect(";", width=2)))
    assert [row.flaw for row in rows] == ["", "unclosed_quote", "", ""]
    assert rows[2] == Row(3, ["c", "3"])


def test_line_ends_of_any_kind() -> None:
    assert split_lines("a\r\nb\nc\rd") == ["a", "b", "c", "d"]


@pytest.mark.parametrize("sign", ["\u00a0", "€", "£"])
def test_a_sign_beside_numbers_is_no_letter(sign: str) -> None:
    """Bytes of signs and blanks of Western files are letters of Russian ones."""
    amounts = [f"1{sign}234.50" if sign == "\u00a0" else f"{sign} {day}34.50" for day in range(1, 29)]
    text = "Date;Customer;Amount\n" + "".join(f"2024-01-{day:02d};Acme;{one}\n" for day, one in enumerate(amounts, 1))
    assert decode(text.encode("cp1252")).text == text


def test_a_column_of_one_field_with_a_quote_that_never_closes() -> None:
    lines = ['"a"', '"b"', '"c', "d"]
    assert [row.flaw for row in read_records(lines, Dialect(""))] == ["", "", "unclosed_quote", ""]


def test_a_quote_that_closes_at_the_quote_of_another_row_spoils_one_line() -> None:
    lines = ['1;"Nails 4"";5', "2;Board;6", '3;"Paint ""x""";7', '4;"two\n', 'lines; of one cell";8']
    rows = list(read_records(lines, Dialect(";", None, 3)))
    assert [(row.line, row.flaw, len(row.cells)) for row in rows] == [
        (1, "unclosed_quote", 3), (2, "", 3), (3, "", 3), (4, "", 3),
    ]  # fmt: skip


def test_a_byte_lost_inside_utf16_is_said() -> None:
    content = RUSSIAN.encode("utf-16")
    assert "unreadable_letters" not in decode(content).warnings
    assert "unreadable_letters" in decode(content[:201] + content[202:400] + b"A" + content[400:]).warnings
