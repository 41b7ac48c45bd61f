# ruff: noqa: INP001 - a tool beside the files it makes, not a module
"""
Copy the browser assets from npm into `lib/`: run when a version in package.json changes.

Needs `npm` and a network; the running program needs neither. Source maps are left out, and
the build fails if a style sheet would still make the browser ask another host.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LIBRARY = HERE / "lib"

FILES = {
    "leaflet": [
        "leaflet/dist/leaflet.js",
        "leaflet/dist/leaflet.css",
        "leaflet/dist/images/layers.png",
        "leaflet/dist/images/layers-2x.png",
        "leaflet/LICENSE",
    ],
    "fullscreen": [
        "leaflet.fullscreen/Control.FullScreen.js",
        "leaflet.fullscreen/Control.FullScreen.css",
        "leaflet.fullscreen/icon-fullscreen.svg",
        "leaflet.fullscreen/LICENSE",
    ],
    "dejavu": [
        "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
        "dejavu-fonts-ttf/LICENSE",
    ],
}

# Leaflet's style sheet names its images beside an `images` folder.
SUBFOLDERS = {"layers.png": "images", "layers-2x.png": "images"}

EXTERNAL = re.compile(r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*")
SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=[^\n]*")


def build(packages: Path) -> None:
    """Fill `lib/` from `packages`, an npm `node_modules` folder."""
    for folder, sources in FILES.items():
        shutil.rmtree(LIBRARY / folder, ignore_errors=True)  # other folders are no packages of npm
        for source in sources:
            copy(packages / source, LIBRARY / folder)


def copy(source: Path, folder: Path) -> None:
    """Copy one file; text files lose their source map, style sheets are checked."""
    target = folder / SUBFOLDERS.get(source.name, "") / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in {".js", ".css"}:
        shutil.copyfile(source, target)
        return
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8")).rstrip() + "\n"
    if source.suffix == ".css" and (found := EXTERNAL.search(text)):
        sys.exit(f"{source.name} points to another host: {found.group()}")
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    npm = shutil.which("npm") or sys.exit("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(HERE / "package.json", Path(folder) / "package.json")
        arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run([npm, *arguments], cwd=folder, check=True)  # noqa: S603 - fixed arguments
        build(Path(folder) / "node_modules")
