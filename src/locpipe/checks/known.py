"""What every finding means that is not about a single text: the rows of `docs/findings.md`, for `locpipe explain`."""

from __future__ import annotations

KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        "empty-article",
        "warning",
        "the file is empty: there is nothing to translate",
    ),
    (
        "article-targets",
        "warning",
        "the article's own `targets` names a language that the project does not have, or is no list",
    ),
    (
        "comment",
        "warning",
        "a `locpipe:skip` is never ended: put `<!-- locpipe:end -->` after the part",
    ),
    (
        "front-matter-plain",
        "warning",
        "metadata without marks, `Title: Sleep`, is copied untranslated: put a line of `---` before and after it",
    ),
    (
        "html",
        "warning",
        "a tag is never closed: close it, or the text around it is not offered, or offered though it should not be",
    ),
    (
        "nesting",
        "warning",
        "quotes or lists nested deeper than a hundred levels are copied untranslated",
    ),
    (
        "siblings-shape",
        "warning",
        "`siblings` is no mapping of languages to slugs. It is left alone, and the article is not linked",
    ),
    (
        "no-front-matter",
        "note",
        "articles without front matter: their language and siblings are written nowhere",
    ),
    (
        "moved",
        "note",
        "the article was renamed or moved; its catalogs and translations have moved along",
    ),
    (
        "moved",
        "error",
        "another file stands where a moved one belongs: move one of them. With `--check`: run `locpipe extract` first",
    ),
    (
        "source-changed",
        "note",
        "a number, a unit, a dose or a negation changed in the source: the entry needs a review",
    ),
    (
        "machine-text",
        "note",
        "the source of machine-made texts changed, so they were emptied",
    ),
    (
        "migrated",
        "note",
        "the rules for what is a unit changed; counts what was kept and what needs a review",
    ),
    (
        "orphan-catalog",
        "note",
        "the catalog's article is gone. Delete the catalog if the text will not come back",
    ),
    (
        "catalog-missing",
        "error, note",
        "from `check`: there is no catalog for a language. Run `locpipe extract`. A note where the language "
        "is not required",
    ),
    (
        "catalog-stale",
        "error",
        "from `check`: the article has changed since its catalog was made. Run `locpipe extract`",
    ),
    (
        "incomplete",
        "note",
        "too few entries are reviewed for the article to be written",
    ),
    (
        "shape",
        "error",
        "the translation would break the article, or lacks a link, a code span or the like. Mend the entry "
        "that it names",
    ),
    (
        "link-target",
        "warning",
        "a link leads elsewhere than in the source. Fine if meant: `pl.wikipedia.org` for `en.wikipedia.org`",
    ),
    (
        "slug",
        "error",
        "no slug can be made from the title, or the one in the catalog cannot name a file. Write one into the "
        "slug's entry",
    ),
    (
        "one-address",
        "error",
        "two articles have one address or one file. Give one of them another slug",
    ),
    (
        "not-ours",
        "error",
        "a file stands where the translation belongs, and locpipe did not write it. `locpipe adopt` takes its "
        "text, `--force` replaces it",
    ),
    (
        "front-matter",
        "error",
        "`siblings`, `lang` or another key cannot be set in this front matter. Write it as plain `key: value` lines",
    ),
    (
        "unpublished-link",
        "note",
        "the article links to one that is not published in its language; that link stays as in the source for now",
    ),
    (
        "left-empty",
        "warning",
        "the engine's answer would have spoilt the markup, or there was none. Translate the entry by hand",
    ),
    (
        "not-extracted",
        "warning",
        "the article has changed since its catalog was made. Run `locpipe extract` first",
    ),
    (
        "budget",
        "warning",
        "the budget is spent, and texts still wait. Raise `--budget` or `engine.budget`",
    ),
    (
        "engine",
        "note",
        "what was changed in the engine's account, such as its glossary, or an option that it cannot take",
    ),
    (
        "memory-skipped",
        "warning",
        "entries of an imported TMX file have no text in the source language with one in a target language; "
        "they were skipped",
    ),
    (
        "memory-codes",
        "warning",
        "entries of an imported TMX file held another format's inline codes; the words were taken. Check "
        "their markup when reviewing",
    ),
    (
        "memory-characters",
        "warning",
        "a text with a control character is left out of the TMX file. Take the character out",
    ),
    (
        "term-contradiction",
        "error, warning",
        "two rows want different things, or a row forbids what it asks for. Correct one of them",
    ),
    (
        "term-duplicate",
        "warning",
        "two rows say the same. Take one out",
    ),
    (
        "term-cycle",
        "warning",
        "a word leads back to another one in the glossary of the other direction. Correct one of the two",
    ),
    (
        "term-length",
        "warning",
        "the term is too long for an engine's glossary, or for anyone to write it twice. Shorten it",
    ),
    (
        "term-shape",
        "warning",
        "markup, blanks at the ends or the like stand in a term. Take them out",
    ),
    (
        "term-kept",
        "warning",
        "from `import`: a row says something else than the file. The row stays; change it by hand if the file is right",
    ),
    (
        "term-unused",
        "note",
        "no article has the term",
    ),
    (
        "not-read",
        "warning",
        'from `check`: "fuzzy" was taken off an entry with a text editor. Read it, then delete its lines with `#|`',
    ),
    (
        "ignore-unused",
        "warning, note",
        "from `check`: a comment, the configuration or the baseline silences what has nothing to say. Take it out. A "
        "note for `check.ignore`",
    ),
    (
        "translation-missing",
        "error, note",
        "from `check`: the article is not published in a language. A note where `check.required` does not "
        "name it, or the article says `draft: true`",
    ),
    (
        "stale",
        "warning",
        "the published article stays as it is until its catalog is reviewed again. From `adopt`: the source "
        "has changed since this translation was made, so its entries are not taken as reviewed",
    ),
    (
        "edited",
        "error, warning",
        "somebody edited the file by hand. It is left as it is: `locpipe adopt` keeps the edit, `locpipe "
        "merge ARTICLE --force` gives it up. A warning where nothing new is to be written",
    ),
    (
        "source-gone",
        "warning",
        "its source no longer exists. Delete the translation too, or bring the source back",
    ),
    (
        "not-a-target",
        "warning",
        "its language is no longer a target. It stays online until you delete it",
    ),
    (
        "merge-check",
        "error",
        "from `--check`: the file is not what the catalogs give. Run `locpipe merge` and commit",
    ),
    (
        "interrupted",
        "error",
        "from `--check`: a run was killed while it wrote. `locpipe merge` completes it",
    ),
    (
        "unpaired",
        "warning",
        "a text has no certain counterpart in the other language. Translate it in the catalog",
    ),
    (
        "disagreement",
        "warning",
        "catalog and file differ. The entry stays: choose with `--prefer file` or `--prefer catalog`",
    ),
    (
        "two-translations",
        "warning",
        "one source text is translated two ways. The first is taken; `<!-- locpipe:context … -->` parts them",
    ),
    (
        "more-than-units",
        "warning",
        "the file differs from what its source gives in more than text. It is left alone until you give that "
        "up with `--force`",
    ),
)
"""Name, severity, and what it means and what to do, of each finding; a name that stands twice has two meanings."""
