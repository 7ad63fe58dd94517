"""Make the pictures of Poedit that the pages show: `python docs/pictures.py`.

Needs what the developers' folder `../shared/rig` names (Poedit, Xvfb) and ImageMagick's `convert`. A copy of the sample
has its source edited in three places, is extracted, and opened in the real program; nothing in the repository changes
but `docs/img/*.png`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).resolve().parent.parent
RIG = REPOSITORY.parent / "shared" / "rig"
IMAGES = REPOSITORY / "docs" / "img"
ARTICLE = "desk-exercises-for-back-pain"
CATALOG = f"locale/pl/LC_MESSAGES/{ARTICLE}.po"

# What an author changes: two numbers, and a paragraph that nobody has translated yet.
EDITS = (
    ("just 5 minutes at your desk", "just 6 minutes at your desk"),
    ("hold for 10 seconds. Release", "hold for 12 seconds. Release"),
    ("The good news? ", "Stiffness that lasts for weeks is a reason to see a doctor.\n\nThe good news? "),
)
# Small, so that the letters can be read on a page that is narrower.
SIZE = "1000x760"
# Picture, the msgid it is taken at (the first that begins so), and what is cut out of the window.
PICTURES = (
    ("poedit-list", 'msgid "desk-exercises-for-back-pain"', "696x518+0+0"),
    ("poedit-notes", 'msgid "desk-exercises-for-back-pain"', "1000x239+0+521"),
    ("poedit-needs-work", 'msgid "Draw your navel', "1000x472+0+288"),
)


def edited_sample(folder: Path) -> Path:
    """Return the catalog of a copy of the sample whose source has been edited since."""
    for name in ("content", "locale", "glossary"):
        shutil.copytree(REPOSITORY / name, folder / name)
    for name in ("locpipe.toml", "locpipe.lock"):
        shutil.copy(REPOSITORY / name, folder / name)
    source = folder / "content" / "en" / f"{ARTICLE}.md"
    text = source.read_text(encoding="utf-8")
    for old, new in EDITS:
        if old not in text:
            sys.exit(f"{source.name} no longer says {old!r}; choose another edit in {Path(__file__).name}")
        text = text.replace(old, new, 1)
    source.write_text(text, encoding="utf-8", newline="\n")
    subprocess.run([sys.executable, "-m", "locpipe", "-C", str(folder), "extract", "-q"], check=True)
    return folder / CATALOG


def take(catalog: Path, name: str, msgid: str, part: str) -> None:
    """Write one picture: Poedit at the entry whose msgid line begins so, cut to `part`, in few colours."""
    lines = catalog.read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, 1) if text.startswith(msgid))
    whole = catalog.with_suffix(".png")
    window = ["--size", SIZE, "--sash", "330", "--line", str(line)]
    subprocess.run([RIG / "poedit-drive", catalog, *window, f"shot:{whole}"], check=True)
    crop = ["-crop", part, "+repage", "-strip", "-dither", "None", "-colors", "128"]
    subprocess.run(["convert", str(whole), *crop, f"PNG8:{IMAGES / name}.png"], check=True)


def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        catalog = edited_sample(Path(folder))
        for name, msgid, part in PICTURES:
            take(catalog, name, msgid, part)


if __name__ == "__main__":
    main()
