/* Places and the view of them. World: metres east and north of an anchor; screen: CSS pixels. */

/** A flat world about an anchor: good to centimetres over a few kilometres, which is all that a screen shows. */
class World {
  constructor(lat, lon) {
    const phi = lat * Math.PI / 180;
    const e2 = 6.69437999014e-3, a = 6378137;               // WGS-84
    const w = 1 - e2 * Math.sin(phi) ** 2;
    this.lat = lat;
    this.lon = lon;
    this.north = a * (1 - e2) / w ** 1.5 * Math.PI / 180;    // metres per degree
    this.east = a / Math.sqrt(w) * Math.cos(phi) * Math.PI / 180;
  }
  point(lat, lon) {
    const turn = ((lon - this.lon + 540) % 360) - 180;
    return [turn * this.east, (lat - this.lat) * this.north];
  }
}

/** Which part of the world the canvas shows. */
class Camera {
  constructor(canvas) {
    this.canvas = canvas;
    this.x = 0;
    this.y = 0;
    this.scale = 4;          // pixels per metre
    this.free = false;       // moved by the user: leave it alone
  }
  resize() {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth: w, clientHeight: h } = this.canvas;
    this.w = w;
    this.h = h;
    if (this.canvas.width !== Math.round(w * ratio) || this.canvas.height !== Math.round(h * ratio)) {
      this.canvas.width = Math.round(w * ratio);
      this.canvas.height = Math.round(h * ratio);
    }
    this.ratio = ratio;
  }
  screen([x, y]) {
    return [this.w / 2 + (x - this.x) * this.scale, this.h / 2 - (y - this.y) * this.scale];
  }
  world([x, y]) {
    return [this.x + (x - this.w / 2) / this.scale, this.y - (y - this.h / 2) / this.scale];
  }
  sees([x, y], margin = 40) {
    return x > -margin && y > -margin && x < this.w + margin && y < this.h + margin;
  }
  fit(points, closest = 14) {
    if (!points.length) return;
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of points) {
      x0 = Math.min(x0, x); x1 = Math.max(x1, x);
      y0 = Math.min(y0, y); y1 = Math.max(y1, y);
    }
    this.x = (x0 + x1) / 2;
    this.y = (y0 + y1) / 2;
    const room = 60;
    this.scale = Math.min((this.w - room) / Math.max(x1 - x0, 1), (this.h - room) / Math.max(y1 - y0, 1), closest);
    this.scale = Math.max(this.scale, 0.02);
  }
  zoom(factor, at) {
    const before = this.world(at);
    this.scale = Math.min(Math.max(this.scale * factor, 0.02), 80);
    const after = this.world(at);
    this.x += before[0] - after[0];
    this.y += before[1] - after[1];
    this.free = true;
  }
  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.free = true;
  }
}

/** Lets a pointer and the wheel move the camera. */
function steer(canvas, camera, click) {
  const held = new Map();
  let moved = 0;
  const at = (event) => [event.offsetX, event.offsetY];
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, at(event));
    moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const others = [...held].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (others.length) {
      const gap = (p) => Math.hypot(p[0] - others[0][0], p[1] - others[0][1]) || 1;
      camera.zoom(gap(now) / gap(before), others[0]);
    } else {
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (moved > 3) {
        camera.pan(now[0] - before[0], now[1] - before[1]);
        canvas.classList.add("moving");
      }
    }
    held.set(event.pointerId, now);
  });
  const release = (event) => {
    if (held.delete(event.pointerId) && moved <= 3 && event.type === "pointerup") click(at(event));
    canvas.classList.remove("moving");
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    camera.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), at(event));
  }, { passive: false });
}

/** Scale bar and north arrow, lower right. */
function drawScale(g, camera, ink) {
  const steps = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
  const metres = steps.find((step) => step * camera.scale > 70) || 5000;
  const length = metres * camera.scale;
  const right = camera.w - 20, bottom = camera.h - 22;
  g.save();
  g.strokeStyle = g.fillStyle = ink.soft;
  g.lineWidth = 1.5;
  g.beginPath();
  g.moveTo(right - length, bottom - 5);
  g.lineTo(right - length, bottom);
  g.lineTo(right, bottom);
  g.lineTo(right, bottom - 5);
  g.stroke();
  g.font = ink.font(12);
  g.textAlign = "center";
  g.fillText(metres >= 1000 ? `${metres / 1000} km` : `${metres} m`, right - length / 2, bottom - 7);
  g.translate(right - 6, bottom - 52);
  g.beginPath();
  g.moveTo(0, -13); g.lineTo(5, 6); g.lineTo(0, 3); g.lineTo(-5, 6);
  g.closePath();
  g.fill();
  g.fillText("N", 0, -17);
  g.restore();
}
