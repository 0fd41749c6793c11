"""Speech: quotation marks and reported clauses, and who speaks."""
