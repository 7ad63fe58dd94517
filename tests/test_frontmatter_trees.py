"""Front matter in TOML and JSON: units and keys at exact spans, and every other byte as it was."""

import json
import re
import tomllib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from locpipe import frontmatter
from locpipe.errors import SourceError
from locpipe.frontmatter import comments_of, cut, set_key, set_value, texts_at, units, without_keys
from locpipe.markdown import Rules
from locpipe.model import Severity
from locpipe.pipeline.article import read_article, translate
from locpipe.source import apply_edits
from strategies import markdown, translations
from strategies_trees import json_front_matter, toml_body, toml_front_matter

KEYS = [
    "title", "slug", "description", "lang", "tags[]", "seo.title", "faq[].question", "params.title", "params.seo.title",
    "params.more.description", "faq2[].title", "faq2[].sub[].title", "a b", "siblings.pl", "aliases[]",
]  # fmt: skip
MANAGED = ("siblings", "aliases", "lang", "machine_translated")
BODIES = ["", "Text\n", "\r\n# T\r\n\r\n+++\nsiblings = 1\n", "---\n{}\n"]


@st.composite
def articles(draw):
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    return mark + draw(st.one_of(toml_front_matter(), json_front_matter())) + draw(st.sampled_from(BODIES))


def front_of(text):
    front = cut(text, "a.md")
    assert front is not None
    return front


def with_key(text, key, value):
    edit = set_key(text, front_of(text), key, value)
    return apply_edits(text, [edit]) if edit else text


def attempt(function, *arguments):
    """Return what the function returns, and the message where it refuses."""
    try:
        return function(*arguments), ""
    except SourceError as error:
        return None, str(error)


def at(data, parts):
    """Return the texts at a path, in order, as plain Python finds them."""
    if not parts:
        return [data] if isinstance(data, str) else []
    if parts[0] == "[]":
        return [each for child in data for each in at(child, parts[1:])] if isinstance(data, list) else []
    return at(data[parts[0]], parts[1:]) if isinstance(data, dict) and parts[0] in data else []


@given(toml_front_matter())
def test_what_is_cut_is_what_tomllib_loads(text):
    assert repr(front_of(text).data) == repr(tomllib.loads(toml_body(text)))


@given(json_front_matter())
def test_what_is_cut_is_what_json_loads(text):
    assert front_of(text).data == json.loads(re.sub(r"\A---json|---\s*\Z", "", text))


@given(articles())
def test_the_span_is_the_front_matter_and_nothing_of_the_text(text):
    front = front_of(text)
    assert text[front.span.end :] in BODIES
    assert front.body.of(text).strip() in front.span.of(text)


@given(articles())
def test_units_are_the_texts_that_plain_python_finds(text):
    front = front_of(text)
    for key in KEYS:
        found = units(text, front, [key])
        wanted = [frontmatter.msgid(each) for each in at(front.data, key.replace("[]", ".[]").split("."))]
        assert sorted(unit.source for unit in found) == sorted(each for each in wanted if worth(each))
        assert all(unit.context == key.replace("[]", "") for unit in found)


def worth(source):
    return any(map(str.isalpha, re.sub(r"https?://\S+|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", source)))


@given(articles())
def test_writing_every_unit_anew_keeps_every_value(text):
    front = front_of(text)
    edits = [set_value(text, front, unit, unit.source) for unit in units(text, front, KEYS)]
    assert shown(front_of(apply_edits(text, edits)).data) == shown(front.data)


def shown(data):
    """Return what data says, with control characters as units show them, and NaN as equal to itself."""
    if isinstance(data, dict):
        return {name: shown(value) for name, value in data.items()}
    if isinstance(data, list):
        return [shown(value) for value in data]
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", " ", data) if isinstance(data, str) else repr(data)


@given(articles(), st.lists(translations(), min_size=1, max_size=4))
def test_any_translation_is_read_back_and_all_else_is_as_it_was(text, targets):
    front = front_of(text)
    found = units(text, front, KEYS)
    wanted = [frontmatter.msgid(targets[number % len(targets)]) or "x" for number in range(len(found))]
    edits = [set_value(text, front, unit, value) for unit, value in zip(found, wanted, strict=True)]
    result = apply_edits(text, edits)
    again = front_of(result)
    by_span = {text_span(text, result, edits, number): value for number, value in enumerate(wanted)}
    values = {unit.span: unit.source for unit in units(result, again, KEYS)}
    assert all(values.get(span, value) == value for span, value in by_span.items())
    assert {span for span, value in by_span.items() if worth(value)} == set(values)
    assert shape(again.data) == shape(front.data)
    assert comments_of(result, again) == comments_of(text, front)
    assert outside(text, [unit.span for unit in found]) == outside(result, sorted(by_span))


def text_span(text, result, edits, number):
    """Return where an edit's text stands in the result."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    edit = edits[number]
    moved = sum(len(each.text) - (each.span.end - each.span.start) for each in ordered[: ordered.index(edit)])
    return type(edit.span)(edit.span.start + moved, edit.span.start + moved + len(edit.text))


def outside(text, spans):
    parts, position = [], 0
    for span in sorted(spans):
        parts.append(text[position : span.start])
        position = span.end
    return [*parts, text[position:]]


def shape(data):
    """Return names, lists and all values but texts."""
    if isinstance(data, dict):
        return {name: shape(value) for name, value in data.items()}
    if isinstance(data, list):
        return [shape(value) for value in data]
    return str if isinstance(data, str) else repr(data)


@given(articles(), markdown(), st.lists(translations(), min_size=1, max_size=3))
def test_whole_articles_keep_the_laws(front, body, targets):
    text = front + body.removeprefix("\ufeff")
    rules = Rules(keys=tuple(KEYS))
    found = read_article(text, "a.md", rules)
    same = {(unit.context, unit.source): unit.source for unit in found.units}
    assert translate(found, same, rules).text == text
    keys = [key for key in sorted(same) if key[0]]
    # A text without letters is no unit, and merge refuses it for one.
    wanted = {key: f"Ż{targets[number % len(targets)]}" for number, key in enumerate(keys)}
    result = translate(found, wanted, rules)
    refused = {finding.unit for finding in result.findings if finding.severity is Severity.ERROR}
    assert all("line break" in finding.message for finding in result.findings)
    if not refused:
        again = read_article(result.text, "a.md", rules)
        done = [wanted.get((unit.context, unit.source), "").strip() and unit for unit in found.units]
        expected = [
            frontmatter.msgid(wanted[unit.context, unit.source]) if changed else unit.source
            for unit, changed in zip(found.units, done, strict=True)
        ]
        assert [unit.source for unit in again.units] == expected
        assert result.text[again.front.span.end :] == text[found.front.span.end :]


SLUGS = st.sampled_from(["a", "b-c", "it's", 'x "y"', "łó", "no", "a\\b", "x # y"])
WANTED = st.one_of(
    st.tuples(st.just("siblings"), st.dictionaries(st.sampled_from(["de", "no", "pl", "uk", "pt-BR"]), SLUGS)),
    st.tuples(st.just("aliases"), st.lists(st.one_of(SLUGS, st.just("old")), max_size=3).map(tuple)),
    st.tuples(st.just("lang"), SLUGS),
    st.tuples(st.just("machine_translated"), st.booleans()),
)


@given(articles(), st.lists(WANTED, min_size=1, max_size=5))
def test_managed_keys_hold_what_was_set_and_nothing_else_changes(text, wanted):
    before = text
    for key, value in wanted:
        after, problem = attempt(with_key, before, key, value)
        if problem:
            assert re.match(rf"a\.md:\d+: `{key}` ", problem)
            continue
        front = front_of(after)
        assert with_key(after, key, value) == after
        assert others(front.data) == others(front_of(text).data)
        assert after[front.span.end :] == text[front_of(text).span.end :]
        assert comments_of(after, front) == comments_of(before, front_of(before))
        held = texts_at(front, key) if key == "aliases" else front.data.get(key)
        assert held == value or (not value and not held)
        # As fingerprints see them: a comment that is left alone on its line ends with whatever newline.
        rests = [without_keys(each, MANAGED).replace("\r\n", "\n") for each in (after, text)]
        assert rests[0] == rests[1]
        before = after


def others(data):
    return shown({name: value for name, value in data.items() if name not in MANAGED})


@given(articles())
def test_a_text_less_its_keys_differs_where_anything_else_does(text):
    front = front_of(text)
    for name, value in front.data.items():
        if isinstance(value, str) and name not in MANAGED and name in ("title", "slug", "description"):
            unit = next(iter(units(text, front, [name])), None)
            assume(unit is not None)
            changed = apply_edits(text, [set_value(text, front, unit, unit.source + "ż")])
            assert without_keys(changed, MANAGED) != without_keys(text, MANAGED)


@given(toml_front_matter())
def test_a_line_end_does_not_count_in_the_rest(text):
    assume("\r" not in text)
    assert without_keys(text.replace("\n", "\r\n").replace("\r\n", "\n"), MANAGED) == without_keys(text, MANAGED)


SIBLINGS = {"de": "ruecken", "pl": "plecy"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1\n", 'a = 1\n\n[siblings]\nde = "ruecken"\npl = "plecy"\n'),
        ("", '[siblings]\nde = "ruecken"\npl = "plecy"\n'),
        ("a = 1\n\n", 'a = 1\n\n[siblings]\nde = "ruecken"\npl = "plecy"\n'),
        ("[siblings]\n", '[siblings]\nde = "ruecken"\npl = "plecy"\n'),
        (
            "[siblings] # s\n  # first\n  fr = 'x' # c\n  pl = 'old' # d\n\n[b]\n",
            "[siblings] # s\n  de = 'ruecken'\n  # first\n  # c\n  pl = 'plecy' # d\n\n[b]\n",
        ),
        ("siblings = {}\nb = 1\n", 'siblings = {de = "ruecken", pl = "plecy"}\nb = 1\n'),
        ("siblings = { pl = 'plecy' }\n", "siblings = { de = 'ruecken', pl = 'plecy' }\n"),
        ("siblings = { fr = 'x', pl='y' } # c\n", "siblings = { de = 'ruecken', pl='plecy' } # c\n"),
        ("siblings.pl = 'x'\nb = 1\n", "siblings.de = 'ruecken'\nsiblings.pl = 'plecy'\nb = 1\n"),
        ("siblings.cs = 'x'\nb = 1\n", "siblings.de = 'ruecken'\nsiblings.pl = 'plecy'\nb = 1\n"),
    ],
)
def test_siblings_in_toml_are_written_in_the_style_that_is_there(before, after):
    assert with_key(f"+++\n{before}+++\n", "siblings", SIBLINGS) == f"+++\n{after}+++\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1 # c\n[b]\n", 'a = 1 # c\naliases = ["old", "new"]\n[b]\n'),
        ("# c\n\n[b]\n", 'aliases = ["old", "new"]\n# c\n\n[b]\n'),
        ("aliases = 'old' # c\n", "aliases = ['old', 'new'] # c\n"),
        ("aliases = []\n", 'aliases = ["old", "new"]\n'),
        ("aliases = [ 'old', ]\n", "aliases = [ 'old', 'new', ]\n"),
        (
            "aliases = [\n    'gone', # c\n    'old', # d\n    # e\n] # f\n",
            "aliases = [\n    # c\n    'old', # d\n    # e\n    'new',\n] # f\n",
        ),
        ("aliases = [\n  'old'\n]\n", "aliases = [\n  'old',\n  'new'\n]\n"),
    ],
)
def test_a_list_in_toml_is_written_in_the_style_that_is_there(before, after):
    assert with_key(f"+++\n{before}+++\n", "aliases", ("old", "new")) == f"+++\n{after}+++\n"


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ('{"a": 1}', "lang", "pl", '{"a": 1, "lang": "pl"}'),
        ('{\n\t"a": 1\n}', "lang", "pl", '{\n\t"a": 1,\n\t"lang": "pl"\n}'),
        ('{"lang": "en", "a": 1}', "lang", "pl", '{"lang": "pl", "a": 1}'),
        ('{"lang":null}', "lang", "pl", '{"lang":"pl"}'),
        ('{"a": 1}', "siblings", {"pl": "ł"}, '{"a": 1, "siblings": {"pl": "ł"}}'),
        (
            '{\n  "a": 1\n}',
            "siblings",
            SIBLINGS,
            '{\n  "a": 1,\n  "siblings": {\n    "de": "ruecken",\n    "pl": "plecy"\n  }\n}',
        ),
        (
            '{\n  "siblings": {\n    "fr": "x",\n    "pl": "y"\n  }\n}',
            "siblings",
            SIBLINGS,
            '{\n  "siblings": {\n    "de": "ruecken",\n    "pl": "plecy"\n  }\n}',
        ),
        ('{"siblings": null}', "siblings", {"pl": "a"}, '{"siblings": {"pl": "a"}}'),
        ('{"aliases": "old"}', "aliases", ("old", "new"), '{"aliases": ["old", "new"]}'),
        ('{"aliases": ["gone"], "b": 1}', "aliases", (), '{"aliases": [], "b": 1}'),
        ('{"a": "\\u0142"}', "draft", True, '{"a": "\\u0142", "draft": true}'),
    ],
)
def test_json_is_written_in_the_style_that_is_there(before, key, value, after):
    assert with_key(before + "\n", key, value) == after + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('title = "a" # c', 'title = "{}" # c'),
        ("title = 'a'", "title = '{}'"),
        ('title = """a"""', 'title = """{}"""'),
        ("title = '''\na\nb\n'''", "title = '''\n{}\n'''"),
        ('title = """\\\n   a \\\n   b\\\n   """', 'title = """\\\n   {}\\\n   """'),
        ('title = " a "', 'title = " {} "'),
    ],
)
@pytest.mark.parametrize("value", ["Tytuł", "50 %"])
def test_a_text_in_toml_keeps_its_quotes(before, after, value):
    text = f"+++\n{before}\n+++\n"
    (unit,) = units(text, front_of(text), ["title"])
    assert apply_edits(text, [set_value(text, front_of(text), unit, value)]) == f"+++\n{after.format(value)}\n+++\n"


@pytest.mark.parametrize("fence", ["+++", "---"])
def test_no_translation_ends_the_front_matter(fence):
    opening = "---toml" if fence == "---" else fence
    text = f"{opening}\nsummary = '''\nOne\ntwo\n'''\n{fence}\nBody\n"
    (unit,) = units(text, front_of(text), ["summary"])
    result = apply_edits(text, [set_value(text, front_of(text), unit, f"a\n{fence}\nb")])
    assert front_of(result).data == {"summary": f"a\n{fence}\nb\n"}


@pytest.mark.parametrize(
    "text",
    [
        "+++\n", "+++\na = 1\n", "+++a\na = 1\n+++\n", " +++\na = 1\n+++\n", "++\n", "{{< x >}}\n", "{% raw %}\n",
        "{}\n", "{#id}\n", "{: .c}\n", "{/* x */}\n", '{"x"}\n', "{ a }\n", '{"a": 1} text\n', "---json\n{}\n",
        "---toml\na = 1\n", '---json\n{"a": 1}\n', "---\n+++\na = 1\n+++\n", "{'a': 1}\n",
    ],
)  # fmt: skip
def test_what_is_no_front_matter_is_markdown(text):
    assert cut(text, "a.md") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("+++\na = 1\nb = \n+++\n", "a.md:3: the front matter does not load: Invalid value; mend the TOML"),
        ("+++\na = 1\na = 2\n+++\n", "a.md:3: the front matter does not load: Cannot overwrite a value; mend the TOML"),
        ("+++\n[a]\nb = 1\n[a]\n+++\n", "a.md:4: the front matter does not load: Cannot declare"),
        ("+++\na = '''\n+++\n'''\n", "a.md:2: the front matter does not load: "),
        ("+++\nprose\n+++\n", "a.md:2: the front matter does not load: Expected '='"),
        ("+++\na = " + "[" * 5000 + "]" * 5000 + "\n+++\n", "a.md:2: the front matter does not load: its values are"),
        ("+++\na = " + "[" * 101 + "]" * 101 + "\n+++\n", "a.md:2: the front matter does not load: more than 100"),
        ("+++\n" + ".".join("a" * 150) + " = 1\n+++\n", "a.md:2: the front matter does not load: more than 100"),
        ("+++\na = " + "1" * 5000 + "\n+++\n", "a.md:2: the front matter does not load: Exceeds the limit"),
        ("+++\na = \x00\n+++\n", "a.md:2: the front matter does not load: "),
        ('+++\na = "\\ud800"\n+++\n', "a.md:2: the front matter does not load: "),
        ('{"a": 1,\n"b": }\n', "a.md:2: the front matter does not load: Expecting value; mend the JSON"),
        ('{"a": 1,\n', "a.md:2: the front matter does not load: "),
        ('{"a": NaN}\n', "a.md:1: the front matter does not load: NaN is no JSON; mend the JSON"),
        ('{"a": -Infinity}\n', "a.md:1: the front matter does not load: -Infinity is no JSON"),
        ('{"a": 1, }\n', "a.md:1: the front matter does not load: "),
        ('{"a": "\\ud800"}\n', "a.md:1: the front matter does not load: an escape is half a character"),
        ('{"a": ' + "[" * 99999 + "]" * 99999 + "}\n", "a.md:1: the front matter does not load: its values are"),
        ('{"a": ' + "[" * 101 + "]" * 101 + "}\n", "a.md:1: the front matter does not load: more than 100"),
        ('{"a": ' + "1" * 5000 + "}\n", "a.md:1: the front matter does not load: Exceeds the limit"),
        ('{"a": "x\ny"}\n', "a.md:1: the front matter does not load: Invalid control character"),
        ('---json\n{"a" 1}\n---\n', "a.md:2: the front matter does not load: "),
    ],
)
def test_front_matter_that_does_not_load_names_its_line(text, message):
    with pytest.raises(SourceError) as caught:
        cut(text, "a.md")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert without_keys(text, MANAGED) == text


def test_numbers_beyond_all_measure_are_no_trouble():
    assert front_of('{"a": 1e999}\n').data == front_of('{"a": 1e999}\n').data
    assert front_of("+++\na = nan\nb = [-nan]\n+++\n").data == front_of("+++\na = nan\nb = [-nan]\n+++\n").data


@given(
    st.sampled_from(["+++\n", '{"a": ', "---json\n{", "---toml\n"]),
    st.text(max_size=40),
    st.sampled_from(["\n+++\n", "}\n", "\n---\n"]),
)
def test_anything_between_rules_loads_or_is_refused_in_one_line(opening, text, closing):
    _, problem = attempt(cut, opening + text + closing, "a.md")
    assert re.fullmatch(r"(?:a\.md:\d+: [^\r\n]*)?", problem)


@pytest.mark.parametrize(
    ("before", "key", "value", "message"),
    [
        ("+++\n[lang]\n+++\n", "lang", "pl", "a.md:2: `lang` holds a list or table"),
        ("+++\na = 1\n[[siblings]]\n+++\n", "siblings", SIBLINGS, "a.md:3: `siblings` is no table"),
        ("+++\nsiblings = 'x'\n+++\n", "siblings", SIBLINGS, "a.md:2: `siblings` is no table"),
        ("+++\n[siblings.pl]\na = 1\n+++\n", "siblings", SIBLINGS, "a.md:2: `siblings` holds something else"),
        ("+++\n[[aliases]]\na = 1\n+++\n", "aliases", ("x",), "a.md:2: `aliases` is no list of texts"),
        ('{"b": 1,\n"siblings": [1]}\n', "siblings", SIBLINGS, "a.md:2: `siblings` is no table"),
        ('{"aliases": [{}]}\n', "aliases", ("x",), "a.md:1: `aliases` is no list of texts"),
    ],
)
def test_what_cannot_be_edited_is_left_alone_and_named(before, key, value, message):
    with pytest.raises(SourceError, match=re.escape(message)):
        with_key(before, key, value)


def test_time_grows_with_length():
    """A thousand values and more are read in no time worth naming, whatever stands in them."""
    rows = "".join(f'k{number} = """\n{"a" * 200}"" \\\n x"""\n' for number in range(3000))
    assert len(front_of(f"+++\n{rows}+++\n").data) == 3000
