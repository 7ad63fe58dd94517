"""Extract, merge and run on real projects."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from locpipe import api as pipeline
from locpipe import frontmatter
from locpipe.errors import LocpipeError, SourceError, UsageError
from locpipe.model import Severity
from projects import ARTICLE, CONFIG, WORDS, change, entries, make, review, tree, write

PLAIN = 'targets = ["pl"]\n[frontmatter]\nlang = ""\nsiblings = ""\n[urls]\narticle = ""\nsource = ""\n'


def checks(result):
    return [finding.check for finding in result.findings]


def front(path):
    return frontmatter.cut(path.read_bytes().decode(), path.name).data


@pytest.fixture
def reviewed(tmp_path):
    """Give a project whose catalogs are reviewed in both languages."""
    project = make(tmp_path)
    pipeline.extract(project)
    review(project, "pl")
    review(project, "de")
    return project


# Laws of whole commands


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_catalog_that_repeats_its_source_gives_the_source_byte_for_byte(tmp_path, newline, mark):
    text = (mark + ARTICLE.replace("\n", newline)).encode()
    project = make(tmp_path, {"stretch-your-back.md": text}, PLAIN)
    pipeline.extract(project)
    [file] = project.articles()
    change(project.catalog_path(file, "pl"), lambda entry: entry._replace(target=entry.source), "pl")
    assert pipeline.merge(project).findings == ()
    assert (tmp_path / "content/pl/stretch-your-back.md").read_bytes() == text


def test_the_second_run_changes_nothing(reviewed):
    pipeline.run(reviewed)
    before = tree(reviewed.root)
    result = pipeline.run(reviewed).result
    assert result.written == ()
    assert tree(reviewed.root) == before


def test_extracting_the_merged_article_gives_the_translations_back(reviewed, tmp_path):
    pipeline.merge(reviewed)
    merged = (tmp_path / "content/pl/rozciagnij-plecy.md").read_bytes()
    other = make(
        tmp_path / "other",
        {"back.md": merged},
        'source = "pl"\ntargets = ["en"]\n[paths]\ntarget = "out/{lang}/{path}"\n',
    )
    pipeline.extract(other)
    assert set(WORDS["pl"].values()) <= {entry.source for entry in entries(other, "en").values()}


# Extract


def test_extract_writes_a_template_and_a_catalog_per_language(tmp_path):
    project = make(tmp_path)
    result = pipeline.extract(project)
    assert [project.relative(path) for path in result.written] == [
        "locale/de/LC_MESSAGES/back.po",
        "locale/pl/LC_MESSAGES/back.po",
        "locale/templates/back.pot",
    ]
    assert result.counts == {"articles": 1, "units": 8}
    assert {"title:Stretch your back", "slug:stretch-your-back", "tags:office", "Sit down"} <= set(
        entries(project, "pl")
    )


def test_extract_of_one_article_and_language_leaves_the_others_alone(tmp_path):
    project = make(tmp_path, {"a.md": "One.\n", "sub/b.md": "Two.\n"})
    pipeline.extract(project, ["sub/b"], ["pl"])
    assert sorted(tree(tmp_path)) == [
        "content/en/a.md",
        "content/en/sub/b.md",
        "locale/pl/LC_MESSAGES/sub/b.po",
        "locale/templates/sub/b.pot",
        "locpipe.toml",
    ]


def test_an_article_narrows_its_languages_itself(tmp_path):
    project = make(tmp_path, {"a.md": "---\ntargets: [pl]\ndraft: true\n---\nOne.\n"})
    assert pipeline.extract(project).findings == ()
    assert (tmp_path / "locale/pl/LC_MESSAGES/a.po").exists()
    assert not (tmp_path / "locale/de").exists()


def test_an_article_that_names_an_unknown_target_gets_a_warning(tmp_path):
    project = make(tmp_path, {"a.md": "---\ntargets: [pl, fr]\n---\nOne.\n"})
    [finding] = pipeline.extract(project).findings
    assert str(finding).startswith("content/en/a.md:1: warning: targets: fr: expected a list")


@pytest.mark.parametrize("text", ["", "\ufeff", "\n \n"])
def test_an_empty_article_is_a_warning_and_writes_no_catalog(tmp_path, text):
    project = make(tmp_path, {"a.md": text})
    result = pipeline.extract(project)
    assert [str(each) for each in result.findings] == [
        "content/en/a.md: warning: the file is empty: there is nothing to translate [empty-article]"
    ]
    assert result.written == ()


def test_a_changed_text_keeps_its_translation_as_fuzzy(reviewed):
    article = reviewed.root / "content/en/back.md"
    article.write_text(article.read_text().replace("**twice** a day", "**twice** each day"))
    pipeline.extract(reviewed)
    entry = entries(reviewed, "pl")["Do this **twice** each day."]
    assert (entry.target, entry.fuzzy, entry.previous) == (
        "Rób to **dwa razy** dziennie.",
        True,
        "Do this **twice** a day.",
    )


def test_the_catalog_of_a_removed_article_stays_with_a_note(reviewed):
    write(reviewed.root, {"content/en/other.md": "Something else.\n"})
    (reviewed.root / "content/en/back.md").unlink()
    result = pipeline.extract(reviewed)
    assert checks(result) == ["orphan-catalog", "orphan-catalog"]
    assert (reviewed.root / "locale/pl/LC_MESSAGES/back.po").exists()


def test_all_bad_articles_are_named_at_once_and_nothing_is_written(tmp_path):
    project = make(tmp_path, {"a.md": b"\xff", "b.md": "Fine.\n", "c.md": "---\n- a\n---\n"})
    before = tree(tmp_path)
    with pytest.raises(SourceError) as raised:
        pipeline.extract(project)
    assert [line.split(":")[0] for line in str(raised.value).split("\n")] == ["content/en/a.md", "content/en/c.md"]
    assert tree(tmp_path) == before


def test_two_articles_with_one_url_are_refused_even_when_one_is_asked_for(tmp_path):
    project = make(tmp_path, {"a.md": "---\nslug: x\n---\n", "b/c.md": "---\nslug: x\n---\n"})
    for names in ([], ["a"], ["b/c"]):
        with pytest.raises(SourceError, match=r"content/en/b/c\.md: has the URL /en/x/ of content/en/a\.md"):
            pipeline.extract(project, names)


@pytest.mark.parametrize("pattern", ["", "/{lang}/{path}"])
def test_one_slug_twice_is_fine_where_urls_come_from_paths(tmp_path, pattern):
    config = f'targets = ["pl"]\n[urls]\nsource = "{pattern}"\n'
    project = make(tmp_path, {"a.md": "---\nslug: x\n---\n", "b/c.md": "---\nslug: x\n---\n"}, config)
    pipeline.extract(project)


# The memo


def test_an_unchanged_article_is_not_parsed_again(reviewed, monkeypatch):
    pipeline.extract(reviewed)
    pipeline.extract(reviewed)
    monkeypatch.setattr(import_module("locpipe.pipeline.extraction"), "read_article", None)
    assert pipeline.extract(reviewed).written == ()


@pytest.mark.parametrize(
    "spoiled",
    [
        b"",
        b"{",
        b"[]",
        b'{"arrangement": "", "records": {"back": [3, [], {}, "", "", []]}}',
        b'{"arrangement": "", "records": {\n"back": 3\n}}\n',
        b'{"arrangement": "", "records": {\n"back": ["", "", [], "", 8, []]\n}}\n',
        b'{"arrangement": "", "records": {\n"back": ["", "", {}, "", 8, [3]]\n}}\n',
        b'{"arrangement": "", "records": {\n3: ["", "", {}, "", 8, []]\n}}\n',
        b"\xff",
    ],
)
def test_a_lost_or_spoiled_memo_changes_nothing(reviewed, spoiled):
    pipeline.extract(reviewed)
    before = tree(reviewed.root)
    (reviewed.root / ".locpipe/extract.json").write_bytes(spoiled)
    assert pipeline.extract(reviewed).written == ()
    assert tree(reviewed.root) == before
    assert json.loads((reviewed.root / ".locpipe/extract.json").read_bytes())["records"]["back"][4] == 8


def test_the_memo_sees_every_change(reviewed):
    pipeline.extract(reviewed)
    pot = reviewed.root / "locale/templates/back.pot"
    before = pot.read_bytes()
    pot.unlink()
    assert pipeline.extract(reviewed).written == (pot,)
    assert pot.read_bytes() == before
    (reviewed.root / "locale/pl/LC_MESSAGES/back.po").unlink()
    assert len(pipeline.extract(reviewed).written) == 1
    write(reviewed.root, {"locpipe.toml": CONFIG + 'name = "Site"\n'})
    assert pot in pipeline.extract(make(reviewed.root, {}, CONFIG + 'name = "Site"\n')).written


def test_a_skipped_article_still_shows_its_findings(tmp_path):
    project = make(tmp_path, {"a.md": ""})
    assert [checks(pipeline.extract(project)) for _ in range(3)] == [["empty-article"]] * 3


# Merge


def test_merge_names_the_file_by_its_slug_and_links_all_versions(reviewed):
    result = pipeline.merge(reviewed)
    assert result.findings == ()
    pl, de = reviewed.root / "content/pl/rozciagnij-plecy.md", reviewed.root / "content/de/dehne-den-ruecken.md"
    assert pl.read_text().endswith("# Rozciągnij plecy\n\nRób to **dwa razy** dziennie.\n\n- Usiądź\n- Wstań\n")
    assert front(pl)["lang"] == "pl"
    assert front(pl)["slug"] == "rozciagnij-plecy"
    assert front(pl)["siblings"] == {"de": "dehne-den-ruecken", "en": "stretch-your-back"}
    assert front(de)["siblings"] == {"en": "stretch-your-back", "pl": "rozciagnij-plecy"}
    source = (reviewed.root / "content/en/back.md").read_text()
    assert source == ARTICLE.replace("---\n# ", "siblings:\n  de: dehne-den-ruecken\n  pl: rozciagnij-plecy\n---\n# ")


def test_the_slug_is_recorded_in_the_catalog(reviewed):
    pipeline.merge(reviewed)
    entry = entries(reviewed, "pl")["slug:stretch-your-back"]
    assert (entry.target, entry.fuzzy) == ("rozciagnij-plecy", False)


def test_the_reviewers_slug_goes_before_the_sources_wish_and_that_before_the_title(tmp_path):
    project = make(tmp_path, {"back.md": ARTICLE.replace("---\n# ", "siblings:\n  pl: moje-plecy\n---\n# ")})
    pipeline.extract(project)
    review(project, "pl")
    review(project, "de", WORDS["de"] | {"stretch-your-back": "mein-ruecken"})
    pipeline.merge(project)
    assert (tmp_path / "content/pl/moje-plecy.md").exists()
    assert (tmp_path / "content/de/mein-ruecken.md").exists()


def test_an_article_without_slug_keeps_its_file_name_and_gets_no_slug(tmp_path):
    project = make(tmp_path, {"sub/index.md": "---\ntitle: Home\n---\nText.\n"})
    pipeline.extract(project)
    review(project, "pl")
    pipeline.merge(project)
    path = tmp_path / "content/pl/sub/index.md"
    assert front(path) == {"title": "pl Home", "lang": "pl", "siblings": {"en": "sub/index.md"}}


def test_an_article_without_front_matter_gets_none(tmp_path):
    project = make(tmp_path, {"a.md": "Text.\n"})
    pipeline.extract(project)
    review(project, "pl")
    assert checks(pipeline.merge(project, (), ["pl"])) == ["no-front-matter"]
    assert (tmp_path / "content/pl/a.md").read_text() == "pl Text.\n"
    review(project, "pl", {"Text.": "Tekst."})
    assert checks(pipeline.merge(project, (), ["pl"])) == ["no-front-matter"]
    assert (tmp_path / "content/pl/a.md").read_text() == "Tekst.\n"


def test_what_is_not_reviewed_is_not_written(tmp_path):
    project = make(tmp_path)
    pipeline.extract(project)
    review(project, "pl")
    change(
        tmp_path / "locale/pl/LC_MESSAGES/back.po",
        lambda entry: entry._replace(fuzzy=entry.source == "Sit down"),
        "pl",
    )
    result = pipeline.merge(project)
    assert result.written == ()
    assert result.counts["incomplete"] == 2
    assert [each.severity for each in result.findings] == [Severity.NOTE, Severity.NOTE]
    assert "pl: 6 of 7 units are reviewed, 100 % are needed" in result.findings[1].message


def test_below_keep_100_what_is_not_reviewed_stays_in_the_source_language(tmp_path):
    project = make(tmp_path)
    pipeline.extract(project)
    review(project, "pl")
    change(
        tmp_path / "locale/pl/LC_MESSAGES/back.po",
        lambda entry: entry._replace(fuzzy=entry.source == "Sit down"),
        "pl",
    )
    assert pipeline.merge(project, keep=86).written == ()
    pipeline.merge(project, keep=85)
    assert "- Sit down\n- Wstań\n" in (tmp_path / "content/pl/rozciagnij-plecy.md").read_text()


def test_check_writes_nothing_and_says_what_would_change(reviewed):
    before = tree(reviewed.root)
    result = pipeline.merge(reviewed, check=True)
    assert tree(reviewed.root) == before
    assert checks(result) == ["merge-check"] * 6  # with the lock
    pipeline.merge(reviewed)
    assert pipeline.merge(reviewed, check=True).findings == ()


def test_output_writes_there_and_nowhere_else(reviewed, tmp_path_factory):
    before = tree(reviewed.root)
    out = tmp_path_factory.mktemp("out")
    pipeline.merge(reviewed, output=out / "new")
    assert tree(reviewed.root) == before
    assert sorted(tree(out)) == ["new/content/de/dehne-den-ruecken.md", "new/content/pl/rozciagnij-plecy.md"]


def test_a_draft_uses_what_nobody_reviewed_and_says_so(tmp_path, tmp_path_factory):
    project = make(tmp_path, {"back.md": ARTICLE, "bare.md": "Text.\n"})
    pipeline.extract(project, (), ["pl"])
    review(project, "pl")
    for name in ("back", "bare"):
        change(tmp_path / f"locale/pl/LC_MESSAGES/{name}.po", lambda entry: entry._replace(fuzzy=True), "pl")
    with pytest.raises(UsageError, match="--draft needs --output"):
        pipeline.merge(project, draft=True)
    before = tree(tmp_path)
    out = tmp_path_factory.mktemp("out")
    pipeline.merge(project, draft=True, output=out)
    assert tree(tmp_path) == before
    assert front(out / "content/pl/rozciagnij-plecy.md")["machine_translated"] is True
    assert (out / "content/pl/bare.md").read_text() == "---\nmachine_translated: true\n---\npl Text.\n"


def test_a_native_file_is_never_overwritten(reviewed):
    native = "---\ntitle: Inny\n---\nCudzy tekst.\n"
    write(reviewed.root, {"content/pl/rozciagnij-plecy.md": native})
    result = pipeline.merge(reviewed)
    assert checks(result) == ["not-ours"]
    assert (reviewed.root / "content/pl/rozciagnij-plecy.md").read_text() == native
    assert front(reviewed.root / "content/en/back.md")["siblings"] == {"de": "dehne-den-ruecken"}
    assert pipeline.merge(reviewed, force=True).findings == ()
    assert front(reviewed.root / "content/pl/rozciagnij-plecy.md")["title"] == "Rozciągnij plecy"


def test_a_published_file_whose_catalog_fell_back_stays_and_keeps_its_links(reviewed):
    pipeline.merge(reviewed, (), ["pl"])
    change(
        reviewed.root / "locale/pl/LC_MESSAGES/back.po",
        lambda entry: entry._replace(fuzzy=entry.source == "Sit down"),
        "pl",
    )
    before = (reviewed.root / "content/pl/rozciagnij-plecy.md").read_text()
    result = pipeline.merge(reviewed)
    assert "stale" in checks(result)
    after = (reviewed.root / "content/pl/rozciagnij-plecy.md").read_text()
    assert after.replace("  de: dehne-den-ruecken\n", "") == before
    assert front(reviewed.root / "content/de/dehne-den-ruecken.md")["siblings"]["pl"] == "rozciagnij-plecy"


def test_merging_one_language_links_it_with_what_is_published(reviewed):
    pipeline.merge(reviewed, (), ["pl"])
    pipeline.merge(reviewed, ["back"], ["de"])
    assert set(front(reviewed.root / "content/pl/rozciagnij-plecy.md")["siblings"]) == {"de", "en"}


def test_a_sibling_that_locpipe_does_not_manage_is_left_alone(tmp_path):
    text = ARTICLE.replace("---\n# ", "siblings:\n  fr: etirez  # by hand\n---\n# ")
    project = make(tmp_path, {"back.md": text})
    pipeline.extract(project)
    review(project, "pl")
    pipeline.merge(project)
    assert "  fr: etirez  # by hand\n" in (tmp_path / "content/en/back.md").read_text()
    assert front(tmp_path / "content/en/back.md")["siblings"] == {"fr": "etirez", "pl": "rozciagnij-plecy"}


def test_siblings_of_another_shape_are_left_alone_with_a_warning(tmp_path):
    text = ARTICLE.replace("---\n# ", "siblings: [a, b]\n---\n# ")
    project = make(tmp_path, {"back.md": text})
    pipeline.extract(project)
    review(project, "pl")
    assert "siblings-shape" in checks(pipeline.merge(project))
    assert (tmp_path / "content/en/back.md").read_text() == text
    assert front(tmp_path / "content/pl/rozciagnij-plecy.md")["siblings"] == ["a", "b"]


def test_two_articles_with_one_slug_in_one_language_are_both_left_out(tmp_path):
    project = make(tmp_path, {"a.md": ARTICLE, "b.md": ARTICLE.replace("slug: stretch", "slug: other")})
    pipeline.extract(project)
    review(project, "pl")
    result = pipeline.merge(project, (), ["pl"])
    assert checks(result) == ["one-address", "one-address"]
    assert "rozciagnij-plecy is the address of content/en/b.md too" in result.findings[0].message
    assert result.written == ()


def test_one_slug_in_two_folders_is_one_url(tmp_path):
    project = make(tmp_path, {"a.md": ARTICLE, "sub/b.md": ARTICLE.replace("slug: stretch", "slug: other")})
    pipeline.extract(project)
    review(project, "pl", article="a")
    assert pipeline.merge(project, ["a"], ["pl"]).counts["published"] == 1
    review(project, "pl", article="sub/b")
    result = pipeline.merge(project, ["sub/b"], ["pl"])
    assert checks(result) == ["one-address"]
    assert result.counts["published"] == 0


@pytest.mark.parametrize("slug", ["a/b", "..", ".hidden", "con", "x" * 300])
def test_a_slug_that_is_no_file_name_is_an_error_and_not_written(tmp_path, slug):
    project = make(tmp_path)
    pipeline.extract(project, (), ["pl"])
    review(project, "pl", WORDS["pl"] | {"stretch-your-back": slug})
    before = tree(tmp_path)
    result = pipeline.merge(project)
    assert checks(result) == ["slug"]
    assert result.findings[0].path == "locale/pl/LC_MESSAGES/back.po"
    assert tree(tmp_path) == before


def test_a_translation_that_breaks_the_article_is_found_at_its_entry_and_not_written(tmp_path):
    project = make(tmp_path)
    pipeline.extract(project, (), ["pl"])
    review(project, "pl", WORDS["pl"] | {"Sit down": "Usiądź\n\n# Nagłówek"})
    result = pipeline.merge(project)
    errors = [each for each in result.findings if each.severity is Severity.ERROR]
    assert [(each.path, each.line > 0) for each in errors] == [("locale/pl/LC_MESSAGES/back.po", True)]
    assert result.written == ()


def test_a_changed_slug_renames_the_file_and_keeps_the_old_one_as_an_alias(reviewed):
    pipeline.merge(reviewed)
    review(reviewed, "pl", WORDS["pl"] | {"stretch-your-back": "nowy"})
    assert pipeline.merge(reviewed).findings == ()
    assert not (reviewed.root / "content/pl/rozciagnij-plecy.md").exists()
    new = front(reviewed.root / "content/pl/nowy.md")
    assert (new["slug"], new["aliases"]) == ("nowy", ["rozciagnij-plecy"])
    assert front(reviewed.root / "content/en/back.md")["siblings"] == {"de": "dehne-den-ruecken", "pl": "nowy"}
    assert front(reviewed.root / "content/de/dehne-den-ruecken.md")["siblings"]["pl"] == "nowy"
    review(reviewed, "pl", WORDS["pl"] | {"stretch-your-back": "rozciagnij-plecy"})
    pipeline.merge(reviewed)
    assert front(reviewed.root / "content/pl/rozciagnij-plecy.md")["aliases"] == ["nowy"]


def test_a_changed_source_slug_still_finds_its_translation(reviewed):
    pipeline.merge(reviewed, (), ["pl"])
    article = reviewed.root / "content/en/back.md"
    article.write_text(article.read_text().replace("slug: stretch-your-back", "slug: back-stretches"))
    pipeline.extract(reviewed)
    assert [each for each in pipeline.merge(reviewed, (), ["pl"]).findings if each.severity is Severity.ERROR] == []
    assert front(reviewed.root / "content/pl/rozciagnij-plecy.md")["siblings"] == {"en": "back-stretches"}


def test_where_siblings_are_not_kept_a_translation_is_known_by_the_lock(tmp_path):
    project = make(tmp_path, {"stretch-your-back.md": ARTICLE}, PLAIN)
    pipeline.extract(project)
    review(project, "pl", WORDS["pl"] | {"stretch-your-back": "x"})
    pipeline.merge(project)
    review(project, "pl", WORDS["pl"] | {"stretch-your-back": "x", "Stand up": "Powstań"})
    assert pipeline.merge(project).findings == ()
    assert "Powstań" in (tmp_path / "content/pl/x.md").read_text()
    write(tmp_path, {"content/pl/x.md": "# Zupełnie inny\n\nTekst.\n"})
    assert checks(pipeline.merge(project)) == ["edited"]


def test_a_language_that_is_no_target_is_refused(reviewed):
    with pytest.raises(UsageError, match=r"--lang fr: not among the project's targets \(pl, de\)"):
        pipeline.merge(reviewed, (), ["fr"])


def test_a_catalog_changed_between_reading_and_writing_is_left_alone(reviewed, monkeypatch):
    import locpipe.catalog

    path = reviewed.root / "locale/pl/LC_MESSAGES/back.po"
    dump = locpipe.catalog.dump

    def slow(catalog):
        if catalog.language == "pl":
            path.write_bytes(path.read_bytes() + b"# saved in Poedit meanwhile\n")
        return dump(catalog)

    monkeypatch.setattr("locpipe.catalog.dump", slow)
    with pytest.raises(LocpipeError, match=r"back\.po: changed while locpipe was running"):
        pipeline.merge(reviewed)
    assert path.read_bytes().endswith(b"# saved in Poedit meanwhile\n")


# Init


def test_init_gives_a_project_that_reads_back_with_the_defaults(tmp_path):
    from locpipe.project import Config, find_project

    done = pipeline.init(tmp_path / "site")
    assert done.left == ()
    assert find_project(tmp_path / "site").config == Config()


def test_init_leaves_what_is_there_alone(tmp_path):
    write(tmp_path, {".gitignore": "*.mo\n", "locpipe.toml": "# mine\n"})
    done = pipeline.init(tmp_path)
    assert done.left == ("locpipe.toml", ".gitignore")
    assert done.missing == ((".gitignore", (".locpipe/", ".locpipe-*.part")),)
    assert (tmp_path / "locpipe.toml").read_text() == "# mine\n"
    assert (tmp_path / ".gitignore").read_text() == "*.mo\n"
