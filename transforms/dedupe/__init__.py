"""Fingerprints → known duplicates and stories."""

from transforms.dedupe.assign import AssignStories
from transforms.dedupe.clusters import UNCHANGED, DedupeOptions, Verdict
from transforms.dedupe.fingerprint import Fingerprint, fingerprint

__all__ = ["UNCHANGED", "AssignStories", "DedupeOptions", "Fingerprint", "Verdict", "fingerprint"]
