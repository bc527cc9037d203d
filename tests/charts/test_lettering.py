"""Widths of texts, shortening, lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charts.lettering import ELLIPSIS, cut, first_fitting, text_width, wrap

TEXTS = st.text(alphabet="абвгдеёжзШЩЮ ABCil.,−0123456789ґї«»", max_size=40)


def test_wide_letters_are_wider_and_bold_is_wider():
    assert text_width("Щ", 10) > text_width("н", 10) > text_width("і", 10)
    assert text_width("Сейчас", 14, bold=True) > text_width("Сейчас", 14)
    assert text_width("Сейчас", 28) == 2 * text_width("Сейчас", 14)


@given(TEXTS, st.floats(8, 40), st.floats(5, 400))
def test_a_cut_text_fits_or_is_empty(text, size, room):
    shorter = cut(text, size, room)
    assert not shorter or text_width(shorter, size) <= room
    assert shorter in ("", text) or (shorter.endswith(ELLIPSIS) and text.startswith(shorter[0]))


@given(TEXTS, st.floats(8, 40))
def test_a_text_with_room_enough_is_left_alone(text, size):
    assert cut(text, size, text_width(text, size)) == text


def test_a_text_breaks_at_spaces_and_only_when_it_must():
    assert wrap("Бывает реже", 14, 200) == ["Бывает реже"]
    assert wrap("Бывает реже", 14, 60) == ["Бывает", "реже"]
    assert wrap("Пауза в пределах ритма", 14, 80)[-1].endswith(ELLIPSIS)


@given(TEXTS.filter(str.strip), st.floats(8, 30), st.floats(60, 300), st.integers(1, 3))
def test_lines_are_as_many_as_allowed_and_fit(text, size, room, lines):
    made = wrap(text, size, room, lines)
    assert 1 <= len(made) <= lines
    assert all(text_width(part, size) <= room for part in made)


def test_the_longest_text_that_fits_is_taken():
    texts = ["A · 97 клиентов", "A · 97", "A"]
    assert [first_fitting(texts, 14, room) for room in (200, 60, 12, 2)] == [*texts, ""]
