"""Text in any language by its form: repaired, its lines, dates and names of authors.

`transforms.lang` and `transforms.normalize` both build on these; nothing here knows either.
"""
