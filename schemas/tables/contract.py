"""The tables. Change with great care: other people's queries stand on these names."""

from __future__ import annotations

from schemas.tables.articles import ARTICLES
from schemas.tables.base import Table
from schemas.tables.entities import ENTITIES
from schemas.tables.events import EVENTS
from schemas.tables.incidents import INCIDENTS
from schemas.tables.quotes import QUOTES
from schemas.tables.rejects import REJECTS
from schemas.tables.stories import STORIES

#: Every table by name, in the order of the docs.
TABLES: dict[str, Table] = {
    t.name: t for t in (ARTICLES, ENTITIES, EVENTS, INCIDENTS, QUOTES, STORIES, REJECTS)
}
