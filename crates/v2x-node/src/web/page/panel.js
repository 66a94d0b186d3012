/* The panel beside the picture. Text from messages is only ever set as text, never as markup. */

const element = (id) => document.getElementById(id);
const tell = (id, text) => { const e = element(id); if (e.textContent !== text) e.textContent = text; };
const ROWS = 150;            // more than anyone reads; the rest is told as a number

function make(tag, { className, text } = {}) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}

/** Sets a cell's text only when it changes, which keeps a table of a hundred rows at 10 Hz cheap. */
function put(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

/** Makes `parent` hold one child per key, in order; `create` makes a child, `update` fills it. */
function keep(parent, entries, create, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let after = null;
  for (const [key, value] of entries) {
    let child = known.get(String(key));
    if (child) known.delete(String(key));
    else { child = create(value); child.dataset.key = key; }
    const place = after ? after.nextSibling : parent.firstChild;
    if (child !== place) parent.insertBefore(child, place);
    update(child, value);
    after = child;
  }
  for (const child of known.values()) child.remove();
}

function showTracks(users, choose) {
  const list = [...users.all.values()].sort((a, b) => a.id - b.id);
  const shown = list.slice(0, ROWS);
  tell("tracks-note", list.length > ROWS ? `${ROWS} of ${list.length}` : "");
  const create = () => {
    const row = make("tr", { className: "track" });
    for (const name of ["", "", "", "n", "n", "n", "by"]) row.append(make("td", { className: name }));
    row.children[0].append(make("i", { className: "key" }));
    row.children[4].append(make("span"), make("span", { className: "arrow", text: "↑" }));
    row.addEventListener("click", () => choose(Number(row.dataset.key)));
    return row;
  };
  keep(document.querySelector("#tracks tbody"), shown.map((user) => [user.id, user]), create, (row, user) => {
    const cells = row.children;
    const name = `track${user.station === null ? " sensed-only" : ""}${user.id === users.chosen ? " chosen" : ""}`;
    if (row.className !== name) row.className = name;
    if (row.title !== (user.station || "")) row.title = user.station || "";
    const key = `key ${user.kind}`;
    if (cells[0].firstChild.className !== key) cells[0].firstChild.className = key;
    put(cells[1], String(user.id));
    put(cells[2], user.kind === "heavy" ? "lorry, bus" : user.kind);
    put(cells[3], (user.speed * 3.6).toFixed(0));
    put(cells[4].firstChild, `${user.heading.toFixed(0)}°`);
    cells[4].lastChild.style.transform = `rotate(${user.heading}deg)`;
    put(cells[5], axes(user.cov)[0].toFixed(2));
    put(cells[6], (user.station === null ? "" : "R") + (user.sensed ? "S" : "") + (user.verified ? "V" : ""));
  });
}

function showSignals(intersection, groups) {
  element("signals-section").hidden = !intersection || !groups.size;
  if (!intersection) return;
  tell("signals-name", intersection.name || intersection.id);
  const create = () => {
    const item = make("li");
    item.append(make("i"), make("span"), make("b"));
    return item;
  };
  const sorted = [...groups.values()].sort((a, b) => a.group - b.group);
  keep(element("signals"), sorted.map((g) => [g.group, g]), create, (item, g) => {
    const name = `${light(g.state)}${flashes(g.state) ? " flashing" : ""}`;
    if (item.className !== name) item.className = name;
    item.title = g.state.replaceAll("-", " ");
    put(item.children[1], String(g.group));
    put(item.children[2], g.ends_in === null ? "" : `${g.ends_in.toFixed(0)} s`);
  });
}

/** Counts of the last seconds, for rates. */
class Rates {
  constructor() { this.samples = []; }
  take(t, totals) {
    const counts = new Map(totals.messages.map((m) => [`${m.message} ${m.envelope}`, m.count]));
    const last = this.samples[this.samples.length - 1];
    // Counts that shrink mean that the node was started anew.
    if (last && (totals.datagrams < last.totals.datagrams || t < last.t)) this.samples = [];
    this.samples.push({ t, totals, counts });
    while (this.samples.length > 2 && t - this.samples[0].t > 3) this.samples.shift();
  }
  of(read) {
    const first = this.samples[0], last = this.samples[this.samples.length - 1];
    const dt = last.t - first.t;
    return dt > 0.2 ? Math.max(read(last) - read(first), 0) / dt : 0;
  }
  /** Microseconds within which this share of the inputs was fused, lately; null without any. */
  within(share) {
    const first = this.samples[0].totals.fused, last = this.samples[this.samples.length - 1].totals.fused;
    const counts = last.map(([, count], i) => count - first[i][1]);
    const wanted = counts.reduce((a, b) => a + b, 0) * share;
    let seen = 0;
    const i = counts.findIndex((count) => (seen += count) >= wanted && wanted > 0);
    return i < 0 ? null : last[i][0];
  }
}

const ENVELOPES = { none: "", wsmp: "WSMP", ieee1609dot2: "1609.2", dsmp: "DSMP" };

function showTotals(totals, rates) {
  const rate = rates.of((sample) => sample.totals.decoded);
  tell("tile-rate", rate >= 100 ? rate.toFixed(0) : rate.toFixed(rate > 0 ? 1 : 0));
  const half = rates.within(0.5), most = rates.within(0.99);
  tell("tile-latency", half === null ? "–" : `${half / 1000}`);
  element("tile-delay").title = half === null ? "" : `half of the inputs within ${half / 1000} ms of reception, 99 % within ${most / 1000} ms`;
  tell("tile-refused", String(totals.refused));
  element("tile-bad").classList.toggle("some", totals.refused > 0);
  const good = [...totals.messages].sort((a, b) => b.count - a.count).map((m) => [`${m.message} ${m.envelope}`, m]);
  const bad = totals.errors.map((m) => [`bad ${m.envelope} ${m.message} ${m.kind}`, { ...m, bad: true }]);
  const create = () => {
    const row = make("tr");
    row.append(make("td"), make("td", { className: "n" }), make("td", { className: "n" }));
    row.children[0].append(make("span"), make("small"));
    return row;
  };
  keep(document.querySelector("#messages tbody"), [...good, ...bad].slice(0, 40), create, (row, m) => {
    row.classList.toggle("bad", Boolean(m.bad));
    const [name, count, each] = row.children;
    put(name.firstChild, m.bad ? `${m.kind.replaceAll("_", " ")} ` : `${m.message} `);
    const envelope = m.envelope in ENVELOPES ? ENVELOPES[m.envelope] : m.envelope;
    put(name.lastChild, m.bad ? [m.message === "unknown" ? "" : m.message, envelope].filter(Boolean).join(", ") : envelope);
    put(count, m.count.toLocaleString("en"));
    const perSecond = m.bad ? 0 : rates.of((sample) => sample.counts.get(`${m.message} ${m.envelope}`) || 0);
    put(each, perSecond ? `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s` : "");
  });
  const lost = totals.dropped + totals.kernel_dropped;
  const volume = rates.of((sample) => sample.totals.octets) / 1000;
  tell("traffic", `${totals.datagrams.toLocaleString("en")} datagrams, ${volume.toFixed(volume < 10 ? 1 : 0)} kB/s` +
    (lost ? `, ${lost.toLocaleString("en")} lost to full queues` : ", none lost"));
}

function showWarnings(warnings) {
  const words = { "red-light": "Red light", collision: "Collision ahead", "rear-end": "Rear-end danger", vru: "Person in danger" };
  const create = () => { const item = make("li"); item.append(make("b"), make("span")); return item; };
  keep(element("warnings"), warnings.slice(0, 6).map((w) => [`${w.kind} ${w.tracks}`, w]), create, (item, w) => {
    put(item.firstChild, words[w.kind] || w.kind);
    put(item.lastChild, ` · road user${w.tracks.length > 1 ? "s" : ""} ${w.tracks.join(" and ")}` + (w.lead > 0 ? ` · in ${w.lead.toFixed(1)} s` : "") + (w.verified ? "" : " · unverified"));
  });
}
