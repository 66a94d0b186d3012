/* The intersections: lanes, crosswalks, stop lines coloured by their signals. */

const LIGHTS = {
  "stop-and-remain": "red", "stop-then-proceed": "red flashing", "pre-movement": "yellow",
  "permissive-movement": "green", "protected-movement": "green",
  "permissive-clearance": "yellow", "protected-clearance": "yellow", "caution": "yellow flashing",
  "dark": "dark", "unavailable": "dark",
};
const light = (state) => (LIGHTS[state] || "dark").split(" ")[0];
const flashes = (state) => (LIGHTS[state] || "").endsWith("flashing");

/** An intersection of /context in world coordinates. */
function placeIntersection(world, raw) {
  const lanes = raw.lanes.map((lane) => ({ ...lane, line: lane.points.map(([lat, lon]) => world.point(lat, lon)) }));
  const byId = new Map(lanes.map((lane) => [lane.id, lane]));
  const drivable = lanes.filter((lane) => lane.kind === "vehicle" || lane.kind === "cycle");
  findNeighbours(drivable);
  const corners = drivable.flatMap((lane) => edgeAt(lane.line, lane.width || 3));
  return { ...raw, lanes, byId, core: hull(corners), at: world.point(raw.lat, raw.lon), labels: signalLabels(lanes) };
}

/** Left and right end of a lane's first cross-section. */
function edgeAt(line, width) {
  if (line.length < 2) return [];
  const [a, b] = line;
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const n = [-(b[1] - a[1]) / length * width / 2, (b[0] - a[0]) / length * width / 2];
  return [[a[0] + n[0], a[1] + n[1]], [a[0] - n[0], a[1] - n[1]]];
}

/** Convex hull (Andrew's monotone chain). */
function hull(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return [];
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const unit = (a, b) => { const d = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1; return [(b[0] - a[0]) / d, (b[1] - a[1]) / d]; };
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const groupsOfLane = (lane) => [...new Set(lane.connections.map((c) => c.group).filter((group) => group !== null))];

/**
 * Where the seconds of each signal are told: beside the road at each approach, and at one end of each crosswalk. A label
 * keeps `gap` pixels away from its place `at`, in the direction `aside`, so that it stays clear at every scale.
 */
function signalLabels(lanes) {
  const waiting = lanes.filter((lane) => lane.kind !== "crosswalk" && lane.approach === "ingress" && lane.line.length > 1 && groupsOfLane(lane).length);
  const exits = lanes.filter((lane) => lane.approach === "egress" && lane.line.length);
  const labels = [];
  while (waiting.length) labels.push(approachLabel(takeApproach(waiting), exits));
  const walks = lanes.filter((lane) => lane.kind === "crosswalk" && lane.line.length > 1 && groupsOfLane(lane).length);
  return labels.concat(walks.map((lane) => crosswalkLabel(lane, labels)));
}

/** At that end which lies further from the labels of approaches. */
function crosswalkLabel(lane, labels) {
  const { line } = lane;
  const last = line.length - 1;
  const ends = [[line[0], line[1]], [line[last], line[last - 1]]];
  const clear = ([point]) => Math.min(...labels.map((label) => apart(label.at, point)), 1e6);
  const [at, inner] = clear(ends[1]) > clear(ends[0]) ? ends[1] : ends[0];
  return { at, aside: unit(inner, at), gap: 30, rows: groupsOfLane(lane).map((group) => ({ group, turns: "" })) };
}

/** Takes the lanes that stand side by side with the first one out of the list. */
function takeApproach(waiting) {
  const approach = [waiting.shift()];
  for (let i = 0; i < approach.length; i++) {
    for (let k = waiting.length - 1; k >= 0; k--) {
      if (apart(waiting[k].line[0], approach[i].line[0]) < 6) approach.push(...waiting.splice(k, 1));
    }
  }
  return approach;
}

const ARROWS = { left: "←", straight: "↑", right: "→", "u-turn": "↶" };

/** At that end of the stop line which lies further from where traffic leaves: the kerb. */
function approachLabel(approach, exits) {
  const ends = approach.flatMap((lane) => edgeAt(lane.line, lane.width || 3));
  const clear = (point) => Math.min(...exits.map((exit) => apart(exit.line[0], point)), 1e6);
  const kerb = ends.reduce((best, point) => (clear(point) > clear(best) ? point : best));
  const middle = approach.reduce((sum, lane) => [sum[0] + lane.line[0][0] / approach.length, sum[1] + lane.line[0][1] / approach.length], [0, 0]);
  const aside = unit(middle, kerb), back = unit(approach[0].line[0], approach[0].line[1]);
  const rows = new Map();
  for (const { group, turns } of approach.flatMap((lane) => lane.connections)) {
    if (group === null) continue;
    if (!rows.has(group)) rows.set(group, new Set());
    turns.forEach((turn) => rows.get(group).add(turn));
  }
  const text = (turns) => ["left", "straight", "right", "u-turn"].filter((turn) => turns.has(turn)).map((turn) => ARROWS[turn]).join("");
  return {
    at: [kerb[0] + back[0] * 4, kerb[1] + back[1] * 4],
    aside,
    gap: 42,
    rows: [...rows].sort(([a], [b]) => a - b).map(([group, turns]) => ({ group, turns: text(turns) })),
  };
}

/** For each side of each lane, whether another lane lies against it. */
function findNeighbours(lanes) {
  const sides = lanes.map((lane) => edgeAt(lane.line, lane.width || 3));
  lanes.forEach((lane, i) => {
    const touches = (point) => sides.some((other, k) => k !== i && other.some((end) => apart(end, point) < 0.8));
    lane.shared = sides[i].map(touches);
  });
}

function trace(g, camera, line) {
  g.beginPath();
  for (const point of line) g.lineTo(...camera.screen(point));
}

/** Everything of an intersection that lies under the road users. */
function drawRoads(g, camera, ink, intersection, signals) {
  const state = (group) => signals.get(group);
  const { lanes } = intersection;
  const px = (metres, least = 0) => Math.max(metres * camera.scale, least);
  g.save();
  g.lineJoin = "round";
  const driven = lanes.filter((lane) => lane.kind === "vehicle" || lane.kind === "cycle");
  g.strokeStyle = ink.edge;
  for (const lane of driven) { trace(g, camera, lane.line); g.lineWidth = px((lane.width || 3) + 0.5, 2); g.stroke(); }
  g.fillStyle = g.strokeStyle = ink.asphalt;
  if (intersection.core.length) { trace(g, camera, intersection.core); g.closePath(); g.fill(); }
  for (const lane of driven) {
    trace(g, camera, lane.line);
    g.strokeStyle = lane.approach === "ingress" ? ink.asphaltIn : ink.asphalt;
    g.lineWidth = px(lane.width || 3, 1.5);
    g.stroke();
  }
  if (camera.scale > 1.2) drawMarkings(g, camera, ink, driven, px);
  for (const lane of lanes) drawWay(g, camera, ink, lane, px);
  drawConnections(g, camera, ink, intersection, state, px);
  for (const lane of driven) drawStopLine(g, camera, ink, lane, state, px);
  g.restore();
}

/** Dashes between lanes, arrows on the lanes in. */
function drawMarkings(g, camera, ink, lanes, px) {
  g.strokeStyle = ink.marking;
  g.lineWidth = px(0.14, 1);
  for (const lane of lanes) {
    for (const side of [0, 1]) {
      g.setLineDash(lane.shared[side] ? [px(3), px(3)] : []);
      g.beginPath();
      lane.line.forEach((point, i) => {
        const next = lane.line[i + 1], before = lane.line[i - 1] || point;
        const pair = next ? [point, next] : [point, [2 * point[0] - before[0], 2 * point[1] - before[1]]];
        const edge = edgeAt(pair, lane.width || 3)[side];
        if (edge) g.lineTo(...camera.screen(edge));
      });
      g.stroke();
    }
    g.setLineDash([]);
    if (lane.approach === "ingress" && camera.scale > 2.5) drawArrow(g, camera, ink, lane, px);
  }
}

/** The turns that a lane allows, painted 16 m before its stop line. */
function drawArrow(g, camera, ink, lane, px) {
  const [a, b] = lane.line;
  if (!b) return;
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const back = Math.min(16, length * 0.7);
  const at = [a[0] + (b[0] - a[0]) / length * back, a[1] + (b[1] - a[1]) / length * back];
  g.save();
  g.translate(...camera.screen(at));
  g.rotate(Math.atan2(a[0] - b[0], a[1] - b[1]));
  g.strokeStyle = g.fillStyle = ink.marking;
  g.lineWidth = px(0.22, 1);
  const turns = new Set([...lane.turns, ...lane.connections.flatMap((c) => c.turns)]);
  for (const [turn, angle] of [["left", -1], ["straight", 0], ["right", 1]]) {
    if (!turns.has(turn)) continue;
    const [x, y] = angle ? [angle * px(0.95), -px(0.9)] : [0, -px(2)];
    g.beginPath();
    g.moveTo(0, px(2.2)); g.lineTo(0, angle ? px(0.3) : -px(1));
    if (angle) g.quadraticCurveTo(0, -px(0.9), x, y); else g.lineTo(x, y);
    g.stroke();
    g.save();
    g.translate(x, y);
    g.rotate(angle * Math.PI / 2);
    g.beginPath();
    g.moveTo(0, -px(0.75)); g.lineTo(px(0.38), px(0.15)); g.lineTo(-px(0.38), px(0.15));
    g.fill();
    g.restore();
  }
  g.restore();
}

/** Crosswalks, pavements and what else is not driven on. */
function drawWay(g, camera, ink, lane, px) {
  if (lane.kind === "crosswalk") {
    trace(g, camera, lane.line);
    g.strokeStyle = ink.marking;
    g.lineCap = "butt";
    g.lineWidth = px(Math.min(lane.width || 3, 3.5) * 0.85, 2);
    g.setLineDash([px(0.5, 1), px(0.6, 1)]);
    g.stroke();
    g.setLineDash([]);
  } else if (lane.kind === "sidewalk" || lane.kind === "other") {
    trace(g, camera, lane.line);
    g.strokeStyle = ink.edge;
    g.globalAlpha = 0.5;
    g.lineWidth = px(lane.width || 1.5, 1);
    g.stroke();
    g.globalAlpha = 1;
  }
}

/** The ways through the intersection that are open now. */
function drawConnections(g, camera, ink, intersection, state, px) {
  g.lineWidth = px(0.25, 1.2);
  for (const lane of intersection.lanes) {
    for (const { to, group } of lane.connections) {
      const target = intersection.byId.get(to);
      const shown = group !== null && state(group);
      if (!target || target === lane || !shown || light(shown.state) === "red" || light(shown.state) === "dark") continue;
      if (lane.line.length < 2 || target.line.length < 2) continue;
      const [a, a2] = lane.line, [b, b2] = target.line;
      const reach = 0.39 * Math.hypot(b[0] - a[0], b[1] - a[1]);
      const out = (p, q) => { const d = Math.hypot(p[0] - q[0], p[1] - q[1]) || 1; return [p[0] + (p[0] - q[0]) / d * reach, p[1] + (p[1] - q[1]) / d * reach]; };
      g.strokeStyle = ink[light(shown.state)];
      g.globalAlpha = 0.45;
      g.beginPath();
      g.moveTo(...camera.screen(a));
      g.bezierCurveTo(...camera.screen(out(a, a2)), ...camera.screen(out(b, b2)), ...camera.screen(b));
      g.stroke();
    }
  }
  g.globalAlpha = 1;
}

/** Across a lane in, in the colour of its signal; a lane with several groups shows a piece for each. */
function drawStopLine(g, camera, ink, lane, state, px) {
  if (lane.approach !== "ingress") return;
  const [left, right] = edgeAt(lane.line, lane.width || 3);
  if (!left) return;
  const groups = [...new Set(lane.connections.map((c) => c.group).filter((group) => group !== null))];
  const colours = groups.length ? groups.map((group) => state(group)) : [undefined];
  const mix = (t) => camera.screen([left[0] + (right[0] - left[0]) * t, left[1] + (right[1] - left[1]) * t]);
  g.lineCap = "butt";
  g.lineWidth = px(0.6, 3);
  colours.forEach((shown, i) => {
    g.strokeStyle = groups.length ? ink[light(shown && shown.state)] : ink.marking;
    g.beginPath();
    g.moveTo(...mix(i / colours.length + 0.03));
    g.lineTo(...mix((i + 1) / colours.length - 0.03));
    g.stroke();
  });
}

/** Seconds left of each signal, above the road users: a pill with a row for each group of the approach. */
function drawSignalLabels(g, camera, ink, intersection, signals) {
  if (camera.scale < 1.5) return;
  g.save();
  g.textBaseline = "middle";
  g.font = ink.font(11, 600);
  const pills = [];
  // Crosswalks come last in the list and keep their place: the pills of approaches have more room to move.
  for (const { at, aside, gap, rows } of [...intersection.labels].reverse()) {
    const shown = rows.filter((row) => signals.has(row.group));
    const [x, y] = camera.screen(at);
    if (!shown.length || !camera.sees([x, y])) continue;
    const arrows = Math.max(...shown.map((row) => g.measureText(row.turns).width));
    const pill = { x: x + aside[0] * gap, y: y - aside[1] * gap, w: 46 + (arrows ? arrows + 6 : 0), h: shown.length * ROW + 4, rows: shown };
    pills.forEach((other) => keepClear(pill, other));
    pills.push(pill);
  }
  for (const pill of pills) drawSignalLabel(g, ink, pill, signals);
  g.restore();
}

/** Moves a pill off another one by the shorter way. */
function keepClear(pill, other) {
  const dx = pill.x - other.x, dy = pill.y - other.y;
  const w = (pill.w + other.w) / 2 + 3 - Math.abs(dx), h = (pill.h + other.h) / 2 + 3 - Math.abs(dy);
  if (w <= 0 || h <= 0) return;
  if (w < h) pill.x += w * (Math.sign(dx) || 1); else pill.y += h * (Math.sign(dy) || 1);
}

const ROW = 16;
function drawSignalLabel(g, ink, { x, y, w, h, rows }, signals) {
  g.fillStyle = ink.panel;
  g.strokeStyle = ink.line;
  g.lineWidth = 1;
  g.globalAlpha = 0.93;
  g.beginPath();
  g.roundRect(x - w / 2, y - h / 2, w, h, Math.min(h / 2, 9));
  g.fill();
  g.globalAlpha = 1;
  g.stroke();
  rows.forEach((row, i) => {
    const { state, ends_in: left } = signals.get(row.group);
    const middle = y - h / 2 + 2 + ROW * (i + 0.5);
    g.fillStyle = ink[light(state)];
    g.beginPath();
    g.arc(x - w / 2 + 10, middle, 4.5, 0, 7);
    g.fill();
    g.fillStyle = ink.soft;
    g.textAlign = "left";
    g.fillText(row.turns, x - w / 2 + 19, middle + 0.5);
    g.textAlign = "right";
    g.fillStyle = ink.text;
    g.fillText(left === null ? "" : left < 9.95 ? left.toFixed(1) : left.toFixed(0), x + w / 2 - 7, middle + 0.5);
  });
}
