"""One term, or one tag, translated two ways."""

import pytest

from locpipe import api as pipeline
from locpipe.glossary import Matcher
from locpipe.model import Severity, Term
from locpipe.pipeline.check import check
from projects import make, review

TERMS = (
    Term("neck", "szyja", forms=("szyi", "kark", "karku")),
    Term("blue light", "światło niebieskie", forms=("niebieskie światło",)),
    Term("body mass index", "wskaźnik masy ciała", forms=("wskaźnika masy ciała", "BMI")),
    Term("adductors", "przywodziciele uda", forms=("przywodziciele",)),
)


@pytest.mark.parametrize(
    ("source", "target", "way"),
    [
        ("The neck.", "Szyja.", "szyja"),
        ("The necks.", "Bóle szyi.", "szyja"),
        ("The neck.", "Ból karku.", "kark"),
        ("Blue light.", "Niebieskiego światła.", "światło niebieskie"),
        ("The adductors.", "Przywodziciele.", "przywodziciele uda"),
        # Said both ways, as an abbreviation, or in other words: nobody is to blame.
        ("The neck.", "Szyja i kark.", None),
        ("Body mass index.", "BMI.", None),
        ("The neck.", "Głowa.", None),
    ],
)
def test_wordings_that_differ_in_more_than_inflection_are_told_apart(source, target, way):
    assert [found for _, found in Matcher(TERMS, "en", "pl").ways(source, target)] == ([way] if way else [])


GLOSSARY = "source,target,forms\nneck,szyja,szyi|kark|karku\n"


def found(project, name):
    return [each for each in check(project).result.findings if each.check == name]


def test_a_term_that_is_translated_two_ways_is_found_where_it_is_rarer(tmp_path):
    made = make(tmp_path, {"a.md": "Your neck.\n\nA neck.\n\nThe neck.\n"}, 'targets = ["pl"]\n')
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary/a.en-pl.csv").write_text(GLOSSARY, encoding="utf-8")
    pipeline.extract(made)
    review(made, "pl", {"Your neck.": "Twoja szyja.", "A neck.": "Kark.", "The neck.": "Ból szyi."})
    [finding] = found(made, "term-two-ways")
    assert finding.unit == "A neck."
    assert finding.message == "neck is “kark” here and “szyja” in 2 other texts of the article"
    review(made, "pl", {"Your neck.": "Twoja szyja.", "A neck.": "Szyi.", "The neck.": "Ból szyi."})
    assert found(made, "term-two-ways") == []


def test_a_tag_that_differs_from_the_taxonomy_map_is_found(tmp_path):
    texts = {f"{name}.md": f"---\ntags: [neck, {name}]\n---\n" for name in "ab"}
    made = make(tmp_path, texts, 'targets = ["pl"]\n')
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary/tags.en-pl.csv").write_text("source,target\nneck,szyja\n", encoding="utf-8")
    pipeline.extract(made)
    review(made, "pl", {"neck": "kark"}, article="a")
    review(made, "pl", {"neck": "Szyja"}, article="b")
    [finding] = found(made, "tag-differs")
    assert finding.path.endswith("/a.po")
    assert finding.severity is Severity.WARNING
    assert finding.message == "the tag neck is “kark” here and “szyja” in the taxonomy map"


def test_a_tag_that_differs_between_articles_is_found_and_can_be_silenced(tmp_path):
    texts = {f"{name}.md": f"---\ntags: [neck, {name}]\n---\n" for name in "abc"}
    made = make(tmp_path, texts, 'targets = ["pl"]\n')
    pipeline.extract(made)
    for name, word in (("a", "szyja"), ("b", "Szyja"), ("c", "kark")):
        review(made, "pl", {"neck": word}, article=name)
    [finding] = found(made, "tag-differs")
    assert finding.path.endswith("/c.po")
    assert "“kark” here and “szyja”" in finding.message
    path = tmp_path / finding.path
    for comment, unused in (("tag-differs", 0), ("tag-differs, blanks", 1)):
        text = path.read_text("utf-8")
        path.write_text(text.replace("#. ", f"# locpipe: ignore {comment}\n#. ", 1), encoding="utf-8")
        assert found(made, "tag-differs") == []
        assert len(found(made, "ignore-unused")) == unused
        path.write_text(text, encoding="utf-8")
