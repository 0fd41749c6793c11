"""Language identification of texts."""

from __future__ import annotations

from transforms.normalize.language import find_language

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


def test_find_language_tells_common_languages():
    expected = ["en", "de", "fr", "es", "ru", None, None, None, "hu", None, None, None, None]
    found = [find_language(sentence * 2) for sentence in SENTENCES]
    assert found[:5] == expected[:5]
    assert found[8] == "hu"
    assert found[10:] == [None, None, None]
