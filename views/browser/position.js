// Where the pointer is, in the province's grid (X north, Y east, as officials write it) and in WGS 84;
// how far, how large; the scale as 1 : n.
(function () {
  "use strict";

  var ranh = window.ranh;
  var MOVED_PX = 6; // a press that moved farther has dragged the map
  var METRES_PER_PX = 0.0254 / 96; // as browsers define a pixel; a screen may differ, so "about"

  function metres(value, locale, digits) {
    return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function scaleOf(map) {
    // On the ground, at the middle of the map: web maps stretch with latitude.
    var size = map.getSize();
    var a = map.containerPointToLatLng([size.x / 2 - 50, size.y / 2]);
    var b = map.containerPointToLatLng([size.x / 2 + 50, size.y / 2]);
    var n = a.distanceTo(b) / 100 / METRES_PER_PX;
    var power = Math.pow(10, Math.floor(Math.log10(n)) - 1);
    return Math.round(n / power) * power;
  }

  ranh.position = function (map, options) {
    var grid = options.grid ? window.ranhGrid(options.grid) : null;
    ranh.grid = grid;
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    var control = L.control({ position: "bottomright" });
    var line = L.DomUtil.create("div", "ranh-position");
    var scale = L.DomUtil.create("div", "ranh-scale");
    control.onAdd = function () {
      var box = L.DomUtil.create("div", "ranh-where");
      box.appendChild(line);
      box.appendChild(scale);
      return box;
    };
    control.addTo(map);

    function show(place) {
      var at = place.wrap();
      line.textContent = "";
      if (grid) {
        var yx = grid.toGrid(at.lng, at.lat);
        L.DomUtil.create("b", "", line).textContent =
          options.grid.name + ": X " + metres(yx[1], options.locale, 0) + " m; Y " + metres(yx[0], options.locale, 0) + " m";
      }
      L.DomUtil.create("div", "", line).textContent =
        "WGS 84: " + metres(at.lat, options.locale, 5) + "; " + metres(at.lng, options.locale, 5);
    }

    function tell() {
      scale.textContent = ranh.word("scale") + " ≈ 1:" + metres(scaleOf(map), options.locale, 0);
    }

    line.textContent = ranh.word("pointer");
    map.on("mousemove", function (event) {
      show(event.latlng);
    });
    // By keyboard or finger there is no pointer: the middle of the map then.
    map.on("moveend", function () {
      show(map.getCenter());
      tell();
    });
    tell();
    if (grid) measure(map, options, grid);
  };

  // Measured in the grid, as areas are everywhere in this program, and said so.
  function measure(map, options, grid) {
    var drawn = L.layerGroup();
    var corners = [];
    var told = null;

    function inGrid() {
      return corners.map(function (corner) {
        return grid.toGrid(corner.lng, corner.lat);
      });
    }

    function distance(a, b) {
      return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    function length(points) {
      return points.slice(1).reduce(function (sum, point, place) {
        return sum + distance(point, points[place]);
      }, 0);
    }

    function area(points) {
      var twice = points.reduce(function (sum, point, place) {
        var next = points[(place + 1) % points.length];
        // From the first corner on: full coordinates would lose digits.
        return sum + (point[0] - points[0][0]) * (next[1] - points[0][1]) - (next[0] - points[0][0]) * (point[1] - points[0][1]);
      }, 0);
      return Math.abs(twice) / 2;
    }

    function row(title, value) {
      var line = L.DomUtil.create("div", "", told);
      L.DomUtil.create("span", "", line).textContent = title;
      L.DomUtil.create("b", "", line).textContent = value;
    }

    function tell() {
      drawn.clearLayers();
      told.textContent = "";
      var points = inGrid();
      if (!points.length) return;
      var path = { color: "#1a237e", weight: 3, interactive: false, fillOpacity: 0.12 };
      (corners.length > 2 ? L.polygon(corners, path) : L.polyline(corners, path)).addTo(drawn);
      corners.forEach(function (corner) {
        L.circleMarker(corner, { radius: 4, color: "#1a237e", fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(drawn);
      });
      var last = points[points.length - 1];
      row(ranh.word("last_point"), "X " + metres(last[1], options.locale, 1) + "; Y " + metres(last[0], options.locale, 1));
      if (points.length < 2) return;
      row(ranh.word("last_side"), metres(distance(last, points[points.length - 2]), options.locale, 1) + " m");
      row(ranh.word("length"), metres(length(points), options.locale, 1) + " m");
      if (points.length < 3) return;
      row(ranh.word("perimeter"), metres(length(points.concat([points[0]])), options.locale, 1) + " m");
      row(ranh.word("area"), metres(area(points) / 10000, options.locale, 4) + " ha");
    }

    function add(place) {
      corners.push(place.wrap());
      tell();
    }

    // In the capturing phase: while measuring, a click opens neither a site nor the land under it.
    // Where it was pressed counts: a sign that gets the focus may make the page scroll before the click.
    var pressed = null;
    function press(event) {
      pressed = { at: [event.screenX, event.screenY], place: map.mouseEventToLatLng(event) };
    }
    function click(event) {
      if (event.target.closest(".leaflet-control, .leaflet-popup, .ranh-search, .ranh-line")) return;
      event.stopImmediatePropagation();
      var down = pressed || { at: [event.screenX, event.screenY], place: map.mouseEventToLatLng(event) };
      var moved = Math.hypot(event.screenX - down.at[0], event.screenY - down.at[1]);
      if (moved <= MOVED_PX && event.detail < 2) add(down.place);
    }

    function button(box, word, act) {
      var made = L.DomUtil.create("button", "ranh-plain", box);
      made.type = "button";
      made.textContent = ranh.word(word);
      L.DomEvent.on(made, "click", act);
    }

    ranh.bar(map).add(
      "measure",
      ranh.word("measure"),
      function (box) {
        L.DomUtil.create("p", "", box).textContent = ranh.word("measure_how", { grid: options.grid.name });
        told = L.DomUtil.create("div", "ranh-measured", box);
        told.setAttribute("role", "status");
        button(box, "measure_centre", function () {
          add(map.getCenter());
        });
        button(box, "measure_back", function () {
          corners.pop();
          tell();
        });
        button(box, "measure_clear", function () {
          corners = [];
          tell();
        });
        drawn.addTo(map);
        map.doubleClickZoom.disable();
        L.DomUtil.addClass(map.getContainer(), "ranh-measuring");
        map.getContainer().addEventListener("pointerdown", press, true);
        map.getContainer().addEventListener("click", click, true);
        tell();
      },
      function () {
        corners = [];
        drawn.clearLayers().remove();
        map.getContainer().removeEventListener("pointerdown", press, true);
        map.getContainer().removeEventListener("click", click, true);
        map.doubleClickZoom.enable();
        L.DomUtil.removeClass(map.getContainer(), "ranh-measuring");
      }
    );
  }
})();
