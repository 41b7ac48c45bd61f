// Findings of a replay: left of the line as they are before the change, right of it as they are after.
(function () {
  "use strict";

  var ranh = window.ranh;
  var SIDES = { before: "plan-before", after: "plan-after" };
  var KEY_STEPS = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 };
  var here = { shown: "", data: null, turn: 0, split: 50 };
  var plan = (ranh.plan = {});

  plan.start = function (map, options) {
    Object.assign(here, { map: map, options: options, data: null, shown: "" });
    document.body.classList.add("ranh-plan");
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", ranh.word("map"));
    new ResizeObserver(function () {
      map.invalidateSize();
    }).observe(map.getContainer());
    map.fitBounds(options.bounds, { animate: false });
    // What is looked at are the changes: an open legend would hide part of them.
    var open = map.getContainer().querySelector(".ranh-legend");
    if (open) open.open = false;
    divider(map);
    legend(map);
    map.on("move zoomend resize", clip);
  };

  // Called on every run of the page. What is shown already stays as it is.
  plan.show = function (map, group, options) {
    var turn = (here.turn += 1);
    here.left.textContent = "◀ " + options.left;
    here.right.textContent = options.right + " ▶";
    clip();
    var known = here.shown === options.url && here.data;
    (known ? Promise.resolve(here.data) : get(options.url))
      .then(function (data) {
        if (turn !== here.turn) return;
        var isNew = here.shown !== options.url;
        Object.assign(here, { data: data, shown: options.url });
        draw(group, data, isNew);
      })
      .catch(function (error) {
        console.error(error);
        if (turn !== here.turn) return;
        Object.assign(here, { data: null, shown: "" }); // what was drawn before would be taken for this
        ranh.say(map, here.options.failed);
      });
  };

  function get(url) {
    return fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status + " " + url);
      return answer.json();
    });
  }

  function draw(group, data, isNew) {
    var box = L.latLngBounds([]);
    Object.keys(SIDES).forEach(function (side) {
      var pane = SIDES[side];
      L.geoJSON(
        data.features.filter(function (one) {
          return one.properties.side === side;
        }),
        {
          pane: pane,
          // Each side has a canvas of its own, so that it can be cut off at the line.
          renderer: L.svg({ pane: pane }),
          pointToLayer: function (_, place) {
            return L.circleMarker(place, { pane: pane, radius: 7 });
          },
          style: function (one) {
            var colour = here.options.colours[one.properties.turn];
            var dash = one.properties.turn === "vanishes" ? "6 4" : null;
            return { color: colour, weight: 2.5, opacity: 1, fillColor: colour, fillOpacity: 0.35, dashArray: dash };
          },
          onEachFeature: function (one, layer) {
            layer.bindTooltip(ranh.table(one.properties.title, one.properties.facts), { sticky: true, opacity: 0.95 });
            if (layer.getBounds) box.extend(layer.getBounds());
            else box.extend(layer.getLatLng());
          },
        }
      ).addTo(group);
    });
    clip();
    here.map.invalidateSize();
    if (isNew && box.isValid()) here.map.fitBounds(box, { padding: [30, 30], maxZoom: 14, animate: false });
  }

  function clip() {
    var map = here.map;
    var size = map.getSize();
    var x = (size.x * here.split) / 100;
    var from = map.containerPointToLayerPoint([0, 0]);
    var to = map.containerPointToLayerPoint([size.x, size.y]);
    var middle = map.containerPointToLayerPoint([x, 0]).x;
    cut(SIDES.before, from.x, middle, from, to);
    cut(SIDES.after, middle, to.x, from, to);
    here.line.style.left = x + "px";
    here.line.setAttribute("aria-valuenow", Math.round(here.split));
    here.left.style.right = size.x - x + 8 + "px";
    here.right.style.left = x + 8 + "px";
  }

  function cut(pane, a, b, from, to) {
    var corners = [[a, from.y], [b, from.y], [b, to.y], [a, to.y]];
    here.map.getPane(pane).style.clipPath =
      "polygon(" +
      corners
        .map(function (place) {
          return place[0] + "px " + place[1] + "px";
        })
        .join(",") +
      ")";
  }

  function split(share) {
    here.split = Math.min(97, Math.max(3, share));
    clip();
  }

  function divider(map) {
    var bar = L.DomUtil.create("div", "ranh-beside", map.getContainer());
    here.left = L.DomUtil.create("span", "ranh-left", bar);
    here.right = L.DomUtil.create("span", "ranh-right", bar);
    var line = (here.line = L.DomUtil.create("div", "ranh-line", bar));
    line.tabIndex = 0;
    line.setAttribute("role", "slider");
    line.setAttribute("aria-label", here.options.divider);
    line.setAttribute("aria-valuemin", 3);
    line.setAttribute("aria-valuemax", 97);
    L.DomEvent.disableClickPropagation(line);
    L.DomEvent.on(line, "pointerdown", function (event) {
      L.DomEvent.stop(event);
      line.setPointerCapture(event.pointerId);
      line.onpointermove = function (moved) {
        var at = map.getContainer().getBoundingClientRect();
        split((100 * (moved.clientX - at.left)) / at.width);
      };
    });
    L.DomEvent.on(line, "pointerup pointercancel", function () {
      line.onpointermove = null;
    });
    L.DomEvent.on(line, "keydown", function (event) {
      var step = KEY_STEPS[event.key];
      if (!step) return;
      L.DomEvent.stop(event);
      split(here.split + step);
    });
  }

  function legend(map) {
    var control = L.control({ position: "bottomleft" });
    control.onAdd = function () {
      var box = L.DomUtil.create("div", "ranh-plan-legend");
      box.style.cssText = "background:#fff;border-radius:4px;box-shadow:0 1px 5px #0006;padding:4px 8px;font:12px/1.5 sans-serif";
      Object.keys(here.options.words).forEach(function (turn) {
        var row = L.DomUtil.create("div", "", box);
        var swatch = L.DomUtil.create("i", "", row);
        swatch.style.cssText =
          "display:inline-block;width:14px;height:11px;margin-right:5px;border:2px " +
          (turn === "vanishes" ? "dashed " : "solid ") +
          here.options.colours[turn];
        row.appendChild(document.createTextNode(here.options.words[turn]));
      });
      return box;
    };
    control.addTo(map);
  }
})();
