"""Annotation → events: who did what to whom, when, where, and whether it happened."""

from transforms.events.code import EventOptions, code_events

__all__ = ["EventOptions", "code_events"]
