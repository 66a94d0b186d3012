"""What is told of the road, with its errors: messages of road users about themselves, and what sensors see.

Each report is a tuple of the moment of reception and what goes into a message, positions in metres east and north.
"""

import math
from bisect import bisect_right

import numpy as np

# A sensor sees so far, metres; keeps its number for an object for so many looks on average; and takes this share for
# another kind.
SIGHT, LOSES, MISTAKES = 80.0, 300, 0.05
# Clutter stays from one look to the next with this probability.
CLUTTER_STAYS = 0.29


class Path:
    """Where somebody is at any moment: place, speed, heading, acceleration and turn rate (clockwise)."""

    def __init__(self, poses):
        self.poses = poses
        self.times = [pose.time for pose in poses]

    def at(self, time):
        if not self.times[0] <= time <= self.times[-1]:
            return None
        i = min(max(bisect_right(self.times, time) - 1, 0), len(self.poses) - 2)
        a, b = self.poses[i], self.poses[i + 1]
        share = (time - a.time) / max(b.time - a.time, 1e-9)
        turn = (b.heading - a.heading + 180) % 360 - 180
        place = np.array([a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)])
        return (
            place,
            max(a.speed + share * (b.speed - a.speed), 0),
            (a.heading + share * turn) % 360,
            (b.speed - a.speed) / 0.1,
            turn / 0.1,
        )


class Channel:
    """The way that messages take: how long, how many are lost, how many come late."""

    def __init__(self, options, dice):
        self.options, self.dice = options, dice

    def delay(self):
        late = self.dice.random() < self.options["late_share"]
        return self.dice.uniform(*self.options["latency"]) + (
            self.dice.uniform(0, self.options["latest"]) if late else 0
        )

    def loses(self, share):
        return self.dice.random() < share


def own_messages(name, path, options, channel, dice):
    """BSM or PSM of one road user; gives them, when they were sent, and under which names."""
    poses = path.poses
    vru = poses[0].is_vru
    interval, phase = 0.2 if vru else 0.1, dice.integers(0, 100) / 1000
    tau, sigma = options["gnss_seconds"], options["gnss_slow"]
    slow = dice.normal(0, sigma, 2)
    pseudonym, changes = dice.bytes(4).hex(), (
        dice.uniform(0, options["pseudonym_seconds"]) if options["pseudonym_seconds"] else math.inf
    )
    sent, messages = [], []
    kept = math.exp(-interval / tau)
    time = math.ceil((poses[0].time - phase) / interval) * interval + phase
    while time <= poses[-1].time - 1e-6:
        slow = kept * slow + dice.normal(0, sigma * math.sqrt(1 - kept * kept), 2)
        if time > changes:
            pseudonym, changes = dice.bytes(4).hex(), changes + options["pseudonym_seconds"]
        truth = path.at(time)
        if truth and 0 <= time < options["duration"] and np.hypot(*truth[0]) < options["range"]:
            place, speed, heading, acceleration, turning = truth
            sent.append((time, pseudonym))
            moves = speed > 0.05 or vru
            message = dict(
                what="psm" if vru else "bsm",
                id=pseudonym,
                time=time,
                place=place + slow + dice.normal(0, options["gnss_fresh"], 2),
                speed=abs(speed + (dice.normal(0, 0.1) if moves else 0)),
                heading=(heading + dice.normal(0, 3 if vru else 0.5)) % 360,
                acceleration=acceleration + dice.normal(0, 0.1),
                turning=turning + dice.normal(0, 0.3),
                pose=poses[0],
                sigma=sigma,
            )
            if not channel.loses(options["loss"]):
                messages.append((time + channel.delay(), message))
        time = round(time + interval, 6)
    return messages, sent


class Sensor:
    """A roadside sensor: ten looks a second, each told in one message."""

    def __init__(self, number, setup, options, dice):
        self.number, self.setup, self.options, self.dice = number, setup, options, dice
        self.place = np.array([setup["x"], setup["y"]], float)
        self.next, self.ids, self.since, self.hidden, self.mistaken, self.clutter = 1976, {}, {}, {}, {}, []
        # Who has been within sight for how long, by tenths of a second.
        self.covered = {}

    def fresh(self):
        self.next += 1
        return self.next

    def looks(self, paths, channel):
        """All its messages."""
        time = -10 + 0.02 * self.number
        while time < self.options["duration"] - 0.2:
            objects = self.look(time, paths)
            if time >= 0 and objects and not channel.loses(self.options["sensor_loss"]):
                heard = (
                    time
                    + 0.05
                    + self.dice.uniform(*self.setup["latency"])
                    + max(channel.delay() - self.options["latency"][1], 0)
                )
                yield heard, dict(
                    what="sdsm",
                    id=self.number,
                    place=self.place,
                    objects=objects,
                    clock=self.setup.get("clock", 0.0),
                    time=time + 0.1,
                )
            time = round(time + 0.1, 6)

    def look(self, time, paths):
        present, objects = [], []
        for name, path in paths.items():
            moment = round(time + 0.02 + self.dice.uniform(0, 0.047), 3)
            truth = path.at(moment)
            if truth is None or np.hypot(*(truth[0] - self.place)) > SIGHT:
                self.since.pop(name, None), self.ids.pop(name, None)
                continue
            self.since.setdefault(name, time)
            self.covered.setdefault(name, {})[round(time * 10)] = time - self.since[name]
            if name not in self.ids or self.dice.random() < 1 / LOSES:
                self.ids[name], self.mistaken[name] = self.fresh(), self.dice.random() < MISTAKES
            present.append((name, truth[0]))
            self.hidden[name] = self.dice.random() < (
                self.options["miss_stays"] if self.hidden.get(name) else self.options["miss"]
            )
            if not self.hidden[name]:
                objects.append((name, self.detection(moment, truth, path.poses[0], self.mistaken[name])))
        self.swap(present)
        found = [dict(detection, id=self.ids[name]) for name, detection in objects]
        return found + self.clutter_at(time)

    def detection(self, moment, truth, pose, mistaken):
        place, speed, heading, *_ = truth
        h = math.radians(heading)
        velocity = np.array([math.sin(h), math.cos(h)]) * speed + self.dice.normal(
            0, self.options["sensor_velocity"], 2
        )
        kind = pose.kind
        if mistaken:
            kind = "car" if pose.is_vru else "pedestrian"
        size = (pose.length * (1 + self.dice.normal(0, 0.05)), pose.width * (1 + self.dice.normal(0, 0.05)))
        return dict(
            time=moment,
            place=place + self.dice.normal(0, self.options["sensor_position"], 2),
            velocity=velocity,
            kind=kind,
            size=size,
            confidence=self.dice.uniform(0.6, 0.97),
        )

    def swap(self, present):
        """Neighbours exchange their numbers now and then."""
        for i, (a, here) in enumerate(present):
            for b, there in present[i + 1 :]:
                if np.hypot(*(here - there)) < 2 and self.dice.random() < 0.01:
                    self.ids[a], self.ids[b] = self.ids[b], self.ids[a]

    def clutter_at(self, time):
        """What is not there, some of it for several looks."""
        self.clutter = [one for one in self.clutter if self.dice.random() < CLUTTER_STAYS]
        for one in self.clutter:
            one["place"] = one["place"] + one["velocity"] * 0.1
        for _ in range(self.dice.poisson(self.options["clutter"] * (1 - CLUTTER_STAYS))):
            away, angle = SIGHT * math.sqrt(self.dice.random()), self.dice.uniform(0, 2 * math.pi)
            place = self.place + away * np.array([math.cos(angle), math.sin(angle)])
            kind = "car" if self.dice.random() < 0.58 else "pedestrian"
            self.clutter.append(
                dict(id=self.fresh(), place=place, velocity=self.dice.normal(0, 2.2, 2), kind=kind, size=(4.5, 1.8))
            )
        moment = lambda: round(time + 0.02 + self.dice.uniform(0, 0.047), 3)
        return [
            dict(
                one,
                time=moment(),
                confidence=self.dice.uniform(0.6, 0.97),
                place=one["place"] + self.dice.normal(0, 0.3, 2),
            )
            for one in self.clutter
        ]
