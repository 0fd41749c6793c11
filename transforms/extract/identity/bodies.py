"""Organizations of our own table: ``org:united-nations``."""

from __future__ import annotations

from typing import Optional

from transforms.extract.identity.named import Named
from transforms.extract.organizations import known_organizations
from transforms.extract.spans import surface


def identify(named: Named) -> Optional[str]:
    """The id of a body; None where the chain's forms name several."""
    if named.label not in ("ORG", "NORP", "FAC"):
        return None
    known = known_organizations()
    bodies = [known[key] for form in named.forms if (key := surface(form)) in known]
    if named.label == "NORP":
        # "Taliban" and "Hezbollah" act as bodies; "Tories" and "Sandinistas" are people
        bodies = [body for body in bodies if body.country not in ("USA", "GBR")]
    found = {body.ident for body in bodies if body.ident is not None}
    return f"org:{found.pop()}" if len(found) == 1 else None
