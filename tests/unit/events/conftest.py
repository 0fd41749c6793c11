"""The shipped model, loaded once for all tests of the events' room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from tests.unit.events.trees import article
from transforms.events.scene import Scene
from transforms.events.scene_building import build_scene
from transforms.extract.annotate import annotate
from transforms.extract.model import shared_pipeline


@pytest.fixture(scope="session")
def nlp() -> Language:
    return shared_pipeline()


@pytest.fixture(scope="session")
def read(nlp: Language) -> Callable[[str], Scene]:
    """Text → the scene that the steps of coding work on, published on Wednesday 2019-05-22."""

    def scene(text: str) -> Scene:
        doc = nlp(text)
        row = article(doc, "2019-05-22")
        return build_scene(doc, row, annotate(doc, row))

    return scene
