"""Language identification: the packed model gives what the library gives."""

from __future__ import annotations

import random

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.normalize.language import _model, find_language

SENTENCES = (
    "The council approved the new budget on Tuesday after a debate of seven hours.",
    "Der Gemeinderat hat den Haushalt am Dienstag nach langer Aussprache beschlossen.",
    "Le conseil a adopté le budget mardi, après sept heures de débat à huis clos.",
    "El ayuntamiento aprobó el martes el presupuesto después de un largo debate.",
    "Совет утвердил бюджет во вторник после семичасового обсуждения.",
    "市議会は火曜日、七時間の討論の末に予算案を可決した。",
    "وافق المجلس على الميزانية يوم الثلاثاء بعد نقاش طويل.",
    "परिषद ने मंगलवार को लंबी बहस के बाद बजट को मंज़ूरी दी।",
    "A tanács kedden hosszú vita után elfogadta a költségvetést.",
    "THE COUNCIL APPROVED THE BUDGET",
    "",
    "7",
    "\U0001f600\U0001f600 12:30",
)


def test_model_gives_the_probabilities_of_the_library_to_the_bit():
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages(_model().codes)
    assert tuple(library.nb_classes) == _model().codes
    rng = random.Random(1)
    letters = "".join(SENTENCES)
    texts = list(SENTENCES)
    texts += ["".join(rng.choices(letters, k=rng.randrange(1, 300))) for _ in range(100)]
    texts += [" ".join(rng.sample(SENTENCES, 4)) for _ in range(20)]
    for text in texts:
        expected, found = library._decide(text), _model().probabilities(text)
        assert found.dtype == expected.dtype
        assert np.array_equal(found, expected), text


def test_find_language_tells_common_languages():
    expected = ["en", "de", "fr", "es", "ru", None, None, None, "hu", None, None, None, None]
    found = [find_language(sentence * 2) for sentence in SENTENCES]
    assert found[:5] == expected[:5]
    assert found[8] == "hu"
    assert found[10:] == [None, None, None]
