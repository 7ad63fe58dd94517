"""The project: its configuration, its articles and where everything of an article lies."""

from __future__ import annotations

from locpipe.project.articles import ArticleFile, suffix_of
from locpipe.project.config import (
    CatalogConfig,
    CheckConfig,
    Config,
    EngineConfig,
    FrontMatterConfig,
    MarkdownConfig,
    MemoryConfig,
    MergeConfig,
    PathsConfig,
    SlugConfig,
    UrlsConfig,
    parse_config,
)
from locpipe.project.project import Project, database_password, find_project

__all__ = [
    "ArticleFile",
    "CatalogConfig",
    "CheckConfig",
    "Config",
    "EngineConfig",
    "FrontMatterConfig",
    "MarkdownConfig",
    "MemoryConfig",
    "MergeConfig",
    "PathsConfig",
    "Project",
    "SlugConfig",
    "UrlsConfig",
    "database_password",
    "find_project",
    "parse_config",
    "suffix_of",
]
