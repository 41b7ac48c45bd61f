// In the page itself, before anything else is loaded: the map where it will stand. `map_frame.js` takes it over.
(function () {
  "use strict";

  var told = JSON.parse(document.getElementById("ranh-early-map").textContent);
  var KEPT = "ranh.map.place"; // where it stood the last time, in a window of this size
  var NARROW = 640; // Streamlit puts the columns below one another: the map is not the first thing then

  // What the rest of the page is made of waits until the map is painted, or for as long as anybody would.
  var LATEST_MS = 2500;
  var SOON_MS = 400;
  var isBegun = false;
  function begin() {
    if (isBegun) return;
    isBegun = true;
    document.head.appendChild(document.getElementById("ranh-later").content.cloneNode(true));
  }
  setTimeout(begin, LATEST_MS);

  if (window.innerWidth <= NARROW) return begin();

  function place() {
    var window_ = window.innerWidth + "x" + window.innerHeight;
    var kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(KEPT));
    } catch (error) {
      kept = null;
    }
    if (kept && kept.window === window_) return kept;
    return { left: 14, top: 81, width: (window.innerWidth - 40) * 0.59, height: Math.max(360, window.innerHeight - 96) };
  }

  var frame = document.createElement("iframe");
  var at = place();
  frame.id = "ranh-early";
  frame.name = "ranh-map";
  frame.title = told.title;
  frame.allow = "fullscreen";
  frame.style.cssText = "position: fixed; z-index: 1; box-sizing: border-box; border: 1px solid #c8ccd0; border-radius: 4px; background: #fff;";
  ["left", "top", "width", "height"].forEach(function (side) {
    frame.style[side] = at[side] + "px";
  });
  // Where a browser cannot move it, it is a picture only: what is done on it would be lost.
  if (!("moveBefore" in Element.prototype)) frame.style.pointerEvents = "none";
  frame.setAttribute("src", told.src);
  frame.ranhBuilt = begin;
  frame.addEventListener("load", function () {
    setTimeout(begin, SOON_MS); // also where no map came
  });
  document.body.appendChild(frame);
  // Made-up data says so before the page does; of the style of `.ranh-demo`, which is not there yet.
  var notice = document.createElement("div");
  notice.setAttribute("role", "note");
  notice.textContent = told.notice;
  notice.style.cssText =
    "position: fixed; z-index: 1; left: 14px; right: 14px; top: " + Math.max(2, at.top - 27) + "px; box-sizing: border-box; background: #fff3cd;" +
    "border-left: 5px solid #e0a800; color: #5c4400; padding: 3px 10px; font: 11.5px/1.35 'Source Sans', 'Noto Sans', 'Segoe UI', Arial, sans-serif;";
  if (told.notice) document.body.appendChild(notice);

  // A page without a map: one that failed, or another one that was gone to meanwhile.
  var path = location.pathname;
  var watch = setInterval(function () {
    if (frame.id === "ranh-early" && location.pathname === path && !document.querySelector(".st-key-failure, .ranh-signed-out")) return;
    if (frame.id === "ranh-early") frame.remove();
    notice.remove();
    clearInterval(watch);
  }, 250);
})();
