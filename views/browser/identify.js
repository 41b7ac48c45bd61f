// A click anywhere asks the server once what is there in all layers, and sets out the answer: every
// text from the server is put on the page as text (textContent), never as HTML.
(function () {
  "use strict";

  var ranh = window.ranh;
  var REACH_PX = 6; // so near to a line is on it
  var BUTTONS_PX = 60; // the strip of buttons at the left edge, the search box at the upper one
  var FRAME_PX = 56; // what a popup is wider than its text, and its distance from the right edge
  var NARROW_PX = 640;

  function add(parent, tag, name, text) {
    var made = L.DomUtil.create(tag, name, parent);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function pairs(into, name, told) {
    if (!told.length) return;
    var list = add(into, "div", name);
    told.forEach(function (pair) {
      var line = add(list, "div", "");
      add(line, "span", "", pair[0] + ": ");
      add(line, "b", "", pair[1]);
    });
  }

  function row(into, told, words) {
    var line = add(into, "li", "");
    if (told.colour) {
      add(line, "span", "ranh-swatch " + told.hatch, "").style.backgroundColor = told.colour;
    }
    add(line, "b", "", told.head);
    add(line, "span", "ranh-at-text", told.text);
    told.notes.forEach(function (note) {
      if (note) add(line, "small", "", note);
    });
    if (!told.pick) return;
    var button = add(line, "button", "ranh-plain", words.open);
    button.type = "button";
    button.setAttribute("aria-label", words.open + " " + told.head);
    L.DomEvent.on(button, "click", function () {
      ranh.pick(told.pick.kind, told.pick.id);
    });
  }

  function setOut(told, words) {
    var box = document.createElement("div");
    box.className = "ranh-at";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", words.title);
    pairs(box, "ranh-at-position", told.position);
    pairs(box, "ranh-at-place", told.place);
    if (told.warning) add(box, "p", "ranh-at-warning", told.warning).setAttribute("role", "note");
    told.sections.forEach(function (section) {
      add(box, "h4", "", section.title);
      var list = add(box, "ul", "");
      section.rows.forEach(function (one) {
        row(list, one, words);
      });
    });
    if (!told.sections.length) add(box, "p", "", told.nothing);
    return box;
  }

  function picksOf(told, kind) {
    var found = 0;
    told.sections.forEach(function (section) {
      section.rows.forEach(function (one) {
        if (one.pick && one.pick.kind === kind) found += 1;
      });
    });
    return found;
  }

  ranh.identify = function (map, options, grounds) {
    var words = options.words;
    // Beside the buttons and under the search box.
    var popup = L.popup({ autoPanPaddingBottomRight: [8, 8] });
    var drawn = L.layerGroup().addTo(map);
    var renderer = L.svg({ pane: "chosen", padding: 0.5 });
    var asked = 0;

    map.on("popupclose", function (event) {
      if (event.popup === popup) drawn.clearLayers();
    });
    map.on("popupopen", function (event) {
      var close = event.popup === popup && popup.getElement().querySelector(".leaflet-popup-close-button");
      if (!close) return;
      close.setAttribute("aria-label", words.close);
      popup.getElement().querySelector(".leaflet-popup-content").tabIndex = 0; // it scrolls
    });

    function reach(latlng) {
      var at = map.latLngToContainerPoint(latlng);
      return map.distance(latlng, map.containerPointToLatLng(at.add([REACH_PX, 0])));
    }

    function address(latlng) {
      var place = latlng.wrap();
      var shown = Object.keys(grounds).filter(function (id) {
        return map.hasLayer(grounds[id]);
      });
      var query = { lon: place.lng, lat: place.lat, reach: reach(latlng), ground: shown[0] || "" };
      query.day = options.day;
      query.lang = options.lang;
      return options.url + "?" + new URLSearchParams(query);
    }

    // Beside an open legend where there is room for both; else the legend is folded, and the popup
    // is as narrow as the map beside the buttons.
    function room() {
      var size = map.getSize();
      var legend = map.getContainer().querySelector(".ranh-legend[open]");
      var right = legend ? legend.getBoundingClientRect().right - map.getContainer().getBoundingClientRect().left : 0;
      var both = size.x - right > 440;
      if (legend && !both && size.x < NARROW_PX) legend.open = false;
      popup.options.autoPanPaddingTopLeft = [both ? Math.max(BUTTONS_PX, right + 10) : BUTTONS_PX, BUTTONS_PX];
      popup.options.maxWidth = Math.min(380, size.x - BUTTONS_PX - FRAME_PX);
      popup.options.minWidth = Math.min(240, popup.options.maxWidth);
      popup.options.maxHeight = Math.min(380, size.y - 2 * BUTTONS_PX - FRAME_PX);
    }

    function show(latlng, box) {
      room();
      popup.setLatLng(latlng).setContent(box).openOn(map);
    }

    function outline(shape) {
      drawn.clearLayers();
      if (!shape) return;
      options.paths.forEach(function (path) {
        L.geoJSON(shape, { interactive: false, pane: "chosen", renderer: renderer, style: path }).addTo(drawn);
      });
    }

    // What was clicked itself is opened at once where nothing else could have been meant.
    function ask(latlng, clicked) {
      var own = (asked += 1);
      var waiting = document.createElement("div");
      waiting.setAttribute("role", "status");
      waiting.textContent = words.waiting;
      show(latlng, waiting);
      fetch(address(latlng), { credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status + " " + options.url);
          return answer.json();
        })
        .then(function (told) {
          if (own !== asked || !map.hasLayer(popup)) return;
          outline(told.outline);
          show(latlng, setOut(told, words));
          var one = picksOf(told, "site") <= 1 && picksOf(told, "finding") <= 1;
          if (clicked && one) ranh.pick(clicked.kind, clicked.id);
        })
        .catch(function (error) {
          if (own !== asked) return;
          console.error(error);
          drawn.clearLayers();
          var failed = document.createElement("div");
          failed.setAttribute("role", "alert");
          failed.textContent = words.failed;
          show(latlng, failed);
          if (clicked) ranh.pick(clicked.kind, clicked.id);
        });
    }

    // Another period while a place is told: its parcel is another one, and a late answer no longer counts.
    Object.keys(grounds).forEach(function (id) {
      grounds[id].on("add", function () {
        drawn.clearLayers();
        if (map.hasLayer(popup)) ask(popup.getLatLng(), null);
      });
    });
    ranh.clicked = ask;
    map.on("click", function (event) {
      ask(event.latlng, null);
    });
    // By keyboard: the middle of the map.
    L.DomEvent.on(map.getContainer(), "keydown", function (event) {
      if (event.key === "Enter" && event.target === map.getContainer()) ask(map.getCenter(), null);
    });
  };
})();
