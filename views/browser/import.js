// The map of an import: shapes are fetched from this server; labels are put on as text.
(function () {
  "use strict";

  var tools = (window.ranhImport = {});
  var LABELS = 60; // more corners than this are named on hover alone

  function get(url) {
    return fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status + " " + url);
      return answer.json();
    });
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

  function label(text) {
    var box = document.createElement("span");
    box.textContent = text;
    return box;
  }

  function name(map, selector, word) {
    var element = map.getContainer().querySelector(selector);
    if (!element) return;
    element.title = word;
    element.setAttribute("aria-label", word);
  }

  function pane(map, id, height) {
    if (!map.getPane(id)) map.createPane(id).style.zIndex = height;
    return id;
  }

  tools.ground = function (map, options) {
    tools.start = options.bounds;
    tools.fitted = "";
    map.fitBounds(options.bounds, { animate: false });
    L.control.scale({ imperial: false }).addTo(map);
    name(map, ".leaflet-control-zoom-in", options.words.in);
    name(map, ".leaflet-control-zoom-out", options.words.out);
    window.addEventListener("resize", function () {
      map.invalidateSize();
    });
    if (!options.communes) return;
    get(options.communes)
      .then(function (data) {
        L.geoJSON(data, {
          pane: pane(map, "communes", 380),
          renderer: L.canvas({ pane: "communes" }),
          style: { color: "#9aa0a6", weight: 1, fill: true, fillColor: "#ffffff", fillOpacity: 0.01 },
          attribution: "",
        })
          .bindTooltip(
            function (layer) {
              return label(layer.feature.properties.name || "");
            },
            { sticky: true, opacity: 0.9 }
          )
          .addTo(map);
      })
      .catch(function (error) {
        console.error(error);
        say(map, options.words.failed);
      });
  };

  function before(map, group, options) {
    if (!options) return;
    if (options.tiles) {
      L.tileLayer(options.tiles, { pane: pane(map, "before", 370), opacity: 0.55, maxZoom: 19 }).addTo(group);
      return;
    }
    get(options.url).then(function (data) {
      if (!map.hasLayer(group)) return;
      L.geoJSON(data, {
        pane: pane(map, "before", 390),
        interactive: false,
        style: { color: options.colour, weight: 1.5, dashArray: "4 4", fill: false },
      }).addTo(group);
    });
  }

  function look(options) {
    return function (feature) {
      var state = feature.properties.state;
      var colour = options.colours[state];
      return {
        color: colour,
        weight: state === "broken" ? 3 : 1.5,
        dashArray: state === "proposed" ? "5 4" : null,
        fillColor: colour,
        fillOpacity: state === "broken" ? 0.45 : 0.22,
      };
    };
  }

  function shapes(map, group, options, data) {
    var style = look(options);
    L.geoJSON(data, {
      pane: pane(map, "file", 430),
      style: style,
      pointToLayer: function (feature, place) {
        return L.circleMarker(place, Object.assign({ pane: "file", radius: 5 }, style(feature)));
      },
    })
      .bindTooltip(
        function (layer) {
          var of = layer.feature.properties;
          return label(options.row + " " + of.row + ": " + options.states[of.state]);
        },
        { sticky: true }
      )
      .addTo(group);
  }

  function points(map, group, data) {
    var crowded = data.features.length > LABELS;
    pane(map, "points", 460);
    data.features.forEach(function (feature) {
      var at = feature.geometry.coordinates;
      var mark = feature.properties.mark;
      var wrong = mark === "crossing";
      var dot = L.circleMarker([at[1], at[0]], {
        pane: "points",
        renderer: L.svg({ pane: "points" }),
        radius: mark === "place" ? 9 : wrong ? 8 : 4,
        color: wrong ? "#b3261e" : "#0d47a1",
        weight: wrong ? 3 : 2,
        fillColor: wrong ? "#ffdad6" : "#ffffff",
        fillOpacity: wrong ? 0.6 : 1,
      });
      dot.bindTooltip(label(feature.properties.label), {
        permanent: wrong || mark === "place" || !crowded,
        direction: wrong ? "right" : "top",
        className: "ranh-mark " + mark,
        offset: wrong ? [8, 0] : [0, -4],
      });
      group.addLayer(dot);
    });
  }

  // Called for every answer; only what comes from the newest call is drawn.
  tools.lay = function (map, group, options) {
    var turn = (tools.turn = (tools.turn || 0) + 1);
    before(map, group, options.before);
    if (!options.shapes) {
      if (tools.fitted) map.fitBounds(tools.start, { animate: false });
      tools.fitted = "";
      return;
    }
    Promise.all([get(options.shapes), get(options.points)])
      .then(function (found) {
        if (turn !== tools.turn) return;
        shapes(map, group, options, found[0]);
        points(map, group, found[1]);
        if (options.bounds && tools.fitted !== options.shapes) {
          tools.fitted = options.shapes;
          map.fitBounds(options.bounds, { padding: [40, 40], maxZoom: 17, animate: false });
        }
      })
      .catch(function (error) {
        console.error(error);
        if (turn === tools.turn) say(map, options.failed);
      });
  };
})();
