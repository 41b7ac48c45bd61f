// The address of the tab says what is seen: place, zoom, layers, opacity, colours, day, language,
// open finding. It is kept in step without running the page, read when the map is built, and copied
// to send to somebody, who sees of it what he may see.
(function () {
  "use strict";

  var ranh = window.ranh;
  var KEPT = "ranh.map"; // for the way back from another page of this tab, whose address has no map
  var OWN = ["at", "on", "fade", "colour", "beside", "split", "day", "lang", "finding"];
  var page = window.parent;

  function read() {
    var query = new URLSearchParams(page.location.search);
    var kept = {};
    if (!query.get("at")) {
      try {
        kept = JSON.parse(sessionStorage.getItem(KEPT)) || {};
      } catch (error) {
        kept = {};
      }
    }
    var said = {};
    OWN.forEach(function (name) {
      var value = query.get(name);
      if (value === null && typeof kept[name] === "string") value = kept[name];
      if (value !== null && value !== undefined) said[name] = value;
    });
    return said;
  }

  function search(said) {
    var query = new URLSearchParams(page.location.search);
    OWN.forEach(function (name) {
      if (said[name]) query.set(name, said[name]);
      else query.delete(name);
    });
    return "?" + query.toString().replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":");
  }

  function place(map) {
    var centre = map.getCenter();
    // A frame that gets its size late moves the map by parts of a pixel: a reload is no move.
    var asked = here.asked;
    if (asked && asked.zoom === map.getZoom() && map.project(centre).distanceTo(map.project(asked.centre)) <= 1) return asked.text;
    here.asked = null;
    return [centre.lat.toFixed(5), centre.lng.toFixed(5), map.getZoom()].join(",");
  }

  function look(map, text) {
    var parts = String(text || "").split(",").map(Number);
    var good = parts.length === 3 && parts.every(isFinite) && Math.abs(parts[0]) <= 85 && Math.abs(parts[1]) <= 180;
    if (good) map.setView([parts[0], parts[1]], parts[2], { animate: false });
    if (good) here.asked = { centre: L.latLng(parts[0], parts[1]), zoom: parts[2], text: text };
    return good;
  }

  // The whole province, again whenever the frame changes its size, until somebody goes elsewhere.
  function fit(bounds) {
    here.fitting = true;
    here.map.fitBounds(bounds, { animate: false });
    here.fitting = false;
    here.fitted = true;
  }

  function fades(text) {
    var found = {};
    String(text || "").split(",").forEach(function (part) {
      var pair = part.split(":");
      var share = Number(pair[1]) / 100;
      if (pair[0] && share >= 0.2 && share < 1) found[pair[0]] = share;
    });
    return found;
  }

  // The opacity of each layer that is not whole, as the address and the printed sheet take it.
  ranh.fadesTold = function () {
    return Object.keys(ranh.view.fades)
      .map(function (id) {
        return id + ":" + Math.round(100 * ranh.view.fades[id]);
      })
      .join(",");
  };

  var here = { chosen: {}, day: "", layers: {}, map: null };

  function now() {
    var view = ranh.view;
    return Object.assign({}, here.chosen, {
      at: place(here.map),
      on: Object.keys(here.layers)
        .filter(function (id) {
          return here.map.hasLayer(here.layers[id]);
        })
        .join(","),
      fade: ranh.fadesTold(),
      colour: view.theme === view.firstTheme ? "" : view.theme,
      beside: view.beside || "",
      split: view.beside ? String(Math.round(view.split)) : "",
    });
  }

  function save() {
    // A map that is there before its page must not take from the address what the page has yet to read.
    if (!here.ready || !here.told) return;
    var said = now();
    sessionStorage.setItem(KEPT, JSON.stringify(said));
    sessionStorage.setItem(KEPT + ".day", here.day);
    var wanted = page.location.pathname + search(said);
    if (wanted === page.location.pathname + page.location.search) return;
    page.history.replaceState(page.history.state, "", wanted);
  }

  var soon = null;
  ranh.changed = function () {
    clearTimeout(soon);
    soon = setTimeout(save, 200);
  };

  ranh.address = {
    read: read,

    // Of the page: the day if it is not today's, the language, the finding whose card is open.
    choose: function (chosen) {
      here.chosen = chosen;
      here.told = true;
      ranh.changed();
    },

    // The whole address, with the day that it is about also where that is today.
    link: function () {
      var said = Object.assign(now(), { day: here.day, lang: here.lang });
      return page.location.origin + page.location.pathname + search(said);
    },
  };

  // Whether a layer that the address names exists for this person; the land use of another day does not count.
  function put(layers, said) {
    var wanted = said.on.split(",");
    var sameDay = (said.day || sessionStorage.getItem(KEPT + ".day") || here.day) === here.day;
    Object.keys(layers).forEach(function (id) {
      if (!sameDay && here.grounds.indexOf(id) >= 0) return;
      if (wanted.indexOf(id) >= 0) layers[id].addTo(here.map);
      else layers[id].remove();
    });
    var grounds = here.grounds.filter(function (id) {
      return here.map.hasLayer(layers[id]);
    });
    if (!grounds.length && here.first) layers[here.first].addTo(here.map);
    return wanted.filter(function (id) {
      return id && !layers[id];
    });
  }

  // Called first: what was seen is there again before anything else is built.
  ranh.remember = function (map, options, layers) {
    here.map = map;
    here.layers = layers;
    Object.assign(here, { day: options.day, lang: options.lang, grounds: options.grounds, first: options.first });
    var said = read();
    ranh.view.fades = fades(said.fade);
    ranh.view.firstTheme = options.themes[0] || "";
    ranh.view.theme = options.themes.indexOf(said.colour) >= 0 ? said.colour : ranh.view.firstTheme;
    ranh.view.beside = layers[said.beside] && here.grounds.indexOf(said.beside) >= 0 ? said.beside : "";
    ranh.view.split = Math.min(95, Math.max(5, Number(said.split) || 50));
    if (!look(map, said.at)) fit(options.bounds);
    map.on("movestart", function () {
      if (!here.fitting) here.fitted = false;
    });
    var missing = said.on !== undefined ? put(layers, said) : [];
    if (missing.length) ranh.say(map, ranh.word("link_layers"), true);
    map.on("moveend layeradd layerremove", ranh.changed);
    here.grounds.forEach(function (id) {
      if (!(layers[id] instanceof L.TileLayer)) return;
      layers[id].once("tileerror", function () {
        ranh.say(map, ranh.word("tiles_failed"));
      });
    });
    if (layers.background instanceof L.TileLayer) {
      layers.background.once("tileerror", function () {
        ranh.say(map, ranh.word("picture_failed"));
      });
    }
    name(map, ".leaflet-control-zoom-in", ranh.word("zoom_in"));
    name(map, ".leaflet-control-zoom-out", ranh.word("zoom_out"));
    map.getContainer().setAttribute("role", "application");
    // By keyboard the tools come before the signs of all projects.
    map.getContainer().insertBefore(map.getContainer().querySelector(".leaflet-control-container"), map.getPane("mapPane"));
    map.getContainer().setAttribute("aria-label", ranh.word("map"));
    // The frame may get its size after the map was made.
    new ResizeObserver(function () {
      map.invalidateSize({ animate: false });
      if (here.fitted) fit(options.bounds);
    }).observe(map.getContainer());
    here.ready = true;
    ranh.changed();
  };

  function name(map, selector, word) {
    var element = map.getContainer().querySelector(selector);
    if (!element) return;
    element.title = word;
    element.setAttribute("aria-label", word);
  }

  ranh.copyLink = function (map) {
    ranh.bar(map).add("link", ranh.word("copy_link"), function (box) {
      var field = L.DomUtil.create("input", "", box);
      field.readOnly = true;
      field.setAttribute("aria-label", ranh.word("copy_link"));
      field.value = ranh.address.link();
      var told = L.DomUtil.create("p", "", box);
      told.setAttribute("role", "status");
      field.focus();
      field.select();
      // Not navigator.clipboard: it is not there over plain HTTP, as in an office's own network.
      told.textContent = document.execCommand("copy") ? ranh.word("copied") : ranh.word("copy_by_hand");
    });
  };
})();
