"""What the heads answer with: classes, PLOVER types, realis, roles of arguments and of parties."""

from __future__ import annotations

__all__ = ["CLASSES", "MERGED", "PARTIES", "REALIS", "ROLES", "TYPES"]

#: Classes of docs/annotation.md, in its order.
CLASSES = (
    "ATTACK", "PROTEST", "MILITARY", "ARREST", "EXPEL", "SANCTION", "ACCUSE", "DEMAND", "REJECT",
    "THREATEN", "AGREE", "MEET", "SUPPORT", "AID", "YIELD", "ELECTION", "LEGISLATION",
    "APPOINTMENT", "DEPARTURE", "INVESTIGATION", "CHARGE", "TRIAL", "VERDICT", "SENTENCE",
    "LAWSUIT", "RULING", "DEATH", "INJURY", "ACCIDENT", "FIRE", "DISASTER", "OUTBREAK", "CRIME",
    "RESCUE", "MISSING", "RESULTS", "MARKET", "DEAL", "LAUNCH", "CUT", "STRIKE", "MATCH",
    "TRANSFER", "AWARD", "RELEASE", "CEREMONY", "STUDY", "FORECAST", "WARNING", "ANNOUNCEMENT",
    "MOVE", "OTHER",
)  # fmt: skip
#: PLOVER 2.0's types, and NONE for an event outside them.
TYPES = (
    "NONE", "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
#: TYPES as the head is trained: labelled pairs know CONCEDE and RETREAT as one.
MERGED = (*(name for name in TYPES if name not in {"CONCEDE", "RETREAT"}), "YIELD")
REALIS = ("asserted", "negated", "future", "hypothetical", "historical")
#: PropBank's roles as the argument head knows them; ARG3 stands for all higher ones.
ROLES = ("", "ARG0", "ARG1", "ARG2", "ARG3", "LOC", "TMP", "NEG", "MOD", "DIR", "ADV")
#: Roles of the annotated corpus: who does it, to whom, where, and who says so.
PARTIES = ("", "actor", "recipient", "place", "source")
