// The component of the page that holds a map's frame. The map is told what is chosen, and tells what
// was clicked; the frame itself stays as long as its address does.
const frames = new WeakMap();

// The frame that the page began to load before anything else was there, if it is the one that is wanted.
function early(src) {
  const frame = document.getElementById("ranh-early");
  if (!frame) return null;
  const fits = frame.getAttribute("src") === src && "moveBefore" in Element.prototype;
  if (!fits) {
    frame.remove();
    return null;
  }
  frame.removeAttribute("id");
  frame.removeAttribute("style");
  return frame;
}

function take(parent, src) {
  const before = frames.get(parent);
  if (before && before.getAttribute("src") === src) return before;
  let frame = early(src);
  // A frame that is moved in any other way would load anew.
  if (frame) parent.moveBefore(frame, null);
  else {
    // A new one: a frame that goes to another address would be a step back for the browser's button.
    frame = document.createElement("iframe");
    frame.name = "ranh-map";
    frame.allow = "fullscreen";
    frame.setAttribute("src", src);
    parent.appendChild(frame);
  }
  if (before) before.remove();
  frames.set(parent, frame);
  return frame;
}

// Where it stands, for the next time: `early.js` puts it there.
function keep(frame) {
  const { left, top, width, height } = frame.getBoundingClientRect();
  if (!width || scrollY || !frame.closest(".st-key-mapside")) return;
  const place = { window: `${innerWidth}x${innerHeight}`, left, top, width, height };
  localStorage.setItem("ranh.map.place", JSON.stringify(place));
}

export default function ({ parentElement, data, setTriggerValue }) {
  const frame = take(parentElement, data.src);
  frame.title = data.title;
  Object.assign(frame.style, { display: "block", width: "100%", height: data.height + "px", boxSizing: "border-box" });
  frame.ranhPicked = (picked) => setTriggerValue("picked", picked);
  frame.ranhTold = data.told;
  const inside = frame.contentWindow && frame.contentWindow.ranh;
  if (inside && inside.isBuilt) inside.listen();
  setTimeout(() => keep(frame), 1500);
}
