// Leaflet layers of this program: features are fetched from this server, and every text
// from a data file is put on the page as text (textContent), never as HTML.
(function () {
  "use strict";

  var ranh = (window.ranh = { layers: {}, words: {}, view: { fades: {}, theme: "" } });
  var MOST_MARKS = 300; // more of them in view would be neither told apart nor quick: plain dots then

  ranh.speak = function (map, words) {
    ranh.words = words;
  };

  // A word of the page's language; a key without one is told by itself, and found by a test.
  ranh.word = function (key, values) {
    var text = ranh.words[key] || key;
    Object.keys(values || {}).forEach(function (name) {
      text = text.replace("{" + name + "}", values[name]);
    });
    return text;
  };

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

  function say(map, text, mild) {
    var control = L.control({ position: "bottomleft" });
    control.onAdd = function () {
      var box = L.DomUtil.create("div", mild ? "ranh-said" : "ranh-error");
      box.setAttribute("role", mild ? "status" : "alert");
      box.textContent = text;
      return box;
    };
    control.addTo(map);
  }

  ranh.say = say;
  ranh.table = table;

  // What was clicked goes to the page; moving the map does not, so that it never reruns.
  function pick(kind, id) {
    pick.count = (pick.count || Date.now()) + 1;
    pick.waiting = { kind: kind, id: id, count: pick.count };
    send();
  }
  ranh.pick = pick;

  // Until the page around the frame is there, the last click waits for it.
  function send() {
    var frame = window.frameElement;
    if (!pick.waiting || !frame || !frame.ranhPicked) return;
    frame.ranhPicked(pick.waiting);
    pick.waiting = null;
  }

  // Called at the end of the map's own script, and by the frame whenever the page chose something else.
  ranh.built = function () {
    ranh.isBuilt = true;
    ranh.listen();
    var frame = window.frameElement;
    if (frame && frame.ranhBuilt) whenPainted(frame.ranhBuilt);
  };

  var SOON_MS = 400;
  function whenPainted(then) {
    var waiting = Object.values(window.map._layers).filter(function (layer) {
      return layer instanceof L.TileLayer && layer.isLoading();
    });
    var left = waiting.length;
    waiting.forEach(function (layer) {
      layer.once("load", function () {
        left -= 1;
        if (!left) then();
      });
    });
    setTimeout(then, left ? SOON_MS : 0);
  }

  var heard = { said: "", group: null };
  ranh.listen = function () {
    var frame = window.frameElement;
    if (!frame || !frame.ranhTold) return;
    send();
    var said = JSON.stringify(frame.ranhTold);
    if (said === heard.said) return;
    if (heard.group) heard.group.remove();
    heard = { said: said, group: L.featureGroup().addTo(window.map) };
    var told = JSON.parse(said);
    var call = told.function.split(".").reduce(function (found, part) {
      return found[part];
    }, window);
    call(window.map, heard.group, told.options);
  };

  // What a click on a site or an overlap does, until `identify.js` lists what else is there.
  ranh.clicked = function (latlng, picked) {
    pick(picked.kind, picked.id);
  };

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
      var by = o.themes && o.themes[ranh.view.theme] ? ranh.view.theme : o.by;
      var looks = o.themes && o.themes[by] ? o.themes[by].looks : o.looks;
      var look = Object.assign({}, o.look.path, (by && looks[feature.properties[by]]) || {});
      var fade = ranh.view.fades[o.id];
      if (fade === undefined) return look;
      look.opacity = (look.opacity === undefined ? 1 : look.opacity) * fade;
      look.fillOpacity = (look.fillOpacity === undefined ? 0.2 : look.fillOpacity) * fade;
      return look;
    },

    // Draw anew in place: another theme or opacity.
    again: function () {
      this.setStyle(this._look.bind(this));
      this._dots();
    },

    // What the legend has to tell: the classes of the sites in view, or whether anything is.
    inView: function (bounds) {
      var theme = this.ranh.themes && this.ranh.themes[ranh.view.theme];
      var found = {};
      var any = false;
      this.eachLayer(function (layer) {
        if (any && !theme) return;
        if (layer.getBounds && !bounds.intersects(layer.getBounds())) return;
        any = true;
        if (theme) found[layer.feature.properties[ranh.view.theme]] = true;
      });
      return { any: any, classes: found };
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

    // A sign at each site in view: a small site would be a speck, and colour alone is not enough.
    _dots: function () {
      if (!this.ranh.dots || !this._map) return;
      if (!this._points) {
        this._points = L.layerGroup();
        this._map.on("moveend", this._dots, this);
        this.on("remove", function () {
          this._points.remove();
        });
      }
      var seen = this._map.hasLayer(this) ? this._seen() : [];
      var told = JSON.stringify(
        seen.map(function (layer) {
          var look = this._look(layer.feature);
          return [layer.feature.properties.id, look.color, look.opacity];
        }, this).concat([[ranh.view.theme]])
      );
      // The same signs stay: whoever goes from one to the next by keyboard would be thrown out.
      if (told === this._told && this._map.hasLayer(this._points)) return;
      this._told = told;
      var focused = document.activeElement && document.activeElement.ranhSite;
      this._points.clearLayers();
      seen.forEach(function (layer, place) {
        this._points.addLayer(seen.length > MOST_MARKS ? this._dot(layer) : this._mark(layer, place));
      }, this);
      this._points.addTo(this._map);
      if (focused) this._focus(focused);
    },

    _seen: function () {
      var view = this._map.getBounds().pad(0.1);
      return this.getLayers().filter(function (layer) {
        var at = layer.feature.properties.at;
        return at && view.contains([at[1], at[0]]);
      });
    },

    _focus: function (site) {
      this._points.eachLayer(function (point) {
        var element = point.getElement && point.getElement();
        if (element && element.ranhSite === site) element.focus({ preventScroll: true });
      });
    },

    _dot: function (layer) {
      var at = layer.feature.properties.at;
      var dot = L.circleMarker([at[1], at[0]], {
        pane: this.ranh.pane,
        renderer: this.options.renderer,
        radius: 5.5,
        color: "#ffffff",
        weight: 1.5,
        fillColor: this._look(layer.feature).color,
        fillOpacity: 1,
      });
      return this._clickable(dot, layer.feature.properties);
    },

    _mark: function (layer, place) {
      var properties = layer.feature.properties;
      var theme = this.ranh.themes[ranh.view.theme];
      var look = this._look(layer.feature);
      var sign = document.createElement("span");
      sign.style.background = look.color;
      sign.style.opacity = look.opacity;
      sign.textContent = (theme && theme.marks[properties[ranh.view.theme]]) || "";
      var told = [properties.id, properties.name];
      if (theme) told.push(theme.words[properties[ranh.view.theme]]);
      var mark = L.marker([properties.at[1], properties.at[0]], {
        pane: "marks",
        icon: L.divIcon({ className: "ranh-mark", html: sign, iconSize: [24, 24] }),
        // The last of the list, the worst, stands on top, wherever on the screen it is.
        zIndexOffset: place * 5000,
      });
      mark.on("add", function () {
        mark.getElement().setAttribute("aria-label", told.filter(Boolean).join(", "));
        mark.getElement().ranhSite = properties.id;
      });
      return this._clickable(mark, properties);
    },

    _clickable: function (point, properties) {
      var kind = this.ranh.pick;
      point.bindTooltip(tip(properties, this.ranh), { sticky: true });
      point.on("click", function (event) {
        L.DomEvent.stop(event);
        pick(kind, properties.id);
      });
      return point;
    },

    _pick: function (event) {
      if (!this.ranh.pick || !event.propagatedFrom) return;
      L.DomEvent.stop(event);
      ranh.clicked(event.latlng, { kind: this.ranh.pick, id: event.propagatedFrom.feature.properties.id });
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
    if (ranh.address && choice.address) ranh.address.choose(choice.address);
    // A turn of 0: opened from an address, which says itself where to look.
    if (!choice.bounds || !choice.turn || Number(sessionStorage.getItem("ranh.turn")) === choice.turn) return;
    sessionStorage.setItem("ranh.turn", choice.turn);
    map.fitBounds(choice.bounds, { padding: [50, 50], maxZoom: 16 });
  };
})();
