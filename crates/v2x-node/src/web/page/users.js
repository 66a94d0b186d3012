/* The road users: kept from picture to picture, moved on between them, drawn. */

const SHAPES = { car: [4.6, 1.85], heavy: [9, 2.5], motorcycle: [2.2, 0.8], unknown: [1.6, 1.6], pedestrian: [0.7, 0.7], cyclist: [1.8, 0.7] };
const INKS = { car: "vehicle", motorcycle: "vehicle", heavy: "heavy", pedestrian: "vru", cyclist: "cycle", unknown: "unknown" };

/** All road users of the latest picture, by track number. */
class Users {
  constructor() {
    this.all = new Map();
    this.chosen = null;
  }

  /** Takes a picture in. A jump between what was shown and what is true now is faded out, not shown. */
  take(world, tracks, now) {
    const seen = new Set();
    for (const track of tracks) {
      seen.add(track.id);
      const at = world.point(track.lat, track.lon);
      const user = this.all.get(track.id) || { trail: [], offset: [0, 0], turn: 0, since: now };
      if (user.at) {
        const shown = this.place(user, now);
        const gap = [shown[0] - at[0], shown[1] - at[1]];
        user.offset = Math.hypot(...gap) < 8 ? gap : [0, 0];
        user.turn = user.heading === undefined ? 0 : ((this.heading(user, now) - track.heading + 540) % 360) - 180;
      }
      const radians = track.heading * Math.PI / 180;
      user.velocity = [track.speed * Math.sin(radians), track.speed * Math.cos(radians)];
      Object.assign(user, track, { at, since: now });
      user.trail.push(at);
      if (user.trail.length > 40) user.trail.shift();
      this.all.set(track.id, user);
    }
    for (const id of this.all.keys()) if (!seen.has(id)) this.all.delete(id);
    if (!this.all.has(this.chosen)) this.chosen = null;
  }

  /** Where a road user is shown at a moment: moved on evenly, for at most half a second. */
  place(user, now) {
    const dt = Math.min((now - user.since) / 1000, 0.5);
    const keep = Math.exp(-dt / 0.15);
    return [
      user.at[0] + user.velocity[0] * dt + user.offset[0] * keep,
      user.at[1] + user.velocity[1] * dt + user.offset[1] * keep,
    ];
  }
  heading(user, now) {
    return user.heading + user.turn * Math.exp(-(now - user.since) / 150);
  }

  /** The road user under a point of the screen. */
  hit(camera, point, now) {
    let best = null, least = 18;
    for (const user of this.all.values()) {
      const [x, y] = camera.screen(this.place(user, now));
      const gap = Math.hypot(x - point[0], y - point[1]);
      if (gap < least) [best, least] = [user.id, gap];
    }
    return best;
  }

  draw(g, camera, ink, now, options) {
    const shown = [];
    for (const user of this.all.values()) {
      const place = this.place(user, now);
      const at = camera.screen(place);
      if (camera.sees(at, 60)) shown.push([user, at]);
    }
    g.save();
    if (options.trails) for (const [user, at] of shown) drawTrail(g, camera, ink, user, at);
    if (options.ellipses) for (const [user, at] of shown) drawEllipse(g, camera, ink, user, at);
    for (const [user, at] of shown) this.drawBody(g, camera, ink, user, at, now);
    if (options.labels || this.chosen !== null) {
      for (const [user, at] of shown) if (options.labels || user.id === this.chosen) drawLabel(g, ink, user, at, user.id === this.chosen);
    }
    g.restore();
  }

  drawBody(g, camera, ink, user, [x, y], now) {
    const [length, width] = SHAPES[user.kind] || SHAPES.unknown;
    // Never smaller than can be seen.
    const l = Math.max((user.length || length) * camera.scale, 7);
    const w = Math.max((user.width || width) * camera.scale, 5);
    const round = user.class === "vru";
    const colour = ink[INKS[user.kind] || "unknown"];
    const hollow = user.station === null;
    g.save();
    g.translate(x, y);
    g.rotate(this.heading(user, now) * Math.PI / 180);
    if (user.speed > 0.3) {
      g.strokeStyle = colour;
      g.globalAlpha = 0.55;
      g.lineWidth = 1.5;
      g.beginPath();
      g.moveTo(0, -l / 2);
      g.lineTo(0, -l / 2 - user.speed * camera.scale * 0.5);   // where it will be in half a second
      g.stroke();
      g.globalAlpha = 1;
    }
    g.beginPath();
    if (round) g.arc(0, 0, Math.max(l, w, 9) / 2, 0, 7);
    else g.roundRect(-w / 2, -l / 2, w, l, Math.min(w, l) * 0.25);
    g.fillStyle = hollow ? ink.panel : colour;
    g.strokeStyle = user.id === this.chosen ? ink.text : hollow ? colour : ink.panel;
    g.lineWidth = user.id === this.chosen ? 2.5 : hollow ? 1.8 : 1;
    g.fill();
    g.stroke();
    if (!round) {
      g.fillStyle = hollow ? colour : ink.panel;
      g.globalAlpha = 0.75;
      g.beginPath();
      g.moveTo(0, -l * 0.36); g.lineTo(w * 0.3, -l * 0.12); g.lineTo(-w * 0.3, -l * 0.12);
      g.fill();
    }
    g.restore();
  }
}

function drawTrail(g, camera, ink, user, at) {
  const points = user.trail.map((point) => camera.screen(point));
  g.strokeStyle = ink[INKS[user.kind] || "unknown"];
  g.lineWidth = 2;
  g.lineCap = "round";
  for (let i = 1; i < points.length; i++) {
    g.globalAlpha = 0.32 * i / points.length;
    g.beginPath();
    g.moveTo(...points[i - 1]);
    g.lineTo(...points[i]);
    g.stroke();
  }
  g.globalAlpha = 1;
}

/** Standard deviations along the axes of a covariance [xx, xy, yy], and the angle of the first axis from east. */
function axes([xx, xy, yy]) {
  const mean = (xx + yy) / 2, gap = Math.hypot((xx - yy) / 2, xy);
  return [Math.sqrt(Math.max(mean + gap, 0)), Math.sqrt(Math.max(mean - gap, 0)), Math.atan2(2 * xy, xx - yy) / 2];
}

/** 95 of 100 lie inside 2.448 standard deviations in two dimensions (chi-square with 2 degrees of freedom: 5.991). */
function drawEllipse(g, camera, ink, user, at) {
  const [major, minor, angle] = axes(user.cov);
  const scale = 2.448 * camera.scale;
  if (!(major * scale > 1)) return;
  g.beginPath();
  g.ellipse(...at, major * scale, Math.max(minor * scale, 0.5), -angle, 0, 7);
  g.fillStyle = g.strokeStyle = ink[INKS[user.kind] || "unknown"];
  g.globalAlpha = 0.13;
  g.fill();
  g.globalAlpha = 0.45;
  g.lineWidth = 1;
  g.stroke();
  g.globalAlpha = 1;
}

function drawLabel(g, ink, user, [x, y], chosen) {
  const text = chosen ? `${user.id} · ${Math.round(user.speed * 3.6)} km/h` : `${user.id}`;
  g.font = ink.font(11, chosen ? 600 : 400);
  const w = g.measureText(text).width + 10;
  g.fillStyle = ink.panel;
  g.globalAlpha = 0.88;
  g.beginPath();
  g.roundRect(x + 9, y - 21, w, 16, 5);
  g.fill();
  g.globalAlpha = 1;
  g.fillStyle = chosen ? ink.text : ink.soft;
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.fillText(text, x + 14, y - 12.5);
}
