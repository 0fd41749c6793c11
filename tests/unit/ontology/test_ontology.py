"""The ontology's files agree with one another and with PLOVER's own choices."""

from __future__ import annotations

import pytest

from schemas.ontology import load_event_classes, load_ontology


def test_ontology_has_sixteen_types_with_a_coarse_code_for_every_mode() -> None:
    ontology = load_ontology()
    assert len(ontology.event_types) == 16
    for name, kind in ontology.event_types.items():
        for mode in (None, *kind.modes):
            code = ontology.cameo_for(name, mode)
            assert code in ontology.cameo, (name, mode)


def test_ontology_coarse_codes_keep_the_quad_class() -> None:
    ontology = load_ontology()
    differing = {
        (name, mode)
        for (name, mode), code in ontology.coarse_cameo.items()
        if ontology.quad_class(ontology.cameo[code].event_type) != ontology.quad_class(name)
    }
    # CAMEO files resignation under concessions to demands, which PLOVER splits.
    assert differing == {("RETREAT", "resign")}


@pytest.mark.parametrize(
    ("code", "event_type", "goldstein"),
    [("190", "ASSAULT", -10.0), ("040", "CONSULT", 1.0), ("116", "SANCTION", -2.0)],
)
def test_ontology_knows_type_and_goldstein(code: str, event_type: str, goldstein: float) -> None:
    ontology = load_ontology()
    assert ontology.cameo[code].event_type == event_type
    assert ontology.goldstein(code) == goldstein


def test_ontology_goldstein_of_an_unlisted_code_is_its_parents() -> None:
    ontology = load_ontology()
    assert ontology.goldstein("1909") == ontology.goldstein("190")
    assert ontology.goldstein(None) is None


def test_ontology_quad_class_of_nothing_is_none() -> None:
    assert load_ontology().quad_class(None) is None
    assert load_ontology().quad_class("NOT_A_TYPE") is None


def test_ontology_sanction_is_material_conflict() -> None:
    # The manual contradicts itself; its own section wins.
    assert load_ontology().quad_class("SANCTION") == 4


def test_event_classes_carry_their_names_elsewhere() -> None:
    classes = load_event_classes()
    assert len(classes) == 52
    assert classes["DEATH"].ace == "Life.Die"
    coded = [c for c in classes.values() if c.iptc]
    assert all(c.iptc.startswith("medtop:") and c.iptc_label for c in coded)
    assert [c.name for c in classes.values() if not c.iptc] == ["OTHER"]
