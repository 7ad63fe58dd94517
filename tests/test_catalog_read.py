"""Files as other programs leave them, and files that are wrong: the message names the line."""

from __future__ import annotations

import pytest

from locpipe.catalog import dump, read
from locpipe.errors import CatalogError
from locpipe.model import Catalog, Entry, Location
from test_catalog_laws import HEADERS, bare

HEAD = 'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def load(text: str, language: str = "pl") -> Catalog:
    return read((HEAD + text).encode(), "x.po", language)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('msgid "a"\nmsgstr "b\n', 7, "not closed"),
        ('msgid "a"\nmsgstr "b" c"\n', 7, "quote"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""\n', 6, "no msgstr"),
        ('msgid "a"\n', 6, "no msgstr"),
        ('msgstr "a"\n', 6, "follow"),
        ("hello\n", 6, "not a line of a PO file"),
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr ""\n', 6, "merge conflict"),
        ('msgid "a"\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n', 9, "line 6"),
        ('msgid "a"\nmsgstr ""\n\n#~ msgid "a"\n#~ msgstr "b"\n', 9, "line 6"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\n', 6, "plural"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line(text, line, said):
    with pytest.raises(CatalogError) as caught:
        load(text)
    assert str(caught.value).startswith(f"x.po:{line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (HEAD.encode() + b'msgid "a"\nmsgstr "\xff"\n', 7, "not UTF-8"),
        (HEAD.replace("UTF-8", "ISO-8859-2").encode("latin2"), 4, "charset"),
        (HEAD.replace(": pl", ": de").encode(), 1, "Language: de"),
    ],
)
def test_another_encoding_or_language_is_refused(data, line, said):
    with pytest.raises(CatalogError, match=rf"^x\.po:{line}: .*{said}"):
        read(data, "x.po", "pl")


@pytest.mark.parametrize(
    ("found", "language"), [("pl_PL", "pl"), ("pl", "pl-PL"), ("pt_BR", "pt-BR"), ("pt-BR", "pt-BR"), ("", "pl")]
)
def test_a_language_may_be_written_in_several_ways(found, language):
    read(HEAD.replace(": pl", f": {found}").encode(), "x.po", language)


def test_a_rewrapped_file_reads_as_it_was():
    wrapped = (
        '# Mine\n#\n#  a\n#, fuzzy\nmsgid ""\nmsgstr "Language: pl\\nX-Zebra:  1\\n"\n"broken\\n"\n\n'
        "#  odd  blanks \n#nothing\n#. note\n#.\n#: a.md:3 b.md\n#: \u2068c d.md\u2069:4\n#, fuzzy, no-wrap, ours\n"
        '#| msgctxt "x"\n#| msgid ""\n#| "old "\n#| "text"\nmsgctxt "title"\nmsgid ""\n"new "\n"text\\n"\n"b" "c"\n'
        'msgstr ""\n"nowy"\n\n# kept\n#~| msgid "older"\n#~ msgid ""\n#~ "gone"\n#~ msgstr "było"\n# trailing\n'
    )
    plain = read(wrapped.encode(), "x.po", "pl")
    assert plain.comments == ("Mine", "", " a")
    assert plain.headers == (("Language", "pl"), ("X-Zebra", "1"), ("", "broken"))
    assert bare(plain).entries == (
        Entry(
            "new text\nbc",
            "title",
            "nowy",
            fuzzy=True,
            previous="old text",
            notes=("note",),
            comments=(" odd  blanks ", "nothing"),
            locations=(Location("a.md", 3), Location("b.md"), Location("c d.md", 4)),
            flags=("no-wrap", "ours"),
        ),
        Entry("gone", target="było", obsolete=True, previous="older", comments=("kept", "trailing")),
    )
    assert [entry.line for entry in plain.entries] == [21, 30]
    for form in (wrapped.replace("\n", "\r\n"), wrapped.replace("\n", "\r"), "\ufeff" + wrapped):
        assert read(form.encode(), "x.po", "pl") == plain


def test_a_file_name_is_never_opened(tmp_path, monkeypatch):
    (tmp_path / "hello").write_text('msgid "a"\nmsgstr "b"\n')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CatalogError, match="not a line of a PO file"):
        read(b"hello", "x.po", "pl")


def test_escapes_of_other_programs_are_read():
    read_back = load(r'msgid "a\a\033\x1b\\a\\033"' + '\nmsgstr "\\f\\v"\n')
    assert read_back.entries[0].source == "a\a\x1b\x1b\\a\\033"
    assert read_back.entries[0].target == "\f\v"
    assert read(dump(read_back), "x.po", "pl") == read_back


def test_an_empty_file_is_an_empty_catalog():
    assert read(b"", "x.po", "pl") == Catalog("x.po", "pl", (), (), ())


def test_the_header_is_written_as_the_format_page_shows_it():
    written = dump(Catalog("x.po", "pl", ("Polish translation of a.md",), HEADERS, ()))
    assert written.startswith(b'# Polish translation of a.md\nmsgid ""\nmsgstr ""\n"Project-Id-Version: a\\n"\n')
    assert written.endswith(b'"X-Locpipe-Segmentation: 1 gfm\\n"\n"X-Source-Language: en\\n"\n')


def test_flags_that_no_client_knows_are_left_out_and_the_others_sorted():
    entry = Entry("a", target="b", fuzzy=True, flags=("ours", "no-wrap", "c-format"))
    assert b"\n#, fuzzy, c-format, no-wrap\n" in dump(Catalog("x.po", "pl", (), HEADERS, (entry,)))
