"""The road: one or two signalised intersections as SUMO's netconvert builds them, with our own signal programme."""

import math
import subprocess
import xml.etree.ElementTree as ET
from bisect import bisect_right
from dataclasses import dataclass, field

# Straight on, then left turns, for one axis and then the other: seconds, what shows to who goes straight on or right,
# to who turns left, and whether people walk.
PHASES = [
    (9, "G", "r", True),
    (5, "G", "r", False),
    (3, "y", "r", False),
    (8, "r", "G", False),
    (3, "r", "y", False),
    (2, "r", "r", False),
]
ARMS = {"E": (1, 0), "N": (0, 1), "S": (0, -1), "W": (-1, 0)}


@dataclass
class Link:
    """A way across an intersection under one signal."""

    from_lane: str
    to_lane: str
    via: str
    turn: str
    crossing: bool
    group: int = 0
    axis: int = 0


@dataclass
class Road:
    """What SUMO made, as far as messages and events need it."""

    junctions: dict
    edges: list
    shapes: dict
    kinds: dict
    links: dict = field(default_factory=dict)


def build(folder, options, tools):
    """Has netconvert build the network and reads it back."""
    junctions = {"J0": (-150, 0), "J1": (150, 0)} if options["two"] else {"J0": (0, 0)}
    turn = math.radians(options["rotate_road"])
    cos, sin = math.cos(turn), math.sin(turn)
    nodes, roads = {}, []
    for name, (x, y) in junctions.items():
        nodes[name] = (x, y, "traffic_light")
        for arm, (dx, dy) in ARMS.items():
            between = options["two"] and (name, arm) in (("J0", "E"), ("J1", "W"))
            if between or (options["tee"] and arm == "S"):
                continue
            nodes[name + arm] = (x + dx * options["arm"], y + dy * options["arm"], "priority")
            roads.append((name + arm, name, options["lanes"][0 if dx else 1]))
    if options["two"]:
        roads.append(("J0", "J1", options["lanes"][0]))
    both_ways = [(a, b, n) for road in roads for a, b, n in (road, (road[1], road[0], road[2]))]
    write_xml(
        folder / "nodes.xml",
        "nodes",
        [
            ("node", dict(id=name, x=x * cos - y * sin, y=x * sin + y * cos, type=kind))
            for name, (x, y, kind) in nodes.items()
        ],
    )
    lane = dict(speed=options["speed"], width=3.4, bikeLaneWidth=1.6, sidewalkWidth=3.2)
    write_xml(
        folder / "edges.xml",
        "edges",
        [("edge", {"id": f"{a}_{b}", "from": a, "to": b, "numLanes": n, **lane}) for a, b, n in both_ways],
    )
    subprocess.run(
        [
            tools / "netconvert",
            "-n",
            "nodes.xml",
            "-e",
            "edges.xml",
            "-o",
            "road.net.xml",
            "--crossings.guess",
            "--walkingareas",
            "--no-turnarounds",
            "--offset.disable-normalization",
            "--no-warnings",
        ],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return read(folder / "road.net.xml", junctions, [f"{a}_{b}" for a, b, _ in both_ways], options["rotate_road"])


def write_xml(path, root, children):
    element = ET.Element(root)
    for tag, attributes in children:
        ET.SubElement(element, tag, {key: str(value) for key, value in attributes.items()})
    ET.ElementTree(element).write(path)


def read(path, junctions, edges, rotated):
    net = ET.parse(path).getroot()
    road = Road({}, edges, {}, {})
    for lane in net.iter("lane"):
        road.shapes[lane.get("id")] = [tuple(map(float, point.split(",")))[:2] for point in lane.get("shape").split()]
        allowed = (lane.get("allow") or "").strip()
        road.kinds[lane.get("id")] = {"bicycle": "bike", "pedestrian": "sidewalk"}.get(allowed, "vehicle")
    for node in net.iter("junction"):
        if node.get("id") in junctions:
            road.junctions[node.get("id")] = float(node.get("x")), float(node.get("y"))
    for name in junctions:
        road.links[name] = {
            int(c.get("linkIndex")): Link(
                f"{c.get('from')}_{c.get('fromLane')}",
                f"{c.get('to')}_{c.get('toLane')}",
                c.get("via"),
                c.get("dir").lower(),
                c.get("from").startswith(":"),
            )
            for c in net.iter("connection")
            if c.get("tl") == name
        }
        number_groups(road, road.links[name], rotated)
    return road


def number_groups(road, links, rotated):
    """A group for who goes straight on or right of each arm, one for who turns left, one for each crossing."""
    groups = {}
    for _, link in sorted(links.items()):
        lane = link.to_lane if link.crossing else link.from_lane
        (x0, y0), (x1, y1) = road.shapes[lane][-2:]
        heading = math.atan2(x1 - x0, y1 - y0) + math.radians(rotated)
        link.axis = 0 if abs(math.cos(heading)) < 0.7 else 1
        left = link.turn in ("l", "t")
        key = (lane,) if link.crossing else (link.from_lane.rsplit("_", 1)[0], left)
        link.group = groups.setdefault(key, len(groups) + 1)


def write_signals(path, road, chance):
    """Our programme for each intersection, and a record of what it shows."""
    root = ET.Element("additional")
    for name, links in road.links.items():
        logic = ET.SubElement(
            root, "tlLogic", id=name, type="static", programID="ours", offset=str(chance.randrange(60))
        )
        for axis in (0, 1):
            for seconds, straight, left, walk in PHASES:
                state = "".join(shown(links[index], axis, straight, left, walk) for index in sorted(links))
                ET.SubElement(logic, "phase", duration=str(seconds), state=state)
        ET.SubElement(root, "timedEvent", type="SaveTLSStates", source=name, dest="signals.xml")
    ET.ElementTree(root).write(path)


def shown(link, axis, straight, left, walk):
    if link.axis != axis:
        return "r"
    if link.crossing:
        return "G" if walk else "r"
    if link.turn in ("l", "t"):
        return left
    return "g" if straight == "G" and link.turn == "r" else straight


class Signals:
    """What the signals of one intersection showed."""

    def __init__(self, path, name, warm_up):
        rows = [row for row in ET.parse(path).getroot() if row.get("id") == name]
        self.times = [round(float(row.get("time")) - warm_up, 2) for row in rows]
        self.states = [row.get("state") for row in rows]

    def state(self, index, time):
        """What link `index` shows, since when, and until when."""
        place = max(bisect_right(self.times, time + 1e-6) - 1, 0)
        colour = self.states[place][index]
        first = last = place
        while first > 0 and self.states[first - 1][index] == colour:
            first -= 1
        while last + 1 < len(self.states) and self.states[last + 1][index] == colour:
            last += 1
        ends = self.times[last + 1] if last + 1 < len(self.times) else self.times[-1] + 10
        return colour, self.times[first], ends
