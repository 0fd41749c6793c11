"""Units of work: a shard of input is staged (read, normalized), then extracted from.

Both steps leave finished files behind, so that a run that died goes on where it stopped.
"""
