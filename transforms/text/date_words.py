"""Words of dates: months in many languages, zones, and words that mark a modification."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import cache

from transforms.text.resources import read_lines

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {name: i + 1 for i, name in enumerate(_MONTH_NAMES)}
MONTHS.update({name[:3]: i + 1 for i, name in enumerate(_MONTH_NAMES)})
MONTHS["sept"] = 9
#: A month's English name, full or short, for use inside larger expressions.
MONTH_PATTERN = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# Zones that news sites print. Letters that mean several zones (IST, CST in China) are read the
# way the English-language press uses them most.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120,
    "eet": 120, "eest": 180, "sast": 120, "cat": 120, "wat": 60, "eat": 180, "msk": 180,
    "gst": 240, "pkt": 300, "ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540,
    "kst": 540, "aest": 600, "aedt": 660, "acst": 570, "acdt": 630, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "nst": -210, "ndt": -150, "brt": -180, "art": -180,
}  # fmt: skip
# "ET" and its like say nothing of daylight saving: the second Sunday of March and the first of
# November decide, the rule of the United States since 2007.
_US_ZONES = {"et": -300, "ct": -360, "mt": -420, "pt": -480}

#: Words before a date that make it that of a change and not of the publication.
UPDATED = re.compile(
    r"updat|modifi|revis|edited|amended|last\s+(?:changed|reviewed)|aktualisier|geändert|"
    r"bearbeitet|\bstand\b|mise?\s+à\s+jour|\bmaj\b\s*(?:le|:)|actualiz|atualiz|aggiornat|"
    r"bijgewerkt|gewijzigd|обновл|изменен|оновл|zaktualizow|aktualizac|güncelle|diperbarui|"
    r"oppdatert|opdateret|uppdatera|ändrad|päivitetty|frissítve|更新|수정|módosít|ažurir|"
    r"последна\s+промяна|cập\s+nhật|अपडे|แก้ไข",
    re.I,
)
#: Words before a date that make it that of the publication.
PUBLISHED = re.compile(
    r"publi[sckqé]|posted|veröffentlicht|erschienen|erstellt|gepostet|created|issued|entry[-_]?date|"
    r"pubdate|post[-_]?(?:info-)?date|geplaatst|опубл|дата|yayın|objavljeno|opublikowan|发布|發佈|入力|입력|등록|"
    r"geschrieben\s|eingestellt\s|verfasst\s|pubblicat|inserit[oa]\s|scritto\s+(?:il|da)|"
    r"mise?\s+en\s+ligne|ajoutée?\s+le|écrite?\s+le|escrito\s+(?:el|por)|postad[oa]\s|enviad[oa]\s|"
    r"megjelent|közzét|zveřejn|vydáno|uverejnen|napisan|dodano\s|додано\s|розміщен|размещен|добавлен|"
    r"δημοσι|αναρτ|lagt\s+ut|julkaistu|eklenme|تاريخ|نشر|منتشر|ngày\s+đăng|đăng\s|เผยแพร่|"
    r"diterbitkan|發表|发表|發布|公開|掲載|投稿|게시",
    re.I,
)

#: Words beside a date that tell what else it may be; see `transforms.normalize.date_marks`.
KINDS = {
    "today": re.compile(
        r"\btoday\b|\bheute\b|\boggi\b|\bhoy\b|\bhoje\b|\bavui\b|nous\s+sommes|aujourd|\bdnes\b|\bdzi[sś]|"
        r"\bdanas\b|\bsegodnja\b|сегодня|сьогодні|днес|\bidag\b|\bi\s+dag\b|\bvandaag\b|bugün|\bma\b|"
        r"σήμερα|اليوم|امروز|आज|今天|今日|本日|오늘|hôm\s+nay|วันนี้|hari\s+ini|server\s+time|time\s+now",
        re.I,
    ),
    "event": re.compile(
        r"\bwhen\b|\bwann\b|\bcuándo\b|\bquand\b|\bquando\b|deadline|\bbis\b|\buntil\b|\btill\b|"
        r"jusqu|\bhasta\b|\bentro\b|\bfino\s+a|\baté\b|\btermin\b|einlass|\bbeginn\b|anmeld|veranstalt|"
        r"\bevent|agenda|concert|konzert|register|opening|opens|doors|expir|\bends?\b|plazo|"
        r"scadenza|délai|開催|期限|截止|報名|до\s|начало|\bdo\s+dnia|\btot\b",
        re.I,
    ),
    "by": re.compile(
        r"\bby\b|\bvon\b|\bpar\b|\bpor\b|\bdi\b|\bdoor\b|\baf\b|\bav\b|autor|author|redak|redac|"
        r"автор|記者|记者|作者|기자|来源|來源|出处|источник|source|quelle|fuente|fonte|tekst|text:|foto",
        re.I,
    ),
    "issue": re.compile(
        r"\bvol\b|\bvolume\b|\bissue\b|\bno\.|\bnr\.?\b|\bn[°º]|ausgabe|edition|édition|edición|edizione|"
        r"\bnumber\b|nummer|numéro|número|numero|printed|print\s|第\d+[期号號]|выпуск|№",
        re.I,
    ),
}


@cache
def _months_by_word() -> dict[str, int]:
    """Month names of resources/normalize/months.txt, in small letters; the first language wins."""
    found: dict[str, int] = {}
    for line in read_lines("months.txt"):
        for number, names in enumerate(re.split(r"\t", line)[1:], 1):
            for name in names.split("/"):
                found.setdefault(name, number)
    return found


def month_of(word: str) -> int | None:
    """The number of the month that ``word`` names in English or another language, or None."""
    word = " ".join(word.rstrip(".,").lower().split())
    return MONTHS.get(word) or _months_by_word().get(word)


def zone_of(written: str | None, naive: datetime) -> timezone | None:
    """The zone that ``written`` names at the time ``naive``; None where it names none."""
    if not written:
        return None
    name = written.strip().lower()
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name]))
    if name in _US_ZONES:
        minutes = _US_ZONES[name] + (60 if _is_us_summer(naive) else 0)
        return timezone(timedelta(minutes=minutes))
    match = re.fullmatch(r"(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?(?::\d{2})?", name)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def _is_us_summer(naive: datetime) -> bool:
    march, november = date(naive.year, 3, 8), date(naive.year, 11, 1)
    start = march + timedelta(days=(6 - march.weekday()) % 7)
    end = november + timedelta(days=(6 - november.weekday()) % 7)
    return start <= naive.date() < end


def without_updates(text: str) -> str:
    """``text`` without what follows a word of modification, up to a word of publication.

    >>> without_updates("Updated 6 May 2023 / Published 4 May 2023")
    'Published 4 May 2023'
    """
    match = UPDATED.search(text)
    if match is None:
        return text
    after = PUBLISHED.search(text, match.end())
    rest = "" if after is None else text[after.start() :]
    # "2 May, updated 4 May": the first is no modification, if it does not end in its word
    return f"{text[: match.start()]} {without_updates(rest)}".strip()
