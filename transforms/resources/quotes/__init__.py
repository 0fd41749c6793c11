"""Verbs of saying; written for this project."""
