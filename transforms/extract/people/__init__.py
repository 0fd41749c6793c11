"""Names of people and who holds an office: `names` takes names apart, `leaders` knows terms."""

from transforms.extract.people.names import (
    People,
    PersonName,
    fits,
    gender_told,
    parse_name,
    people,
    same_first_name,
    surname,
)

__all__ = [
    "People",
    "PersonName",
    "fits",
    "gender_told",
    "parse_name",
    "people",
    "same_first_name",
    "surname",
]
