"""What must come out of each input of the shared folder's cases/read, by its read.md.

A file's name → what is expected of its records, in order: the code of a reject, or columns
of an article. Columns that are not named are free. A file that stands nowhere here is one article
whose text is whole and clean.
"""

from __future__ import annotations

from typing import Any

Expected = str | dict[str, Any]

DAY = "2023-05-04"
OK: Expected = {}


def day(value: str | None = DAY) -> Expected:
    return {"published_date": value}


def by(*authors: str, **columns: Any) -> Expected:
    return {"authors": authors, **columns}


ANN, CARL, EVE, ANA = "Ann Bell", "Carl Dunn", "Eve Fox", "Ana Pérez"
JANE, JOHN = "Jane Roe", "John Doe"

#: A_dates.jsonl: the lines whose day is another than 4 May 2023. A day that figures leave open
#: (04/05/2023), a month alone, what is no day, a change and "yesterday" are none.
DAYS: dict[int, str | None] = {
    **dict.fromkeys((6, 7, 52, 58), None),
    **dict.fromkeys((22, 23, 24, 25, 26, 27, 28, 29, 32, 34, 35, 36, 37, 38, 42, 66, 67), None),
    8: "2023-04-25", 39: "2099-01-01", 43: "2023-05-05", 65: "2023-09-12",
}  # fmt: skip
#: Its lines whose time of day is told in a form that was misread once, in ISO form.
TIMES = {
    2: "2023-05-04T08:15:00", 3: "2023-05-04T11:45:00", 4: "2023-05-04T13:45:00",
    5: "2023-05-04T17:45:00", 19: "2023-05-04T13:45:00", 41: "2023-05-04T13:45:00",
    45: "2023-05-05T06:45:00", 46: "2023-05-05T06:45:00", 55: "2023-05-04T13:45:00",
    64: "2023-05-04T18:45:00", 68: "2023-05-04T13:45:00", 69: "2023-05-04T13:45:00",
    70: "2023-05-04T13:45:00", 73: "2023-05-04T13:45:00",
}  # fmt: skip

RECORDS: list[Expected] = [
    {"title": None, "authors": (), "agency": None},  # NaN
    {"title": "Pier plan – council’s vote", "published_at": "2023-05-04T11:45:00"},  # date_gmt
    day(),
    {"published_at": "2023-05-04T13:45:00"},  # dateTimePub, not dateTime
    {"title": "Pier repair", "authors": (JANE, JOHN), "lacks": ("chars]", "…")},
    "R003",  # "only available in paid plans"
    by(JANE, published_date=DAY),
    by(JANE, JOHN, keywords=("pier", "harbour")),
    by(keywords=()),
    OK, OK, OK,
    {"lacks": ("&",), "title": "Council’s vote & more"} | {"lacks": ("&#", "&amp;", "<b>")},
    {"lacks": ("&#", "&amp;")},
    {"title": "Council’s vote", "lacks": ("\\u", "\\n")},
    {"title": "Council’s vote", "lacks": ("â€",)},
    {"lacks": ("Ã",)},
    {"language": "ru"},
    OK,  # Cyrillic that was read as Latin before it was written: no longer told from Latin letters
    OK, {"lacks": ("\0",)},
    "R003",  # the later of two equal keys holds, and is empty
    {"lacks": ("\\n",)}, {"lacks": ("<br",)},
    {"lacks": ("**", "# ", "](")},  # Markdown
    {"language": "en"}, {"language": "de"}, {"language": "de"},
    OK,
    "R003",  # a description is no body
    by(JANE, published_date=DAY), day(), by(JANE),
    {"source": "eastwick-post.example", "published_date": DAY},
    {"source": "eastwick-post.example"},  # an AMP cache
    OK,
    {"source": "eastwick-post.example"},  # a web archive
    {"source": None}, {"source": None}, {"source": "zürich-bote.example"},
]  # fmt: skip

HTML: dict[str, list[Expected]] = {
    # bylines
    "au_afp": [by(agency="Agence France-Presse")],
    "au_ap": [by(ANN, agency="Associated Press")],
    "au_apos": [by("Seán Ó Ceallaigh", "Mary-Jane d’Arcy")],
    "au_caps": [by("Abby Goodby", "Thomas McKay", "Robert O'Pear")],
    "au_email": [by(ANN)], "au_fburl": [by(ANN)], "au_hi": [by("राम कुमार")],
    "au_in": [by(ANN, CARL, EVE)], "au_ldgiven": [by(ANN)], "au_ldorg": [by(ANN)],
    "au_ldstr": [by(ANN, CARL)], "au_meta": [by(ANN, CARL, EVE)], "au_ofthe": [by(ANN)],
    "au_par": [by(agency="Agence France-Presse")], "au_por": [by(ANA, "José Núñez")],
    "au_role": [by(ANN)], "au_sfx": [by(ANN, "Carl Dunn Jr")],
    "au_slash": [by(ANN, agency="Reuters")], "au_titles": [by(ANN, CARL)],
    "au_updated": [by(ANN)], "au_von": [by("Anna Müller", "Karl-Heinz von der Heide")],
    "au_with": [by(ANN, CARL)], "au_apwords": [by(agency="Associated Press")],
    "au_ar": [by("أحمد علي")], "au_av": [by("Kari Nordmann", "Ola Hansen")],
    "au_bbc": [by(ANN)], "au_de": [by("Anna Müller")], "au_di": [by("Marco Rossi", "Anna Bianchi")],
    "au_door": [by("Jan de Vries", "Piet Mulder")], "au_dr": [by(ANN, CARL, EVE)],
    "au_follow": [by(ANN, CARL)], "au_for": [by(ANN)], "au_inmid": [by(ANN, CARL)],
    "au_jp": [by("山田太郎")], "au_kor": [by("김철수")], "au_ldid": [by(ANN, CARL)],
    "au_ldnest": [by(ANN)], "au_ldoxford": [by(ANN, CARL, EVE)], "au_ldstr_json": [by(ANN, CARL)],
    "au_mc": [by("Ronan O'Neill-McDonald", "Diane Van Der Berg")], "au_minread": [by(ANN)],
    "au_oxford": [by(ANN, CARL, EVE)], "au_oxford2": [by(ANN, CARL)],
    "au_partic": [by("João do Carmo", "Karl zu Guttberg", "Hilma af Klimt")],
    "au_partic2": [by("Tariq abu Hamza", "Ahmed ould Sidi", "Vincent van 't Hoff")],
    "au_pic": [by(ANN)], "au_published": [by(ANN, published_date=DAY)],
    "au_reuters": [by(agency="Reuters")], "au_ru": [by("Иван Петров")], "au_texto": [by(ANA)],
    # JSON-LD, the page's own and others'
    **{f"badld_{kind}": [by(JANE, published_date=DAY)]
       for kind in ("ent", "missing_comma", "quotes", "semicolon", "two")},
    "amp": [by(JANE, published_date=DAY)], "graph": [by(JANE, published_date=DAY)],
    "dates_list": [by(JANE, JOHN, published_date=DAY)],
    "ld_related": [by(JANE, title="Hospital trust asks for money", published_date=DAY)],
    "ld_rel_after": [day()], "ld_itemlist": [day()], "ld_itemlist_direct": [day()],
    "ld_ampm": [{"published_at": "2023-05-14T13:45:00"}], "ld_comment": [day()],
    "ld_created": [day()], "ld_empty_pub": [day()], "ld_epoch": [day()],
    "ld_name_only": [day()], "ld_tz_wrong": [day()], "ld_webpage": [by(ANN, published_date=DAY)],
    "liveblog": [day()],
    "liveblog_graph": [{"title": "Council to repair pier after storms", "published_date": DAY}],
    # dates
    "date_es": [day()], "date_mod_only": [day(None)], "date_time_ampm": [day()],
    "date_time_human": [day("2017-11-18")], "date_url_id": [day(None)], "date_url_idm": [day(None)],
    "date_url_only": [day()], "date_us": [day("2023-05-13")], "date_visible_upd": [day()],
    "date_visible_upd2": [day()], "rel_time_first": [day(None)], "visible_upd_first": [day()],
    "visible_upd_nested": [day()], "visible_upd_only": [day(None)], "visible_upd_time": [day()],
    # bodies
    "infinite": [by(JOHN, title="Pier reopens in May", paragraphs=4)],
    "gallery": [{"captions": 6, "paragraphs": 1}], "gal_only": [{"lacks": ("Home", "Sport")}],
    "gal_six_long": [{"captions": 6}], "gal_three": [{"captions": 3}],
    "qa": [{"opens": "What will happen to the pier?"}], "faq": [{"opens": "Why now?"}],
    "canon_rel": [{"title": "Canonical relative"}],
    "canon_localhost": [{"canonical_url": "https://www.eastwick-post.example/news/real-local"}],
    "tablelayout": [by(JANE, published_date="2003-05-04")],
    "two": [OK], "video": [OK], "multipage": [{"lacks": ("Next page",)}],
    "cookie": [{"lacks": ("partners",)}], "newsletter": [{"lacks": ("inbox", "newsdesk")}],
    "paywall": [{"lacks": ("subscriber",)}],
    "related_inline": [{"lacks": ("Read more", "ALSO READ")}],
    "enc_mixed": [{"title": "Größere Schäden am Pier gemeldet"}],
    **{f"enc_{kind}": [{"language": "ru"}] for kind in ("cp1251_nometa", "koi8_nometa")},
    "enc_latin1_nometa": [{"title": "Größere Schäden am Pier drohen"}],
    "enc_utf16": [{"title": "Größere Schäden am Pier"}],
}  # fmt: skip

FEED_LINK = {"source": "eastwick-post.example"}
FILES: dict[str, list[Expected]] = {
    # RSS: N001 is the item whose description is a picture alone
    "rss_mix.xml": [
        *[{**FEED_LINK, "lacks": ("<p>", "&#", "Continue reading", "Read More", "[...]")}] * 35,
        "N001", OK,
    ],
    "atom_mix.xml": [by(JANE, published_date=DAY)] * 6, "atom_updonly.xml": [day("2023-05-06")],
    "jsonfeed.json": [by(JANE, published_date=DAY), day()], "rss_nobody.xml": ["R003"],
    "rss_trunc.xml": [day(), "R005"], "sitemap_news.xml": ["R008"],
    "rss_latin1_claims_utf8.xml": [{"opens": "Die Größe der Schäden"}],
    "rss_windows1251.xml": [{"language": "ru"}],
    **{f"rss_{kind}.xml": [day()] for kind in ("bom_ws", "ctrl", "html_tail", "php_warn")},
    # WARC: brotli needs a package of its own (R013 says so, where it is missing)
    "badlen.warc": ["R005", OK], "lfhead.warc": [OK, OK], "mix2.warc.gz": [OK, OK, "R005"],
    "noblank.warc": [OK, OK], "single_gz.warc.gz": [OK, OK],
    "mix.warc": [
        *[OK] * 7, {"or": "R013"}, *[OK] * 8, {"lacks": ("<html", "<p>")}, "R013", OK, "R013",
        "R013", OK, "R013", "R013", "N002", *["R013"] * 3, *[OK] * 10, "R013",
    ],
    # CSV
    "backslash.csv": [{"opens": 'She said "no, never", and left.'}, OK], "duphdr.csv": [OK, OK],
    "hugefield.csv": [OK, OK], "lazyquote.csv": [{"title": '5" nails and 6" screws story'}, OK],
    "short_rows.csv": [OK, by(JANE, published_date=DAY)], "unclosed.csv": [OK, "R014", OK],
    "excel_bom_semi.csv": [day("2023-12-25")], "excel_sep.csv": [day()], "pipe.txt": [day()],
    "kaggle_atn.csv": [by(JANE, JOHN, EVE, published_date="2016-12-31")],
    "kaggle_dates.csv": [day("2017-12-31"), day("2017-12-31"), day("2018-02-19")],
    "oneline_cell.csv": [
        day(), day(), *[{"published_at": "2023-05-14T13:45:00"}] * 2,
    ],
    "pandas_index.csv": [
        by(JANE, JOHN), {"title": None, "agency": None}, "N001",
        {"title": None, "agency": None}, {"title": None, "agency": None},
    ],
    # Parquet
    **{f"d_{kind}.parquet": [day()] for kind in (
        "date32", "date64", "dec", "f_ms", "f_s", "int_ms", "int_ns", "int_s", "int_us", "int_ymd",
        "list", "str_dict", "str_py", "struct", "ts_ns_sub", "ts_ns_tz", "ts_s")},
    "d_pre_epoch.parquet": [day("1956-03-01")], "empty.parquet": [], "fineweb.parquet": [day()],
    "ccnews.parquet": [by(JANE, published_date=DAY)], "nested.parquet": [day()],
    "lists.parquet": [by(JANE, JOHN)], "nanfloat.parquet": [by(agency=None)] * 2,
    **{f"{kind}.parquet": [day(), day("2023-05-05"), day(None)]
       for kind in ("date32_far", "one_bc", "one_far")},
    "one_sub_us.parquet": [day(), day("2023-05-05"), day()],
    # wires and other text
    "afp.txt": [{"dateline_place": "Eastwick", "agency": "Agence France-Presse"}],
    "ap_adv.txt": [{"dateline_place": "Eastwick", "agency": "Associated Press"}],
    "ap_slug.txt": [by(JANE, dateline_place="Eastwick, Maine", agency="Associated Press")],
    "correction.txt": [by(JANE, title=None, agency="Reuters", dateline_place="Eastwick")],
    "embargo.txt": [{"title": "Council votes to repair pier", "agency": "Reuters"}],
    "frontmatter.txt": [by(JANE, title="Council votes to repair pier", published_date=DAY)],
    "lexis.txt": [by(JANE, title="Council votes to repair pier", published_date=DAY)],
    "newscaps.txt": [{"dateline_place": "Eastwick", "published_date": DAY}],
    "pa.txt": [by(JANE)], "pgp.txt": [{"title": "Council votes to repair pier"}],
    "pr.txt": [{"agency": "PR Newswire", "published_date": DAY, "lacks": ("SOURCE",)}],
    "reuters_update.txt": [by(JANE, JOHN, title="Eastwick council votes to repair pier")],
    "tass.txt": [{"dateline_place": "Eastwick", "agency": "TASS"}],
    "xinhua.txt": [{"dateline_place": "Eastwick", "agency": "Xinhua"}],
    "wrapped_hyphen.txt": [{"lacks": ("- ",)}],
    # mail
    "alt.eml": [by(JANE, published_date=DAY)], "flowed.eml": [{"paragraphs": 2}],
    "fwd.eml": [by(JOHN, title="Council votes to repair pier", lacks=("Forwarded", "FYI"))],
    "list.mbox": [by(JANE), by(JANE)], "plain.eml": [by(JANE, lacks=("Tel +44",))],
    "qp.eml": [{"title": "Größe votes to repair pier"}],
    "reply.eml": [{"title": "Council votes to repair pier", "lacks": ("wrote:", "> ")}],
    "y2.eml": [day("1999-05-04")],
    # the rest
    "latin1.jsonl": [by("Jürgen Müller"), OK], "long.jsonl": [OK, OK], "mixed.jsonl": [OK, OK],
    "nitf.xml": [by(ANN, CARL, published_date=DAY)],
    "types.jsonl": [OK] * 25 + ["N002"],
    "f.jsonl": [
        *[day()] * 4, OK, *[day()] * 13, day(None), *[day()] * 8, *[OK] * 14,
    ],
}  # fmt: skip

#: J_names.tar: files whose records are rejects, and why. All others are one article or more.
ODD_FILES: dict[str, set[str]] = {
    **{name: {"R008"} for name in (
        "Thumbs.db", "desktop.ini", "pic.jpg", "x.jsonl.crc", "x.tmp", "README.md", "SHA256SUMS")},
    "broken.jsonl": {"R006"}, "col.json": {"R004"},
    **{name: {"R003"} for name in ("dict_of.json", "emptyobj.json", "schema.json")},
    **{n: {"R001"} for n in ("cr.jsonl", "pydict.jsonl", "rs.jsonl", "trailcomma.jsonl")},
}  # fmt: skip
#: Of these one part is an article and the other a reject.
MIXED_FILES: dict[str, set[str]] = {
    "gz_trunc.jsonl.gz": {"R005"}, "jsonp.json": {"R001"}, "mix.tgz": {"R011"},
    "trunc.jsonl": {"R001"}, "xssi.json": {"R001"},
}  # fmt: skip
