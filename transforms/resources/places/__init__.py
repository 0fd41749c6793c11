"""Tables of places: see README.md for their sources and licences."""
