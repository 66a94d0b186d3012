"""Who drives, rides and walks: demand, SUMO's simulation, and the paths that come of it."""

import collections
import math
import random
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import numpy as np

# Length, width, class, SUMO's class.
KINDS = {
    "car0": (4.2, 1.75, "car", "passenger"),
    "car1": (4.9, 1.9, "car", "passenger"),
    "car2": (4.6, 1.82, "car", "passenger"),
    "bus": (12.0, 2.5, "bus", "bus"),
    "truck": (11.8, 2.5, "truck", "truck"),
    "bike": (1.8, 0.65, "bicycle", "bicycle"),
    "person": (0.5, 0.5, "pedestrian", "pedestrian"),
}
# Drives after red, and does not mind who has the right of way.
RECKLESS = dict(jmDriveAfterRedTime=60, jmIgnoreFoeProb=1, jmIgnoreFoeSpeed=20, jmIgnoreJunctionFoeProb=1, impatience=1)


@dataclass
class Pose:
    """Where somebody's centre is at a moment."""

    time: float
    x: float
    y: float
    speed: float
    heading: float
    lane: str
    length: float
    width: float
    kind: str

    @property
    def is_vru(self):
        return self.kind in ("pedestrian", "bicycle")

    def ahead(self, metres):
        """The point so far ahead of the centre."""
        h = math.radians(self.heading)
        return self.x + math.sin(h) * metres, self.y + math.cos(h) * metres

    def corners(self, grow=0.0):
        h, length, width = math.radians(self.heading), self.length / 2 + grow, self.width / 2 + grow
        sin, cos = math.sin(h), math.cos(h)
        signs = ((1, 1), (1, -1), (-1, -1), (-1, 1))
        return [
            (self.x + sin * u * length + cos * v * width, self.y + cos * u * length - sin * v * width) for u, v in signs
        ]


def touch(a, b):
    """Whether two rectangles, given by their corners, touch: no side of either parts them."""
    for sides in (a, b):
        for i in range(4):
            x, y = sides[i][1] - sides[(i + 1) % 4][1], sides[(i + 1) % 4][0] - sides[i][0]
            of_a, of_b = [x * p[0] + y * p[1] for p in a], [x * p[0] + y * p[1] for p in b]
            if max(of_a) < min(of_b) or max(of_b) < min(of_a):
                return False
    return True


def write_demand(path, road, options, chance):
    """Trips and walks, in order of departure."""
    root = ET.Element("routes")
    for name, (length, width, _, of) in KINDS.items():
        usual = dict(vClass=of, length=length, width=width, sigma=0, speedDev=0.12)
        if of == "pedestrian":
            usual.update(speedDev=0.2, jmIgnoreFoeProb=options["rude"])
        elif of == "bicycle":
            usual.update(speedDev=0.2, maxSpeed=5.5)
        else:
            usual.update(accel=2.4, decel=4.5)
        for ending, more in (("", {}), ("!", RECKLESS)):
            ET.SubElement(root, "vType", {"id": name + ending, **{k: str(v) for k, v in {**usual, **more}.items()}})
    trips = sorted([*vehicles(road, options, chance), *people(road, options, chance)], key=lambda trip: trip[0])
    root.extend(element for _, element in trips)
    ET.ElementTree(root).write(path)


def arrivals(rate_an_hour, end, chance):
    """Moments of a Poisson process."""
    time = chance.expovariate(rate_an_hour / 3600) if rate_an_hour else end
    while time < end:
        yield time
        time += chance.expovariate(rate_an_hour / 3600)


def vehicles(road, options, chance):
    end = options["warm_up"] + options["duration"]
    inwards = [edge for edge in road.edges if edge.split("_")[0] not in road.junctions]
    outwards = [edge for edge in road.edges if edge.split("_")[1] not in road.junctions]

    def trip(time, start, bike, **where):
        name = (
            "bike" if bike else chance.choice(["car0", "car1", "car2"] if chance.random() < 0.9 else ["bus", "truck"])
        )
        reckless = "!" if not bike and chance.random() < options["runners"] else ""
        end = (
            start
            if start in outwards
            else chance.choice([edge for edge in outwards if edge.split("_")[1] != start.split("_")[0]])
        )
        trip.count += 1
        return time, ET.Element(
            "trip",
            {
                "id": f"v{trip.count}",
                "type": name + reckless,
                "depart": f"{time:.2f}",
                "from": start,
                "to": end,
                "departLane": "best",
                **where,
            },
        )

    trip.count = 0
    for start in inwards:
        for rate, bike in ((options["vehicles_an_hour"], False), (options["bikes_an_hour"], True)):
            for time in arrivals(rate, end, chance):
                yield trip(time, start, bike, departSpeed="max")
    for number in range(options["vehicles_before"] + options["bikes_before"]):
        bike = number >= options["vehicles_before"]
        yield trip(number * 0.01, chance.choice(road.edges), bike, departSpeed="0", departPos="random")


def people(road, options, chance):
    end, arm = options["warm_up"] + options["duration"], options["arm"]
    inwards = [edge for edge in road.edges if edge.split("_")[0] not in road.junctions]
    starts = [
        (time, arm * chance.uniform(0.3, 0.8))
        for time in arrivals(options["people_an_hour"] * len(inwards), end, chance)
    ]
    # Some who are near the intersection when the recording begins.
    early = max(options["warm_up"] - 30, 0)
    starts += [(early + chance.random() * 5, arm - chance.uniform(20, 80)) for _ in range(options["people_before"])]
    for number, (time, place) in enumerate(starts):
        person = ET.Element("person", id=f"p{number}", type="person", depart=f"{time:.2f}", departPos=f"{place:.1f}")
        walk = {
            "from": chance.choice(inwards),
            "to": chance.choice(road.edges),
            "arrivalPos": f"{chance.uniform(20, 120):.1f}",
        }
        ET.SubElement(person, "walk", walk)
        yield time, person


def simulate(folder, options, seed, tools):
    end = options["warm_up"] + options["duration"] + 1.5
    subprocess.run(
        [
            tools / "sumo",
            "-n",
            "road.net.xml",
            "-a",
            "signals.add.xml",
            "-r",
            "demand.xml",
            "--step-length",
            "0.1",
            "--seed",
            str(seed),
            "--fcd-output",
            "paths.xml",
            "--device.fcd.begin",
            str(options["warm_up"] - 10),
            "--end",
            str(end),
            "--step-method.ballistic",
            "--collision.action",
            "none",
            "--collision.check-junctions",
            "--no-warnings",
            "--no-step-log",
            "--time-to-teleport",
            "-1",
            "--ignore-route-errors",
            "--precision",
            "4",
            "--pedestrian.striping.dawdling",
            "0",
            "--lanechange.duration",
            "4",
        ],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def load(path, warm_up):
    """Everybody's path: poses every 0.1 s, from 10 s before the recording begins."""
    paths = {}
    for _, step in ET.iterparse(path):
        if step.tag != "timestep":
            continue
        time = round(float(step.get("time")) - warm_up, 1)
        for one in step:
            length, width, kind, _ = KINDS[one.get("type").rstrip("!")]
            pose = Pose(
                time,
                float(one.get("x")),
                float(one.get("y")),
                float(one.get("speed")),
                float(one.get("angle")),
                one.get("lane") or one.get("edge"),
                length,
                width,
                kind,
            )
            if one.tag == "vehicle":  # SUMO tells the middle of the front
                pose.x, pose.y = pose.ahead(-length / 2)
            paths.setdefault(one.get("id"), []).append(pose)
        step.clear()
    return drop_overlapping({name: path for name, path in paths.items() if is_sane(path)})


def is_sane(path):
    """Whether a path has no gaps and no jumps. People's are made smooth, for SUMO moves them sideways in steps."""
    steps = [math.hypot(b.x - a.x, b.y - a.y) for a, b in zip(path, path[1:])]
    if any(b.time - a.time > 0.15 for a, b in zip(path, path[1:])):
        return False
    if path[0].kind == "pedestrian":
        return len(path) >= 30 and max(steps) <= 1.0 and smooth(path)
    return max(steps, default=0) <= 3 and all(
        sideways(a, b) <= 0.02 + 0.011 * (a.speed + b.speed) for a, b in zip(path, path[1:])
    )


def sideways(a, b):
    """How far a step leads aside of where both face."""
    h = math.radians(a.heading + ((b.heading - a.heading + 180) % 360 - 180) / 2)
    return abs((b.x - a.x) * math.cos(h) - (b.y - a.y) * math.sin(h))


def smooth(path, width=9):
    """Averages a path twice over about a second, and takes speed and heading from what comes of it."""
    points = np.array([(pose.x, pose.y) for pose in path])
    points = np.vstack([np.repeat(points[:1], width, 0), points, np.repeat(points[-1:], width, 0)])
    for _ in range(2):
        points = np.stack([np.convolve(points[:, i], np.ones(width) / width, "same") for i in (0, 1)], 1)
    points = points[width:-width]
    heading = path[0].heading
    for i, pose in enumerate(path):
        a, b = max(i - 1, 0), min(i + 1, len(path) - 1)
        east, north = (points[b] - points[a]) / (0.1 * (b - a))
        if math.hypot(east, north) > 0.25:
            heading = math.degrees(math.atan2(east, north)) % 360
        (pose.x, pose.y), pose.speed, pose.heading = map(float, points[i]), math.hypot(east, north), heading
    del path[:width], path[-width:]
    return True


def drop_overlapping(paths):
    """Leaves out who drives through somebody else."""
    through = collections.Counter()
    for here in by_time(paths, every=5).values():
        for (a, one), (b, other) in near(here, 14):
            if math.hypot(one.x - other.x, one.y - other.y) < (one.length + other.length) / 2 and touch(
                one.corners(-0.1), other.corners(-0.1)
            ):
                through[max(a, b)] += 1
    return {name: path for name, path in paths.items() if through[name] <= 1}


def by_time(paths, every=1):
    """Who is where, by tenths of a second."""
    found = {}
    for name, path in paths.items():
        for pose in path:
            tenth = round(pose.time * 10)
            if tenth % every == 0:
                found.setdefault(tenth, []).append((name, pose))
    return found


def near(here, reach):
    """Pairs of those that are in the same or neighbouring squares, `reach` metres wide."""
    squares = collections.defaultdict(list)
    for number, (_, pose) in enumerate(here):
        squares[int(pose.x // reach), int(pose.y // reach)].append(number)
    for number, entry in enumerate(here):
        column, row = int(entry[1].x // reach), int(entry[1].y // reach)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for other in squares.get((column + dx, row + dy), ()):
                    if other > number:
                        yield entry, here[other]


def add_scripted(paths, options, chance: random.Random):
    """Adds people who hurry across before a vehicle, and cyclists who brake before one.

    After the fact, for SUMO's vehicles would see them.
    """
    vehicles = [name for name, path in paths.items() if not path[0].is_vru]
    times = []
    for _ in range(4000):
        if len(times) >= options["scripted"]:
            break
        name = chance.choice(vehicles)
        pose = chance.choice(paths[name])
        good = 8 < pose.time < options["duration"] - 6 and 33 < math.hypot(pose.x, pose.y) < 55 and pose.speed > 7
        if not good or pose.lane.startswith(":") or any(abs(pose.time - time) < 3.5 for time in times):
            continue
        path = scripted(pose, options["duration"], chance)
        if not meets_others(path, [paths[other] for other in vehicles if other != name]):
            paths[f"x{len(times)}"] = path
            times.append(pose.time)


def scripted(vehicle, duration, chance):
    """The path of somebody who crosses the way of a vehicle."""
    bike, side = chance.random() < 0.35, chance.choice((-1, 1))
    apart, half = chance.uniform(0.1, 0.5 if bike else 0.65), vehicle.width / 2
    top, low = chance.uniform(3.9, 4.2), 1.3 if bike else chance.uniform(1.2, 1.6)
    if bike:  # brakes, and enters `apart` seconds after the vehicle
        meets, place = vehicle.time + vehicle.length / 2 / vehicle.speed + apart, half + 0.9
        speed = lambda t: top - (top - low) * math.exp(-(((t + 0.75) / 1.05) ** 4))
    else:  # has left `apart` seconds before the vehicle comes
        meets, place = vehicle.time - vehicle.length / 2 / vehicle.speed, -half - 0.25 - 3.9 * apart
        speed = lambda t: low + (top - low) * math.exp(-(((t + 0.3) / 0.85) ** 2))
    length, width, kind, _ = KINDS["bike" if bike else "person"]
    across = {0: place}
    for step in range(60):
        across[step + 1] = across[step] - speed(step * 0.1 + 0.05) * 0.1
    for step in range(0, -60 if bike else -130, -1):
        across[step - 1] = across[step] + speed(step * 0.1 - 0.05) * 0.1
    h = math.radians(vehicle.heading)
    east, north = math.cos(h) * side, -math.sin(h) * side
    poses = [
        Pose(
            round(round(meets, 1) + step * 0.1, 1),
            vehicle.x + east * off,
            vehicle.y + north * off,
            speed(step * 0.1),
            (vehicle.heading - 90 * side) % 360,
            "scripted",
            length,
            width,
            kind,
        )
        for step, off in sorted(across.items())
    ]
    return [pose for pose in poses if -10 <= pose.time <= duration]


def meets_others(path, others):
    """Whether somebody else comes within a metre of a path within one and a half seconds."""
    places = {round(pose.time * 10): pose for pose in path}
    for other in others:
        for pose in other:
            for late in (-15, 0, 15):
                own = places.get(round(pose.time * 10) + late)
                if own and math.hypot(own.x - pose.x, own.y - pose.y) < pose.length / 2 + 1.2:
                    return True
    return False
