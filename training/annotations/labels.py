"""The labels of docs/annotation.md: event classes, PLOVER types, realis, subjects, name types."""

from __future__ import annotations

from schemas.ontology import load_media_topics

#: Event classes in the order of docs/annotation.md.
CLASSES = tuple(
    """ATTACK PROTEST MILITARY ARREST EXPEL SANCTION ACCUSE DEMAND REJECT THREATEN AGREE MEET SUPPORT
    AID YIELD ELECTION LEGISLATION APPOINTMENT DEPARTURE INVESTIGATION CHARGE TRIAL VERDICT SENTENCE
    LAWSUIT RULING DEATH INJURY ACCIDENT FIRE DISASTER OUTBREAK CRIME RESCUE MISSING RESULTS MARKET
    DEAL LAUNCH CUT STRIKE MATCH TRANSFER AWARD RELEASE CEREMONY STUDY FORECAST WARNING ANNOUNCEMENT
    MOVE OTHER""".split()
)

#: PLOVER 2.0 event types; "-" stands for an event outside PLOVER.
PLOVER = tuple(
    """AGREE CONSULT SUPPORT COOPERATE AID RETREAT CONCEDE REQUEST ACCUSE REJECT THREATEN PROTEST
    SANCTION MOBILIZE COERCE ASSAULT""".split()
)

REALIS = ("asserted", "negated", "future", "hypothetical", "historical")

#: Roles of counted people and the relations a text gives for them.
COUNT_ROLES = ("killed", "wounded", "arrested", "displaced", "participants", "missing", "infected")
COUNT_RELATIONS = ("=", ">=", "<=", "~")

NAME_TYPES = ("PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART")

#: IPTC Media Topics, top level (short name → label of the NewsCode).
SUBJECTS = {name: topic.label for name, topic in load_media_topics().items()}

SPLITS = ("train", "dev", "test", "kinds")
