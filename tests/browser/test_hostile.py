"""Names that try to run a script, and data that is not there."""

import json

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.heavy  # lighter: test_payloads.py, with thirty names in the same places
def test_a_hostile_name_is_text_in_list_card_tooltip_and_layer_list(visit, tiny_server):
    tab = visit(tiny_server)
    assert tab.map
    tab.settle()
    tab.click_row(0)
    card = tab.page.locator(".ranh-card")
    card.wait_for()
    assert "<img src=x onerror=alert(1)>" in card.locator("h3").inner_text()
    at = tab.map.evaluate("ranh.layers.sites._all.find(f => f.properties.id === 'P1').properties.at")
    tab.settle()
    box = tab.page.locator(".st-key-mapside iframe").bounding_box()
    x, y = tab.map.evaluate(f"(p => [p.x, p.y])(map.latLngToContainerPoint({json.dumps(at[::-1])}))")
    tab.page.mouse.move(box["x"] + x, box["y"] + y)
    tip = tab.page.frame_locator(".st-key-mapside iframe").locator(".leaflet-tooltip").first
    tip.wait_for()
    assert "onerror" in tip.inner_text()
    tab.page.frame_locator(".st-key-mapside iframe").locator(".leaflet-control-layers-toggle").click()
    tab.settle()
    assert tab.dialogs == []
    assert tab.page.locator("img[src='x']").count() == 0
    assert tab.map.evaluate("document.querySelectorAll('img[src=\"x\"]').length") == 0
    assert not any(url.endswith("/x") for url in tab.requests)
    assert tab.outside == []


@pytest.mark.heavy  # lighter: test_demo.py, what is unknown
def test_a_rule_without_its_layer_is_one_line(visit, tiny_server):
    tab = visit(tiny_server)
    tab.page.get_by_text("1 quy tắc chưa kiểm tra được với bất kỳ dự án nào").wait_for()


@pytest.mark.heavy  # lighter: views/test_page_faults.py
def test_a_province_that_is_not_there_is_one_sentence_without_a_traceback(visit, serve, tmp_path):
    tab = visit(serve(tmp_path, ["1"]))
    alert = tab.page.locator(".ranh-warning")
    alert.wait_for()
    assert "Không dùng được" in alert.inner_text()
    assert "Traceback" not in tab.page.locator("body").inner_text()
    assert "RanhError" not in tab.page.locator("body").inner_text()
