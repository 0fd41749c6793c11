"""XML of any quality → lxml elements, without ever resolving an entity or opening another file.

Bytes are decoded here (what the declaration says, else UTF-8, else Windows-1252), so that lxml sees
sound UTF-8. A document that is not well-formed is tried again with bare ampersands and HTML's named
entities mended, and then in lxml's recovery mode. A document type's own entities are left as they
are written (``&name;``): that is what makes billion-laughs and external entities harmless.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from lxml import etree

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>", re.S)
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_AMPERSAND = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)"
    r"(?:([A-Za-z][A-Za-z0-9]{1,31});)?",
    re.S,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.I
)
_START = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)([^>]*)")
_DOCTYPE = re.compile(rb"<!doctype[^\[>]*", re.I)
_SUBSET_END = re.compile(rb"\]\s*>")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def parser(recover: bool = False) -> etree.XMLParser:
    """A parser that resolves nothing, fetches nothing and keeps libxml2's limits."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )


def declared_encoding(head: bytes) -> str | None:
    """The encoding that an XML declaration names, None where Python knows none of that name."""
    match = _ENCODING.match(head)
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return None
    return name


def decode_xml(data: bytes, declared: str | None = None) -> str:
    """Decode a document or a part of one; see the module's docstring."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace").lstrip("\ufeff")
    if data[:4] == b"<\0?\0":
        return data.decode("utf-16-le", "replace")
    if data[:4] == b"\0<\0?":
        return data.decode("utf-16-be", "replace")
    declared = declared or declared_encoding(data[:1024])
    if declared is not None and not declared.startswith(("utf-16", "utf-32")):
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _mend(match: re.Match[str]) -> str:
    if match.group(1):
        return match.group(1)
    name = match.group(2)
    if name is None:
        return "&amp;"
    text = html5.get(f"{name};")
    return f"&amp;{name};" if text is None else html.escape(text)


def parse(text: str) -> tuple[etree._Element | None, str | None]:
    """Parse a document: (root or None, the first error where it was not well-formed)."""
    text = _DECLARATION.sub("", text, count=1).strip()
    if not text:
        return None, "the document is empty"
    if _CONTROL.search(text) or "&#" in text:
        text = _CONTROL_REFERENCE.sub("", _CONTROL.sub("", text))
    first: str | None = None
    for mended, recover in ((False, False), (True, False), (True, True)):
        source = _AMPERSAND.sub(_mend, text) if mended else text
        try:
            root = etree.fromstring(source.encode("utf-8"), parser(recover))
        except (etree.XMLSyntaxError, ValueError) as error:
            first = first or " ".join(str(error).split())
            continue
        if root is not None:
            return root, first
    return None, first or "the document is empty"


def root_of(head: bytes) -> tuple[str, str]:
    """Local name of the root element and the rest of its start tag; "" where there is none."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        head = decode_xml(head[: len(head) // 4 * 4]).encode("utf-8")
    head = head.lstrip()
    at = 3 if head.startswith(codecs.BOM_UTF8) else 0
    while True:
        while head[at : at + 1].isspace():
            at += 1
        if head.startswith(b"<?", at):
            at = head.find(b"?>", at) + 2
        elif head.startswith(b"<!--", at):
            at = head.find(b"-->", at) + 3
        elif doctype := _DOCTYPE.match(head, at):
            at = doctype.end() + 1
            if head[at - 1 : at] == b"[":
                subset = _SUBSET_END.search(head, at)
                at = subset.end() if subset else 0
        else:
            break
        if at < 3:  # no end of it in sight
            return "", ""
    match = _START.match(head, at)
    if match is None:
        return "", ""
    return match.group(1).decode("ascii", "replace"), match.group(2).decode("utf-8", "replace")


def local(element: etree._Element) -> str:
    """An element's name without its namespace, "" for entities and comments."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2]


def namespace(element: etree._Element) -> str:
    """An element's namespace; an undeclared prefix stands for itself; "" for none."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag.startswith("{"):
        return tag[1:].partition("}")[0]
    return tag.rpartition(":")[0]


def text_of(element: etree._Element | None, skip: Iterable[str] = ()) -> str | None:
    """All text in an element with blanks run together, None where there is none.

    Elements named in ``skip`` are left out.
    """
    if element is None:
        return None
    text = " ".join("".join(_texts(element, frozenset(skip))).split())
    return text or None


def _texts(element: etree._Element, skip: frozenset[str]) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield element.text or ""  # an entity that is not resolved: &name;
        return
    yield element.text or ""
    for child in element:
        if local(child) not in skip:
            yield from _texts(child, skip)
        yield child.tail or ""


def find(element: etree._Element, *names: str) -> etree._Element | None:
    """The first descendant whose local name is the first of ``names`` that there is."""
    for name in names:
        for found in element.iter(f"{{*}}{name}"):
            return found
    return None


def find_all(element: etree._Element, name: str) -> list[etree._Element]:
    """All descendants with a local name, in document order."""
    return list(element.iter(f"{{*}}{name}"))


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child with a local name."""
    if element is None:
        return None
    return next((each for each in element if local(each) == name), None)


#: Elements that HTML writes without an end tag.
_VOID = frozenset({"br", "hr", "img", "col", "input", "link", "meta", "area", "base", "wbr"})
_KEPT_ATTRIBUTES = ("href", "src", "alt", "title", "datetime", "class", "id", "lang", "cite")


def inner_html(
    element: etree._Element, names: dict[str, str] | None = None, skip: Iterable[str] = ()
) -> str:
    """The content of an element as HTML.

    Args:
        names: local name → HTML name; a name that is not in it stays.
        skip: local names to leave out.
    """
    return "".join(_inner(element, names or {}, frozenset(skip))).strip()


def _inner(element: etree._Element, names: dict[str, str], skip: frozenset[str]) -> Iterator[str]:
    yield html.escape(element.text or "", quote=False)
    for each in element:
        name = local(each)
        if not name:
            yield html.escape(each.text or "", quote=False)
        elif name not in skip:
            tag = names.get(name, name.lower())
            if tag:
                attributes = "".join(
                    f' {key}="{html.escape(each.get(key, ""))}"'
                    for key in _KEPT_ATTRIBUTES
                    if each.get(key) is not None
                )
                yield f"<{tag}{attributes}>"
            if tag not in _VOID:
                yield from _inner(each, names, skip)
                if tag:
                    yield f"</{tag}>"
        yield html.escape(each.tail or "", quote=False)
