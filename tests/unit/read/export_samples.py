"""Exports of news databases and office files, written by us in the layouts that those have."""

from __future__ import annotations

import io
import textwrap
from html import escape
from typing import NamedTuple


class Story(NamedTuple):
    title: str
    paragraphs: tuple[str, ...]
    author: str = "Ann Bell"
    paper: str = "The Eastwick Planet"


STORIES = (
    Story(
        "Harbour council votes to close the old pier",
        (
            "The harbour council of Eastwick voted on Tuesday to close the old pier, which storms "
            "have damaged four times since 2019, the mayor said.",
            "Copyright law was changed by parliament the same day, and nobody at the pier noticed.",
            "Subject to approval by the county, the pier will be closed for two years.",
        ),
    ),
    Story(
        "Ferry crews strike for a third week",
        (
            "Ferry crews went on strike for a third week after talks failed on Monday night.",
            "Their union asked the Café owners' federation for help, and the owners agreed.",
        ),
        "Émile Roux",
        "Courrier d'Eastwick",
    ),
)


def _wrapped(story: Story) -> str:
    return "\n\n".join(textwrap.fill(p, 78) for p in story.paragraphs)


def lexisnexis_txt(stories: tuple[Story, ...] = STORIES, cover: bool = True) -> bytes:
    """The layout of LexisNexis Academic."""
    parts = []
    if cover:
        parts.append(
            "\n\n\nDownload Request: Selected Items: 1-2\n"
            "Time Of Request: Friday, March 24, 2023  16:51:31\n\n"
            "Send To:\n2152 311G\nUNIVERSITY OF EASTWICK LIBRARY\n\n"
            "Terms: (pier or ferry)\n\nSource: All English Language News\nProject ID: None\n\n\n"
        )
    for n, story in enumerate(stories, 1):
        parts.append(
            f"{'':30} {n} of {len(stories)} DOCUMENTS\n\n\n\n"
            f"{'':30}{story.paper}\n\n{'':27}March {n + 6}, 2023 Tuesday\n{'':30}Edition 1;\n"
            f"{'':32}Scotland\n\n{story.title}\n\nBYLINE: {story.author}\n\n"
            f"SECTION: NEWS; Pg. {n}\n\nLENGTH: 55 words\n\nDATELINE: EASTWICK\n\n"
            f"{_wrapped(story)}\n\nLOAD-DATE: March {n + 7}, 2023\n\nLANGUAGE: ENGLISH\n\n"
            "SUBJECT: HARBOURS & PORTS (91%); CITY COUNCILS (88%)\n\nGRAPHIC: The pier in a storm\n"
            f"\nPUBLICATION-TYPE: Newspaper\n\n\n{'':20}Copyright 2023 Planet Media Ltd\n"
            f"{'':30}All Rights Reserved\n\n"
        )
    return "".join(parts).replace("\n", "\r\n").encode("utf-8-sig")


def lexisnexis_german() -> bytes:
    """The same in German, in Windows-1252."""
    story = STORIES[0]
    return (
        "                       Dokument 1 von 1\n\n\n                 Eastwicker Rundschau\n\n"
        f"                  7. März 2023 Dienstag\n\n{story.title}\n\nAUTOR: Jürgen Müller\n\n"
        f"RUBRIK: LOKALES; S. 3\n\nLÄNGE: 55 Wörter\n\n{_wrapped(story)}\n\n"
        "UPDATE: 8. März 2023\n\nSPRACHE: GERMAN; DEUTSCH\n\n"
        "                Copyright 2023 Rundschau Verlag\n               Alle Rechte vorbehalten\n"
    ).encode("cp1252")


def lexisnexis_html() -> bytes:
    """The layout of LexisNexis Academic as HTML: the same lines in elements."""
    text = lexisnexis_txt(cover=False).decode("utf-8-sig").replace("\r\n", "\n")
    blocks = "".join(
        f'<DIV CLASS="c0"><P CLASS="c1"><SPAN>{escape(" ".join(b.split()))}</SPAN></P></DIV>\n'
        for b in text.split("\n\n")
        if b.strip()
    )
    return f"<HTML><HEAD><TITLE></TITLE></HEAD>\n<BODY>\n{blocks}</BODY></HTML>".encode()


def nexis_uni_lines(stories: tuple[Story, ...] = STORIES, cover: bool = True) -> list[str]:
    """The paragraphs of a Nexis Uni export."""
    lines = []
    if cover:
        lines += [
            "User Name: Ann Bell", "Date and Time: Friday, March 24, 2023 4:51:00 PM GMT",
            "Job Number: 193145678", f"Documents ({len(stories)})",
        ]  # fmt: skip
        for n, story in enumerate(stories, 1):
            lines += [
                f"{n}. {story.title}", "Client/Matter: -None-", "Search Terms: pier or ferry",
                "Search Type: Terms and Connectors", "Narrowed by:", "Content Type", "Narrowed by",
                "News", "-None-",
            ]  # fmt: skip
    for n, story in enumerate(stories, 1):
        lines += [
            "", story.title, story.paper, f"March {n + 6}, 2023 Tuesday", "",
            "Copyright 2023 Planet Media Ltd All Rights Reserved", "",
            f"Section:\xa0NEWS; Pg. {n}", "Length:\xa055 words", f"Byline:\xa0{story.author}",
            "Dateline:\xa0EASTWICK", "Body", "", *story.paragraphs, "Graphic",
            "The pier in a storm", "Classification", "", "Language:\xa0ENGLISH",
            "Publication-Type:\xa0Newspaper",
            "Subject:\xa0HARBOURS & PORTS (91%); CITY COUNCILS (88%)",
            f"Load-Date:\xa0March {n + 7}, 2023", "", "End of Document",
        ]  # fmt: skip
    return lines


def factiva_codes(story: Story, n: int) -> list[tuple[str, list[str]]]:
    """The fields of a Factiva article with indexing."""
    return [
        ("SE", ["News"]), ("HD", [story.title]), ("BY", [f"By {story.author}"]),
        ("WC", ["55 words"]), ("PD", [f"{n + 6} March 2023"]), ("ET", ["11:45"]),
        ("SN", [story.paper]), ("SC", ["PLNT"]), ("PG", [str(n)]), ("LA", ["English"]),
        ("CY", ["(c) 2023 Planet Media Ltd"]), ("LP", [story.paragraphs[0]]),
        ("TD", list(story.paragraphs[1:])),
        ("NS", ["gcat : Political/General News | ghar : Ports"]),
        ("RE", ["uk : United Kingdom"]), ("PUB", ["Planet Media"]),
        ("AN", [f"Document PLNT0000202303{n + 6:02}ej3700{n:02}a"]),
    ]  # fmt: skip


def factiva_txt(stories: tuple[Story, ...] = STORIES) -> bytes:
    """Field codes in a column of their own, as the text of an RTF file has them."""
    blocks = []
    for n, story in enumerate(stories, 1):
        for code, values in factiva_codes(story, n):
            blocks.append(f"{code}   " + "\n\n".join(values))
        blocks.append("\f")
    return "\n".join(blocks).encode() if stories else b""


def factiva_rtf(stories: tuple[Story, ...] = STORIES) -> bytes:
    """A table of codes in RTF."""
    rows = "".join(
        "\\trowd\\pard\\intbl\\b "
        + code
        + "\\b0\\cell "
        + "\\par ".join(map(_rtf, values))
        + "\\cell\\row\n"
        for n, story in enumerate(stories, 1)
        for code, values in factiva_codes(story, n)
    )
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}" "\n" + rows + "}").encode("ascii")


def factiva_html(stories: tuple[Story, ...] = STORIES) -> bytes:
    """A table of codes in HTML."""
    articles = "".join(
        '<div class="article enArticle"><table>'
        + "".join(
            f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>'
            + "".join(
                f'<p class="articleParagraph enarticleParagraph">{escape(v)}</p>' for v in values
            )
            + "</td></tr>"
            for code, values in factiva_codes(story, n)
        )
        + "</table></div><br/>"
        for n, story in enumerate(stories, 1)
    )
    return (
        (
            "<!DOCTYPE html>\n<html><head><title>Factiva</title></head><body>"
            "<div id='navcontainer'><table><tr><td><h1>Factiva</h1></td><td>Dow Jones</td></tr>"
            f"</table></div>{articles}"
            '<div id="pageFooter"><span>&copy; 2023 Factiva, Inc. All rights reserved.</span></div>'
            "</body></html>"
        ).encode()
        if stories
        else b""
    )


def factiva_plain_lines(stories: tuple[Story, ...] = STORIES) -> list[str]:
    """Factiva without indexing: a list of headlines, the articles, the search summary."""
    lines = [f"{s.title} {'.' * 20} {n + 1}" for n, s in enumerate(stories, 1)]
    for n, story in enumerate(stories, 1):
        lines += [
            "News", story.title, story.author, "55 words", f"{n + 6} March 2023", story.paper,
            "PLNT", "English", "Copyright 2023. Planet Media Ltd.", *story.paragraphs,
            f"Document PLNT0000202303{n + 6:02}ej3700{n:02}a",
        ]  # fmt: skip
    return [*lines, "Search Summary", "Text", "pier or ferry", "Results Found", "2"]


def factiva_xml(stories: tuple[Story, ...] = STORIES) -> bytes:
    """Factiva's web service."""
    articles = "".join(
        f"<ppsarticle><article><accessionNo>PLNT0000202303{n + 6:02}ej3700{n:02}a</accessionNo>"
        f"<baseLanguage>EN</baseLanguage><byline>By {escape(s.author)}</byline>"
        f"<headline><paragraph>{escape(s.title)}</paragraph></headline>"
        f"<leadParagraph><paragraph>{escape(s.paragraphs[0])}</paragraph></leadParagraph>"
        f"<publicationDate><dateTime>2023-03-0{n + 6}T11:45:00Z</dateTime></publicationDate>"
        f"<sourceName>{escape(s.paper)}</sourceName><sectionName>News</sectionName>"
        '<region code="uk"><name>United Kingdom</name></region>'
        '<newsSubject code="gcat"><name>Political/General News</name></newsSubject>'
        "<tailParagraphs>"
        + "".join(f"<paragraph>{escape(p)}</paragraph>" for p in s.paragraphs[1:])
        + "</tailParagraphs></article></ppsarticle>\n"
        for n, s in enumerate(stories, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<PPSResponse><ppsArticleResponse>'
        f"<ppsarticleResultSet>{articles}</ppsarticleResultSet></ppsArticleResponse></PPSResponse>"
    ).encode()


def _proquest_fields(story: Story, n: int) -> list[tuple[str, str]]:
    first, _, last = story.author.partition(" ")
    return [
        ("Author", f"{last}, {first}"),
        ("Publication info", f"{story.paper} ; Eastwick [Eastwick]. 0{n + 6} Mar 2023: A.{n}."),
        ("Abstract", "None available."),
        ("Full text", "\n".join(story.paragraphs)),
        ("Subject", "Harbors; City councils"),
        ("Title", story.title),
        ("Publication title", f"{story.paper}; Eastwick"),
        ("Publication year", "2023"),
        ("Publication date", f"Mar {n + 6}, 2023"),
        ("Section", "News"),
        ("Source type", "Newspaper"),
        ("Language of publication", "English"),
        ("ProQuest document ID", f"310739662{n}"),
        ("Document URL", f"https://www.proquest.com/docview/310739662{n}/se-2"),
        ("Copyright", "Copyright 2023 Planet Media Ltd"),
        ("Last updated", "2023-03-10"),
        ("Database", "Eastwick Newsstream"),
    ]


def proquest_txt(stories: tuple[Story, ...] = STORIES) -> bytes:
    """Fields under a line of underscores."""
    rule = "_" * 60
    parts = [rule]
    for n, story in enumerate(stories, 1):
        parts += [f"Document {n} of {len(stories)}", story.title]
        parts += [f"{name}: {value}" for name, value in _proquest_fields(story, n)]
        parts.append(rule)
    parts.append("Contact ProQuest\nCopyright © 2023 ProQuest LLC. All rights reserved.")
    return "\n\n".join(parts).encode() if stories else b""


def proquest_html(stories: tuple[Story, ...] = STORIES) -> bytes:
    """Fields in paragraphs, their names in bold type."""
    parts = []
    for n, story in enumerate(stories, 1):
        rows = "".join(
            f"<p><strong>{name}: </strong>"
            + (
                "<text>" + "".join(f"<p>{escape(p)}</p>" for p in value.split("\n")) + "</text>"
                if name == "Full text"
                else escape(value)
            )
            + "</p>\n"
            for name, value in _proquest_fields(story, n)
        )
        parts.append(
            '<div style="border-bottom:2px solid #ccc"><p style="font-weight:bold">'
            f"{escape(story.title)}</p>\n{rows}</div>\n"
        )
    return "".join(parts).encode()


def europresse_html(stories: tuple[Story, ...] = STORIES) -> bytes:
    """One article element each."""
    articles = "".join(
        f'<article><header><div><span class="DocPublicationName">{escape(s.paper)}   </span></div>'
        f'<div><span class="DocHeader">Politique, mardi {n + 6} mars 2023, p. {n}</span></div>'
        f'<div class="titreArticle"><p class="titreArticleVisu">{escape(s.title)}</p></div>'
        f'<div>{escape(s.author)}</div></header><section><div class="DocText">'
        "<div class='docOcurrContainer'>"
        + "".join(f"<p>{escape(p)}</p>" for p in s.paragraphs)
        + "</div></div></section><aside><div><p><b>Illustration(s) : </b></p><p></p><div>"
        "<p>The pier in a storm</p></div></div></aside><footer><small>© 2023 Planet Media. Tous "
        f"droits réservés.</small><p>Numéro de document : news·2023030{n + 6}·EP·0q150{n}</p>"
        "</footer></article>"
        for n, s in enumerate(stories, 1)
    )
    return (
        (
            "<!DOCTYPE html> <html> <head> <meta charset='utf-8'> <style>.DocPublicationName{}"
            f"</style></head> <body> {articles} </body> </html>"
        ).encode()
        if stories
        else b""
    )


def docx(lines: list[str]) -> bytes:
    """A Word document of these paragraphs."""
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rtf(lines: list[str]) -> bytes:
    """An RTF file of these paragraphs."""
    body = "".join(f"\\pard {_rtf(line)}\\par\n" for line in lines)
    return (r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}" "\n" + body + "}").encode("ascii")


def _rtf(text: str) -> str:
    return "".join(
        c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text
    )


def pdf(pages: list[list[str]], head: str = "") -> bytes:
    """A PDF of these lines: 14 points from line to line, 28 over a blank one."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for number, lines in enumerate(pages, 1):
        shown, y = [], 780
        for line in [*([f"{head} {number}", ""] if head else []), *lines]:
            if line:
                written = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
                shown.append(f"BT /F1 11 Tf 1 0 0 1 50 {y} Tm ({written}) Tj ET")
            y -= 14
        stream = "\n".join(shown).encode("cp1252", "replace")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)
