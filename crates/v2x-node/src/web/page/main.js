/* Brings it together: the stream in, the frames out. */

const canvas = element("road");
const g = canvas.getContext("2d", { alpha: false });
const camera = new Camera(canvas);
const users = new Users();
const rates = new Rates();
const options = { trails: true, ellipses: true, labels: false };
let world = null;            // anchored at the place shown
let context = { revision: null, intersections: [] };
let places = new Map();      // intersections in world coordinates, by id
let current = null;          // id of the intersection shown
let picture = null;
let heard = 0;               // when the last picture came, by this page's clock
let ink = readInk();

function readInk() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  const names = ["ground", "asphalt", "marking", "edge", "panel", "line", "text", "soft", "accent", "vehicle", "heavy", "vru", "cycle", "unknown", "red", "yellow", "green", "dark", "bad"];
  const read = Object.fromEntries(names.map((name) => [name, get(`--${name}`)]));
  read.asphaltIn = get("--asphalt-in");
  read.font = (size, weight = 400) => `${weight} ${size}px system-ui, "Segoe UI", Roboto, Arial, sans-serif`;
  return read;
}

/** Anchors the world anew, which makes everything placed in it worthless. */
function anchor(lat, lon) {
  world = new World(lat, lon);
  users.all.clear();
  placeAll();
}

function placeAll() {
  places = new Map(world ? context.intersections.map((raw) => [raw.id, placeIntersection(world, raw)]) : []);
}

/** Shows an intersection, and all of it until the user moves the view. */
function show(id) {
  const raw = context.intersections.find((other) => other.id === id);
  if (!raw) return;
  current = id;
  anchor(raw.lat, raw.lon);
  if (picture) users.take(world, picture.tracks, performance.now());
  camera.free = false;
  element("place").value = id;
}

/** The intersection with the most road users within 300 m; without any, the first. */
function busiest(tracks) {
  let best = null, most = -1;
  for (const raw of context.intersections) {
    const near = new World(raw.lat, raw.lon);
    const count = tracks.filter((t) => Math.hypot(...near.point(t.lat, t.lon)) < 300).length;
    if (count > most) [best, most] = [raw.id, count];
  }
  return best;
}

let fetching = false;
async function fetchContext() {
  if (fetching) return;
  fetching = true;
  try {
    const answer = await fetch("context", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    context = await answer.json();
    const select = element("place");
    keep(select, context.intersections.map((raw) => [raw.id, raw]), () => make("option"), (option, raw) => {
      option.value = raw.id;
      put(option, raw.name ? `${raw.name} (${raw.id})` : raw.id);
    });
    select.hidden = context.intersections.length < 2;
    if (!context.intersections.some((raw) => raw.id === current)) current = null;
    if (current === null) show(busiest(picture ? picture.tracks : []));
    placeAll();
  } catch {
    context.revision = null;          // the next picture tries again
  } finally {
    fetching = false;
  }
}

function groupsOf(id) {
  const signals = picture && picture.signals.find((s) => s.intersection === id);
  return new Map((signals ? signals.groups : []).map((group) => [group.group, group]));
}

function take(next) {
  const now = performance.now();
  picture = next;
  heard = now;
  if (picture.revision !== context.revision) fetchContext();
  if (!world && picture.tracks.length) anchor(picture.tracks[0].lat, picture.tracks[0].lon);
  if (world) users.take(world, picture.tracks, now);
  rates.take(picture.t, picture.totals);
  const place = places.get(current);
  showTracks(users, choose);
  showSignals(place, groupsOf(current));
  showTotals(picture.totals, rates);
  showWarnings(picture.warnings);
  tell("tile-tracks", String(picture.tracks.length));
  tell("clock", `${new Date(picture.t * 1000).toISOString().slice(11, 19)} UTC`);
  showState();
}

function choose(id) {
  users.chosen = users.chosen === id ? null : id;
  const user = users.all.get(users.chosen);
  if (user && !camera.sees(camera.screen(user.at), -40)) {
    [camera.x, camera.y] = user.at;
    camera.free = true;
  }
  showTracks(users, choose);
}

/** What is told where there is nothing to see, and the pill in the header. */
function showState() {
  const silent = performance.now() - heard > 2500;
  const totals = picture && picture.totals;
  const status = element("status");
  const [name, text] = !picture ? ["waiting", "connecting"] : silent ? ["lost", "no connection"]
    : picture.tracks.length || places.size ? ["live", "live"] : ["waiting", "waiting"];
  if (status.className !== name) status.className = name;
  tell("status", text);
  element("empty").hidden = Boolean(picture && (picture.tracks.length || places.size));
  if (totals && totals.datagrams) {
    tell("empty-text", totals.decoded ? `${totals.decoded.toLocaleString("en")} messages decoded, none of a road user or a road yet.`
      : `${totals.datagrams.toLocaleString("en")} datagrams came in, none could be read.`);
  } else tell("empty-text", "Nothing has come in yet.");
}

/**
 * Everything that the view should hold: the lanes near the intersection, or else the road users. With road users alone
 * the view changes only when one of them leaves it, or it would never be at rest.
 */
function fit() {
  const place = places.get(current);
  const near = (point, origin) => Math.hypot(point[0] - origin[0], point[1] - origin[1]) < 100;
  if (place) {
    camera.fit(place.lanes.flatMap((lane) => lane.line).filter((point) => near(point, place.at)).concat([place.at]));
    return;
  }
  const all = [...users.all.values()].map((user) => user.at).filter((at) => Math.hypot(...at) < 1500);
  if (all.some((at) => !camera.sees(camera.screen(at), -20))) camera.fit(all, 5);
}

/** Ground and roads, drawn anew only when the view, the lanes or the lights change: the road users move in each frame. */
const ground = document.createElement("canvas");
let groundKey = "";

function drawGround(seen) {
  const lights = seen.map((place) => [...groupsOf(place.id).values()].map((group) => group.state).join());
  const key = [camera.x, camera.y, camera.scale, canvas.width, canvas.height, ink.ground, context.revision, current, ...lights].join();
  if (key !== groundKey) {
    groundKey = key;
    ground.width = canvas.width;
    ground.height = canvas.height;
    const g = ground.getContext("2d", { alpha: false });
    g.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
    g.fillStyle = ink.ground;
    g.fillRect(0, 0, camera.w, camera.h);
    for (const place of seen) drawRoads(g, camera, ink, place, groupsOf(place.id));
    drawScale(g, camera, ink);
  }
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.drawImage(ground, 0, 0);
}

function frame(now) {
  camera.resize();
  if (!camera.free) fit();
  const seen = [...places.values()].filter((place) => camera.sees(camera.screen(place.at), 400 * camera.scale + 400));
  drawGround(seen);
  g.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
  users.draw(g, camera, ink, now, options);
  for (const place of seen) drawSignalLabels(g, camera, ink, place, groupsOf(place.id));
  drawWarnings();
  requestAnimationFrame(frame);
}

function drawWarnings() {
  if (!picture || !world) return;
  g.strokeStyle = ink.bad;
  g.lineWidth = 2.5;
  for (const warning of picture.warnings) {
    const [x, y] = camera.screen(world.point(warning.lat, warning.lon));
    g.beginPath();
    g.arc(x, y, Math.max(3 * camera.scale, 12), 0, 7);
    g.stroke();
  }
}

function toggle(name) {
  options[name] = !options[name];
  element(name).setAttribute("aria-pressed", String(options[name]));
}

function nextTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  ink = readInk();
}

for (const name of ["trails", "ellipses", "labels"]) element(name).addEventListener("click", () => toggle(name));
element("fit").addEventListener("click", () => { camera.free = false; });
element("theme").addEventListener("click", nextTheme);
element("place").addEventListener("change", (event) => show(event.target.value));
addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const does = { f: () => { camera.free = false; }, t: () => toggle("trails"), u: () => toggle("ellipses"), n: () => toggle("labels") };
  (does[event.key.toLowerCase()] || (() => {}))();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { ink = readInk(); });
steer(canvas, camera, (at) => { const id = users.hit(camera, at, performance.now()); if (id === null) users.chosen = null; else choose(id); });

const stream = new EventSource("events");
stream.addEventListener("picture", (event) => take(JSON.parse(event.data)));
setInterval(showState, 500);
requestAnimationFrame(frame);
