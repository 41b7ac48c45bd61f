// Draw or paste a footprint and be told at once what is there. The map does not rerun: the panel asks
// this server by itself. Every text from the server is put on the page as text, never as HTML.
(function () {
  "use strict";

  var tools = (window.ranhDraw = {});
  var KEPT = "ranh.drawing";
  var MOST_HANDLES = 300; // corners that get a handle each; above, the shape is shown and not edited
  var MOST_STEPS = 200; // of undoing
  var MOVED_PX = 4; // a press that moves farther is a drag of the map, not a corner
  var WAIT_MS = 250;
  var COLOUR = "#0b57d0";
  var TONES = { conflict: "#b3261e", not_checked: "#6a1b9a", near: "#b06000", clear: "#1e6b2e" };

  function el(tag, parent, text, className) {
    var made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.appendChild(made);
    return made;
  }

  function button(parent, text, act, className) {
    var made = el("button", parent, text, className || "ranh-draw-button");
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function field(parent, label, input, help) {
    var row = el("label", parent, null, "ranh-draw-field");
    el("span", row, label);
    row.appendChild(input);
    if (help) input.title = help;
    return input;
  }

  // A shape is {kind, parts}: parts of rings of [longitude, latitude]. A line has one ring a part, a
  // point one corner. Rings are open; what is sent closes them.
  function empty(kind) {
    return { kind: kind, parts: [] };
  }

  function isWhole(shape) {
    var least = { polygon: 3, line: 2, point: 1 }[shape.kind];
    return (
      shape.parts.length > 0 &&
      shape.parts.every(function (part) {
        return part.every(function (ring) {
          return ring.length >= least;
        });
      })
    );
  }

  function toGeoJson(shape) {
    function closed(ring) {
      return ring.concat([ring[0]]);
    }
    var many = shape.parts.length > 1;
    if (shape.kind === "polygon") {
      var areas = shape.parts.map(function (part) {
        return part.map(closed);
      });
      return many ? { type: "MultiPolygon", coordinates: areas } : { type: "Polygon", coordinates: areas[0] };
    }
    var lines = shape.parts.map(function (part) {
      return shape.kind === "line" ? part[0] : part[0][0];
    });
    var type = shape.kind === "line" ? "LineString" : "Point";
    return many ? { type: "Multi" + type, coordinates: lines } : { type: type, coordinates: lines[0] };
  }

  function fromGeoJson(geometry) {
    var many = geometry.type.indexOf("Multi") === 0;
    var parts = many ? geometry.coordinates : [geometry.coordinates];
    if (/Polygon$/.test(geometry.type)) {
      parts = parts.map(function (part) {
        return part.map(function (ring) {
          return ring.slice(0, -1);
        });
      });
      return { kind: "polygon", parts: parts };
    }
    if (/LineString$/.test(geometry.type)) return { kind: "line", parts: parts.map(function (line) { return [line]; }) };
    return { kind: "point", parts: parts.map(function (place) { return [[place]]; }) };
  }

  function Panel(map, options) {
    this.map = map;
    this.options = options;
    this.words = options.words;
    this.draft = null; // the draft that is open: id, version, name, note
    this.steps = []; // what can be undone, the present last
    this.at = -1;
    this.active = null; // kind that is being drawn
    this.turn = 0; // of checks: an answer to an older question is dropped
    this.build();
    this.listen();
    this.recall();
  }

  Panel.prototype = {
    word: function (key, values) {
      return this.words[key].replace(/\{(\w+)\}/g, function (_, name) {
        return values[name];
      });
    },

    // The panel

    build: function () {
      var self = this;
      var map = this.map;
      var control = L.control({ position: "topleft" });
      control.onAdd = function () {
        var strip = L.DomUtil.create("div", "leaflet-bar ranh-draw-entry");
        self.entry = button(strip, "", function () { self.toggle(); }, "ranh-draw-open");
        self.entry.appendChild(pencil());
        self.entry.title = self.word("open");
        self.entry.setAttribute("aria-label", self.word("open"));
        self.entry.setAttribute("aria-expanded", "false");
        L.DomEvent.disableClickPropagation(strip);
        return strip;
      };
      control.addTo(map);

      var box = (this.box = el("section", map.getContainer(), null, "ranh-draw leaflet-control"));
      box.hidden = true;
      box.setAttribute("aria-label", this.word("title"));
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.addEventListener("keydown", function (event) {
        if (event.key === "Escape") {
          if (self.active) self.finish();
          else self.toggle(false);
        }
        event.stopPropagation();
      });

      var head = el("header", box);
      el("h2", head, this.word("title"));
      var close = button(head, "×", function () { self.toggle(false); }, "ranh-draw-close");
      close.setAttribute("aria-label", this.word("close"));
      close.title = this.word("close");

      var bar = el("div", box, null, "ranh-draw-bar");
      bar.setAttribute("role", "toolbar");
      this.kinds = {};
      ["polygon", "line", "point"].forEach(function (kind) {
        self.kinds[kind] = button(bar, self.word(kind), function () { self.start(kind); });
        self.kinds[kind].setAttribute("aria-pressed", "false");
      });
      this.pasteButton = button(bar, this.word("paste"), function () { self.togglePaste(); });
      this.pasteButton.setAttribute("aria-expanded", "false");
      var edit = el("div", box, null, "ranh-draw-bar");
      this.undoButton = button(edit, this.word("undo"), function () { self.step(-1); });
      this.redoButton = button(edit, this.word("redo"), function () { self.step(1); });
      this.deleteButton = button(edit, this.word("delete"), function () { self.clear(); });
      this.centreButton = button(edit, this.word("centre"), function () { self.add(map.getCenter()); });
      this.finishButton = button(edit, this.word("finish"), function () { self.finish(); }, "ranh-draw-button ranh-draw-main");
      this.hint = el("p", box, this.word("hint_start"), "ranh-draw-hint");

      this.buildPaste(box);
      var facts = el("div", box, null, "ranh-draw-facts");
      this.width = field(facts, this.word("width"), el("input"), this.word("width_help"));
      this.width.type = "number";
      this.width.min = "0.5";
      this.width.max = "5000";
      this.width.step = "any";
      this.width.value = "20";
      this.width.addEventListener("change", function () { self.ask(); });
      this.code = field(facts, this.word("planned"), el("select"), this.word("planned_help"));
      this.options.codes.forEach(function (code) {
        el("option", self.code, code.label).value = code.code;
      });
      this.code.addEventListener("change", function () { self.ask(); });

      this.said = el("div", box, null, "ranh-draw-said");
      this.said.setAttribute("role", "status");
      this.result = el("div", box, null, "ranh-draw-result");
      this.buildDrafts(box);
      this.refresh();
    },

    toggle: function (open) {
      var wanted = open === undefined ? this.box.hidden : open;
      this.box.hidden = !wanted;
      this.map.getContainer().classList.toggle("ranh-trying", wanted);
      this.entry.setAttribute("aria-expanded", String(wanted));
      if (wanted) {
        if (!this.listed) this.list();
        this.kinds.polygon.focus();
      } else {
        if (this.active) this.finish();
        this.entry.focus();
      }
      this.paint();
    },

    say: function (text, isFault) {
      this.said.textContent = text || "";
      this.said.classList.toggle("ranh-draw-fault", Boolean(isFault && text));
    },

    // What is drawn, and its history

    get shape() {
      return this.at >= 0 ? this.steps[this.at] : empty("polygon");
    },

    put: function (shape, keepsStep) {
      if (keepsStep && this.at >= 0) this.steps[this.at] = shape;
      else {
        this.steps = this.steps.slice(Math.max(0, this.at + 1 - MOST_STEPS), this.at + 1);
        this.steps.push(shape);
        this.at = this.steps.length - 1;
      }
      this.changed();
    },

    step: function (by) {
      var next = this.at + by;
      if (next < 0 || next >= this.steps.length) return;
      this.at = next;
      this.active = null;
      this.changed();
    },

    clear: function () {
      this.active = null;
      this.put(empty(this.shape.kind));
    },

    changed: function () {
      this.keep();
      this.paint();
      this.refresh();
      this.ask();
    },

    // The tab remembers the drawing: another day or language builds the map anew.
    keep: function () {
      try {
        sessionStorage.setItem(
          KEPT,
          JSON.stringify({ shape: this.shape, draft: this.draft, width: this.width.value, code: this.code.value })
        );
      } catch (error) {
        console.warn(error); // no room: the drawing is then lost with the tab alone
      }
    },

    recall: function () {
      var kept = null;
      try {
        kept = JSON.parse(sessionStorage.getItem(KEPT));
      } catch (error) {
        kept = null;
      }
      this.put(empty("polygon"));
      if (!kept || !kept.shape || !kept.shape.parts.length) return;
      this.width.value = kept.width;
      this.code.value = kept.code;
      this.fill(kept.draft);
      this.put(kept.shape);
      this.toggle(true);
    },

    // Drawing with the mouse or a finger. The map hears nothing of it: no popup opens meanwhile.

    listen: function () {
      var self = this;
      var ground = this.map.getContainer();
      var pressed = null;

      function isOurs(event) {
        return self.active && !event.target.closest(".leaflet-control, .ranh-corner");
      }
      ground.addEventListener(
        "pointerdown",
        function (event) {
          pressed = [event.clientX, event.clientY];
        },
        true
      );
      ground.addEventListener(
        "click",
        function (event) {
          if (!isOurs(event)) return;
          event.stopImmediatePropagation();
          var moved = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]);
          if (moved > MOVED_PX || event.detail > 1) return;
          self.add(self.map.mouseEventToLatLng(event));
        },
        true
      );
      ground.addEventListener(
        "dblclick",
        function (event) {
          if (!isOurs(event)) return;
          event.stopImmediatePropagation();
          self.finish();
        },
        true
      );
      ground.addEventListener("keydown", function (event) {
        if (!self.active || event.target.closest(".ranh-draw, .leaflet-control")) return;
        if (event.key === "Enter") self.finish();
        else if (event.key === "Backspace") self.step(-1);
        else if (event.key === "Escape") self.finish();
        else return;
        event.preventDefault();
      });
      this.map.on("moveend zoomend", function () {
        if (self.active) self.refresh();
      });
    },

    start: function (kind) {
      if (this.active === kind) return this.finish();
      this.active = kind;
      if (this.shape.parts.length || this.shape.kind !== kind) this.put(empty(kind));
      this.map.getContainer().classList.add("ranh-drawing");
      this.refresh();
    },

    add: function (place) {
      if (!this.active) return;
      var shape = JSON.parse(JSON.stringify(this.shape));
      var corner = [place.wrap().lng, place.wrap().lat];
      if (!shape.parts.length) shape.parts.push([[]]);
      shape.parts[0][0].push(corner);
      this.put(shape);
      if (this.active === "point") this.finish();
    },

    finish: function () {
      this.active = null;
      this.map.getContainer().classList.remove("ranh-drawing");
      this.refresh();
      this.paint();
      this.ask();
    },

    // What is on the map

    paint: function () {
      var self = this;
      var map = this.map;
      if (!map.getPane("drawing")) map.createPane("drawing").style.zIndex = 470;
      if (!this.layer) {
        this.layer = L.layerGroup().addTo(map);
        this.handles = L.layerGroup().addTo(map);
        this.marks = L.layerGroup().addTo(map);
        this.renderer = L.svg({ pane: "drawing", padding: 0.5 });
      }
      this.layer.clearLayers();
      this.handles.clearLayers();
      if (this.box.hidden) {
        this.marks.clearLayers();
        return;
      }
      var shape = this.shape;
      var look = { pane: "drawing", renderer: this.renderer, color: COLOUR, weight: 2.5, interactive: false, fillOpacity: 0.08 };
      shape.parts.forEach(function (part) {
        var rings = part.map(function (ring) {
          return ring.map(function (corner) {
            return [corner[1], corner[0]];
          });
        });
        var isOpen = self.active || shape.kind === "line" || rings[0].length < 3;
        if (shape.kind === "point") L.circleMarker(rings[0][0], Object.assign({ radius: 6 }, look)).addTo(self.layer);
        else if (isOpen) L.polyline(rings[0], look).addTo(self.layer);
        else L.polygon(rings, look).addTo(self.layer);
      });
      this.paintHandles(shape);
    },

    paintHandles: function (shape) {
      var self = this;
      var corners = 0;
      shape.parts.forEach(function (part) {
        part.forEach(function (ring) {
          corners += ring.length;
        });
      });
      this.isLarge = corners > MOST_HANDLES;
      if (this.isLarge) return;
      var number = 0;
      shape.parts.forEach(function (part, p) {
        part.forEach(function (ring, r) {
          ring.forEach(function (corner, c) {
            number += 1;
            self.handle(corner, [p, r, c], self.word("corner", { number: number }));
            var after = ring[c + 1] || (shape.kind === "polygon" && ring.length > 2 ? ring[0] : null);
            if (self.active || !after) return;
            var middle = [(corner[0] + after[0]) / 2, (corner[1] + after[1]) / 2];
            self.middle(middle, [p, r, c + 1], self.word("middle", { number: number }));
          });
        });
      });
    },

    handle: function (corner, place, label) {
      var self = this;
      var marker = L.marker([corner[1], corner[0]], {
        draggable: true,
        keyboard: true,
        pane: "markerPane",
        icon: L.divIcon({ className: "ranh-corner", iconSize: [14, 14] }),
      }).addTo(this.handles);
      var icon = marker.getElement();
      icon.setAttribute("aria-label", label);
      icon.title = label;
      icon.dataset.place = place.join(",");
      marker.on("drag", function () {
        self.move(place, marker.getLatLng(), true);
      });
      marker.on("dragstart", function () {
        self.steps = self.steps.slice(0, self.at + 1);
        self.steps.push(JSON.parse(JSON.stringify(self.shape)));
        self.at += 1;
      });
      marker.on("dragend", function () {
        self.changed();
      });
      icon.addEventListener("keydown", function (event) {
        var by = event.shiftKey ? 10 : 1;
        var step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
        if (step) {
          var at = self.map.latLngToContainerPoint(marker.getLatLng()).add(step);
          self.move(place, self.map.containerPointToLatLng(at), false);
          self.refocus(place);
        } else if (event.key === "Delete") {
          self.remove(place);
        } else return;
        event.preventDefault();
        event.stopPropagation();
      });
    },

    middle: function (corner, place, label) {
      var self = this;
      var marker = L.marker([corner[1], corner[0]], {
        keyboard: true,
        icon: L.divIcon({ className: "ranh-corner ranh-middle", iconSize: [10, 10] }),
      }).addTo(this.handles);
      marker.getElement().setAttribute("aria-label", label);
      marker.getElement().title = label;
      marker.on("click", function () {
        var shape = JSON.parse(JSON.stringify(self.shape));
        shape.parts[place[0]][place[1]].splice(place[2], 0, corner);
        self.put(shape);
        self.refocus(place);
      });
    },

    refocus: function (place) {
      var icon = this.map.getContainer().querySelector('.ranh-corner[data-place="' + place.join(",") + '"]');
      if (icon) icon.focus();
    },

    move: function (place, to, isDragged) {
      var shape = isDragged ? this.shape : JSON.parse(JSON.stringify(this.shape));
      shape.parts[place[0]][place[1]][place[2]] = [to.wrap().lng, to.wrap().lat];
      if (!isDragged) return this.put(shape);
      this.layer.clearLayers();
      var self = this;
      var look = { pane: "drawing", renderer: this.renderer, color: COLOUR, weight: 2.5, interactive: false, fillOpacity: 0.08 };
      L.geoJSON(isWhole(shape) ? toGeoJson(shape) : null, {
        style: look,
        pane: "drawing",
        pointToLayer: function (_, at) {
          return L.circleMarker(at, Object.assign({ radius: 6 }, look));
        },
      }).addTo(self.layer);
    },

    remove: function (place) {
      var shape = JSON.parse(JSON.stringify(this.shape));
      var part = shape.parts[place[0]];
      part[place[1]].splice(place[2], 1);
      var least = { polygon: 3, line: 2, point: 1 }[shape.kind];
      if (part[place[1]].length < least && !this.active) {
        if (place[1] === 0) shape.parts.splice(place[0], 1);
        else part.splice(place[1], 1);
      }
      this.put(shape);
    },

    refresh: function () {
      var self = this;
      var shape = this.shape;
      Object.keys(this.kinds).forEach(function (kind) {
        self.kinds[kind].setAttribute("aria-pressed", String(self.active === kind));
      });
      this.undoButton.disabled = this.at <= 0;
      this.redoButton.disabled = this.at >= this.steps.length - 1;
      this.deleteButton.disabled = !shape.parts.length;
      this.centreButton.hidden = this.finishButton.hidden = !this.active;
      this.width.closest("label").hidden = (this.active || shape.kind) === "polygon";
      var hint = this.active ? "hint_" + this.active : shape.parts.length ? (this.isLarge ? "many_corners" : "hint_edit") : "hint_start";
      this.hint.textContent = this.word(hint);
      this.map.getContainer().classList.toggle("ranh-drawing", Boolean(this.active));
      if (this.saveButton) {
        this.saveButton.disabled = this.saveNew.disabled = !isWhole(shape);
        this.saveNew.hidden = !this.draft;
        this.downloads.forEach(function (one) {
          one.disabled = !isWhole(shape);
        });
      }
    },

    // Asking this server

    post: function (path, body) {
      var sent = Object.assign({ lang: this.options.lang }, body);
      var failed = this.word("failed");
      return fetch(this.options.place + path, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(sent),
      })
        .catch(function () {
          throw new Error(failed);
        })
        .then(function (answer) {
          return answer
            .json()
            .catch(function () {
              return {};
            })
            .then(function (told) {
              if (!answer.ok) throw new Error(told.error || failed);
              return told;
            });
        });
    },

    drawn: function () {
      var shape = this.shape;
      var width = shape.kind === "polygon" ? null : parseFloat(this.width.value);
      return {
        shape: toGeoJson(shape),
        as_of: this.options.day,
        planned_code: this.code.value,
        width_m: width > 0 ? width : null,
      };
    },

    ask: function () {
      var self = this;
      clearTimeout(this.timer);
      this.turn += 1;
      var turn = this.turn;
      this.keep();
      if (this.active || !isWhole(this.shape)) {
        this.result.textContent = "";
        if (this.marks) this.marks.clearLayers();
        this.say("");
        return;
      }
      this.say(this.word("checking"));
      this.result.setAttribute("aria-busy", "true");
      this.timer = setTimeout(function () {
        self
          .post("/kiem-tra", self.drawn())
          .then(function (told) {
            if (turn !== self.turn) return;
            self.say("");
            self.show(told);
          })
          .catch(function (error) {
            if (turn !== self.turn) return;
            self.result.textContent = "";
            self.marks.clearLayers();
            self.say(error.message, true);
            button(self.result, self.word("again"), function () { self.ask(); });
          })
          .then(function () {
            if (turn === self.turn) self.result.removeAttribute("aria-busy");
          });
      }, WAIT_MS);
    },

    show: function (told) {
      var self = this;
      var into = this.result;
      into.textContent = "";
      told.heads.forEach(function (head) {
        var line = el("p", into, head.text, "ranh-draw-head");
        line.style.borderColor = line.style.color = TONES[head.verdict];
      });
      el("p", into, told.area, "ranh-draw-area");
      if (told.warning) el("p", into, told.warning, "ranh-draw-warning");
      told.groups.forEach(function (group) {
        if (group.rows.length) self.showGroup(into, group);
      });
      if (told.can_suggest) this.showSuggest(into);
      if (told.sealed.title) this.showSealed(into, told.sealed);
      el("h3", into, told.words.place);
      var list = el("dl", into, null, "ranh-draw-place");
      told.place.forEach(function (row) {
        el("dt", list, row.label);
        el("dd", list, row.text);
      });
      el("h3", into, told.words.lands);
      if (!told.lands.length) el("p", into, told.no_lands);
      told.lands.forEach(function (land) {
        self.showLand(into, land);
      });
      this.mark(told);
    },

    showGroup: function (into, group) {
      var folded = el("details", into, null, "ranh-draw-group");
      folded.open = group.verdict === "conflict";
      var title = el("summary", folded, null);
      var badge = el("span", title, group.rows.length, "ranh-draw-badge");
      badge.style.background = TONES[group.verdict];
      title.appendChild(document.createTextNode(group.title));
      group.rows.forEach(function (row) {
        var item = el("div", folded, null, "ranh-draw-rule");
        item.style.borderColor = TONES[group.verdict];
        el("p", item, row.text);
        if (row.measures.length) el("p", item, row.measures.join("; "), "ranh-draw-measure");
        if (row.consultee) el("p", item, row.consultee);
        el("p", item, row.rule + " · " + row.citation, "ranh-draw-small");
      });
    },

    showLand: function (into, land) {
      var folded = el("details", into, null, "ranh-draw-group");
      folded.open = land.in_force;
      el("summary", folded, land.title + (land.notes.length ? " (" + land.notes.join("; ") + ")" : ""));
      var table = el("table", folded, null, "ranh-draw-table");
      land.rows.forEach(function (row) {
        var line = el("tr", table);
        var name = el("th", line);
        name.scope = "row";
        var colour = el("i", name, null, "ranh-draw-swatch");
        if (/^#[0-9A-Fa-f]{6}$/.test(row.colour)) colour.style.background = row.colour;
        else colour.style.visibility = "hidden";
        name.appendChild(document.createTextNode(row.label));
        el("td", line, row.area + " ha");
        el("td", line, row.share);
      });
    },

    showSealed: function (into, sealed) {
      var self = this;
      el("h3", into, sealed.title);
      var box = el("div", into, null, "ranh-draw-sealed");
      el("p", box, sealed.text);
      if (!sealed.may_ask) return;
      var row = el("div", box, null, "ranh-draw-row");
      var number = field(row, this.word("number"), el("input"));
      number.maxLength = 80;
      var answer = el("p", box, "");
      answer.setAttribute("role", "status");
      var ask = button(row, this.word("ask"), function () {
        ask.disabled = true;
        self
          .post("/hoi", Object.assign({ number: number.value.trim() }, self.drawn()))
          .then(function (told) {
            answer.textContent = told.text + (told.consultee ? " " + told.consultee : "");
          })
          .catch(function (error) {
            answer.textContent = error.message;
          })
          .then(function () {
            ask.disabled = false;
          });
      });
    },

    showSuggest: function (into) {
      var self = this;
      var box = el("div", into, null, "ranh-draw-offers");
      var seek = button(box, this.word("suggest"), function () {
        var turn = self.turn;
        seek.disabled = true;
        seek.textContent = self.word("suggesting");
        self
          .post("/goi-y", self.drawn())
          .then(function (told) {
            if (turn !== self.turn) return;
            box.textContent = "";
            self.showOffers(box, told);
          })
          .catch(function (error) {
            if (turn !== self.turn) return;
            seek.disabled = false;
            seek.textContent = self.word("suggest");
            self.say(error.message, true);
          });
      });
    },

    showOffers: function (box, told) {
      var self = this;
      told.offers.forEach(function (offer) {
        var item = el("div", box, null, "ranh-draw-offer");
        el("strong", item, offer.title);
        offer.lines.forEach(function (line) {
          el("p", item, line);
        });
        var preview = L.geoJSON(offer.shape, {
          pane: "drawing",
          renderer: self.renderer,
          interactive: false,
          style: { color: "#1e6b2e", weight: 2.5, dashArray: "6 4", fillOpacity: 0.1 },
        });
        var row = el("div", item, null, "ranh-draw-row");
        var see = button(row, self.word("show"), function () {
          var isOn = self.marks.hasLayer(preview);
          if (isOn) self.marks.removeLayer(preview);
          else {
            self.marks.addLayer(preview);
            self.map.fitBounds(preview.getBounds(), { maxZoom: Math.max(15, self.map.getZoom()), paddingBottomRight: [380, 20] });
          }
          see.setAttribute("aria-pressed", String(!isOn));
        });
        button(row, self.word("apply"), function () {
          self.put(fromGeoJson(offer.shape));
          self.kinds.polygon.focus();
        }, "ranh-draw-button ranh-draw-main");
      });
      el("p", box, told.note, "ranh-draw-small");
    },

    mark: function (told) {
      var self = this;
      this.marks.clearLayers();
      if (this.box.hidden) return;
      function draw(shape, path) {
        L.geoJSON(shape, {
          pane: "drawing",
          renderer: self.renderer,
          interactive: false,
          style: path,
        }).addTo(self.marks);
      }
      if (this.shape.kind !== "polygon") draw(told.shape, { color: COLOUR, weight: 1, fillOpacity: 0.12 });
      told.marks.forEach(function (mark) {
        draw(mark.shape, { color: TONES[mark.verdict], weight: 1.5, fillOpacity: 0.35 });
      });
    },

    // Pasting

    buildPaste: function (box) {
      var self = this;
      var form = (this.paste = el("div", box, null, "ranh-draw-paste"));
      form.hidden = true;
      this.pasted = field(form, this.word("paste_help"), el("textarea"));
      this.pasted.rows = 5;
      this.pasted.spellcheck = false;
      var row = el("div", form, null, "ranh-draw-row");
      this.pasteKind = field(row, this.word("paste_as"), el("select"));
      ["polygon", "line", "point"].forEach(function (kind) {
        el("option", self.pasteKind, self.word(kind)).value = kind;
      });
      button(row, this.word("read"), function () {
        self.answers = {};
        self.read();
      }, "ranh-draw-button ranh-draw-main");
      this.asked = el("div", form, null, "ranh-draw-asked");
      this.asked.setAttribute("aria-live", "polite");
    },

    togglePaste: function () {
      var label = this.pasted.closest("label");
      this.paste.hidden = !this.paste.hidden && !label.hidden;
      label.hidden = label.nextSibling.hidden = false;
      this.pasteButton.setAttribute("aria-expanded", String(!this.paste.hidden));
      if (!this.paste.hidden) this.pasted.focus();
    },

    read: function () {
      var self = this;
      var into = this.asked;
      this.active = null;
      this.refresh();
      this.post("/doc", {
        text: this.pasted.value,
        as_of: this.options.day,
        drawing: this.pasteKind.value,
        answers: this.answers,
      })
        .then(function (told) {
          into.textContent = "";
          told.questions.forEach(function (question) {
            self.showQuestion(into, question);
          });
          told.notes.forEach(function (note) {
            el("p", into, note, "ranh-draw-small");
          });
          if (!told.shape) return;
          el("p", into, told.read_as, "ranh-draw-small");
          self.pasted.closest("label").hidden = true;
          self.pasted.closest("label").nextSibling.hidden = true;
          self.lay(told.shape);
        })
        .catch(function (error) {
          into.textContent = "";
          el("p", into, error.message, "ranh-draw-fault");
        });
    },

    showQuestion: function (into, question) {
      var self = this;
      var box = el("fieldset", into);
      el("legend", box, question.text);
      question.options.forEach(function (option) {
        button(box, option.label, function () {
          self.answers[question.key] = option.value;
          self.read();
        }, "ranh-draw-option");
      });
    },

    lay: function (geometry) {
      this.put(fromGeoJson(geometry));
      var bounds = L.geoJSON(geometry).getBounds();
      if (bounds.isValid()) this.map.fitBounds(bounds, { maxZoom: 16, paddingBottomRight: [380, 30], paddingTopLeft: [30, 30] });
    },

    // Drafts and files

    buildDrafts: function (box) {
      var self = this;
      var folded = el("details", box, null, "ranh-draw-group ranh-draw-keep");
      el("summary", folded, this.word("save"));
      this.name = field(folded, this.word("name"), el("input"));
      this.name.maxLength = 200;
      this.note = field(folded, this.word("note"), el("textarea"));
      this.note.rows = 2;
      this.note.maxLength = 4000;
      var row = el("div", folded, null, "ranh-draw-row");
      this.saveButton = button(row, this.word("save"), function () { self.save(self.draft); }, "ranh-draw-button ranh-draw-main");
      this.saveNew = button(row, this.word("save_new"), function () { self.save(null); });
      this.downloads = ["geojson", "gpkg"].map(function (format) {
        return button(row, self.word("download") + " ." + format, function () { self.download(format); });
      });
      el("p", folded, this.word("to_import"), "ranh-draw-small");
      this.kept = el("p", folded, "", "ranh-draw-said");
      this.kept.setAttribute("role", "status");
      var own = el("details", box, null, "ranh-draw-group");
      el("summary", own, this.word("drafts"));
      this.drafts = el("div", own);
    },

    fill: function (draft) {
      this.draft = draft || null;
      if (!draft) return;
      this.name.value = draft.name;
      this.note.value = draft.note;
      this.code.value = draft.planned_code;
      if (draft.width_m) this.width.value = draft.width_m;
    },

    told: function (text, isFault) {
      this.kept.textContent = text;
      this.kept.classList.toggle("ranh-draw-fault", Boolean(isFault));
    },

    save: function (draft) {
      var self = this;
      var body = Object.assign({ name: this.name.value, note: this.note.value }, this.drawn());
      if (draft) Object.assign(body, { id: draft.id, version: draft.version });
      this.post("/nhap/luu", body)
        .then(function (told) {
          self.fill(told.draft);
          self.keep();
          self.refresh();
          self.told(told.said);
          self.list();
        })
        .catch(function (error) {
          self.told(error.message, true);
        });
    },

    download: function (format) {
      var self = this;
      var body = { name: this.name.value, note: this.note.value, format: format };
      this.post("/tep", Object.assign(body, this.drawn()))
        .then(function (told) {
          var link = document.createElement("a");
          link.href = told.url;
          link.download = told.name;
          document.body.appendChild(link);
          link.click();
          link.remove();
          self.told("");
        })
        .catch(function (error) {
          self.told(error.message, true);
        });
    },

    list: function () {
      var self = this;
      this.listed = true;
      this.post("/nhap", {})
        .then(function (told) {
          self.drafts.textContent = "";
          if (!told.drafts.length) el("p", self.drafts, self.word("no_drafts"));
          told.drafts.forEach(function (draft) {
            self.showDraft(draft);
          });
        })
        .catch(function (error) {
          self.listed = false;
          self.drafts.textContent = "";
          el("p", self.drafts, error.message, "ranh-draw-fault");
        });
    },

    showDraft: function (draft) {
      var self = this;
      var row = el("div", this.drafts, null, "ranh-draw-draft");
      var text = el("div", row);
      el("strong", text, draft.name);
      el("span", text, [draft.planned_code, draft.changed].filter(Boolean).join(" · "), "ranh-draw-small");
      button(row, this.word("open_draft"), function () {
        self.fill(draft);
        self.lay(draft.shape);
      });
      button(row, this.word("delete_draft"), function () {
        self
          .post("/nhap/xoa", { id: draft.id, version: draft.version })
          .then(function (told) {
            if (self.draft && self.draft.id === draft.id) self.draft = null;
            row.textContent = "";
            el("span", row, told.said);
            button(row, self.word("restore_draft"), function () {
              self.post("/nhap/khoi-phuc", { id: told.draft.id, version: told.draft.version }).then(
                function () { self.list(); },
                function (error) { el("p", row, error.message, "ranh-draw-fault"); }
              );
            }).focus();
            self.refresh();
          })
          .catch(function (error) {
            el("p", row, error.message, "ranh-draw-fault");
          });
      });
    },
  };

  function pencil() {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    var path = document.createElementNS(space, "path");
    path.setAttribute("d", "M2.5 13.5l.8-3.3L11 2.5l2.5 2.5-7.7 7.7zM9.5 4l2.5 2.5");
    svg.appendChild(path);
    return svg;
  }

  tools.control = function (map, options) {
    tools.panel = new Panel(map, options);
  };
})();
