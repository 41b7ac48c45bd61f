// A sheet of paper at a chosen scale: its frame is shown on the map, the server draws it.
(function () {
  "use strict";

  var ranh = window.ranh;

  function select(into, word, options, value) {
    var label = L.DomUtil.create("label", "ranh-choice", into);
    L.DomUtil.create("span", "", label).textContent = ranh.word(word);
    var made = L.DomUtil.create("select", "", label);
    options.forEach(function (option) {
      var entry = L.DomUtil.create("option", "", made);
      entry.value = option[0];
      entry.textContent = option[1];
      entry.selected = String(option[0]) === String(value);
    });
    return made;
  }

  ranh.print = function (map, options, layers) {
    var outline = L.layerGroup();
    var chosen = { scale: "", paper: "A4", turned: "landscape", form: "pdf", title: "" };

    function fitting() {
      // The largest scale whose sheet holds what is seen.
      var size = map.getSize();
      var middle = map.containerPointToLatLng([size.x / 2, size.y / 2]);
      var wide = 2 * middle.distanceTo(map.containerPointToLatLng([size.x, size.y / 2]));
      var high = 2 * middle.distanceTo(map.containerPointToLatLng([size.x / 2, 0]));
      var frame = options.frames[chosen.paper + "-" + chosen.turned];
      var last = options.scales.length - 1;
      return options.scales.filter(function (scale, place) {
        return (scale * frame[0] >= 1000 * wide && scale * frame[1] >= 1000 * high) || place === last;
      })[0];
    }

    function fill(box) {
      var scales = options.scales.map(function (scale) {
        return [scale, "1:" + scale.toLocaleString(options.locale)];
      });
      var scale = select(box, "scale", scales, chosen.scale || fitting());
      var paper = select(box, "paper", [["A4", "A4"], ["A3", "A3"]], chosen.paper);
      var turned = select(box, "direction", [["landscape", ranh.word("landscape")], ["portrait", ranh.word("portrait")]], chosen.turned);
      var form = select(box, "form", [["pdf", "PDF"], ["png", "PNG"]], chosen.form);
      var label = L.DomUtil.create("label", "ranh-choice", box);
      L.DomUtil.create("span", "", label).textContent = ranh.word("sheet_title");
      var title = L.DomUtil.create("input", "", label);
      title.maxLength = 90;
      title.value = chosen.title;
      var make = L.DomUtil.create("button", "ranh-main", box);
      make.type = "button";
      make.textContent = ranh.word("make_sheet");
      var told = L.DomUtil.create("p", "", box);
      told.setAttribute("role", "status");

      function remember() {
        chosen = { scale: Number(scale.value), paper: paper.value, turned: turned.value, form: form.value, title: title.value };
      }

      function frame() {
        remember();
        outline.clearLayers();
        if (!ranh.grid) return;
        var size = options.frames[chosen.paper + "-" + chosen.turned];
        var centre = map.getCenter().wrap();
        var at = ranh.grid.toGrid(centre.lng, centre.lat);
        var half = [(size[0] * chosen.scale) / 2000, (size[1] * chosen.scale) / 2000];
        var corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(function (sign) {
          var place = ranh.grid.toDegrees(at[0] + sign[0] * half[0], at[1] + sign[1] * half[1]);
          return [place[1], place[0]];
        });
        L.polygon(corners, { color: "#1a237e", weight: 2, dashArray: "8 5", fillOpacity: 0.04, interactive: false }).addTo(outline);
      }

      function send() {
        var centre = map.getCenter().wrap();
        var on = Object.keys(layers).filter(function (id) {
          return map.hasLayer(layers[id]);
        });
        var query = new URLSearchParams({
          lon: centre.lng, lat: centre.lat, scale: chosen.scale, paper: chosen.paper, turned: chosen.turned,
          form: chosen.form, layers: on.join(","), colour: ranh.view.theme, day: options.day, lang: options.lang,
          title: title.value, fade: ranh.fadesTold(),
        });
        var refused = "";
        told.textContent = ranh.word("making_sheet");
        make.disabled = true;
        fetch(options.url + "?" + query, { credentials: "same-origin" })
          .then(function (answer) {
            return answer.json().then(function (said) {
              if (answer.ok) return said;
              refused = said.said;
              throw new Error(answer.status);
            });
          })
          .then(function (made) {
            told.textContent = ranh.word("sheet_ready") + " ";
            var link = L.DomUtil.create("a", "", told);
            link.href = made.url;
            link.download = made.name;
            link.textContent = made.name;
            link.click();
          })
          .catch(function (error) {
            console.error(error);
            // What the browser says of it is in its own language, not in that of the page.
            told.textContent = refused || ranh.word("sheet_failed");
          })
          .then(function () {
            make.disabled = false;
          });
      }

      [scale, paper, turned, form].forEach(function (field) {
        L.DomEvent.on(field, "change", frame);
      });
      L.DomEvent.on(title, "input", remember);
      L.DomEvent.on(make, "click", send);
      outline.addTo(map);
      map.on("moveend", frame);
      fill.frame = frame;
      frame();
    }

    ranh.bar(map).add("print", ranh.word("print"), fill, function () {
      outline.clearLayers().remove();
      if (fill.frame) map.off("moveend", fill.frame);
      chosen.scale = "";
    });
  };
})();
