"""Cleaning, decoding, language."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.normalize.decoding import NotTextError, decode
from transforms.normalize.language import find_language
from transforms.text.cleaning import clean_inline, repair


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("the o\ufb03ce", "the office"),
        ("co\u00adoperation", "cooperation"),
        ("two\u00a0\u2009words", "two words"),
        ("Caf\u0065\u0301", "Café"),
        ("Tom &amp; Jerry &#8217;s", "Tom & Jerry ’s"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("It\u00e2\u20ac\u2122s late", "It’s late"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("½ of 10²", "½ of 10²"),
        (None, ""),
    ],
)
def test_clean_inline_repairs(written: str | None, clean: str) -> None:
    assert clean_inline(written) == clean


@given(st.text())
def test_repair_gives_nfc_and_settles(text: str) -> None:
    once = clean_inline(text)
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once
    once.encode("utf-8")


def test_repair_joins_surrogate_pairs() -> None:
    assert repair("\ud83d\ude00") == "😀"


@pytest.mark.parametrize(
    ("content", "claim", "text"),
    [
        ("naïve".encode(), "iso-8859-1", "naïve"),
        ("naïve “quoted”".encode("cp1252"), "iso-8859-1", "naïve “quoted”"),
        ("Москва и область".encode("cp1251"), "windows-1251", "Москва и область"),
        ("text".encode("utf-16"), None, "text"),
        (b"\xef\xbb\xbfmark", None, "mark"),
        ("<meta charset='shift_jis'>日本語の記事".encode("shift_jis"), None, None),
        (b"plain", "no-such-charset", "plain"),
    ],
)
def test_decode_finds_encoding(content: bytes, claim: str | None, text: str | None) -> None:
    expected = text or content.decode("shift_jis")
    assert decode(content, claim) == expected


def test_decode_keeps_page_with_one_broken_byte() -> None:
    content = ("größer " * 2000).encode() + b"\xff" + ("größer " * 2000).encode()
    assert decode(content).count("größer") == 4000


def test_decode_rejects_binary() -> None:
    with pytest.raises(NotTextError):
        decode(bytes(range(256)) * 50)


def test_find_language_tells_by_text_not_by_claim() -> None:
    text = "Die Regierung hat am Montag ein neues Gesetz über die Steuern vorgelegt, sagte er."
    assert find_language(text, "en") == "de"


@pytest.mark.parametrize(("declared", "code"), [("en-GB", "en"), (None, None), ("english", None)])
def test_find_language_of_short_text_is_the_declared(declared: str, code: str) -> None:
    assert find_language("Too short.", declared) == code


RUSSIAN = "Жители города вышли на улицы в среду, чтобы выразить протест против закона."
GREEK = "Οι κάτοικοι της πόλης βγήκαν στους δρόμους την Τετάρτη."
UKRAINIAN = "Мешканці міста вийшли на вулиці в середу, щоб висловити протест."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859-7"),
    ],
)
def test_undeclared_script_of_one_byte_a_letter_is_found_among_markup(
    text: str, encoding: str
) -> None:
    menu = "<ul>" + "<li class='menu-item'><a href='/section/12'>Menu</a></li>" * 80 + "</ul>"
    page = f"<html><body>{menu}<p>{text}</p><script>{'var a = 1;' * 500}</script></body></html>"
    assert decode(page.encode(encoding)) == page
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (GREEK, "cp1253")])
def test_text_that_was_read_in_the_wrong_script_is_read_again(text: str, encoding: str) -> None:
    spoilt = text.encode(encoding).decode("cp1252", "replace")
    assert clean_inline(spoilt) == text


@pytest.mark.parametrize("text", ["Créées à l’Été", "Bræøåø ær åø", "naïve cafés üöäß Über"])
def test_western_letters_stay(text: str) -> None:
    assert clean_inline(text) == text
    assert decode(text.encode("cp1252")) == text
