"""Titles, first names and nicknames of people; written for this project."""
