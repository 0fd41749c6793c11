"""Office holders and their terms; README.md says where from."""
