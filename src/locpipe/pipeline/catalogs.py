"""An article's template, and a catalog brought up to date with it."""

from __future__ import annotations

from locpipe import catalog, languages
from locpipe.markdown import Rules
from locpipe.model import Catalog
from locpipe.pipeline.article import Article
from locpipe.project import ArticleFile, Project


def template_of(project: Project, file: ArticleFile, article: Article, rules: Rules) -> Catalog:
    """Return the template that the article gives."""
    config = project.config
    return catalog.template(
        article.units,
        article_path=file.relative,
        template_path=project.relative(project.template_path(file)),
        name=config.name or file.id,
        source_language=config.source,
        segmentation=rules.segmentation,
        locations=config.catalog.locations,
    )


def catalog_of(
    project: Project, file: ArticleFile, template: Catalog, language: str, po: bytes | None
) -> catalog.Update:
    """Return the catalog for the template with all that still fits of `po`, what its file holds now."""
    shown = project.relative(project.catalog_path(file, language))
    return catalog.update(
        None if po is None else catalog.read(po, shown, language),
        template,
        path=shown,
        language=language,
        language_name=languages.english_name(language),
        gettext_code=languages.gettext_code(language),
    )
