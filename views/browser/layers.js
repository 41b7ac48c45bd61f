// The list of layers with an opacity for each, the colours of the projects, and the legend of what
// is in view.
(function () {
  "use strict";

  var ranh = window.ranh;
  var number = 0;

  function swatch(entry, into) {
    if (!entry.colour) return;
    var sign = L.DomUtil.create("i", "ranh-swatch " + (entry.hatch || ""), into);
    sign.style.backgroundColor = entry.colour;
  }

  function fade(layer, id, share) {
    if (share >= 1) delete ranh.view.fades[id];
    else ranh.view.fades[id] = share;
    if (layer.setOpacity) layer.setOpacity(share);
    else if (layer.again) layer.again();
  }

  function choice(into, word, options, value, act) {
    var label = L.DomUtil.create("label", "ranh-choice", into);
    L.DomUtil.create("span", "", label).textContent = ranh.word(word);
    var select = L.DomUtil.create("select", "", label);
    options.forEach(function (option) {
      var made = L.DomUtil.create("option", "", select);
      made.value = option[0];
      made.textContent = option[1];
      made.selected = option[0] === value;
    });
    L.DomEvent.on(select, "change", function () {
      act(select.value);
    });
  }

  function slider(into, layer, entry) {
    var field = L.DomUtil.create("input", "ranh-fade", into);
    field.type = "range";
    field.min = 20; // what is on the map is never invisible
    field.max = 100;
    field.step = 10;
    field.value = Math.round(100 * (ranh.view.fades[entry.id] || 1));
    field.title = ranh.word("opacity");
    field.setAttribute("aria-label", ranh.word("opacity") + ": " + entry.name);
    L.DomEvent.on(field, "input", function () {
      fade(layer, entry.id, field.value / 100);
      ranh.changed();
    });
    if (ranh.view.fades[entry.id]) fade(layer, entry.id, ranh.view.fades[entry.id]);
    return field;
  }

  function row(map, into, layer, entry, isGround, layers, grounds) {
    var line = L.DomUtil.create("div", "ranh-layer", into);
    var label = L.DomUtil.create("label", "", line);
    var box = L.DomUtil.create("input", "", label);
    box.type = isGround ? "radio" : "checkbox";
    if (isGround) box.name = "ranh-ground";
    box.checked = map.hasLayer(layer);
    swatch(entry, label);
    L.DomUtil.create("span", "", label).textContent = entry.name;
    if (entry.note) L.DomUtil.create("em", "", label).textContent = " (" + entry.note + ")";
    var field = entry.id === "blank" ? null : slider(line, layer, entry);
    function tell() {
      box.checked = map.hasLayer(layer);
      if (field) field.hidden = !box.checked;
    }
    tell();
    layer.on("add remove", tell);
    L.DomEvent.on(box, "change", function () {
      if (isGround) {
        grounds.forEach(function (id) {
          if (layers[id] !== layer) layers[id].remove();
        });
      }
      if (box.checked) layer.addTo(map);
      else layer.remove();
    });
  }

  ranh.layerList = function (map, options, layers) {
    var control = L.control({ position: "topright" });
    control.onAdd = function () {
      var box = L.DomUtil.create("div", "leaflet-control-layers ranh-layers");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      var toggle = L.DomUtil.create("button", "leaflet-control-layers-toggle", box);
      toggle.type = "button";
      toggle.title = ranh.word("layers");
      toggle.setAttribute("aria-label", ranh.word("layers"));
      toggle.setAttribute("aria-expanded", "false");
      var list = L.DomUtil.create("div", "leaflet-control-layers-list", box);
      list.setAttribute("role", "region");
      list.setAttribute("aria-label", ranh.word("layers"));
      function open(wanted) {
        toggle.setAttribute("aria-expanded", String(wanted));
        (wanted ? L.DomUtil.addClass : L.DomUtil.removeClass)(box, "ranh-open");
      }
      L.DomEvent.on(toggle, "click", function () {
        open(!box.classList.contains("ranh-open"));
      });
      L.DomEvent.on(box, "keydown", function (event) {
        L.DomEvent.stopPropagation(event);
        if (event.key !== "Escape") return;
        open(false);
        toggle.focus();
      });
      options.groups.forEach(function (group) {
        var part = L.DomUtil.create("details", "", list);
        part.open = group.open || group.entries.some(function (entry) {
          return map.hasLayer(layers[entry.id]);
        });
        L.DomUtil.create("summary", "", part).textContent = group.title;
        group.entries.forEach(function (entry) {
          row(map, part, layers[entry.id], entry, options.grounds.indexOf(entry.id) >= 0, layers, options.grounds);
        });
        if (group.id === "landuse") ranh.beside(map, options, layers, part, choice);
        if (group.id === "checks") colours(part);
      });
      return box;
    };

    function colours(part) {
      var sites = layers.sites;
      if (!sites || !sites.ranh.themes) return;
      var themes = Object.keys(sites.ranh.themes).map(function (id) {
        return [id, sites.ranh.themes[id].title];
      });
      choice(part, "colour_by", themes, ranh.view.theme, function (theme) {
        ranh.view.theme = theme;
        sites.again();
        ranh.changed();
        map.fire("ranh:legend");
      });
    }
    control.addTo(map);
    legend(map, options, layers);
  };

  function legend(map, options, layers) {
    var control = L.control({ position: "bottomleft" });
    var list = L.DomUtil.create("div", "");
    list.tabIndex = 0; // it scrolls
    list.setAttribute("role", "region");
    list.setAttribute("aria-label", ranh.word("legend"));
    var asked = null;
    control.onAdd = function () {
      var box = L.DomUtil.create("details", "ranh-legend");
      box.open = map.getSize().x > 560;
      L.DomUtil.create("summary", "", box).textContent = ranh.word("legend");
      box.appendChild(list);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };

    function line(into, sign, words) {
      var made = L.DomUtil.create("div", "", into);
      if (sign) made.appendChild(sign);
      made.appendChild(document.createTextNode(words));
    }

    function coloured(colour, hatch, text) {
      var sign = L.DomUtil.create("i", "ranh-swatch " + (hatch || ""));
      sign.style.backgroundColor = colour;
      sign.textContent = text || "";
      if (text) sign.className += " ranh-round";
      return sign;
    }

    function overlays(into, bounds) {
      var sites = layers.sites;
      if (sites && map.hasLayer(sites)) {
        var theme = sites.ranh.themes[ranh.view.theme];
        var seen = sites.inView(bounds).classes;
        if (theme && Object.keys(seen).length) L.DomUtil.create("b", "", into).textContent = theme.title;
        (theme ? theme.order : []).forEach(function (value) {
          if (seen[value]) line(into, coloured(theme.looks[value].color, "", theme.marks[value]), theme.words[value]);
        });
      }
      options.groups.forEach(function (group) {
        group.entries.forEach(function (entry) {
          var layer = layers[entry.id];
          if (entry.id === "sites" || !layer.inView || !map.hasLayer(layer)) return;
          if (layer.inView(bounds).any) line(into, coloured(entry.colour, entry.hatch), entry.name);
        });
      });
    }

    function draw(codes) {
      var bounds = map.getBounds();
      list.textContent = "";
      overlays(list, bounds);
      if (codes === null) line(list, null, ranh.word("legend_failed"));
      (codes || []).forEach(function (code, place) {
        if (!place) {
          L.DomUtil.create("b", "", list).textContent = ranh.word("land_in_view");
          line(list, coloured("#ffffff", ""), ranh.word("land_blank"));
        }
        line(list, coloured(code.colour, code.hatch), (code.code + " " + code.name).trim());
      });
    }

    function ask() {
      var shown = options.grounds.filter(function (id) {
        return map.hasLayer(layers[id]) && options.legends[id];
      });
      if (ranh.view.beside) shown.push(ranh.view.beside);
      if (asked) asked.abort();
      if (!shown.length) return draw([]);
      // A frame that is not laid out yet shows nothing; its size comes with the event below.
      if (!map.getSize().x || !map.getSize().y) return;
      asked = new AbortController();
      var query = "?box=" + map.getBounds().toBBoxString() + "&lang=" + options.lang;
      Promise.all(
        shown.map(function (id) {
          return fetch(options.legends[id] + query, { credentials: "same-origin", signal: asked.signal }).then(function (answer) {
            if (!answer.ok) throw new Error(answer.status + " " + options.legends[id]);
            return answer.json();
          });
        })
      )
        .then(function (all) {
          var known = {};
          draw(
            [].concat.apply([], all).filter(function (code) {
              var isNew = !known[code.code];
              known[code.code] = true;
              return isNew;
            })
          );
        })
        .catch(function (error) {
          if (error.name === "AbortError") return;
          console.error(error);
          draw(null);
        });
    }

    var soon = null;
    function later() {
      clearTimeout(soon);
      soon = setTimeout(ask, 250);
    }
    control.addTo(map);
    map.on("moveend resize layeradd layerremove ranh:legend", later);
    later();
  }
})();
