// One box that finds projects, places old and new, coordinates, land codes and findings.
(function () {
  "use strict";

  var ranh = window.ranh;
  var WAIT_MS = 150;

  ranh.search = function (map, options, layers) {
    var box = L.DomUtil.create("div", "ranh-search");
    map.getContainer().insertBefore(box, map.getContainer().firstChild);
    box.setAttribute("role", "search");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    var field = L.DomUtil.create("input", "", box);
    field.type = "search";
    field.placeholder = ranh.word("search_hint");
    field.maxLength = 200;
    field.autocomplete = "off";
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-label", ranh.word("search"));
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "ranh-found");
    field.setAttribute("aria-expanded", "false");
    var list = L.DomUtil.create("ul", "", box);
    list.id = "ranh-found";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", ranh.word("search_found"));
    var said = L.DomUtil.create("div", "ranh-unseen", box);
    said.setAttribute("role", "status");
    var shown = L.layerGroup().addTo(map);
    var found = [];
    var at = -1;
    var timer = null;
    var asked = null;

    function close() {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
      at = -1;
    }

    function mark(place) {
      at = place;
      Array.prototype.forEach.call(list.children, function (row, number) {
        row.setAttribute("aria-selected", number === at ? "true" : "false");
        if (number !== at) return;
        field.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      });
    }

    function go(entry) {
      close();
      shown.clearLayers();
      if (entry.bounds) {
        map.fitBounds(entry.bounds, { padding: [40, 40], maxZoom: 17 });
        L.rectangle(entry.bounds, { color: "#00838f", weight: 3, dashArray: "6 4", fill: false, interactive: false }).addTo(shown);
      } else if (entry.at) {
        map.setView(entry.at, Math.max(map.getZoom(), 16));
        L.circleMarker(entry.at, { radius: 9, color: "#00838f", weight: 4, fill: false, interactive: false }).addTo(shown);
      }
      if (entry.pick) ranh.pick(entry.pick[0], entry.pick[1]);
    }

    function show(answer) {
      found = answer.found;
      list.textContent = "";
      found.forEach(function (entry, place) {
        var row = L.DomUtil.create("li", "", list);
        row.id = "ranh-found-" + place;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        L.DomUtil.create("small", "", row).textContent = entry.kind;
        L.DomUtil.create("b", "", row).textContent = entry.title;
        L.DomUtil.create("span", "", row).textContent = entry.note;
        L.DomEvent.on(row, "mousedown", function (event) {
          L.DomEvent.stop(event);
          go(entry);
        });
      });
      if (!found.length) L.DomUtil.create("li", "ranh-none", list).textContent = answer.said || ranh.word("search_none");
      said.textContent = found.length ? ranh.word("search_count", { count: found.length }) : answer.said || ranh.word("search_none");
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      if (found.length) mark(0);
    }

    function ask(then) {
      if (asked) asked.abort();
      var text = field.value.trim();
      if (!text) return close();
      asked = new AbortController();
      var query = new URLSearchParams({ q: text, day: options.day, lang: options.lang, ground: ground() });
      fetch(options.url + "?" + query, { credentials: "same-origin", signal: asked.signal })
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status + " " + options.url);
          return answer.json();
        })
        .then(function (answer) {
          show(answer);
          if (then && found.length) go(found[Math.max(0, at)]);
        })
        .catch(function (error) {
          if (error.name === "AbortError") return;
          console.error(error);
          show({ found: [], said: ranh.word("search_failed") });
        });
    }

    // A land code is looked up in the land use that is seen.
    function ground() {
      return (
        options.grounds.filter(function (id) {
          return map.hasLayer(layers[id]);
        })[0] || ""
      );
    }

    // The first question makes the index: it is asked before anything is typed.
    field.addEventListener("focus", function () {
      fetch(options.url + "?" + new URLSearchParams({ q: "-", day: options.day, lang: options.lang })).catch(function () {});
    }, { once: true });
    L.DomEvent.on(field, "input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    });
    L.DomEvent.on(field, "keydown", function (event) {
      L.DomEvent.stopPropagation(event); // the map would move
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return ask();
        if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        clearTimeout(timer);
        if (!list.hidden && at >= 0) go(found[at]);
        else ask(true);
      } else if (event.key === "Escape") {
        if (!list.hidden) return close();
        field.value = "";
        shown.clearLayers();
      }
    });
    L.DomEvent.on(field, "blur", function () {
      setTimeout(close, 150);
    });
    L.DomEvent.on(field, "search", function () {
      if (!field.value) shown.clearLayers();
    });
  };
})();
