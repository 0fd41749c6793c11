"""Listed firms: ``ticker:NASDAQ:MSFT``, or ``isin:US7512121010`` where the table has that alone.

The names are matched whole, with or without what says their legal form ("Inc.", "plc"). Source
and licence of the table: transforms/resources/organizations/README.md.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final, Optional

from transforms.extract.identity.named import Named
from transforms.extract.spans import surface

_LEGAL_FORM: Final = re.compile(
    r",?\s(?:inc|incorporated|corp|corporation|co|company|plc|ltd|limited|ag|se|sa|s\.a|nv|n\.v|ab"
    r"|asa|a/s|spa|s\.p\.a|group|holdings?)\.?$",
    re.IGNORECASE,
)


@cache
def _companies() -> dict[str, str]:
    table = files("transforms.resources") / "organizations" / "companies.tsv"
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()[1:]]
    return {surface(name): ident for name, ident in rows}


def _find(form: str) -> Optional[str]:
    known = _companies()
    found = known.get(surface(form))
    while found is None and (shorter := _LEGAL_FORM.sub("", form)) != form:
        form = shorter
        found = known.get(surface(form))
    return found


def identify(named: Named) -> Optional[str]:
    """The listing of a firm; None where the chain's forms name several."""
    if named.label != "ORG":
        return None
    found = {ident for form in named.forms if (ident := _find(form)) is not None}
    return found.pop() if len(found) == 1 else None
