"""
Ranh on a fresh machine, with nothing but Python 3.11 or newer.

    python3 run.py                prepare what is missing, start the app, open it in the browser
    python3 run.py setup          only prepare
    python3 run.py test [ARGS]    install what the tests need; run linter, type checks and the suite

ARGS go to pytest. The suite leaves out the tests marked `heavy`, whose rules lighter ones prove too:
`python3 run.py test -m heavy` runs those alone, `-m ""` everything.

Everything goes into .venv in this folder: exact versions, checked against their hashes.
Options of the start: --port N (default 8501, else the next free one), --no-browser, and for a
local network --address A (default 127.0.0.1; 0.0.0.0 is every network of this machine), with
RANH_NAMES=name,address for the names under which others open the page.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import venv
import webbrowser
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
HOST = "127.0.0.1"
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what somebody may ask for
START_SECONDS = 120
MOST_PROCESSES = 4
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core")
SERVER_PACKAGES = ("postgresql", "postgresql-postgis")
POSTGRESQL = Path("/usr/lib/postgresql")
"""Where Debian puts the versions of PostgreSQL, whose server is not in the PATH."""
PACKAGES = ("geo", "layers", "office", "views", "commands", "demo", "app.py", "cli.py")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/ranh.conf")


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=("start", "setup", "test"), default="start")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default=HOST)
    parser.add_argument("--no-browser", action="store_true")
    options, rest = parser.parse_known_args()
    if sys.version_info < OLDEST:
        return say(
            f"Ranh needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.", 2
        )
    if rest and options.command != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    os.chdir(HOME)
    if not prepare("test" if options.command == "test" else "run"):
        return 1
    if options.command == "test":
        return run_tests(rest)
    if options.command == "setup":
        return say("Ready. Start with: python3 run.py")
    ask_for_the_first_account()
    return start(options.address, free_port(options.port), open_browser=not options.no_browser)


def say(text: str, status: int = 0) -> int:
    """Print a line at once; return `status`."""
    print(text, flush=True)
    return status


def prepare(lock: str) -> bool:
    """Make .venv with the locked packages and the demonstration province, if they are not there yet."""
    locks = [HOME / "requirements" / f"{name}.lock" for name in dict.fromkeys(("run", lock))]
    wanted = fingerprint([*locks, HOME / "pyproject.toml"])
    stamp = VENV / f"ranh-{lock}.stamp"
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and PYTHON.is_file()):
        if not PYTHON.is_file() and not make_venv():
            return False
        say(f"Installing the packages of {locks[-1].relative_to(HOME)} (exact versions, checked hashes).")
        say("The first time this downloads about 250 MB and may take some minutes ...")
        install = [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        own = ["--no-deps", "--no-build-isolation", "--editable", str(HOME)]
        for arguments in (["--require-hashes", "--requirement", str(locks[-1])], own):
            if subprocess.run([*install, *arguments], check=False).returncode:
                say("The packages could not be installed: is the package index reachable from this machine?")
                return False
        say("Compiling the engine (once) ...")
        compile_modules()
        if subprocess.run([str(PYTHON), "-c", "from geo.warm import warm; warm()"], check=False).returncode:
            say("The engine could not be compiled.")
            return False
        stamp.write_text(wanted, encoding="utf-8")
    if not demonstration_is_there():
        say("Building the demonstration province (about half a minute, once) ...")
        if subprocess.run([str(PYTHON), "-m", "demo"], check=False).returncode:
            say("The demonstration province could not be built.")
            return False
    return True


def compile_modules() -> None:
    """
    Compile what is not compiled yet, so that every process starts from it.

    The fenced process that reads files may write nothing: it would compile its modules anew each time.
    """
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", *PACKAGES], check=False)


def demonstration_is_there() -> bool:
    """Whether the demonstration province has every file that it declares."""
    folder = HOME / "data" / "demo"
    declared = folder / "province.toml"
    if not declared.is_file():
        return False
    layers = tomllib.loads(declared.read_text(encoding="utf-8"))["layer"]
    return all((folder / layer["file"]).is_file() for layer in layers)


def make_venv() -> bool:
    """Make the virtual environment; say what is missing where Python comes without ensurepip."""
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        say(f"No virtual environment could be made ({error}). On Debian or Ubuntu: apt install python3-venv")
        return False
    return True


def fingerprint(files: list[Path]) -> str:
    """Return what identifies an installation: the Python and the content of the files."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def free_port(wanted: int) -> int:
    """Return `wanted` or the next free port."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    return wanted


def ask_for_the_first_account() -> None:
    """Let whoever sits at the terminal make the first account, or say how; nothing where there is one."""
    subprocess.run([str(PYTHON), "cli.py", "account", "first"], cwd=HOME, check=False)


def start(listen: str, port: int, *, open_browser: bool) -> int:
    """Run the app until it is stopped (Ctrl+C)."""
    here = HOST if listen in EVERYWHERE else listen
    address = f"http://{here}:{port}"
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py"]
    settings = ["--server.address", listen, "--server.port", str(port), "--server.headless", "true"]
    settings += ["--logger.hideWelcomeMessage", "true"]
    names = [name for name in os.environ.get("RANH_NAMES", "").split(",") if name]
    if listen != HOST and not names:
        say("Others open the page under a name of this machine: set RANH_NAMES=name,address first.")
    environment = os.environ | {"RANH_NAMES": ",".join([*names, here])}
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops us stops the app too
    server = subprocess.Popen([*command, *settings], cwd=HOME, env=environment)
    say("Starting ...")
    try:
        if not wait_until_up(server, f"{address}/_stcore/health"):
            server.terminate()
            return say("The app did not start; see the lines above.", 1)
        say(f"\nRanh: {address}   (Ctrl+C stops it)\n")
        if open_browser and not os.environ.get("CI"):
            webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return 0


def wait_until_up(server: subprocess.Popen[bytes], health: str) -> bool:
    """Return whether the server answers before it ends or the time is over."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=2):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def run_tests(arguments: list[str]) -> int:
    """Run linter, type checks and the suite; with CI set, a missing part is a failure."""
    browser = find_browser()
    if browser is None:
        install("Chromium for the browser tests", BROWSER_PACKAGES)
        browser = find_browser()
    if not has_postgis():
        install_postgis()
    if not has_postgis():
        told = "No PostGIS found: install it (Debian: apt install postgresql postgresql-postgis). "
        told += "What concerns PostgreSQL cannot be tested."
        if os.environ.get("CI"):
            return say(told, 1)
        say(told)
    if browser is None:
        told = "No Chromium found: install it (Debian: apt install chromium). The browser tests cannot run."
        if os.environ.get("CI"):
            return say(told, 1)
        say(told)
    compile_modules()
    environment = os.environ | {"RANH_CHROMIUM": browser or ""}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each of many processes would compile the tests anew
    tools = start_tools()
    # A file of tests stays in one process: what it starts once (servers, browsers) is started once.
    # They are taken in the order of tests/conftest.py, the longest first. More processes than processors
    # gain nothing: the tests compute, and those that wait for a browser then wait too long.
    processes = str(min(os.cpu_count() or 1, MOST_PROCESSES))
    spread = [] if arguments else ["-n", processes, "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [str(PYTHON), "-m", "pytest", *spread, *arguments]
    status = subprocess.run(command, check=False, env=environment).returncode
    return end_tools(tools) or status


def start_tools() -> dict[str, subprocess.Popen[str]]:
    """Start linter and type checks beside the tests, which do not use every processor all the time."""
    return {
        name: subprocess.Popen(
            [str(PYTHON), "-m", *name.split()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name in ("ruff check .", "ruff format --check .", "mypy")
    }


def end_tools(tools: dict[str, subprocess.Popen[str]]) -> int:
    """Tell what the tools found; return 1 if any of them found a fault."""
    for name, tool in tools.items():
        say(f"{name}:\n{tool.communicate()[0]}")
    failed = [name for name, tool in tools.items() if tool.returncode]
    for name in failed:
        say(f"FAILED: {name}")
    return int(bool(failed))


def find_browser() -> str | None:
    """Return the path of a Chromium, if there is one."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def has_postgis() -> bool:
    """Whether there is a PostgreSQL with PostGIS; the tests start a server of their own from it."""
    if os.name == "nt":
        return False
    found = shutil.which("postgres")
    programs = [Path(found).resolve().parent] if found else []
    programs += [path.parent for path in POSTGRESQL.glob("*/bin/postgres")]
    for folder in programs:
        asked = subprocess.run(
            [folder / "pg_config", "--sharedir"], check=False, capture_output=True, text=True
        )
        if (Path(asked.stdout.strip()) / "extension" / "postgis.control").is_file():
            return True
    return False


def install_postgis() -> None:
    """Install PostgreSQL with PostGIS, without the server that Debian would start along with it."""
    if not may_install():
        return
    is_first = not POSTGRESQL.is_dir() and not NO_CLUSTER.exists()
    if is_first:
        NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n", encoding="utf-8")
    try:
        install("PostgreSQL with PostGIS for the tests of the desk", SERVER_PACKAGES)
    finally:
        if is_first:
            NO_CLUSTER.unlink()


def install(what: str, packages: tuple[str, ...]) -> None:
    """Install packages of the distribution, where that can be done."""
    if not may_install():
        return
    say(f"Installing {what} ...")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    for arguments in (["update", "-qq"], wanted):
        subprocess.run(["apt-get", *arguments], check=False, env=environment, stdout=subprocess.DEVNULL)


def may_install() -> bool:
    """Whether packages can be installed: Debian or Ubuntu, as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


if __name__ == "__main__":
    sys.exit(main())
