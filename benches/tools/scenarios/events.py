"""What a roadside unit ought to warn of: red lights run, and conflicts."""

import math

import numpy as np

from traffic import by_time, near, touch

# Foretold this far, seconds.
HORIZON = 3.0
# Less time to collision and less time between the two count as an event, seconds; more, up to three, as nearly one.
EVENT_TTC, EVENT_PET = 2.0, 1.65


def conflicts(paths, options):
    """Pairs that are on courses that meet within three seconds, and of which one then passes where the other was."""
    begins = {}
    last = options["duration"] * 10
    for tenth, here in by_time(paths).items():
        if 0 <= tenth <= last:
            inside = [(name, pose) for name, pose in here if math.hypot(pose.x, pose.y) < options["range"]]
            for (a, one), (b, other) in near(inside, 40):
                left = time_to_collision(one, other)
                if left is not None:
                    begins.setdefault((a, b), []).append((one.time, left))
    found = (conflict(pair, [paths[name] for name in pair], times) for pair, times in begins.items() if len(times) > 1)
    return [event for event in found if event and event["t_conflict"] <= options["duration"]]


def time_to_collision(a, b):
    """Seconds until two touch who go on as they do; None where they do not, or are no danger."""
    if (a.is_vru and b.is_vru) or max(a.speed, b.speed) < 2:
        return None
    apart = math.hypot(a.x - b.x, a.y - b.y)
    if apart > min(40, (a.speed + b.speed) * HORIZON + 8) or not closing(a, b):
        return None
    for tenth in range(int(HORIZON * 10) + 1):
        (ax, ay), (bx, by) = a.ahead(a.speed * tenth / 10), b.ahead(b.speed * tenth / 10)
        if math.hypot(ax - bx, ay - by) > (a.length + b.length) / 2 + 3:
            continue
        moved = [
            [(x + to[0] - pose.x, y + to[1] - pose.y) for x, y in pose.corners()]
            for pose, to in ((a, (ax, ay)), (b, (bx, by)))
        ]
        if touch(*moved):
            return tenth / 10
    return None


def closing(a, b):
    (ax, ay), (bx, by) = a.ahead(a.speed), b.ahead(b.speed)
    east, north = (bx - b.x) - (ax - a.x), (by - b.y) - (ay - a.y)
    return (b.x - a.x) * east + (b.y - a.y) * north < 0


def conflict(ids, paths, times):
    """The event of a pair, by the time between the two where their paths cross; None beyond three seconds."""
    a, b = ([pose for pose in path if times[0][0] - 4 <= pose.time <= times[-1][0] + 10] for path in paths)
    places = [np.array([(pose.x, pose.y, pose.time) for pose in path]) for path in (a, b)]
    apart = np.hypot(*(places[0][:, None, i] - places[1][None, :, i] for i in (0, 1)))
    late = np.abs(places[0][:, None, 2] - places[1][None, :, 2])
    reach = (a[0].width + b[0].width) / 2 + 1.5
    crossed = [
        (late[i, j], i, j)
        for i, j in zip(*np.nonzero((apart < reach) & (late < 6)))
        if touch(a[i].corners(), b[j].corners())
    ]
    if not crossed:
        return None
    pet, i, j = min(crossed)
    if pet > 3:
        return None
    one, other = a[i], b[j]
    ttc, when = min((left, time) for time, left in times)
    serious = ttc <= EVENT_TTC and pet < EVENT_PET
    return dict(
        kind="conflict",
        type=kind_of(one, other),
        ids=list(ids),
        t_start=times[0][0],
        t_end=times[-1][0],
        t_min_ttc=when,
        min_ttc=ttc,
        pet=round(float(pet), 2),
        t_first_in=min(one.time, other.time),
        t_conflict=max(one.time, other.time),
        severity="event" if serious else "near",
        x=(one.x + other.x) / 2,
        y=(one.y + other.y) / 2,
    )


def kind_of(a, b):
    turned = abs((a.heading - b.heading + 180) % 360 - 180)
    if a.is_vru or b.is_vru:
        return "rear-end" if turned < 25 else "vru"
    return "rear-end" if turned < 30 else "head-on" if turned > 150 else "crossing"


def red_lights(paths, road, signals):
    """Vehicles that pass a stop line at red."""
    found = []
    lanes = {
        (link.from_lane, link.via): (name, index, link)
        for name, links in road.links.items()
        for index, link in links.items()
    }
    for name, path in paths.items():
        for before, pose in zip(path, path[1:]):
            at = lanes.get((before.lane, pose.lane))
            if pose.time < 0 or pose.kind == "pedestrian" or not at:
                continue
            junction, index, link = at
            colour, since, _ = signals[junction].state(index, before.time)
            if colour == "r" and before.time - since > 0.3:
                x, y = pose.ahead(pose.length / 2)
                found.append(
                    dict(
                        kind="red-light",
                        t=before.time,
                        cls=pose.kind,
                        intersection=junction,
                        signal_group=link.group,
                        lane=before.lane,
                        dir=link.turn,
                        red_for=round(before.time - since, 2),
                        speed=before.speed,
                        severity="event" if before.time > 3 else "near",
                        ids=[name],
                        x=x,
                        y=y,
                    )
                )
    return found
