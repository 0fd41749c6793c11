"""Names: which spans name what, chained, with country, government and id."""
