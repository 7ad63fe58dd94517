"""Language codes, their names and forms, and transliteration."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.languages import english_name, gettext_code, is_language, primary, transliterate


@given(st.text(max_size=12) | st.from_regex(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?", fullmatch=True))
def test_any_code_has_an_answer(code):
    if not is_language(code):
        assert english_name(code) == code
    else:
        assert primary(gettext_code(code)) == primary(code)


@pytest.mark.parametrize(
    "code", ["pl", "en", "pt-BR", "zh-Hant", "sr-Latn-RS", "es-419", "ca-valencia", "hsb", "PT-br"]
)
def test_what_is_a_language(code):
    assert is_language(code)


@pytest.mark.parametrize(
    "code", ["", "xx", "polish", "pl_PL", "pl-", "pl-POL", "p", "pl PL", "pl\n", "../pl", "ｐｌ", "zh-Han"]
)
def test_what_is_none(code):
    assert not is_language(code)


@pytest.mark.parametrize(
    ("code", "name", "gettext"),
    [
        ("pl", "Polish", "pl"),
        ("pt-BR", "Portuguese (Brazil)", "pt_BR"),
        ("de-at", "German (Austria)", "de_AT"),
        ("zh-Hant", "Chinese (Traditional)", "zh_TW"),
        ("zh-Hans", "Chinese (Simplified)", "zh_CN"),
        ("zh-Hant-HK", "Chinese (Traditional, Hong Kong)", "zh_HK"),
        ("sr-Latn", "Serbian (Latin)", "sr@latin"),
        ("sr-Latn-RS", "Serbian (Latin, Serbia)", "sr_RS@latin"),
        ("ca-valencia", "Catalan (valencia)", "ca@valencia"),
        ("es-419", "Spanish (Latin America)", "es_419"),
        ("fil", "Filipino", "fil"),
        ("fr-KM", "French (KM)", "fr_KM"),
        ("xx", "xx", "xx"),
        ("not a code", "not a code", "not a code"),
    ],
)
def test_names_and_forms(code, name, gettext):
    assert english_name(code) == name
    assert gettext_code(code) == gettext


# The examples of the Ukrainian resolution, of ELOT 743 and of the Bulgarian act.
@pytest.mark.parametrize(
    ("language", "text", "latin"),
    [
        ("uk", "Алушта Борщагівка Вишгород Гадяч Ґалаґан", "Alushta Borshchahivka Vyshhorod Hadiach Galagan"),
        ("uk", "Єнакієве Гаєвич Короп'є Житомир", "Yenakiieve Haievych Koropie Zhytomyr"),
        ("uk", "Їжакевич Кадиївка Мар’їне", "Yizhakevych Kadyivka Marine"),
        ("uk", "Йосипівка Стрий Олексій", "Yosypivka Stryi Oleksii"),
        ("uk", "Юрій Корюківка Яготин Костянтин Знам'янка", "Yurii Koriukivka Yahotyn Kostiantyn Znamianka"),
        ("uk", "Згурський Розгон Львів Щербухи", "Zghurskyi Rozghon Lviv Shcherbukhy"),
        ("ru", "Щука ёж объезд", "Shchuka yozh obezd"),
        ("bg", "София България щъркел", "Sofia Balgaria shtarkel"),
        ("sr", "Ђорђе Љубав чаша", "Djordje Ljubav casa"),
        ("el", "Αύγουστος ευαγγελία αυτοκίνητο άυλος", "Avgoustos evangelia aftokinito aylos"),
        ("el", "μπάλα λάμπα ουρανός ψυχή θέα", "bala lampa ouranos psychi thea"),
        ("de", "Äpfel für Größe café", "Aepfel fuer Groesse cafe"),
        ("de", "A\u0308pfel", "Aepfel"),
        ("fi", "Hyvää päivää", "Hyvaa paivaa"),
        ("tr", "ıspanak şeker", "ispanak seker"),
        ("ca", "col·lecció", "colleccio"),
        ("is", "Þórður", "Thordur"),
        ("en", "Москва ǽ", "Moskva ae"),
        ("ja", "がぎぐ", "がぎぐ"),
        ("ko", "한국어", "한국어"),
        ("he", "שָׁלוֹם", "שָׁלוֹם"),
    ],
)
def test_transliteration(language, text, latin):
    assert transliterate(text, language) == unicodedata.normalize("NFC", latin)


@given(st.text(max_size=60), st.sampled_from(["pl", "de", "uk", "el", "bg", "ja", "xx"]))
def test_what_is_transliterated_stays(text, language):
    once = transliterate(text, language)
    assert transliterate(once, language) == once
