"""The same few articles in every format, for the contract suite, the fuzzer and the benchmarks."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import NamedTuple
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

from tests.unit.read import export_samples
from tests.unit.read.export_samples import Story


class Sample(NamedTuple):
    title: str
    body: str
    date: str
    url: str


def articles(count: int = 5) -> list[Sample]:
    """Articles of ours with what breaks readers: quotes, line ends, commas, tags, accents."""
    return [
        Sample(
            f"Harbour {n} reopens — “at last”",
            f'The harbour of Port {n} reopened, the mayor said.\n"We waited; we hoped," she said.\n'
            f"Café owners & ferry crews cheered {n * 7} times, 日本 included.",
            f"2021-03-{n % 28 + 1:02d}T08:00:00Z",
            f"https://news.example/harbour/{n}",
        )
        for n in range(count)
    ]


def jsonl(samples: list[Sample]) -> bytes:
    return b"".join(json.dumps(_named(s), ensure_ascii=False).encode() + b"\n" for s in samples)


def json_array(samples: list[Sample]) -> bytes:
    return json.dumps([_named(s) for s in samples], indent=1, ensure_ascii=False).encode()


def _named(sample: Sample) -> dict[str, str]:
    return {
        "headline": sample.title,
        "body": sample.body,
        "pub_date": sample.date,
        "link": sample.url,
    }


def _table(samples: list[Sample]) -> pa.Table:
    return pa.Table.from_pylist(
        [_named(s) for s in samples],
        pa.schema([(name, pa.string()) for name in ("headline", "body", "pub_date", "link")]),
    )


def delimited(samples: list[Sample], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, ["headline", "body", "pub_date", "link"], delimiter=delimiter, lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(_named(s) for s in samples)
    return out.getvalue().encode()


def tabbed(samples: list[Sample]) -> bytes:
    return delimited(samples, "\t")


def parquet(samples: list[Sample]) -> bytes:
    out = io.BytesIO()
    pq.write_table(_table(samples), out, row_group_size=2)
    return out.getvalue()


def arrow_file(samples: list[Sample]) -> bytes:
    out = io.BytesIO()
    feather.write_feather(_table(samples), out)
    return out.getvalue()


def page(sample: Sample) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{escape(sample.title)}</title></head>"
        f"<body><p>{escape(sample.body)}</p></body></html>"
    ).encode()


def html(samples: list[Sample]) -> bytes:
    return page(samples[0]) if samples else b""


def text(samples: list[Sample]) -> bytes:
    return f"{samples[0].title}\n\n{samples[0].body}\n".encode() if samples else b""


def warc_record(kind: str, url: str, block: bytes, content_type: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2021-03-04T05:06:07Z\r\nWARC-Record-ID: <urn:x:{abs(len(block))}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc_members(samples: list[Sample]) -> list[bytes]:
    records = []
    for sample in samples:
        body = page(sample)
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        http_type = "application/http; msgtype="
        request = b"GET / HTTP/1.1\r\n\r\n"
        records.append(warc_record("request", sample.url, request, http_type + "request"))
        records.append(warc_record("response", sample.url, http, http_type + "response"))
    return records


def warc(samples: list[Sample]) -> bytes:
    return b"".join(warc_members(samples))


def warc_gz(samples: list[Sample]) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in warc_members(samples))


def wet(samples: list[Sample]) -> bytes:
    return b"".join(
        warc_record("conversion", s.url, s.body.encode(), "text/plain") for s in samples
    )


def arc(samples: list[Sample]) -> bytes:
    head = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://x.arc 0.0.0.0 20210304050607 text/plain %d\n%s\n" % (len(head), head)]
    for sample in samples:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(sample)
        line = f"{sample.url} 10.0.0.1 20210304050607 text/html {len(block)}\n".encode()
        parts.append(line + block + b"\n")
    return b"".join(parts)


def rss(samples: list[Sample]) -> bytes:
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{s.url}</link><pubDate>{s.date}</pubDate>"
        f"<content:encoded><![CDATA[<p>{escape(s.body)}</p>]]></content:encoded></item>\n"
        for s in samples
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Harbour News</title><language>en</language>\n{items}</channel></rss>"
    ).encode()


def atom(samples: list[Sample]) -> bytes:
    entries = "".join(
        f'<entry><title>{escape(s.title)}</title><link href="{s.url}"/><id>{s.url}</id>'
        f"<updated>{s.date}</updated><content type='html'>{escape(escape(s.body))}</content>"
        "</entry>\n"
        for s in samples
    )
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>Harbour News</title>{entries}</feed>"
    ).encode()


def rdf(samples: list[Sample]) -> bytes:
    items = "".join(
        f'<item rdf:about="{s.url}"><title>{escape(s.title)}</title><link>{s.url}</link>'
        f"<dc:date>{s.date}</dc:date><description>{escape(s.body)}</description></item>\n"
        for s in samples
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="x"><title>Harbour News</title></channel>{items}</rdf:RDF>'
    ).encode()


def nitf_element(sample: Sample) -> str:
    return (
        f"<nitf><head><docdata><date.issue norm='{sample.date}'/></docdata></head><body>"
        f"<body.head><hedline><hl1>{escape(sample.title)}</hl1></hedline></body.head>"
        f"<body.content><p>{escape(sample.body)}</p></body.content></body></nitf>"
    )


def nitf(samples: list[Sample]) -> bytes:
    return nitf_element(samples[0]).encode() if samples else b""


def newsml_g2(samples: list[Sample]) -> bytes:
    items = "".join(
        f'<newsItem guid="urn:x:{s.url}" version="1"><itemMeta><itemClass qcode="ninat:text"/>'
        f"<versionCreated>{s.date}</versionCreated></itemMeta><contentMeta>"
        f"<headline>{escape(s.title)}</headline></contentMeta><contentSet><inlineXML>"
        f"{nitf_element(s)}</inlineXML></contentSet></newsItem>\n"
        for s in samples
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
        f"{items}</itemSet></newsMessage>"
    ).encode()


def newsml_1(samples: list[Sample]) -> bytes:
    items = "".join(
        "<NewsItem><NewsManagement><FirstCreated>20210304T050607Z</FirstCreated></NewsManagement>"
        f"<NewsComponent><NewsLines><HeadLine>{escape(s.title)}</HeadLine></NewsLines>"
        f'<ContentItem><MimeType FormalName="text/xhtml"/><DataContent><html><body><p>'
        f"{escape(s.body)}</p></body></html></DataContent></ContentItem></NewsComponent></NewsItem>"
        for s in samples
    )
    return f'<?xml version="1.0"?><NewsML Version="1.2">{items}</NewsML>'.encode()


def ninjs(samples: list[Sample]) -> bytes:
    return b"".join(
        json.dumps(
            {
                "uri": s.url,
                "type": "text",
                "versioncreated": s.date,
                "headline": s.title,
                "body_text": s.body,
            },
            ensure_ascii=False,
        ).encode()
        + b"\n"
        for s in samples
    )


def reuters(samples: list[Sample]) -> bytes:
    stories = "".join(
        f'<REUTERS TOPICS="NO" NEWID="{n}">\n<DATE>{s.date}</DATE>\n<TEXT>&#2;\n'
        f"<TITLE>{escape(s.title)}</TITLE>\n<BODY>{escape(s.body)}\n&#3;</BODY></TEXT>\n"
        "</REUTERS>\n"
        for n, s in enumerate(samples)
    )
    stories = stories.encode("ascii", "xmlcharrefreplace").decode()
    return b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n' + stories.encode()


def message(sample: Sample) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Harbour News <news@harbour.example>"
    mail["Subject"] = sample.title
    mail["Date"] = "Thu, 04 Mar 2021 05:06:07 +0000"
    mail["Message-ID"] = f"<{sample.url}>"
    mail.set_content(sample.body)
    mail.add_alternative(f"<p>{escape(sample.body)}</p>", subtype="html")
    return mail.as_bytes()


def eml(samples: list[Sample]) -> bytes:
    return message(samples[0]) if samples else b""


def mbox(samples: list[Sample]) -> bytes:
    return b"".join(
        b"From news@harbour.example Thu Mar  4 05:06:07 2021\n"
        + message(s).replace(b"\nFrom ", b"\n>From ")
        + b"\n"
        for s in samples
    )


def zipped(samples: list[Sample]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, sample in enumerate(samples):
            archive.writestr(zipfile.ZipInfo(f"day/{n}.txt"), text([sample]))
    return out.getvalue() if samples else b""


def tarred(samples: list[Sample]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for n, sample in enumerate(samples):
            info = tarfile.TarInfo(f"day/{'long-name-' * 15}{n}.txt")
            info.size = len(text([sample]))
            archive.addfile(info, io.BytesIO(text([sample])))
    return out.getvalue() if samples else b""


def _stories(samples: list[Sample]) -> tuple[Story, ...]:
    return tuple(Story(s.title, tuple(s.body.split("\n"))) for s in samples)


def lexisnexis(samples: list[Sample]) -> bytes:
    return export_samples.lexisnexis_txt(_stories(samples), cover=False) if samples else b""


def nexis_docx(samples: list[Sample]) -> bytes:
    lines = export_samples.nexis_uni_lines(_stories(samples), cover=False)
    return export_samples.docx(lines) if samples else b""


def factiva(samples: list[Sample]) -> bytes:
    return export_samples.factiva_html(_stories(samples))


def factiva_xml(samples: list[Sample]) -> bytes:
    return export_samples.factiva_xml(_stories(samples))


def proquest(samples: list[Sample]) -> bytes:
    return export_samples.proquest_txt(_stories(samples))


def europresse(samples: list[Sample]) -> bytes:
    return export_samples.europresse_html(_stories(samples))


def rtf(samples: list[Sample]) -> bytes:
    lines = [samples[0].title, "", *samples[0].body.split("\n")] if samples else []
    return export_samples.rtf(lines) if samples else b""


class Case(NamedTuple):
    """One format: how to write it, a name for its files, and what comes out."""

    build: Callable[[list[Sample]], bytes]
    name: str
    format: str
    many: bool = True  # several records a file
    named: bool = False  # only the name tells the format


CASES: dict[str, Case] = {
    "jsonl": Case(jsonl, "a.jsonl", "jsonl"),
    "json": Case(json_array, "a.json", "json"),
    "ninjs": Case(ninjs, "n.jsonl", "ninjs"),
    "csv": Case(delimited, "a.csv", "csv"),
    "tsv": Case(tabbed, "a.tsv", "csv"),
    "parquet": Case(parquet, "a.parquet", "parquet"),
    "arrow": Case(arrow_file, "a.feather", "arrow"),
    "html": Case(html, "a.html", "html", many=False),
    "text": Case(text, "a.txt", "text", many=False),
    "warc": Case(warc, "a.warc", "warc"),
    "warc_gz": Case(warc_gz, "a.warc.gz", "warc"),
    "wet": Case(wet, "a.warc.wet", "wet"),
    "arc": Case(arc, "a.arc", "arc"),
    "rss": Case(rss, "feed.xml", "feed"),
    "atom": Case(atom, "atom.xml", "feed"),
    "rdf": Case(rdf, "rdf.xml", "feed"),
    "nitf": Case(nitf, "n.xml", "nitf", many=False),
    "newsml_g2": Case(newsml_g2, "g2.xml", "newsml_g2"),
    "newsml_1": Case(newsml_1, "n1.xml", "newsml_1"),
    "reuters": Case(reuters, "r.sgm", "reuters_sgml"),
    "eml": Case(eml, "m.eml", "eml", many=False),
    "mbox": Case(mbox, "m.mbox", "mbox"),
    "lexisnexis": Case(lexisnexis, "l.txt", "lexisnexis"),
    "nexis_docx": Case(nexis_docx, "l.docx", "lexisnexis"),
    "factiva": Case(factiva, "f.html", "factiva"),
    "factiva_xml": Case(factiva_xml, "f.xml", "factiva_xml"),
    "proquest": Case(proquest, "p.txt", "proquest"),
    "europresse": Case(europresse, "e.html", "europresse"),
    "rtf": Case(rtf, "a.rtf", "rtf", many=False),
    "zip": Case(zipped, "a.zip", "text"),
    "tar": Case(tarred, "a.tar", "text"),
}
