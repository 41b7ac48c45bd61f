"""What a page says that fails: one sentence, no traceback."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
from pathlib import Path

from streamlit import error_util

import app
from geo.errors import RanhError
from layers.province import open_province

try:
    open_province(Path({folder!r}))
except RanhError as error:
    error_util.handle_user_script_exception(error, app.say_on_page)
"""


def test_a_province_that_is_not_there_is_one_sentence_without_a_traceback(tmp_path):
    page = AppTest.from_string(SCRIPT.format(folder=str(tmp_path / "nowhere"))).run()
    (told,) = page.get("html")
    assert "Không dùng được" in told.proto.body
    assert "nowhere" in told.proto.body
    assert "Traceback" not in told.proto.body
    assert "RanhError" not in told.proto.body
