"""Law 5 and DESIGN section 5 over random lives of a publication: whatever people do, in whatever order."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kills import killed
from lifecycle import LANGUAGES, LocpipeError, Publication, change, mark
from locpipe import api as pipeline
from projects import tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills need os.fork")

PLACES = st.integers(0, 1000)
CODES = st.sampled_from(LANGUAGES)


class Life(RuleBasedStateMachine):
    """People and runs take turns; after each merge that ends, everything holds."""

    @initialize()
    def start(self):
        self.folder = Path(mkdtemp())
        self.site = Publication(self.folder / "site")
        self.run(pipeline.extract)
        self.translate("pl", 0, rest=True)
        self.run(pipeline.merge)

    def teardown(self):
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def run(self, command, *arguments, **options):
        try:
            return command(self.site.project, *arguments, **options)
        except LocpipeError:
            return None  # Two sources with one slug, for instance: nothing was written.

    # What people do.

    @rule(place=PLACES, language=CODES, rest=st.booleans())
    def translates(self, place, language, rest):
        self.translate(language, place, rest=rest)

    def translate(self, language, place, *, rest):
        """Review a catalog, or all of a language."""
        catalogs = [path for path, code in self.site.catalogs() if code == language]
        for path in catalogs if rest else catalogs[place % len(catalogs) :][:1]:
            change(path, lambda entry: self.translated(entry, language), language)

    def translated(self, entry, language):
        if entry.obsolete or entry.reviewed or entry.context == "slug":
            return entry
        self.site.forget(entry.target)
        words = re.sub(r"\b(Text|Item|Own|A|Title|First)\b", language.upper(), entry.source)
        return entry._replace(target=f"{words} {self.site.type()}", fuzzy=False, previous="")

    @rule(place=PLACES, at=PLACES, fuzzy=st.booleans())
    def retranslate(self, place, at, fuzzy):
        """Change one entry of a catalog, or doubt it."""
        path, language = self.one(self.site.catalogs(), place)
        numbers = iter(range(1000))

        def changed(entry):
            if next(numbers) != at % 6 or entry.obsolete or not entry.target or entry.context == "slug":
                return entry
            if fuzzy:
                return entry._replace(fuzzy=True)
            self.site.forget(entry.target)
            return entry._replace(target=re.sub(r"mark\d{5}x", "", entry.target).strip() + " " + self.site.type())

        change(path, changed, language)

    @rule(place=PLACES, number=st.integers(0, 5))
    def choose_slug(self, place, number):
        """Write a slug into a catalog; six for all articles, so that they collide."""
        path, language = self.one(self.site.catalogs(), place)
        change(
            path,
            lambda entry: entry._replace(target=f"wahl-{number}", fuzzy=False) if entry.context == "slug" else entry,
            language,
        )

    @rule(place=PLACES, what=st.sampled_from(["text", "title", "slug", "item", "draft", "targets"]), code=CODES)
    def write(self, place, what, code):
        """Edit a source article."""
        path = self.one(self.site.sources(), place)
        text = path.read_text()
        text = {
            "text": lambda: re.sub(r"Text mark\d{5}x", f"Text {mark()}", text, count=1),
            "title": lambda: re.sub(r"title: .*", f"title: New {mark()}", text, count=1),
            "slug": lambda: re.sub(r"slug: .*", f"slug: new-{place % 9}", text, count=1),
            "item": lambda: text.replace("- Own", f"- Another {mark()}\n- Own", 1),
            "draft": lambda: text.replace("---\ntitle", "---\ndraft: true\ntitle", 1),
            "targets": lambda: text.replace("---\ntitle", f"---\ntargets: [{code}]\ntitle", 1),
        }[what]()
        if text.count("targets:") < 2 and text.count("draft:") < 2:
            path.write_text(text)

    @rule(place=PLACES, into=st.sampled_from(["", "guides/", "moved/"]))
    def rename(self, place, into):
        path = self.one(self.site.sources(), place)
        new = self.site.root / f"content/en/{into}{mark()}.md"
        new.parent.mkdir(exist_ok=True)
        path.rename(new)

    @rule(place=PLACES)
    def delete_source(self, place):
        if len(self.site.sources()) > 6:
            self.one(self.site.sources(), place).unlink()

    @rule(languages=st.lists(CODES, min_size=1, max_size=3, unique=True))
    def choose_languages(self, languages):
        self.site.configure(languages)

    @rule(place=PLACES, how=st.sampled_from(["text", "paragraph", "comment"]))
    def edit_by_hand(self, place, how):
        """Type into a published file."""
        row = self.one(self.site.lines(), place)
        if row is None:
            return
        path = self.site.published_path(row)
        text = path.read_text()
        word = self.site.type()
        if how == "text":
            self.site.forget("".join(re.findall(r"(?m)^- .*?(mark\d{5}x)$", text)[:1]))
            text, times = re.subn(r"(?m)^(- .*?)(mark\d{5}x)?$", rf"\g<1>{word}", text, count=1)
            self.site.typed -= set() if times else {word}
            self.forget_what_is_gone()
        elif how == "paragraph":
            text += f"\n{word}\n"
        else:
            text = text.replace("---\n", f"---\n# {word}\n", 1)
        path.write_text(text)
        self.forget_what_is_gone()

    @rule(place=PLACES)
    def delete_published(self, place):
        row = self.one(self.site.lines(), place)
        if row is not None:
            path = self.site.published_path(row)
            path.unlink()
            self.site.slugs[row[0], row[1]] = {row[2]} - {""}  # the aliases went with the file
            self.forget_what_is_gone()

    def forget_what_is_gone(self):
        """Forget the words that a person has just thrown away."""
        everything = b"\n".join(tree(self.site.root).values()).decode()
        self.site.typed &= set(re.findall(r"mark\d{5}x", everything))

    # What runs do.

    @rule()
    def extract(self):
        self.run(pipeline.extract)

    @rule(place=PLACES, some=st.booleans(), languages=st.lists(CODES, max_size=2, unique=True))
    def merge(self, place, some, languages):
        names = [self.one(self.site.sources(), place).as_posix()] if some else []
        self.run(pipeline.merge, names, [each for each in languages if each in self.site.targets])
        if not some and not languages:
            self.settled()

    @rule(place=PLACES, reviewed=st.booleans(), prefer=st.sampled_from(["", "file", "catalog"]), some=st.booleans())
    def adopt(self, place, reviewed, prefer, some):
        names = [self.one(self.site.sources(), place).as_posix()] if some else []
        self.run(pipeline.adopt, names, reviewed=reviewed, prefer=prefer)
        if prefer == "file":  # what the catalog said in its place was given up
            self.forget_what_is_gone()
        if prefer == "catalog":  # the next merge may write over what the files say instead
            catalogs = "".join(path.read_text() for path, _ in self.site.catalogs())
            self.site.typed &= set(re.findall(r"mark\d{5}x", catalogs))

    @rule()
    def give_up(self):
        """Merge with --force: what people typed into published files was given up."""
        self.run(pipeline.merge, force=True)
        self.forget_what_is_gone()
        self.settled()

    @rule(step=st.integers(0, 60), first=st.booleans())
    def kill(self, step, first):
        """Kill a run before one of its steps on disk; the next run is to find nothing half done."""
        command = pipeline.extract if first else pipeline.merge
        killed(self.site.root, lambda: self.run(command), step)

    def settled(self):
        """Check what must hold once a merge has ended."""
        done = self.run(pipeline.extract) and self.run(pipeline.merge)
        if done is None:
            return
        before = tree(self.site.root)
        assert pipeline.merge(self.site.project).written == ()
        told = pipeline.merge(self.site.project, check=True).findings
        assert [each for each in told if each.check in ("merge-check", "moved", "interrupted")] == []
        assert pipeline.extract(self.site.project).written == ()
        assert tree(self.site.root) == before
        self.site.check_mesh()
        self.site.check_addresses()
        self.site.check_links()

    @invariant()
    def nothing_is_lost(self):
        if hasattr(self, "site"):
            self.site.check_nothing_is_lost()

    @staticmethod
    def one(things, place):
        return things[place % len(things)] if things else None


TestLife = Life.TestCase
# A life is too long to be shrunk in a time that anybody waits.
TestLife.settings = settings(max_examples=12, stateful_step_count=40, phases=[Phase.explicit, Phase.generate])
