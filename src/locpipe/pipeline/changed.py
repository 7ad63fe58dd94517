"""Which articles a branch has touched, as git tells it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from locpipe.errors import UsageError
from locpipe.pipeline.publications import Publications
from locpipe.project import ArticleFile, Project


def changed_since(project: Project, revision: str) -> tuple[str, ...]:
    """Return the ids of the articles of which any file differs from a git revision, new files included.

    An article's files are its source, its template and catalogs, and its published translations. All articles count
    where the configuration or a glossary differs. UsageError where git cannot tell.
    """
    changed = {*_git(project, "diff", "--name-only", "-z", revision, "--"), *_untracked(project)}
    files = project.articles()
    if any((project.root / name).match(project.config.paths.glossary) for name in changed) or changed & {
        project.config_file
    }:
        return tuple(file.id for file in files)
    publications = Publications(project, files)
    return tuple(file.id for file in files if changed & _names(project, publications, file))


def _names(project: Project, publications: Publications, file: ArticleFile) -> set[str]:
    languages = project.config.targets
    paths = [file.path, project.template_path(file), *(project.catalog_path(file, each) for each in languages)]
    published = [publications.find(file, each) for each in languages]
    return {project.relative(path) for path in [*paths, *(each.path for each in published if each)]}


def _untracked(project: Project) -> list[str]:
    return _git(project, "ls-files", "--others", "--exclude-standard", "-z")


def _git(project: Project, *arguments: str) -> list[str]:
    """Return the names that git prints, from the project's root with `/`."""
    command = ["git", "-C", str(project.root), "-c", "core.quotePath=false", *arguments]
    if arguments[0] == "diff":
        command.insert(command.index("diff") + 1, "--relative")
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise UsageError("--changed-from: git is not installed; leave the option out") from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"--changed-from: git says: {words}; name a branch or a commit that is there")
    return [Path(name).as_posix() for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name]
