"""Which paragraphs of a page are the article, by shape."""

from __future__ import annotations

from transforms.normalize.body import find_body
from transforms.normalize.html_page import parse_page

ONE = (
    "The council voted on Monday night to close the old bridge to cars, eleven members for it and "
    "four against, after a debate of five hours."
)
TWO = (
    "Engineers had warned in spring that two of its pillars no longer carried what they were "
    "built to carry, and that repairs would take three years."
)
THREE = "Buses may still cross it. Shopkeepers on the far bank said that they would go to court."
TEASER = (
    "A short account of something else that happened elsewhere, set below a headline as a bait "
    "for the reader's eye."
)


def _texts(html: str, **more: str) -> list[tuple[str, str]]:
    tree = parse_page(html, max_chars=10**6, max_nodes=10**5, max_depth=300)
    return [(b.kind, b.text) for b in find_body(tree, **more) if not b.dropped]


def _body(html: str, **more: str) -> list[str]:
    return [text for kind, text in _texts(html, **more) if kind not in ("caption", "deck")]


def _p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_find_body_needs_no_semantic_markup() -> None:
    html = (
        "<div><a href='/'>Home</a><a href='/s'>Sport and everything about it</a></div>"
        f"<div><div>{_p(ONE, TWO, THREE)}</div></div><div><a href='/x'>Imprint</a></div>"
    )
    assert _body(html) == [ONE, TWO, THREE]


def test_find_body_splits_at_double_breaks() -> None:
    assert _body(f"<div>{ONE}<br><br>{TWO}<br/> <br/>{THREE}</div>") == [ONE, TWO, THREE]


def test_find_body_keeps_wrapped_short_paragraphs() -> None:
    wrapped = "".join(f"<div class='c'><p>{t}</p></div>" for t in (ONE, "He left.", TWO, THREE))
    assert _body(f"<article>{wrapped}</article>") == [ONE, "He left.", TWO, THREE]


def test_find_body_keeps_lists_and_headings_inside() -> None:
    items = "<ul><li>The bridge</li><li>The ramp</li></ul>"
    html = f"<div>{_p(ONE)}<h2>What closes</h2>{items}{_p(TWO)}</div>"
    assert _body(html) == [ONE, "What closes", "The bridge", "The ramp", TWO]


def test_find_body_leaves_out_teasers_without_names() -> None:
    teasers = "".join(
        f"<div><h3><a href='/{i}'>Headline {i} of another story</a></h3><p>{TEASER}{i}.</p></div>"
        for i in range(4)
    )
    assert _body(f"<main><div>{_p(ONE, TWO, THREE)}</div><div>{teasers}</div></main>") == [
        ONE,
        TWO,
        THREE,
    ]


def test_find_body_leaves_out_named_parts_but_not_named_bodies() -> None:
    newsletter = f"<div class='newsletter-box'>{_p(TEASER)}</div>"
    html = f"<div class='related-content'>{_p(ONE, TWO)}{newsletter}{_p(THREE)}</div>"
    assert _body(html) == [ONE, TWO, THREE]


def test_find_body_trusts_a_paywall_mark_on_paragraphs() -> None:
    html = "".join(f"<p class='paywall' aria-hidden='true'>{t}</p>" for t in (TWO, THREE))
    assert _body(f"<div>{_p(ONE)}{html}</div>") == [ONE, TWO, THREE]


def test_find_body_drops_hidden_text_within_a_sentence() -> None:
    link = "<a href='/x'><svg></svg><span class='sr-only'>, opens new tab</span></a>"
    html = f"<p>{ONE[:-1]}{link}.</p>"
    assert _body(f"<div>{html}{_p(TWO)}</div>") == [ONE, TWO]


def test_find_body_drops_repeated_labels() -> None:
    html = "".join(f"<p>{t}</p><p>Article content</p>" for t in (ONE, TWO, THREE))
    assert _body(f"<div>{html}</div>") == [ONE, TWO, THREE]


def test_find_body_drops_what_follows_in_another_build() -> None:
    bio = f"<div class='end'><span>{TEASER}</span></div>"
    html = (
        f"<article><section>{_p(ONE, TWO, THREE, ONE + ' Again.', TWO + ' Again.')}</section>{bio}"
    )
    assert TEASER not in _body(html + "</article>")


def test_find_body_keeps_captions_and_deck_apart() -> None:
    html = (
        f"<article><h1>Bridge closes</h1><p>No more cars from May</p><figure><img><figcaption>The "
        f"bridge <i>by night</i></figcaption></figure><div>{_p(ONE, TWO)}</div></article>"
    )
    assert _texts(html, description="No more cars from May.") == [
        ("deck", "No more cars from May"),
        ("caption", "The bridge by night"),
        ("p", ONE),
        ("p", TWO),
    ]


def test_find_body_keeps_stated_paragraphs_under_a_junk_name() -> None:
    comments = _p(*[f"{TEASER} {i}." for i in range(9)])
    html = f"<div class='newsletter'>{_p(ONE, TWO, THREE)}</div><div id='c'>{comments}</div>"
    stated = " ".join((ONE, TWO, THREE)) + " " * 100
    assert _body(html, stated=stated)[:3] == [ONE, TWO, THREE]


def test_find_body_of_a_page_without_prose_is_empty() -> None:
    assert _body("<ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>") == []
