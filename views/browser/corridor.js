// A corridor on the map: the axis, its band, kilometre posts, and one place that map and chart share.
(function () {
  "use strict";

  var ranh = window.ranh;
  var REACH_PX = 14; // so near to the axis the pointer is on it, however narrow the band is
  var MOST_POSTS = 12;
  var STEPS_KM = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
  var AXIS = { color: "#1f1f1f", weight: 3, opacity: 1, interactive: false };
  var CASING = { color: "#ffffff", weight: 7, opacity: 0.9, interactive: false };
  var BAND = { color: "#0b57d0", weight: 1, opacity: 0.55, fillColor: "#0b57d0", fillOpacity: 0.06, interactive: false };
  var HERE = { color: "#b3261e", weight: 2.5, opacity: 1, fillColor: "#b3261e", fillOpacity: 0.18, interactive: false };

  var here = { map: null, grounds: {}, shown: "", data: null, pixels: null, turn: 0, listeners: [] };
  var corridor = (ranh.corridor = { here: here });

  corridor.number = function (value, digits) {
    return value.toLocaleString(here.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };

  corridor.get = function (url) {
    return fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status + " " + url);
      return answer.json();
    });
  };

  // Called when the map is built: nothing is shown of any corridor yet.
  corridor.start = function (map, options) {
    Object.assign(here, { map: map, locale: options.locale, bounds: options.bounds });
    document.body.classList.add("ranh-corridor");
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", ranh.word("map"));
    corridor.chart.mount();
    shutLegend();
    new ResizeObserver(function () {
      map.invalidateSize();
    }).observe(map.getContainer());
    ranh.view.theme = ranh.view.firstTheme = options.theme;
    map.fitBounds(options.bounds, { animate: false });
    map.on("zoomend moveend resize", function () {
      here.pixels = null;
    });
    map.on("mousemove", function (event) {
      var found = nearest(event.containerPoint);
      if (found) corridor.at(found.km, "map");
      else if (here.from === "map") corridor.at(null, "map");
    });
    map.on("mouseout", function () {
      if (here.from === "map") corridor.at(null, "map");
    });
  };

  corridor.grounds = function (layers) {
    here.grounds = layers;
  };

  // The one place that is pointed at, in km along the axis; null: none.
  corridor.at = function (km, from) {
    here.km = km;
    here.from = km === null ? "" : from;
    mark(km);
    corridor.chart.at(km);
  };

  // Called on every run of the page. What is shown already stays as it is.
  corridor.show = function (map, group, options) {
    ground(options.layer);
    corridor.pick.offer(map, options.pick || []);
    here.group = group;
    var turn = (here.turn += 1);
    var wanted = options.chart || options.lines || "";
    document.body.classList.toggle("ranh-charted", Boolean(options.chart));
    corridor.lines.points(map, group, options.points || []);
    if (!wanted) return clear();
    var known = here.shown === wanted && here.data;
    (known ? Promise.resolve(here.data) : corridor.get(wanted))
      .then(function (data) {
        if (turn !== here.turn) return;
        var isNew = here.shown !== wanted;
        Object.assign(here, { data: data, shown: wanted, pixels: null });
        here.marked = L.layerGroup().addTo(group);
        if (options.chart) {
          draw(map, group, data);
          corridor.chart.draw(data, options.layer);
        } else {
          corridor.lines.draw(map, group, data);
        }
        if (isNew) corridor.fit();
      })
      .catch(function (error) {
        console.error(error);
        if (turn !== here.turn) return;
        clear(); // the chart of what was shown before would be taken for this one's
        ranh.say(map, ranh.word("corridor_failed"));
      });
  };

  corridor.fit = function () {
    var box = L.latLngBounds([]);
    (here.data.axis || []).forEach(function (run) {
      run.forEach(function (place) {
        box.extend([place[0], place[1]]);
      });
    });
    (here.data.routes || []).forEach(function (route) {
      route.runs.forEach(function (run) {
        run.forEach(function (place) {
          box.extend(place);
        });
      });
    });
    here.map.invalidateSize();
    if (box.isValid()) here.map.fitBounds(box, { paddingTopLeft: [50, 50], paddingBottomRight: [30, 24], animate: false });
  };

  // What is looked at is the corridor: an open legend would hide half of what the chart leaves of the map.
  function shutLegend() {
    var legend = here.map.getContainer().querySelector(".ranh-legend");
    if (legend) legend.open = false;
  }

  function clear() {
    Object.assign(here, { data: null, shown: "", pixels: null, marked: null });
    corridor.chart.clear();
  }

  // The land under the corridor is that of the period in the chart.
  function ground(wanted) {
    if (!wanted || here.ground === wanted || !here.grounds[wanted]) return;
    here.ground = wanted;
    Object.keys(here.grounds).forEach(function (id) {
      if (id !== wanted) here.grounds[id].remove();
    });
    here.grounds[wanted].addTo(here.map);
  }

  function draw(map, group, data) {
    if (data.width) {
      data.shapes.forEach(function (shape) {
        if (shape) L.geoJSON(shape, { pane: "corridor-band", style: BAND, interactive: false }).addTo(group);
      });
    }
    data.axis.forEach(function (run) {
      L.polyline(run, Object.assign({ pane: "corridor-axis" }, CASING)).addTo(group);
      L.polyline(run, Object.assign({ pane: "corridor-axis" }, AXIS)).addTo(group);
    });
    posts(group, data);
  }

  function posts(group, data) {
    var step = STEPS_KM.filter(function (one) {
      return data.length / one <= MOST_POSTS;
    })[0] || 200;
    for (var km = 0; km <= data.length + 1e-9; km += step) {
      var place = placeAt(data, km);
      L.circleMarker(place, { pane: "corridor-axis", radius: 3.5, color: "#1f1f1f", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1, interactive: false })
        .bindTooltip("km " + corridor.number(km, step < 1 ? 1 : 0), { permanent: true, direction: "right", offset: [4, 0], className: "ranh-post", interactive: false })
        .addTo(group);
    }
  }

  function placeAt(data, km) {
    for (var r = 0; r < data.axis.length; r += 1) {
      var run = data.axis[r];
      if (km > run[run.length - 1][2] && r < data.axis.length - 1) continue;
      for (var i = 1; i < run.length; i += 1) {
        if (km > run[i][2] && i < run.length - 1) continue;
        var a = run[i - 1];
        var b = run[i];
        var share = b[2] > a[2] ? Math.min(1, Math.max(0, (km - a[2]) / (b[2] - a[2]))) : 0;
        return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
      }
    }
    return [data.axis[0][0][0], data.axis[0][0][1]];
  }
  corridor.placeAt = placeAt;

  corridor.intervalAt = function (data, km) {
    var last = data.from.length - 1;
    for (var i = 0; i < last; i += 1) if (km < data.to[i]) return i;
    return last;
  };

  function mark(km) {
    if (!here.marked) return;
    here.marked.clearLayers();
    if (km === null || !here.data || !here.data.axis) return;
    var shape = here.data.shapes[corridor.intervalAt(here.data, km)];
    if (shape) L.geoJSON(shape, { pane: "corridor-band", style: HERE, interactive: false }).addTo(here.marked);
    L.circleMarker(placeAt(here.data, km), { pane: "corridor-axis", radius: 8, color: "#b3261e", weight: 3, fillColor: "#ffffff", fillOpacity: 1, interactive: false })
      .addTo(here.marked);
  }

  // Pixels of the axis as the map now stands, with the chainage of each vertex.
  function pixels() {
    if (here.pixels) return here.pixels;
    here.pixels = here.data.axis.map(function (run) {
      return run.map(function (place) {
        var point = here.map.latLngToContainerPoint([place[0], place[1]]);
        return [point.x, point.y, place[2]];
      });
    });
    return here.pixels;
  }

  function reachPx() {
    var middle = here.map.getCenter();
    var size = here.map.getSize();
    var across = here.map.distance(
      here.map.containerPointToLatLng([0, size.y / 2]),
      here.map.containerPointToLatLng([size.x, size.y / 2])
    );
    return middle && across ? Math.max(REACH_PX, (here.data.width / 2 / across) * size.x) : REACH_PX;
  }

  function nearest(at) {
    if (!here.data || !here.data.axis) return null;
    var best = { px: reachPx(), km: null };
    pixels().forEach(function (run) {
      for (var i = 1; i < run.length; i += 1) {
        var a = run[i - 1];
        var b = run[i];
        var dx = b[0] - a[0];
        var dy = b[1] - a[1];
        var long = dx * dx + dy * dy;
        var share = long ? Math.min(1, Math.max(0, ((at.x - a[0]) * dx + (at.y - a[1]) * dy) / long)) : 0;
        var px = Math.hypot(at.x - a[0] - share * dx, at.y - a[1] - share * dy);
        if (px < best.px) best = { px: px, km: a[2] + share * (b[2] - a[2]) };
      }
    });
    return best.km === null ? null : best;
  }
})();
