# ruff: noqa: INP001 - a tool beside the files it makes, not a module
"""
Copy the browser assets from npm into `lib/`: run when a version in package.json changes.

Needs `npm` and a network; the running program needs neither. Source maps are left out, and
the build fails if a style sheet would still make the browser ask another host.
"""

from __future__ import annotations

import json
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
    "measure": [
        "leaflet-measure/dist/leaflet-measure.js",
        "leaflet-measure/dist/leaflet-measure.css",
        "leaflet-measure/dist/assets",
        "leaflet-measure/LICENSE",
    ],
    "mouseposition": [
        "leaflet-mouse-position/src/L.Control.MousePosition.js",
        "leaflet-mouse-position/src/L.Control.MousePosition.css",
        "leaflet-mouse-position/MIT-LICENCE.txt",
    ],
    "tree": [
        "leaflet.control.layers.tree/L.Control.Layers.Tree.js",
        "leaflet.control.layers.tree/L.Control.Layers.Tree.css",
        "leaflet.control.layers.tree/LICENSE",
    ],
    "fullscreen": [
        "leaflet.fullscreen/Control.FullScreen.js",
        "leaflet.fullscreen/Control.FullScreen.css",
        "leaflet.fullscreen/icon-fullscreen.svg",
        "leaflet.fullscreen/LICENSE",
    ],
}

# Leaflet's style sheet names its images beside an `images` folder.
SUBFOLDERS = {"layers.png": "images", "layers-2x.png": "images"}

EXTERNAL = re.compile(r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*")
# A picture of the plugin for its own web page.
NOT_NEEDED = {"leaflet-measure.png"}
SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=[^\n]*")


def build(packages: Path) -> None:
    """Fill `lib/` from `packages`, an npm `node_modules` folder."""
    shutil.rmtree(LIBRARY, ignore_errors=True)
    for folder, sources in FILES.items():
        for source in sources:
            copy(packages / source, LIBRARY / folder)
    measure = LIBRARY / "measure" / "leaflet-measure.js"
    measure.with_suffix(".vi.js").write_text(
        translated(measure.read_text(encoding="utf-8")), encoding="utf-8"
    )


def copy(source: Path, folder: Path) -> None:
    """Copy one file or folder; text files lose their source map, style sheets are checked."""
    if source.is_dir():
        for path in sorted(source.iterdir()):
            copy(path, folder / source.name)
        return
    if source.name in NOT_NEEDED:
        return
    target = folder / SUBFOLDERS.get(source.name, "") / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in {".js", ".css"}:
        shutil.copyfile(source, target)
        return
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8")).rstrip() + "\n"
    if source.suffix == ".css" and (found := EXTERNAL.search(text)):
        sys.exit(f"{source.name} points to another host: {found.group()}")
    target.write_text(text, encoding="utf-8")


def translated(script: str) -> str:
    """Return the measuring tool in Vietnamese; every word must be found exactly once."""
    words = json.loads((HERE / "measure_vi.json").read_text(encoding="utf-8"))
    for english, vietnamese in words.items():
        if script.count(english) != 1:
            sys.exit(f"measure_vi.json: {english!r} was found {script.count(english)} times")
        script = script.replace(english, vietnamese)
    return script.replace(">Delete<", ">Xoá<")


if __name__ == "__main__":
    npm = shutil.which("npm") or sys.exit("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(HERE / "package.json", Path(folder) / "package.json")
        arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run([npm, *arguments], cwd=folder, check=True)  # noqa: S603 - fixed arguments
        build(Path(folder) / "node_modules")
