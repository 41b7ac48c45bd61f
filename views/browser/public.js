// The map of the public page. What comes from data files is put on the page as text, never as HTML.
(function () {
  "use strict";

  var element = document.getElementById("map");
  var map = L.map(element, { preferCanvas: true, minZoom: 7, maxZoom: 18, attributionControl: false });
  map.fitBounds(JSON.parse(element.dataset.bounds));
  L.control.scale({ imperial: false }).addTo(map);
  map.createPane("ground").style.zIndex = 250;
  map.createPane("projects").style.zIndex = 450;

  var projects = {};
  var said = false;

  function fail() {
    if (said) return;
    said = true;
    var control = L.control({ position: "bottomleft" });
    control.onAdd = function () {
      var box = L.DomUtil.create("div", "failed");
      box.setAttribute("role", "alert");
      box.textContent = element.dataset.failed;
      return box;
    };
    control.addTo(map);
  }

  function fetched(address, use) {
    fetch(address)
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      })
      .then(use)
      .catch(fail);
  }

  function named(title, more) {
    var box = document.createElement("div");
    var head = document.createElement("strong");
    head.textContent = title;
    box.appendChild(head);
    if (more) {
      box.appendChild(document.createElement("br"));
      box.appendChild(document.createTextNode(more));
    }
    return box;
  }

  function boundsOf(layer) {
    return layer.getBounds ? layer.getBounds() : L.latLngBounds([layer.getLatLng()]);
  }

  function choose(id, move) {
    document.querySelectorAll("tr[data-id]").forEach(function (row) {
      row.classList.toggle("chosen", row.dataset.id === id);
      if (row.dataset.id === id && !move) row.scrollIntoView({ block: "nearest" });
    });
    var path = JSON.parse(element.dataset.path);
    Object.keys(projects).forEach(function (other) {
      projects[other].setStyle(other === id ? { color: "#00b8d4", weight: 5 } : path);
    });
    if (move && projects[id]) map.fitBounds(boundsOf(projects[id]).pad(1), { maxZoom: 12 });
  }

  fetched(element.dataset.projects, function (found) {
    var canvas = L.canvas({ pane: "projects", tolerance: 4 });
    L.geoJSON(found, {
      pane: "projects",
      renderer: canvas,
      style: JSON.parse(element.dataset.path),
      onEachFeature: function (feature, layer) {
        var own = feature.properties;
        projects[own.id] = layer;
        layer.bindTooltip(named(own.name, [own.sector, own.commune, own.stage].filter(Boolean).join(" · ")));
        layer.on("click", function () {
          choose(own.id, false);
        });
        // From far away a footprint is smaller than a pixel: a dot stands for it.
        L.circleMarker(boundsOf(layer).getCenter(), {
          pane: "projects", renderer: canvas, radius: 4, weight: 1, color: "#fff", fillColor: "#1d3fbb", fillOpacity: 0.9,
        })
          .bindTooltip(named(own.name))
          .on("click", function () {
            choose(own.id, true);
          })
          .addTo(map);
      },
    }).addTo(map);
  });

  document.querySelectorAll("tr[data-id]").forEach(function (row) {
    function go() {
      choose(row.dataset.id, true);
    }
    row.addEventListener("click", go);
    row.addEventListener("keydown", function (event) {
      if (event.key === "Enter") go();
    });
  });

  function zones(box) {
    var layer = L.geoJSON(null, { style: JSON.parse(box.dataset.path), interactive: true });
    layer.bindTooltip(
      function (shape) {
        return named(shape.feature.properties.name || "", box.parentNode.textContent.trim());
      },
      { sticky: true }
    );
    fetched(box.dataset.zones, layer.addData.bind(layer));
    return layer;
  }

  document.querySelectorAll("aside input[data-zones]").forEach(function (box) {
    var layer = null;
    function show() {
      if (!layer && box.checked) layer = zones(box);
      if (layer) (box.checked ? layer.addTo(map) : layer.remove());
    }
    box.addEventListener("change", show);
    show();
  });

  var ground = null;
  document.querySelectorAll('aside input[name="ground"]').forEach(function (box) {
    function show() {
      if (!box.checked) return;
      if (ground) ground.remove();
      ground = box.dataset.tiles ? L.tileLayer(box.dataset.tiles, { pane: "ground", maxNativeZoom: 20 }) : null;
      if (ground) ground.on("tileerror", fail).addTo(map);
    }
    box.addEventListener("change", show);
    show();
  });
})();
