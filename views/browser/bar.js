// The bar of tools at the left edge of the map: buttons with a name, each with a small window.
(function () {
  "use strict";

  var ranh = window.ranh;
  var SIGNS = {
    link: "M6.5 9.5l3-3M7 4.8l1.6-1.6a2.8 2.8 0 014 4L11 8.8M9 11.2l-1.6 1.6a2.8 2.8 0 01-4-4L5 7.2",
    measure: "M2 11l9-9 3 3-9 9zM4.5 8.5l1.5 1.5M7 6l1.5 1.5M9.5 3.5L11 5",
    print: "M4.5 6V2h7v4M4.5 12H2.5V6h11v6h-2M4.5 9.5h7V14h-7z",
  };

  function sign(name) {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    var path = document.createElementNS(space, "path");
    path.setAttribute("d", SIGNS[name]);
    svg.appendChild(path);
    return svg;
  }

  // The bar of a map: `add(name, title, open, close)`; `open` fills the window of the button.
  ranh.bar = function (map) {
    if (map.ranhBar) return map.ranhBar;
    var control = L.control({ position: "topleft" });
    var strip = L.DomUtil.create("div", "leaflet-bar ranh-bar");
    strip.setAttribute("role", "toolbar");
    var box = L.DomUtil.create("div", "ranh-window");
    box.hidden = true;
    box.setAttribute("role", "dialog");
    control.onAdd = function () {
      var whole = L.DomUtil.create("div", "ranh-tools");
      whole.appendChild(strip);
      whole.appendChild(box);
      L.DomEvent.disableClickPropagation(whole);
      L.DomEvent.disableScrollPropagation(whole);
      L.DomEvent.on(whole, "keydown", function (event) {
        if (event.key === "Escape") shut();
        L.DomEvent.stopPropagation(event); // the map would move
      });
      return whole;
    };
    control.addTo(map);
    var open = null;

    function shut() {
      if (!open) return;
      var was = open;
      open = null;
      was.button.setAttribute("aria-expanded", "false");
      box.hidden = true;
      box.textContent = "";
      if (was.close) was.close();
      was.button.focus();
    }

    map.ranhBar = {
      shut: shut,
      add: function (name, title, fill, close) {
        var button = L.DomUtil.create("button", "ranh-button", strip);
        button.type = "button";
        button.title = title;
        button.setAttribute("aria-label", title);
        button.setAttribute("aria-expanded", "false");
        button.dataset.tool = name;
        button.appendChild(sign(name));
        L.DomEvent.on(button, "click", function () {
          var again = open && open.button === button;
          shut();
          if (again) return;
          open = { button: button, close: close };
          button.setAttribute("aria-expanded", "true");
          box.hidden = false;
          box.setAttribute("aria-label", title);
          var head = L.DomUtil.create("div", "ranh-window-head", box);
          L.DomUtil.create("strong", "", head).textContent = title;
          var end = L.DomUtil.create("button", "ranh-close", head);
          end.type = "button";
          end.textContent = "×";
          end.title = ranh.word("close");
          end.setAttribute("aria-label", ranh.word("close"));
          L.DomEvent.on(end, "click", function (event) {
            // The button is gone before the click gets to the bar: it would go on to the map.
            L.DomEvent.stop(event);
            shut();
          });
          fill(L.DomUtil.create("div", "ranh-window-body", box));
        });
        return button;
      },
    };
    return map.ranhBar;
  };
})();
