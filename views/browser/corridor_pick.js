// Points and lines that are picked on the map: a button for each, then a click, or a click for each
// corner and Enter or a double click at the end. What was picked goes to the page.
(function () {
  "use strict";

  var ranh = window.ranh;
  var corridor = ranh.corridor;
  var pick = (corridor.pick = {});
  var now = { map: null, wanted: null, corners: [], drawn: null, control: null, names: "" };

  function place(latlng) {
    var at = latlng.wrap();
    return at.lng.toFixed(6) + "," + at.lat.toFixed(6);
  }

  function stop() {
    if (now.drawn) now.drawn.remove();
    Object.assign(now, { wanted: null, corners: [], drawn: null });
    now.map.getContainer().classList.remove("ranh-picking");
    now.map.doubleClickZoom.enable();
    now.hint.textContent = "";
    now.end.hidden = true;
    Object.keys(now.buttons).forEach(function (name) {
      now.buttons[name].setAttribute("aria-pressed", "false");
    });
  }

  function finish() {
    var corners = now.corners.filter(function (corner, i) {
      return !i || !corner.equals(now.corners[i - 1]);
    });
    if (corners.length < 2) return;
    var told = corners.map(place).join(";");
    stop();
    ranh.pick("line", told);
  }

  function clicked(event) {
    if (!now.wanted) return;
    if (now.wanted.name !== "line") {
      var name = now.wanted.name;
      stop();
      ranh.pick(name, place(event.latlng));
      return;
    }
    now.corners.push(event.latlng);
    if (now.drawn) now.drawn.setLatLngs(now.corners);
    else now.drawn = L.polyline(now.corners, { pane: "chosen", color: "#b3261e", weight: 3, dashArray: "6 4", interactive: false }).addTo(now.map);
    now.hint.textContent = ranh.word("pick_line_more", { count: now.corners.length });
    now.end.hidden = now.corners.length < 2;
  }

  function start(entry) {
    var again = now.wanted && now.wanted.name === entry.name;
    stop();
    if (again) return;
    now.wanted = entry;
    now.map.getContainer().classList.add("ranh-picking");
    now.map.doubleClickZoom.disable();
    now.buttons[entry.name].setAttribute("aria-pressed", "true");
    now.hint.textContent = entry.name === "line" ? ranh.word("pick_line") : ranh.word("pick_point");
  }

  function build(map, entries) {
    now.map = map;
    now.buttons = {};
    var control = L.control({ position: "topright" });
    control.onAdd = function () {
      var box = L.DomUtil.create("div", "ranh-pick");
      box.setAttribute("role", "group");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      entries.forEach(function (entry) {
        var button = L.DomUtil.create("button", "", box);
        button.type = "button";
        button.textContent = entry.words;
        button.setAttribute("aria-pressed", "false");
        L.DomEvent.on(button, "click", function () {
          start(entry);
        });
        now.buttons[entry.name] = button;
      });
      now.end = L.DomUtil.create("button", "ranh-pick-end", box);
      now.end.type = "button";
      now.end.textContent = ranh.word("pick_end");
      now.end.hidden = true;
      L.DomEvent.on(now.end, "click", finish);
      now.hint = L.DomUtil.create("p", "", box);
      now.hint.setAttribute("role", "status");
      return box;
    };
    control.addTo(map);
    now.control = control;
  }

  // Called on every run of the page; the buttons stay as long as they are the same.
  pick.offer = function (map, entries) {
    var names = JSON.stringify(entries);
    if (now.names === names && now.map === map) return;
    if (now.control) {
      stop();
      now.control.remove();
      now.control = null;
    }
    if (!now.map) {
      map.on("click", clicked);
      map.on("dblclick", function () {
        if (now.wanted && now.wanted.name === "line") finish();
      });
      document.addEventListener("keydown", function (event) {
        if (!now.wanted) return;
        if (event.key === "Escape") stop();
        if (event.key === "Enter" && now.wanted.name === "line" && event.target.tagName !== "BUTTON") finish();
      });
    }
    now.names = names;
    if (entries.length) build(map, entries);
    else now.map = map;
  };
})();
