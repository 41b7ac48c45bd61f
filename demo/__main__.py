"""Run `python -m demo` to build the demonstration province anew."""

import logging

from demo.build import build

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
build()
