"""What is sent to an engine, what is made of its answers, and what is refused; by example."""

import pytest

from locpipe.engines.base import Mode
from locpipe.engines.marks import MarkError, write
from locpipe.engines.masking import mask, unmask

SENT = [
    ("Plain words.", ["Plain words."]),
    ("Do **not** stop.", ['Do <g id="1">not</g> stop.']),
    ("**Do not stop.**", ["Do not stop."]),
    ("*See [the page](https://x.org/a).*", ['See <g id="1">the page</g>.']),
    ('See [it](u "A title").', ['See <g id="1">it</g>.', "A title"]),
    ("Run `rm -rf` now.", ['Run <x id="1"/> now.']),
    ("![A neck](n.png) Turn it.", ["Turn it.", "A neck"]),
    ("Turn ![a *neck*](n.png) slowly.", ['Turn <x id="1"/> slowly.', 'a <g id="1">neck</g>']),
    ("Turn it.[^1]", ["Turn it."]),
    ("Hello {name}, %s of {{ n }}.", ['Hello <x id="1"/>, <x id="2"/> of <x id="3"/>.']),
    ("One\nTwo", ['One <x id="1"/> Two']),
    ("One<br>Two", ['One <x id="1"/> Two']),
    ("H<sub>2</sub>O helps", ['H<g id="1">2</g>O helps']),
    ("Press <kbd>Ctrl</kbd> twice", ['Press <x id="1"/> twice']),
    ('Say <span translate="no">Locpipe</span> aloud', ['Say <x id="1"/> aloud']),
    ("R&amp;D is 5 \\* 3", ["R&amp;D is 5 * 3"]),
    ("Fish & chips < 5", ["Fish &amp; chips &lt; 5"]),
    ("Write to a.b@c.org today", ['Write to <x id="1"/> today']),
    ("Read [![Cover](c.png)](u) first", ['Read <x id="1"/> first', "Cover"]),
    ("`code`", []),
    ("![](empty.png)", []),
]


@pytest.mark.parametrize(("unit", "texts"), SENT)
def test_what_is_sent(unit, texts):
    assert [write(text, Mode.XML) for text in mask(unit).texts] == texts


def test_html_has_no_empty_element():
    assert [write(text, Mode.HTML) for text in mask("Run `x` now").texts] == ['Run <x id="1"></x> now']


def test_words_alone_are_billed():
    assert mask("Do **not** [stop](https://very.long/address).").characters == len("Do not stop.")


def answered(unit, *answers, mode=Mode.XML, language="pl", markdown=True):
    return unmask(mask(unit, markdown=markdown), answers, mode, language)


GOOD = [
    ("Do **not** stop.", '<g id="1">Nie</g> przestawaj.', "**Nie** przestawaj."),
    ("Do **not** stop.", 'Nie<g id="1"> wolno </g>przestać.', "Nie **wolno** przestać."),
    ("Do **not** stop.", '<g id="1">Nie</g>\nprzestawaj.', "**Nie** przestawaj."),
    ("Do **not** stop.", '<g id="1">Nie</g>\xa0przestawaj.', "**Nie** przestawaj."),
    ("Do **not**, stop.", '<g id="1">Nie</g> , stop.', "**Nie**, stop."),
    ("Do **not** &gt; stop.", '<g id="1">Nie</g> &amp;gt; stop.', "**Nie** &gt; stop."),
    ("Take 5 mg.", "Weź 5\xa0mg.", "Weź 5\xa0mg."),
    ("Take 5 mg.", "Weź 5 * 3_mg_.", "Weź 5 * 3_mg_."),
    ("Take 5 mg.", "Weź *raz* 5 mg.", "Weź \\*raz\\* 5 mg."),
    ("Be brave.", "Bądź [dzielny](x).", "Bądź \\[dzielny\\](x)."),
    ("R&amp;D helps", "B&amp;R pomaga", "B&amp;R pomaga"),
    ("One\nTwo", 'Raz <x id="1"/> Dwa', "Raz\nDwa"),
    ("Run `x` and `y`.", 'Uruchom <x id="2"/> i <x id="1"/>.', "Uruchom `y` i `x`."),
    ("H<sub>2</sub>O", 'H<g id="1">2</g>O jest', "H<sub>2</sub>O jest"),
]


@pytest.mark.parametrize(("unit", "answer", "expected"), GOOD)
def test_an_answer_is_fitted_into_the_markup(unit, answer, expected):
    assert answered(unit, answer) == expected


BAD = [
    ("It is *truly* **great**.", 'C\'est<g id="1">vraiment</g><g id="2">super</g>.', "glues"),
    ("It is *truly* great.", 'C\'est <g id="1">vraiment</g>super.', "glues"),
    ("It is *truly* great.", "C'est vraiment super.", "lost"),
    ("It is *truly* great.", '<g id="1">a</g> <g id="1">b</g>', "doubled"),
    ("It is *truly* great.", 'To <g id="1"></g> prawda', "no words"),
    ("It is *truly* great.", 'To <g id="1">prawda', "no XML"),
    ("It is *truly* great.", 'To <b id="1">prawda</b>', "not sent"),
    ("It is *truly **very** great*, yes.", 'To <g id="1">a</g> <g id="2">b</g>, tak', "nests"),
    ("Run `x` now.", 'Uruchom <x id="1">x</x> teraz', "one thing"),
    ("Run `x` now.", "", "no answer"),
    ("Run `x` now.", '<x id="1"/>', "no answer"),
    ("Plain words.", "Zobacz www.example.org teraz", "other markup"),
    ("Plain words.", "Witaj {name}", "other markup"),
    ("Do **not** stop.", 'Nie <g id="1">&gt;wolno</g> stać.', "left over"),
    ("Do **not** stop.", 'Nie  stój. <g id="1">wolno</g>', "another place"),
    ("Do **not** stop.", 'Nie stój. <g id="1">wolno</g>', "another place"),
    ("Plain words.", "Słowa\x08", "no XML"),
    ("un*believ*able", 'nie <g id="1">do</g> wiary', "parts"),
]


@pytest.mark.parametrize(("unit", "answer", "reason"), BAD)
def test_an_answer_that_would_spoil_the_markup_is_refused(unit, answer, reason):
    with pytest.raises(MarkError, match=reason):
        answered(unit, answer)


def test_a_language_that_writes_no_blanks_may_glue():
    assert (
        answered("It is *truly* great.", 'それは<g id="1">本当に</g>すごい。', language="ja")
        == "それは*本当に*すごい。"
    )


def test_french_keeps_its_blank_before_a_colon():
    assert answered("**Note**: stop", '<g id="1">Note</g>\xa0: arrêtez', language="fr") == "**Note**\xa0: arrêtez"


def test_html_answers_are_read_as_html():
    assert (
        answered("Run `x` & *go*.", 'Idź <x id="1"></x> &amp; <g id="2">już</g>.', mode=Mode.HTML) == "Idź `x` & *już*."
    )


def test_front_matter_is_never_escaped():
    with pytest.raises(MarkError, match="other markup"):
        answered("Plain words", "Słowa [tu](u)", markdown=False)


def test_plain_answers_carry_no_tags():
    masked = mask("**Do *not* stop.**")
    assert masked.emphasis_alone
    assert unmask(masked, ["Nie przestawaj."], Mode.PLAIN, "pl") == "**Nie przestawaj.**"
    assert not mask("Do *not* [stop](u).").emphasis_alone


def test_a_control_character_is_refused_in_plain_answers():
    with pytest.raises(MarkError, match="control"):
        answered("Plain words.", "Słowa\x08", mode=Mode.PLAIN)


def test_texts_inside_markup_are_translated_in_their_place():
    unit = 'See [it](u "A \\"big\\" title") and ![A neck](n.png).'
    answers = ['Zob. <x id="2"/> i <g id="1">to</g>.', 'Tytuł "duży"', "Szyja"]
    assert answered(unit, *answers) == 'Zob. ![Szyja](n.png) i [to](u "Tytuł \\"duży\\"").'
