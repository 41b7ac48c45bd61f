// The component of the page that holds a map's frame. The map is told what is chosen, and tells what
// was clicked; the frame itself stays as long as its address does, and is fetched anew where it failed.
const shown = new WeakMap(); // the page's element -> its frame, and what the page said last
const AGAIN_MS = 4000;
const PLACE = "ranh.map.place"; // read by `early.js`

// What the map's own scripts offer once they have built it. An answer that is no map has nothing.
function inside(frame) {
  try {
    const { ranh } = frame.contentWindow;
    return ranh && ranh.isBuilt ? ranh : null;
  } catch {
    return null; // the browser's own page, where the server did not answer
  }
}

function hasFailed(frame) {
  try {
    return frame.contentDocument.readyState === "complete" && frame.contentWindow.location.href !== "about:blank" && !inside(frame);
  } catch {
    return true;
  }
}

// The frame that the page began to load before anything else was there, if it is the one that is wanted.
function early(parent, src) {
  const frame = document.getElementById("ranh-early");
  if (!frame) return null;
  if (frame.getAttribute("src") !== src || !parent.moveBefore || hasFailed(frame)) {
    frame.remove();
    return null;
  }
  parent.moveBefore(frame, null); // moved in any other way it would load anew
  frame.removeAttribute("id");
  frame.removeAttribute("style");
  return frame;
}

// A new one each time: a frame that goes to another address would be a step back for the browser's button.
function make(parent, src) {
  const frame = document.createElement("iframe");
  frame.name = "ranh-map";
  frame.allow = "fullscreen";
  frame.setAttribute("src", src);
  parent.appendChild(frame);
  return frame;
}

function put(parent, src) {
  const before = shown.get(parent).frame;
  const frame = early(parent, src) || make(parent, src);
  if (before) before.remove();
  shown.get(parent).frame = frame;
  const look = () => {
    if (!inside(frame)) setTimeout(again, AGAIN_MS);
  };
  const again = () => {
    if (!frame.isConnected || inside(frame) || shown.get(parent).frame !== frame) return;
    put(parent, src);
    tell(parent);
  };
  frame.addEventListener("load", look);
}

// What is drawn in a frame between its move and its next layout would have no shape (Chromium 156).
function settle(frame) {
  try {
    frame.contentDocument.documentElement.getBoundingClientRect();
  } catch {
    // no page of this server in it
  }
}

function tell(parent) {
  const { frame, data, setTriggerValue } = shown.get(parent);
  frame.title = data.title;
  Object.assign(frame.style, { display: "block", width: "100%", height: data.height + "px", boxSizing: "border-box" });
  settle(frame);
  frame.ranhPicked = (picked) => setTriggerValue("picked", picked);
  frame.ranhTold = data.told;
  const ranh = inside(frame);
  if (ranh) ranh.listen(); // else when it is built
}

// Where the map stands, for the next time. Not at an exact view, whose banner is not there when a page is opened.
function keep(frame) {
  const { left, top, width, height } = frame.getBoundingClientRect();
  if (!width || scrollY || !frame.closest(".st-key-mapside") || document.querySelector(".ranh-exact")) return;
  try {
    localStorage.setItem(PLACE, JSON.stringify({ window: `${innerWidth}x${innerHeight}`, left, top, width, height }));
  } catch {
    // a browser that keeps nothing
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  // The script comes late: the page may have gone elsewhere meanwhile.
  if (!parentElement.isConnected) return;
  const before = shown.get(parentElement);
  shown.set(parentElement, { frame: before && before.frame, data, setTriggerValue });
  if (!before || before.frame.getAttribute("src") !== data.src) put(parentElement, data.src);
  tell(parentElement);
  setTimeout(() => keep(shown.get(parentElement).frame), 1500);
}
