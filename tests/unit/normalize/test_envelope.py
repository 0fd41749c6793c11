"""What stands around plain texts that were sent or filed."""

from __future__ import annotations

import pytest

from schemas.records import Article, RawDocument
from transforms.normalize.article import normalize
from transforms.normalize.envelope import open_envelope
from transforms.normalize.options import NormalizeOptions
from transforms.normalize.structure import join_wrapped

BODY = (
    "The harbour council of Eastwick voted on Tuesday to repair the pier, members said.\n\n"
    "The work should begin in spring and last for about eight months, according to the plan."
)


def _article(text: str, format_name: str = "text", **fields: object) -> Article:
    raw = RawDocument("a", 0, format_name, content=text.encode(), content_type="text/plain")
    article = normalize(raw._replace(**fields), NormalizeOptions())
    assert isinstance(article, Article), article
    return article


def test_front_matter_gives_title_author_and_date():
    article = _article(
        f"---\ntitle: Pier vote\nauthor: Jane Roe\ndate: 2023-05-04\n---\n\n{BODY}\n"
    )
    assert (article.title, article.authors, article.published_date) == (
        "Pier vote", ("Jane Roe",), "2023-05-04",
    )  # fmt: skip
    assert article.text == BODY
    assert "title: Pier vote" in [r.text for r in article.removed]


def test_line_of_dashes_without_fields_is_no_front_matter():
    lines = ["---", "The pier is closed.", "---", "It rained."]
    assert open_envelope(lines, "text").lines == lines


def test_pgp_signature_is_set_aside_and_listed():
    article = _article(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPier vote passes\n\n"
        f"{BODY}\n\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAd\n=AbCd\n"
        "-----END PGP SIGNATURE-----\n"
    )
    assert (article.title, article.text) == ("Pier vote passes", BODY)
    assert "iQEzBAEBCAAd" in [r.text for r in article.removed]


def test_forwarded_message_is_read_by_its_own_headers():
    article = _article(
        "FYI\n\n---------- Forwarded message ---------\nFrom: John Doe <j@x.example>\n"
        f"Date: Wed, May 3, 2023\nSubject: Pier vote\nTo: Jane\n\n{BODY}\n",
        "eml", title="Fwd: Pier vote", authors=("Jane Roe",), published="2023-05-04",
    )  # fmt: skip
    assert (article.title, article.authors, article.published_date) == (
        "Pier vote", ("John Doe",), "2023-05-03",
    )  # fmt: skip
    assert article.text == BODY


def test_answered_message_loses_its_marks_and_its_signature():
    quoted = "\n".join(f"> {line}" for line in BODY.split("\n"))
    text = f"On Wed, 3 May 2023 at 10:00, John Doe wrote:\n{quoted}\n\n-- \nJane Roe\nTel 7946\n"
    article = _article(text, "eml", title="Re: Pier vote")
    assert (article.title, article.text) == ("Pier vote", BODY)
    # other files have no signatures: two dashes part their sections
    assert "Tel 7946" in _article(f"{BODY}\n\n--\nTel 7946 rang.\n").text


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["voted on Tues-", "day to"], "voted on Tuesday to"),
        (["a well-", "known mayor"], "a well-known mayor"),
        (["the Smith-", "Jones plan"], "the Smith- Jones plan"),
        (["it ended -", "at last"], "it ended - at last"),
    ],
)
def test_join_wrapped_mends_words_cut_at_line_ends(lines: list[str], joined: str):
    assert join_wrapped(lines) == joined


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One pier closed.\\nTwo piers opened.", "One pier closed.\n\nTwo piers opened."),
        ("One pier closed. || Two piers opened.", "One pier closed.\n\nTwo piers opened."),
        ("The council\\u2019s vote was \\u201cfinal\\u201d.", "The council’s vote was “final”."),
        ("The council&amp;#8217;s vote cost &amp;pound;5.", "The council’s vote cost £5."),
        (
            "{\\rtf1\\ansi One pier closed.\\par Two opened.\\par}",
            "One pier closed.\n\nTwo opened.",
        ),
    ],
)
def test_fields_that_hold_escapes_are_read(text: str, wanted: str):
    article = normalize(RawDocument("a", 0, "jsonl", text=text), NormalizeOptions())
    assert article.text == wanted


def test_encoded_data_in_a_field_are_no_text():
    failure = normalize(
        RawDocument("a", 0, "jsonl", text="VGhlIGhhcmJvdXIgY" * 9), NormalizeOptions()
    )
    assert failure.code == "N002"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("UPDATE 2-Council votes", "Council votes"),
        ("Re: Fwd: Council votes", "Council votes"),
        ("Council&#8217;s vote", "Council’s vote"),
        ("Update: the council votes", "Update: the council votes"),
        ("Re-elected mayor resigns", "Re-elected mayor resigns"),
    ],
)
def test_title_loses_the_marks_of_wires_and_mail(written: str, title: str):
    assert _article(BODY, "jsonl", title=written).title == title


def test_headline_and_byline_without_a_blank_line_between_are_parted():
    article = _article(f"Council votes to repair pier\nBy JANE ROE\nAssociated Press\n\n{BODY}\n")
    assert (article.title, article.authors, article.agency) == (
        "Council votes to repair pier", ("Jane Roe",), "Associated Press",
    )  # fmt: skip
    assert article.text == BODY


def test_page_sent_as_plain_text_is_a_page():
    page = f"<!DOCTYPE html><html><title>Pier</title><body><p>{BODY}</p></body></html>"
    assert _article(page).extraction_method == "html"


def test_thai_paragraphs_without_stops_are_prose():
    first = "คณะกรรมการท่าเรือลงมติเมื่อวันอังคารให้ซ่อมแซมท่าเรือด้านเหนือ " * 2 + "สมาชิกกล่าว"
    paragraphs = f"<p>{first}</p><p>{first} แล้ว</p>"
    page = f"<html><body><article><h1>ท่าเรือ</h1>{paragraphs}</article></body></html>"
    article = normalize(RawDocument("a", 0, "html", html=page), NormalizeOptions())
    assert article.text == f"{first}\n\n{first} แล้ว"
