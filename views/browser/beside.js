// Two periods of land use side by side: left of the line the one that is chosen, right of it the other.
(function () {
  "use strict";

  var ranh = window.ranh;

  ranh.beside = function (map, options, layers, into, choice) {
    var periods = options.grounds.filter(function (id) {
      return layers[id] instanceof L.TileLayer;
    });
    if (periods.length < 2) return;
    map.createPane("beside").style.zIndex = 201;
    var names = {};
    options.groups[0].entries.forEach(function (entry) {
      names[entry.id] = entry.name;
    });
    var right = null;
    var bar = L.DomUtil.create("div", "ranh-beside", map.getContainer());
    bar.hidden = true;
    var leftName = L.DomUtil.create("span", "ranh-left", bar);
    var rightName = L.DomUtil.create("span", "ranh-right", bar);
    var line = L.DomUtil.create("div", "ranh-line", bar);
    line.tabIndex = 0;
    line.setAttribute("role", "slider");
    line.setAttribute("aria-label", ranh.word("divider"));
    line.setAttribute("aria-valuemin", 5);
    line.setAttribute("aria-valuemax", 95);

    function left() {
      return periods.filter(function (id) {
        return map.hasLayer(layers[id]);
      })[0];
    }

    function clip() {
      var size = map.getSize();
      var x = (size.x * ranh.view.split) / 100;
      var from = map.containerPointToLayerPoint([0, 0]);
      var to = map.containerPointToLayerPoint([size.x, size.y]);
      var middle = map.containerPointToLayerPoint([x, 0]).x;
      function box(a, b) {
        return "polygon(" + [[a, from.y], [b, from.y], [b, to.y], [a, to.y]].map(function (p) {
          return p[0] + "px " + p[1] + "px";
        }).join(",") + ")";
      }
      periods.forEach(function (id) {
        var container = layers[id].getContainer();
        if (container) container.style.clipPath = right ? box(from.x, middle) : "";
      });
      if (right && right.getContainer()) right.getContainer().style.clipPath = box(middle, to.x);
      line.style.left = x + "px";
      line.setAttribute("aria-valuenow", Math.round(ranh.view.split));
      var shown = left();
      leftName.textContent = shown ? "◀ " + names[shown] : "";
      rightName.textContent = (names[ranh.view.beside] || "") + " ▶";
      leftName.style.right = size.x - x + 8 + "px";
      rightName.style.left = x + 8 + "px";
    }

    function show(id) {
      ranh.view.beside = id;
      if (right) right.remove();
      right = null;
      bar.hidden = !id;
      if (id) {
        var settings = Object.assign({}, layers[id].options, { pane: "beside", opacity: 1 });
        right = L.tileLayer(layers[id]._url, settings);
        right.once("tileerror", function () {
          ranh.say(map, ranh.word("tiles_failed"));
        });
        right.addTo(map);
        map.on("move zoomend resize layeradd layerremove", clip);
      } else {
        map.off("move zoomend resize layeradd layerremove", clip);
      }
      clip();
      ranh.changed();
      map.fire("ranh:legend");
    }

    function split(share) {
      ranh.view.split = Math.min(95, Math.max(5, share));
      clip();
      ranh.changed();
    }

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
      var step = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 }[event.key];
      if (!step) return;
      L.DomEvent.stop(event);
      split(ranh.view.split + step);
    });

    var entries = [["", ranh.word("beside_none")]].concat(
      periods.map(function (id) {
        return [id, names[id]];
      })
    );
    choice(into, "beside", entries, ranh.view.beside, show);
    if (ranh.view.beside) show(ranh.view.beside);
  };
})();
