"""`locpipe siblings`: the mesh for templates, and a sitemap whose alternates are reciprocal."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from conftest import run_locpipe
from locpipe import api as pipeline
from projects import WORDS, make, review

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path)
    pipeline.extract(made)
    review(made, "pl", WORDS["pl"] | {"stretch-your-back": "plecy-łamią"})
    pipeline.merge(made)
    return made


def test_the_mesh_as_json(project):
    done = run_locpipe("siblings", cwd=project.root)
    assert done.returncode == 0
    versions = json.loads(done.stdout)["articles"]["back"]
    assert list(versions) == ["en", "pl"]  # German is not published
    slug = "plecy-łamią"
    assert versions["pl"] == {"path": f"content/pl/{slug}.md", "slug": slug, "url": f"/pl/{slug}/"}
    assert versions["en"]["url"] == "/en/stretch-your-back/"
    assert (project.root / versions["pl"]["path"]).is_file()


def test_a_sitemap_names_every_version_with_every_other(project):
    done = run_locpipe("siblings", "--format", "sitemap", "--base", "https://example.org", cwd=project.root)
    pages = {}
    for page in ElementTree.fromstring(done.stdout.encode()):
        links = {each.get("hreflang"): each.get("href") for each in page.iter(LINK)}
        pages[page.findtext(f"{SITEMAP}loc")] = links
    assert len(pages) == 2
    assert "https://example.org/pl/plecy-%C5%82ami%C4%85/" in pages
    for address, links in pages.items():
        assert set(links) == {"en", "pl", "x-default"}
        assert address in links.values()
        assert links["x-default"] == links["en"]
        assert all(pages[other] == links for other in links.values())


def test_a_sitemap_without_an_address_is_one_line(project):
    done = run_locpipe("siblings", "--format", "sitemap", cwd=project.root)
    assert done.returncode == 2
    assert done.stderr.startswith("locpipe: --format sitemap needs --base URL")
