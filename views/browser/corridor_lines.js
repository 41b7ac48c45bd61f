// Lines that were found from A to B, each with its band and its number, and the points asked for.
(function () {
  "use strict";

  var ranh = window.ranh;
  var corridor = ranh.corridor;
  var lines = (corridor.lines = {});

  function sign(words, colour, kind) {
    var made = document.createElement("span");
    made.textContent = words;
    made.style.background = colour;
    return L.divIcon({ className: "ranh-line-mark " + kind, html: made, iconSize: [24, 24] });
  }

  // The place a share of the way along, wherever the corners stand: two widths of one axis have two places.
  function placeAt(run, share) {
    var lengths = run.map(function (place, i) {
      return i ? Math.hypot(place[0] - run[i - 1][0], place[1] - run[i - 1][1]) : 0;
    });
    var left = share * lengths.reduce(function (sum, one) {
      return sum + one;
    }, 0);
    for (var i = 1; i < run.length; i += 1) {
      if (left <= lengths[i] && lengths[i]) {
        var part = left / lengths[i];
        return [run[i - 1][0] + part * (run[i][0] - run[i - 1][0]), run[i - 1][1] + part * (run[i][1] - run[i - 1][1])];
      }
      left -= lengths[i];
    }
    return run[run.length - 1];
  }
  lines.placeAt = placeAt;

  lines.points = function (map, group, points) {
    points.forEach(function (point) {
      L.marker(point.at, { pane: "chosen", icon: sign(point.sign, "#1f1f1f", "ranh-end"), interactive: false, keyboard: false }).addTo(group);
    });
  };

  lines.draw = function (map, group, data) {
    data.routes.forEach(function (route) {
      if (route.band) {
        L.geoJSON(route.band, {
          pane: "corridor-band",
          interactive: false,
          style: { color: route.colour, weight: 0.8, opacity: 0.7, fillColor: route.colour, fillOpacity: 0.16 },
        }).addTo(group);
      }
    });
    // The best is drawn last, on top.
    data.routes.slice().reverse().forEach(function (route) {
      L.polyline(route.runs, { pane: "corridor-axis", color: "#ffffff", weight: 8, opacity: 0.9, interactive: false }).addTo(group);
      var line = L.polyline(route.runs, { pane: "corridor-axis", color: route.colour, weight: 4.5, opacity: 1, dashArray: route.dash, renderer: L.svg({ pane: "corridor-axis" }) });
      line.bindTooltip(ranh.table(route.title, route.facts), { sticky: true, opacity: 0.95 });
      line.addTo(group);
      // Not all at one place: lines may run together at their ends.
      var run = route.runs.reduce(function (one, other) {
        return other.length > one.length ? other : one;
      });
      var middle = placeAt(run, 0.3 + 0.14 * ((route.number - 1) % 5));
      L.marker(middle, { pane: "chosen", icon: sign(String(route.number), route.colour, ""), interactive: false, keyboard: false }).addTo(group);
    });
  };
})();
