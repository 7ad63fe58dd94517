"""`locpipe memory` on real projects: what is in the memory, what goes in and comes out, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from conftest import run_locpipe
from locpipe import api as pipeline
from locpipe.cli import commands
from locpipe.errors import CatalogError, MemoryFileError, UsageError
from locpipe.memory import Group, Segment, dump_tmx, read_tmx
from locpipe.pipeline.memory import INDEX, catalogs, open_for
from projects import ARTICLE, CONFIG, WORDS, change, make, review, tree, write

OLD = (
    '<tmx version="1.4"><header creationtool="x" srclang="en-US"/><body>'
    '<tu><tuv xml:lang="en-US"><seg>Neck pain</seg></tuv><tuv xml:lang="pl-PL"><seg>Ból szyi</seg></tuv>'
    '<tuv xml:lang="de-DE"><seg>Nackenschmerzen</seg></tuv></tu>\n'
    '<tu><tuv xml:lang="en-US"><seg>Only in French</seg></tuv><tuv xml:lang="fr"><seg>En français</seg></tuv></tu>\n'
    '<tu><tuv xml:lang="en-US"><seg>Turn <ph>\\v</ph>left</seg></tuv><tuv xml:lang="pl"><seg>W lewo</seg></tuv></tu>'
    "</body></tmx>"
)


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path / "project")
    pipeline.extract(made)
    review(made, "pl")
    return made


def run(project, *arguments):
    """Run a command in the project and return its exit code, output and errors."""
    line = ["-C", str(project.root), "memory", *map(str, arguments)]
    result = CliRunner().invoke(commands, line, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def known(project, language="pl"):
    """Return the targets that the memory has, by source."""
    with open_for(project) as memory:
        return {segment.source: segment.target for segment in memory.segments(language)}


def article_without_its_list(project):
    text = ARTICLE.replace("- Sit down\n- Stand up\n", "Rest for a while.\n")
    (project.root / "content/en/back.md").write_text(text, encoding="utf-8")
    pipeline.extract(project)


# What is in the memory.


def test_every_reviewed_text_but_slugs(project):
    assert known(project) == WORDS["pl"]
    assert known(project, "de") == {}
    review(project, "de")
    assert known(project, "de") == WORDS["de"]


def test_nothing_that_waits_for_a_review(project):
    [path] = catalogs(project, "pl")
    change(path, lambda entry: entry._replace(fuzzy=entry.source == "Sit down"), "pl")
    assert set(WORDS["pl"]) - set(known(project)) == {"Sit down"}


def test_where_a_text_stands_is_known(project):
    with open_for(project) as memory:
        found = memory.exact("Sit down", "pl", "", "Do this **twice** a day.")
        title = memory.exact("Stretch your back", "pl", "title", "")
    where = project.relative(catalogs(project, "pl")[0])
    assert found.segment == Segment("Sit down", "Usiądź", "", "Do this **twice** a day.", where)
    assert found.same_place
    assert (title.segment.context, title.same_place) == ("title", True)


def test_a_reviewed_paragraph_that_left_its_article_stays(project):
    article_without_its_list(project)
    assert known(project) == WORDS["pl"]
    with open_for(project) as memory:
        assert memory.exact("Stand up", "pl", "", "Sit down").segment.before == ""


def test_an_unreviewed_paragraph_that_left_its_article_does_not_come_in(project):
    [path] = catalogs(project, "pl")
    change(path, lambda entry: entry._replace(fuzzy=entry.source == "Sit down"), "pl")
    article_without_its_list(project)
    assert set(WORDS["pl"]) - set(known(project)) == {"Sit down"}


def test_the_catalog_of_an_article_that_is_gone_still_counts(project):
    write(project.root, {"content/en/neck.md": "Turn your neck.\n"})
    (project.root / "content/en/back.md").unlink()
    pipeline.extract(project)
    assert known(project) == WORDS["pl"]


def test_what_a_reviewer_changes_is_found_in_the_next_run(project):
    assert known(project)["Sit down"] == "Usiądź"
    review(project, "pl", WORDS["pl"] | {"Sit down": "Siadaj"})
    assert known(project)["Sit down"] == "Siadaj"
    catalogs(project, "pl")[0].unlink()
    assert known(project) == {}


def test_one_language_is_brought_up_to_date_alone(project):
    review(project, "de")
    with open_for(project, ["pl"]) as memory:
        assert memory.segments("pl")
        assert memory.segments("de") == []
    with open_for(project, ["de"]) as memory:
        assert memory.segments("de")
        assert memory.segments("pl")


def test_a_new_target_language_reads_the_tmx_files_again(project):
    write(project.root, {"memory/old.tmx": OLD})
    assert known(project)["Neck pain"] == "Ból szyi"
    write(project.root, {"locpipe.toml": CONFIG.replace('"de"', '"fr"')})
    changed = make(project.root, {}, CONFIG.replace('"de"', '"fr"'))
    assert known(changed, "fr") == {"Only in French": "En français"}


@pytest.mark.parametrize(
    ("name", "text", "error", "message"),
    [
        ("memory/bad.tmx", "<tmx>\n<body></tmx>", MemoryFileError, r"^memory/bad.tmx:2: "),
        (
            "locale/pl/LC_MESSAGES/other.po",
            'msgid "a"\nmsgstr b\n',
            CatalogError,
            r"^locale/pl/LC_MESSAGES/other.po:2: ",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(project, name, text, error, message):
    write(project.root, {name: text})
    with pytest.raises(error, match=message):
        known(project)


# Import.


def test_import(project, tmp_path):
    write(tmp_path, {"old.tmx": OLD})
    code, shown, said = run(project, "import", tmp_path / "old.tmx")
    assert code == 0
    assert said.startswith("3 new pairs\n")
    assert shown.split("\n") == [
        f"{tmp_path}/old.tmx:2: warning: 1 entry without a text in en and one in pl or de: skipped [memory-skipped]",
        f"{tmp_path}/old.tmx:3: warning: 1 entry with inline codes of another format: the words were taken, the codes"
        " left out [memory-codes]",
        "",
    ]
    assert known(project) == WORDS["pl"] | {"Neck pain": "Ból szyi", "Turn left": "W lewo"}
    assert known(project, "de") == {"Neck pain": "Nackenschmerzen"}


def test_importing_again_adds_nothing(project, tmp_path):
    write(tmp_path, {"old.tmx": OLD})
    run(project, "import", tmp_path / "old.tmx")
    before = tree(project.root)
    code, _, said = run(project, "import", tmp_path / "old.tmx")
    assert (code, said.split("\n")[0]) == (0, "0 new pairs")
    assert tree(project.root) == before


def test_a_newer_file_of_the_same_name_adds_to_what_is_there(project, tmp_path):
    write(tmp_path, {"old.tmx": OLD, "new/old.tmx": OLD.replace("Neck pain", "Knee pain").replace("szyi", "kolana")})
    run(project, "import", tmp_path / "old.tmx")
    _, _, said = run(project, "import", tmp_path / "new/old.tmx")
    assert said.startswith("2 new pairs\n")
    assert {"Neck pain", "Knee pain"} <= set(known(project))
    assert sorted(path.name for path in (project.root / "memory").iterdir()) == ["old.tmx"]


def test_two_files_of_one_name_at_once(project, tmp_path):
    write(tmp_path, {"old.tmx": OLD, "new/old.tmx": OLD.replace("Neck pain", "Knee pain")})
    run(project, "import", tmp_path / "old.tmx", tmp_path / "new/old.tmx")
    assert {"Neck pain", "Knee pain"} <= set(known(project))


@pytest.mark.parametrize("bad", ["<tmx><body></tmx>", "source,target\na,b\n", "<xliff/>", ""])
def test_a_bad_file_is_one_line_and_nothing_is_written(project, tmp_path, bad):
    write(tmp_path, {"good.tmx": OLD, "bad.tmx": bad})
    before = tree(project.root)
    done = run_locpipe("memory", "import", str(tmp_path / "good.tmx"), str(tmp_path / "bad.tmx"), cwd=project.root)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.rstrip("\n").split("\n")
    assert f"{tmp_path}/bad.tmx:1: " in line
    assert tree(project.root) == before


def test_a_file_that_is_not_there_is_wrong_usage(project):
    done = run_locpipe("memory", "import", "nowhere.tmx", cwd=project.root)
    assert done.returncode == 2
    assert "nowhere.tmx" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_program_s_file_in_the_project_is_used_as_it_is(project, tmp_path):
    write(project.root, {"memory/old.tmx": OLD})
    assert known(project)["Neck pain"] == "Ból szyi"
    before = tree(project.root)
    with pytest.raises(UsageError, match=r"^memory/old.tmx: is one of the project's memories already"):
        run(project, "import", project.root / "memory/old.tmx")
    write(tmp_path, {"old.tmx": OLD.replace("Neck", "Knee")})
    with pytest.raises(MemoryFileError, match=r"^memory/old.tmx: is there already, from another program"):
        run(project, "import", tmp_path / "old.tmx")
    assert tree(project.root) == before


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ('["tm/**/*.tmx"]', "tm/old.tmx"),
        ('["fixed.tmx", "tm/site-*.tmx"]', "fixed.tmx"),
        ('["a/*/b.tmx", "tm/x-*.tmx"]', "tm/x-old.tmx"),
        ('["a/*/b.tmx"]', ""),
        ("[]", ""),
    ],
)
def test_where_an_imported_file_goes(tmp_path, files, place):
    made = make(tmp_path / "project", config=f"{CONFIG}[memory]\nfiles = {files}\n")
    write(tmp_path, {"old.tmx": OLD})
    if not place:
        with pytest.raises(UsageError, match=r'"memory.files" names no folder for it; put in a pattern like'):
            run(made, "import", tmp_path / "old.tmx")
        return
    run(made, "import", tmp_path / "old.tmx")
    assert (made.root / place).is_file()
    assert known(made) == {"Neck pain": "Ból szyi", "Turn left": "W lewo"}


# Export.


def test_export_and_import_in_another_project(project, tmp_path):
    review(project, "de")
    code, _, said = run(project, "export", "-o", tmp_path / "out" / "site.tmx")
    assert code == 0
    assert said.startswith("14 pairs in ")
    other = make(tmp_path / "other")
    run(other, "import", tmp_path / "out" / "site.tmx")
    for language in ("pl", "de"):
        with open_for(project) as one, open_for(other) as two:
            wanted = [replace(each, where="") for each in one.segments(language)]
            assert [replace(each, where="") for each in two.segments(language)] == wanted
    before = (other.root / "memory/site.tmx").read_bytes()
    assert before == (tmp_path / "out" / "site.tmx").read_bytes()
    run(other, "export", "-o", tmp_path / "again.tmx")
    assert (tmp_path / "again.tmx").read_bytes() == before


def test_export_goes_to_standard_output_and_takes_languages(project, tmp_path):
    review(project, "de")
    done = run_locpipe("memory", "export", "--lang", "de", cwd=project.root)
    assert (done.returncode, done.stderr) == (0, "")
    groups = list(read_tmx(done.stdout.encode(), "-"))
    assert {code for group in groups for code, _ in group.texts} == {"en", "de"}
    assert {text for group in groups for code, text in group.texts if code == "de"} == set(WORDS["de"].values())


def test_an_export_into_the_memory_s_own_folder_changes_nothing_the_second_time(project):
    out = project.root / "memory" / "site.tmx"
    run(project, "export", "-o", out)
    first = out.read_bytes()
    code, _, _ = run(project, "export", "-o", out)
    assert (code, out.read_bytes()) == (0, first)
    assert known(project) == WORDS["pl"]


def test_a_text_that_tmx_cannot_hold_is_left_out_with_a_finding(project, tmp_path):
    review(project, "pl", WORDS["pl"] | {"Sit down": "Usiądź\u0001"})
    code, shown, _ = run(project, "export", "-o", tmp_path / "site.tmx")
    assert code == 0
    assert "“Sit down” is left out: it or its translation holds a control character" in shown
    assert "[memory-characters]" in shown
    assert b"Sit down</seg>" not in (tmp_path / "site.tmx").read_bytes()
    code, _, _ = run(project, "export", "-o", tmp_path / "site.tmx", "--fail-on", "warning")
    assert code == 1


def test_an_unknown_language_is_wrong_usage(project):
    for arguments in (["export", "--lang", "fr"], ["stats", "--lang", "fr"]):
        with pytest.raises(UsageError, match="fr"):
            run(project, *arguments)


# Stats, and the index.


def test_stats(project):
    write(project.root, {"memory/old.tmx": OLD})
    code, shown, said = run(project, "stats")
    head, polish, german, size, end = shown.split("\n")
    assert (code, said, end) == (0, "", "")
    assert head.split() == ["language", "catalogs", "TMX", "files", "texts"]
    # The title and the heading are one text in two places.
    assert polish.split() == ["pl", "7", "2", "8"]
    assert german.split() == ["de", "0", "1", "1"]
    assert size.startswith(f"index: {INDEX}, 0.")


def test_stats_of_an_empty_project(tmp_path):
    code, shown, _ = run(make(tmp_path, {}), "stats", "--lang", "pl")
    assert code == 0
    assert shown.split("\n")[1].split() == ["pl", "0", "0", "0"]


def test_without_its_index_nothing_is_lost(project):
    _, before, _ = run(project, "stats")
    (project.root / INDEX).write_bytes(b"spoilt")
    assert run(project, "stats")[1] == before
    (project.root / INDEX).unlink()
    assert run(project, "stats")[1] == before
    assert INDEX not in tree(project.root)


def test_prefill_takes_what_was_imported(project, tmp_path):
    write(tmp_path, {"old.tmx": dump_tmx([Group((("en", "Rest for a while."), ("pl", "Odpocznij chwilę.")))], "en")})
    run(project, "import", tmp_path / "old.tmx")
    article_without_its_list(project)
    done = run_locpipe("prefill", "--lang", "pl", cwd=project.root)
    assert done.returncode == 0
    text = catalogs(project, "pl")[0].read_text(encoding="utf-8")
    assert "#. origin: memory 100 %" in text
    assert 'msgstr "Odpocznij chwilę."' in text
