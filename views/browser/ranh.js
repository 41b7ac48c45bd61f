// Leaflet layers of this program: features are fetched from this server, and every text
// from a data file is put on the page as text (textContent), never as HTML.
(function () {
  "use strict";

  var ranh = (window.ranh = { layers: {} });
  var POINT_ZOOM = 13; // below this zoom a site also has a dot: a small site would be a speck

  // Text only: Leaflet's own mark holds a flag.
  L.Control.Attribution.prototype.options.prefix = "Leaflet";
  L.TileLayer.prototype.getAttribution = function () {
    return "";
  };

  // Hatches for vector layers: an SVG path may name a pattern of the same page as its fill.
  function addHatch(id, colour, kind) {
    if (document.getElementById(id)) return;
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("width", 0);
    svg.setAttribute("height", 0);
    svg.style.position = "absolute";
    var pattern = document.createElementNS(space, "pattern");
    pattern.id = id;
    pattern.setAttribute("patternUnits", "userSpaceOnUse");
    pattern.setAttribute("width", 8);
    pattern.setAttribute("height", 8);
    var ground = document.createElementNS(space, "rect");
    ground.setAttribute("width", 8);
    ground.setAttribute("height", 8);
    ground.setAttribute("fill", colour);
    var lines = document.createElementNS(space, "path");
    var rising = "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6";
    var falling = "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2";
    lines.setAttribute("d", kind === "cross" ? rising + " " + falling : rising);
    lines.setAttribute("stroke", "#6e0000");
    lines.setAttribute("stroke-width", 1.6);
    pattern.appendChild(ground);
    pattern.appendChild(lines);
    svg.appendChild(pattern);
    document.body.appendChild(svg);
  }

  function shown(value, locale) {
    if (value === null || value === undefined) return "";
    if (typeof value !== "number") return String(value);
    // What is not nothing never reads as nothing.
    if (value > 0 && value < 0.0001) return "< " + (0.0001).toLocaleString(locale, { maximumFractionDigits: 4 });
    return value.toLocaleString(locale, { maximumFractionDigits: Math.abs(value) < 0.01 ? 4 : 2 });
  }

  function table(title, rows) {
    var box = document.createElement("div");
    box.className = "ranh-tip";
    if (title) {
      var head = document.createElement("strong");
      head.textContent = title;
      box.appendChild(head);
    }
    rows.forEach(function (row) {
      if (row[1] === "") return;
      var line = document.createElement("div");
      var label = document.createElement("span");
      label.textContent = row[0] + ": ";
      line.appendChild(label);
      line.appendChild(document.createTextNode(row[1]));
      box.appendChild(line);
    });
    return box;
  }

  function tip(properties, options) {
    return table(
      options.title,
      options.fields.map(function (field) {
        var value = properties[field[0]];
        var word = options.words[value] !== undefined ? options.words[value] : value;
        return [field[1], shown(word, options.locale)];
      })
    );
  }

  function say(map, text) {
    var control = L.control({ position: "bottomleft" });
    control.onAdd = function () {
      var box = L.DomUtil.create("div", "ranh-error");
      box.textContent = text;
      return box;
    };
    control.addTo(map);
  }

  // What was clicked goes to the page; moving the map does not, so that it never reruns.
  function pick(kind, id) {
    pick.count = (pick.count || Date.now()) + 1;
    window.Streamlit.setComponentValue({ picked: { kind: kind, id: id, count: pick.count } });
  }

  ranh.Features = L.GeoJSON.extend({
    initialize: function (options) {
      var look = options.look;
      if (look.hatch) addHatch(look["hatch-id"], look.colour, look.hatch);
      L.GeoJSON.prototype.initialize.call(this, null, {
        pane: options.pane,
        renderer: options.svg ? L.svg({ pane: options.pane, padding: 0.5 }) : undefined,
        style: this._look.bind(this),
        interactive: true,
        attribution: "",
      });
      this.ranh = options;
      this._all = null;
      this._only = null;
      this.on("add", this._fetch, this);
      this.on("click", this._pick, this);
      if (options.fields.length || options.title) {
        this.bindTooltip(
          function (layer) {
            return tip(layer.feature.properties, options);
          },
          { sticky: true, opacity: 0.95 }
        );
      }
    },

    _look: function (feature) {
      var o = this.ranh;
      var special = o.by ? o.looks[feature.properties[o.by]] : null;
      return Object.assign({}, o.look.path, special || {});
    },

    _fetch: function () {
      var self = this;
      if (this._asked) return this._dots();
      this._asked = true;
      fetch(this.ranh.url, { credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status + " " + self.ranh.url);
          return answer.json();
        })
        .then(function (data) {
          self._all = data.features;
          self._draw();
        })
        .catch(function (error) {
          self._asked = false;
          console.error(error);
          if (self._map) say(self._map, self.ranh.failed);
        });
    },

    _draw: function () {
      if (!this._all) return;
      var only = this._only;
      this.clearLayers();
      this.addData({
        type: "FeatureCollection",
        features: this._all.filter(function (feature) {
          return !only || only.has(feature.properties.id);
        }),
      });
      this._dots();
    },

    _dots: function () {
      if (!this.ranh.dots || !this._map) return;
      if (!this._points) {
        this._points = L.layerGroup();
        this._map.on("zoomend", this._dots, this);
        this.on("remove", function () {
          this._points.remove();
        });
      }
      this._points.clearLayers();
      if (this._map.getZoom() >= POINT_ZOOM || !this._map.hasLayer(this)) return;
      this.eachLayer(function (layer) {
        var properties = layer.feature.properties;
        if (!properties.at) return;
        var look = this._look(layer.feature);
        var dot = L.circleMarker([properties.at[1], properties.at[0]], {
          pane: this.ranh.pane,
          renderer: this.options.renderer,
          radius: 5.5,
          color: "#ffffff",
          weight: 1.5,
          fillColor: look.color,
          fillOpacity: 1,
        });
        dot.bindTooltip(tip(properties, this.ranh), { sticky: true });
        dot.on("click", function (event) {
          L.DomEvent.stop(event);
          pick(this.ranh.pick, properties.id);
        }, this);
        this._points.addLayer(dot);
      }, this);
      this._points.addTo(this._map);
    },

    _pick: function (event) {
      if (!this.ranh.pick || !event.propagatedFrom) return;
      L.DomEvent.stop(event);
      pick(this.ranh.pick, event.propagatedFrom.feature.properties.id);
    },

    only: function (ids) {
      this._only = ids ? new Set(ids) : null;
      this._draw();
    },
  });

  ranh.features = function (options) {
    var layer = new ranh.Features(options);
    ranh.layers[options.id] = layer;
    return layer;
  };

  function name(map, selector, word) {
    var element = map.getContainer().querySelector(selector);
    if (!element) return;
    element.title = word;
    element.setAttribute("aria-label", word);
  }

  // The tab remembers place and layers: a change of language or date, or a reload of the
  // page, builds the map anew, and an officer finds the map where it was.
  ranh.remember = function (map, layers, start, words) {
    var saved = null;
    try {
      saved = JSON.parse(sessionStorage.getItem("ranh.map"));
    } catch (error) {
      saved = null;
    }
    if (saved) {
      map.setView(saved.center, saved.zoom, { animate: false });
      Object.keys(layers).forEach(function (id) {
        // Another day has another land-use version in force: that one shows.
        if (saved.day !== words.day && layers[id] instanceof L.TileLayer) return;
        if (saved.on.indexOf(id) >= 0) layers[id].addTo(map);
        else if (saved.known.indexOf(id) >= 0) layers[id].remove();
      });
    } else {
      map.fitBounds(start, { animate: false });
    }
    function save() {
      var known = Object.keys(layers);
      sessionStorage.setItem(
        "ranh.map",
        JSON.stringify({
          center: map.getCenter(),
          zoom: map.getZoom(),
          day: words.day,
          known: known,
          on: known.filter(function (id) {
            return map.hasLayer(layers[id]);
          }),
        })
      );
    }
    L.control.scale({ imperial: false }).addTo(map);
    map.on("moveend layeradd layerremove", L.Util.throttle(save, 300));
    Object.keys(layers).forEach(function (id) {
      layers[id].once("tileerror", function () {
        say(map, words.failed);
      });
    });
    name(map, ".leaflet-control-zoom-in", words.in);
    name(map, ".leaflet-control-zoom-out", words.out);
    name(map, ".leaflet-control-layers-toggle", words.layers);
    window.addEventListener("resize", function () {
      map.invalidateSize();
    });
  };

  // What the page has chosen. `turn` differs for each choice, so that a map that is built
  // anew does not jump again to a choice that it has already shown.
  ranh.choose = function (map, group, choice) {
    Object.keys(choice.only).forEach(function (id) {
      if (ranh.layers[id]) ranh.layers[id].only(choice.only[id]);
    });
    function draw(shapes, path) {
      shapes.forEach(function (shape) {
        L.geoJSON(shape, {
          interactive: false,
          pane: "chosen",
          renderer: L.svg({ pane: "chosen", padding: 0.5 }),
          style: path,
        }).addTo(group);
      });
    }
    draw(choice.inside, choice.inside_path);
    draw(choice.shapes, choice.path);
    if (!choice.bounds || Number(sessionStorage.getItem("ranh.turn")) === choice.turn) return;
    sessionStorage.setItem("ranh.turn", choice.turn);
    map.fitBounds(choice.bounds, { padding: [50, 50], maxZoom: 16 });
  };

  // A click on open land asks the server what is there in the land-use layer that is shown.
  ranh.ask = function (map, layers, words) {
    map.on("click", function (event) {
      var shownLayer = layers.filter(function (entry) {
        return map.hasLayer(entry.layer);
      })[0];
      if (!shownLayer) return;
      var place = event.latlng.wrap();
      fetch(shownLayer.url + "?lon=" + place.lng + "&lat=" + place.lat)
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status + " " + shownLayer.url);
          return answer.json();
        })
        .then(function (zones) {
          var box = table(shownLayer.title, []);
          zones.forEach(function (zone) {
            box.appendChild(table("", [[words.code, zone.code + " · " + zone[words.name]], [words.zone, zone.zone_id]]));
          });
          if (!zones.length) box.appendChild(document.createTextNode(words.none));
          L.popup({ maxWidth: 320 }).setLatLng(event.latlng).setContent(box).openOn(map);
        })
        .catch(function (error) {
          console.error(error);
          say(map, words.failed);
        });
    });
  };
})();
