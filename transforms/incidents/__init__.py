"""Event mentions → incidents: one for each thing that happened, whoever reported it.

docs/incidents.md describes the steps: `mention` makes numbers of rows, `features` and `score`
compare two of them, `merge` finds the incident of each, `rows` makes the table, `known` finds
what earlier runs have, `link` wires it.
"""
