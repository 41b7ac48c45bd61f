// The chart of a profile: land by code as bars along the axis, lanes of what is met below them, and
// one place that is pointed at, by pointer, finger or arrow keys, on the chart as on the map.
(function () {
  "use strict";

  var ranh = window.ranh;
  var corridor = ranh.corridor;
  var SPACE = "http://www.w3.org/2000/svg";
  var LEAST_LEFT = 62;
  var MOST_LEFT = 0.36; // of the whole width; a longer name of a lane is cut, and whole in its title
  var RIGHT = 12;
  var TOP = 8;
  var LANE = 15;
  var AXIS_PX = 20;
  var LEAST_BARS_PX = 70;
  var LEAST_NAMED_PX = 24; // a part that is narrower has no name in it
  var MOST_TOLD = 6; // codes in the box beside the pointer
  var TICKS_KM = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];
  var chart = (corridor.chart = {});
  var now = { data: null, layer: "", box: null };

  function make(name, attributes, into) {
    var made = document.createElementNS(SPACE, name);
    Object.keys(attributes || {}).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    if (into) into.appendChild(made);
    return made;
  }

  // Cuts the words of a text off where its room ends: fonts differ, so it is measured.
  function fit(text, words, room) {
    text.textContent = words;
    for (var length = words.length - 1; length > 0 && text.getComputedTextLength() > room; length -= 1) {
      text.textContent = words.slice(0, length).trimEnd() + "…";
    }
  }

  function write(into, words, x, y, attributes) {
    var made = make("text", Object.assign({ x: x, y: y }, attributes), into);
    made.textContent = words;
    return made;
  }

  // How much room the names of the lanes need beside the bars.
  function roomFor(lanes, svg, width) {
    var probe = make("text", { class: "ranh-lane" }, svg);
    var widest = lanes.reduce(function (most, lane) {
      probe.textContent = lane.name;
      return Math.max(most, probe.getComputedTextLength());
    }, 0);
    probe.remove();
    return Math.min(Math.max(LEAST_LEFT, Math.ceil(widest) + 9), Math.floor(width * MOST_LEFT));
  }

  chart.mount = function () {
    if (now.box) return;
    var box = L.DomUtil.create("section", "ranh-chart", document.body);
    box.setAttribute("aria-label", ranh.word("chart"));
    now.legend = L.DomUtil.create("div", "ranh-chart-legend", box);
    now.stage = L.DomUtil.create("div", "ranh-chart-stage", box);
    now.tip = L.DomUtil.create("div", "ranh-chart-tip", box);
    now.tip.hidden = true;
    now.box = box;
    new ResizeObserver(function () {
      if (now.data) paint();
    }).observe(now.stage);
  };

  chart.draw = function (data, layer) {
    var known = data.layers[layer] ? layer : Object.keys(data.layers)[0];
    if (now.data === data && now.layer === known) return;
    Object.assign(now, { data: data, layer: known });
    legend();
    paint();
  };

  chart.clear = function () {
    now.data = null;
    now.tip.hidden = true;
    now.stage.textContent = "";
    now.legend.textContent = "";
  };

  function stack() {
    return now.layer ? now.data.layers[now.layer].stack : [];
  }

  function unit() {
    return now.data.width ? "ha" : "km";
  }

  function total(entry) {
    return entry.values.reduce(function (sum, value) {
      return sum + value;
    }, 0);
  }

  function amount(value) {
    if (value > 0 && value < 0.01) return "< " + corridor.number(0.01, 2);
    return corridor.number(value, value < 100 ? 2 : 0);
  }

  function legend() {
    now.legend.textContent = "";
    stack().forEach(function (entry) {
      var key = L.DomUtil.create("span", "", now.legend);
      var sign = L.DomUtil.create("i", "ranh-swatch " + (entry.hatch || ""), key);
      sign.style.backgroundColor = entry.colour;
      key.appendChild(document.createTextNode(entry.code || entry.name));
      key.title = (entry.code ? entry.code + " " : "") + entry.name + ": " + amount(total(entry)) + " " + unit();
    });
  }

  function hatch(into, entry, place) {
    if (!entry.hatch) return entry.colour;
    var id = "ranh-bar-" + place;
    var pattern = make("pattern", { id: id, patternUnits: "userSpaceOnUse", width: 6, height: 6 }, into);
    if (entry.hatch !== "overlay") make("rect", { width: 6, height: 6, fill: entry.colour }, pattern);
    var rising = "M-1.5,1.5 L1.5,-1.5 M0,6 L6,0 M4.5,7.5 L7.5,4.5";
    var falling = " M-1.5,4.5 L1.5,7.5 M0,0 L6,6 M4.5,-1.5 L7.5,1.5";
    make("path", { d: entry.hatch === "cross" ? rising + falling : rising, stroke: entry.hatch === "overlay" ? entry.colour : "#6e0000", "stroke-width": 1 }, pattern);
    return "url(#" + id + ")";
  }

  function niceTop(value) {
    if (!(value > 0)) return 1;
    var power = Math.pow(10, Math.floor(Math.log10(value)));
    return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
      .map(function (step) {
        return step * power;
      })
      .filter(function (top) {
        return top >= value * 0.99; // the ends of a band are round: a hair more than the rest
      })[0];
  }

  function paint() {
    var data = now.data;
    var width = now.stage.clientWidth;
    var lanes = data.lanes;
    var height = now.stage.clientHeight;
    if (!width || !height) return;
    var bars = Math.max(LEAST_BARS_PX, height - TOP - AXIS_PX - LANE * lanes.length - 4);
    var size = { width: width, bars: bars, foot: TOP + bars, whole: TOP + bars + AXIS_PX + LANE * lanes.length + 4 };
    now.size = size;
    now.stage.textContent = "";
    var svg = make("svg", { width: width, height: size.whole, role: "slider", tabindex: 0, "aria-label": ranh.word("chart_slider"), "aria-valuemin": 0, "aria-valuemax": data.length }, now.stage);
    now.svg = svg;
    now.left = roomFor(lanes, svg, width);
    now.x = function (km) {
      return now.left + ((width - now.left - RIGHT) * km) / data.length;
    };
    var definitions = make("defs", {}, svg);
    drawBars(svg, definitions, size);
    drawAxis(svg, size);
    lanes.forEach(function (lane, place) {
      drawLane(svg, definitions, lane, place, size);
    });
    now.line = make("line", { y1: TOP, y2: size.whole - 2, class: "ranh-cross", visibility: "hidden" }, svg);
    listen(svg);
    chart.at(corridor.here.km === undefined ? null : corridor.here.km);
  }

  function drawBars(svg, definitions, size) {
    var data = now.data;
    var entries = stack();
    var sums = data.from.map(function (_, i) {
      return entries.reduce(function (sum, entry) {
        return sum + entry.values[i];
      }, 0);
    });
    var top = niceTop(Math.max.apply(null, sums.concat([0])));
    var y = function (value) {
      return size.foot - (size.bars * value) / top;
    };
    var base = data.from.map(function () {
      return 0;
    });
    make("rect", { x: now.left, y: TOP, width: size.width - now.left - RIGHT, height: size.bars, fill: "#f6f7f8" }, svg);
    entries.forEach(function (entry, place) {
      var d = "";
      entry.values.forEach(function (value, i) {
        if (!(value > 0)) return;
        var left = now.x(data.from[i]);
        var right = now.x(data.to[i]);
        var gap = right - left > 3 ? 0.5 : 0;
        d += "M" + left.toFixed(2) + "," + y(base[i]).toFixed(2) + "H" + (right - gap).toFixed(2) + "V" + y(base[i] + value).toFixed(2) + "H" + left.toFixed(2) + "Z";
        base[i] += value;
      });
      if (d) make("path", { d: d, fill: hatch(definitions, entry, place), stroke: entry.hatch ? "#6e0000" : "none", "stroke-width": entry.hatch ? 0.4 : 0, "data-code": entry.code || "?" }, svg);
    });
    [0, 0.5, 1].forEach(function (share) {
      var at = y(top * share);
      make("line", { x1: now.left - 3, x2: size.width - RIGHT, y1: at, y2: at, stroke: "#1f1f1f", "stroke-opacity": share ? 0.18 : 0.8 }, svg);
      write(svg, corridor.number(top * share, top >= 10 ? 0 : 2), now.left - 6, at + 4, { "text-anchor": "end" });
    });
    write(svg, unit(), 4, TOP + size.bars / 2 - 12, {});
  }

  function drawAxis(svg, size) {
    var data = now.data;
    var room = Math.max(2, Math.floor((size.width - now.left - RIGHT) / 60));
    var step = TICKS_KM.filter(function (one) {
      return data.length / one <= room;
    })[0] || 500;
    for (var km = 0; km <= data.length + 1e-9; km += step) {
      var x = now.x(km);
      make("line", { x1: x, x2: x, y1: size.foot, y2: size.foot + 4, stroke: "#1f1f1f" }, svg);
      write(svg, corridor.number(km, step < 1 ? 1 : 0), x, size.foot + 15, { "text-anchor": "middle" });
    }
    write(svg, "km", 4, size.foot + 15, {});
  }

  function drawLane(svg, definitions, lane, place, size) {
    var y = size.foot + AXIS_PX + LANE * place;
    make("rect", { x: now.left, y: y + 1, width: size.width - now.left - RIGHT, height: LANE - 3, fill: "#f1f3f4" }, svg);
    // The longest first: what is short stays to be seen on it.
    var parts = lane.parts.slice().sort(function (a, b) {
      return b.to - b.from - (a.to - a.from);
    });
    parts.forEach(function (part, number) {
      var x = now.x(part.from);
      var wide = Math.max(2, now.x(part.to) - x);
      var fill = hatch(definitions, part, "lane-" + place + "-" + number);
      make("rect", { x: x, y: y + 1, width: wide, height: LANE - 3, fill: fill, "fill-opacity": place ? 0.55 : 1, stroke: "#ffffff", "stroke-width": 0.8 }, svg);
    });
    if (!place) nameParts(svg, parts, y + LANE - 4);
    var name = write(svg, "", 2, y + LANE - 4, { class: "ranh-lane" });
    fit(name, lane.name, now.left - 6);
    make("title", {}, name).textContent = lane.name;
  }

  // The widest stretch of a part that no shorter one, drawn after it, covers.
  function seen(part, shorter) {
    var open = shorter.reduce(
      function (left, other) {
        return left.reduce(function (all, one) {
          if (other.to <= one[0] || other.from >= one[1]) return all.concat([one]);
          return all.concat([[one[0], other.from], [other.to, one[1]]].filter(function (rest) { return rest[1] > rest[0]; }));
        }, []);
      },
      [[part.from, part.to]]
    );
    return open.reduce(function (most, one) { return one[1] - one[0] > most[1] - most[0] ? one : most; }, [0, 0]);
  }

  function nameParts(svg, parts, y) {
    parts.forEach(function (part, number) {
      var span = seen(part, parts.slice(number + 1));
      var x = now.x(span[0]);
      var wide = now.x(span[1]) - x;
      if (wide > LEAST_NAMED_PX) nameOf(svg, part.name, x + 3, y, wide - 6);
    });
  }

  // A commune within its part of the lane: without the word for its kind where both do not fit.
  function nameOf(svg, words, x, y, room) {
    var text = write(svg, words, x, y, { class: "ranh-in" });
    if (text.getComputedTextLength() <= room) return;
    fit(text, words.replace(/^\S+\s+/, ""), room);
    if (text.textContent.length < 4) text.remove();
  }

  function kmOf(event) {
    var box = now.svg.getBoundingClientRect();
    var share = (event.clientX - box.left - now.left) / (box.width - now.left - RIGHT);
    return share < -0.005 || share > 1.005 ? null : Math.min(1, Math.max(0, share)) * now.data.length;
  }

  function listen(svg) {
    svg.addEventListener("pointermove", function (event) {
      corridor.at(kmOf(event), "chart");
    });
    svg.addEventListener("pointerleave", function (event) {
      if (event.pointerType !== "touch") corridor.at(null, "chart");
    });
    svg.addEventListener("click", function (event) {
      var km = kmOf(event);
      if (km === null) return;
      corridor.at(km, "chart");
      corridor.here.map.panTo(corridor.placeAt(now.data, km));
    });
    svg.addEventListener("keydown", function (event) {
      var data = now.data;
      var last = data.from.length - 1;
      var at = corridor.here.km;
      var place = at === null || at === undefined ? -1 : corridor.intervalAt(data, at);
      var wanted = { ArrowRight: Math.min(last, place + 1), ArrowLeft: Math.max(0, place - 1), Home: 0, End: last }[event.key];
      if (event.key === "Escape") corridor.at(null, "chart");
      if (wanted === undefined) return;
      event.preventDefault();
      corridor.at((data.from[wanted] + data.to[wanted]) / 2, "chart");
    });
  }

  function told(km) {
    var data = now.data;
    var i = corridor.intervalAt(data, km);
    var lines = stack()
      .filter(function (entry) {
        return entry.values[i] > 0;
      })
      .sort(function (a, b) {
        return b.values[i] - a.values[i];
      });
    var rest = lines.slice(MOST_TOLD);
    var rows = lines.slice(0, MOST_TOLD).map(function (entry) {
      return { entry: entry, words: (entry.code ? entry.code + " " : "") + entry.name, value: amount(entry.values[i]) + " " + unit() };
    });
    if (rest.length) {
      var sum = rest.reduce(function (all, entry) {
        return all + entry.values[i];
      }, 0);
      rows.push({ entry: null, words: ranh.word("chart_rest", { count: rest.length }), value: amount(sum) + " " + unit() });
    }
    var met = [];
    data.lanes.forEach(function (lane) {
      lane.parts.forEach(function (part) {
        if (km >= part.from && km <= part.to) met.push(part.note ? part.note + ": " + part.name : part.name);
      });
    });
    return { rows: rows, met: met.filter(function (words, place) { return met.indexOf(words) === place; }) };
  }

  // Called for every place that is pointed at, on the map or here; null: none.
  chart.at = function (km) {
    if (!now.data || !now.line) return;
    if (km === null) {
      now.tip.hidden = true;
      now.line.setAttribute("visibility", "hidden");
      now.svg.removeAttribute("aria-valuenow");
      return;
    }
    var x = now.x(km);
    now.line.setAttribute("x1", x);
    now.line.setAttribute("x2", x);
    now.line.setAttribute("visibility", "visible");
    var found = told(km);
    var head = "km " + corridor.number(km, 2);
    now.tip.textContent = "";
    L.DomUtil.create("b", "", now.tip).textContent = head;
    found.rows.forEach(function (row) {
      var line = L.DomUtil.create("div", "ranh-chart-row", now.tip);
      var sign = L.DomUtil.create("i", row.entry ? "ranh-swatch " + (row.entry.hatch || "") : "", line);
      if (row.entry) sign.style.backgroundColor = row.entry.colour;
      L.DomUtil.create("span", "", line).textContent = row.words;
      L.DomUtil.create("em", "", line).textContent = row.value;
    });
    found.met.slice(0, 5).forEach(function (words) {
      L.DomUtil.create("div", "ranh-chart-met", now.tip).textContent = words;
    });
    if (found.met.length > 5) {
      L.DomUtil.create("div", "ranh-chart-met", now.tip).textContent = ranh.word("chart_more", { count: found.met.length - 5 });
    }
    now.tip.hidden = false;
    var room = now.box.clientWidth;
    var wide = now.tip.offsetWidth;
    now.tip.style.left = Math.max(4, x + 14 + wide > room ? x - wide - 14 : x + 14) + "px";
    now.svg.setAttribute("aria-valuenow", km.toFixed(2));
    now.svg.setAttribute(
      "aria-valuetext",
      [head].concat(found.rows.map(function (row) { return row.words + " " + row.value; }), found.met).join("; ")
    );
  };
})();
