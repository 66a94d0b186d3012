#!/usr/bin/env python3
"""Makes a recording of simulated traffic with known truth, which `v2x replay` plays and a scorer of tracks scores.

Traffic is simulated by SUMO (`pip install eclipse-sumo numpy`), messages are encoded by `v2x encode`:

    cargo build --release -p v2x-cli
    python benches/tools/scenarios/make.py OUT KIND SEED [NAME=VALUE ...]

writes messages.pcap, truth.jsonl.gz, events.jsonl and meta.json to OUT. KIND is one of those below; any of its options
can be set, the values being JSON: `rotate_road=35 'lanes=[2,2]' tee=true`. The same arguments give the same recording.
"""

import argparse
import gzip
import io
import json
import os
import random
import shutil
import sys
import tempfile
import zlib
from bisect import bisect_right
from pathlib import Path

import numpy as np

import events
import messages
import road as roads
import senses
import traffic
from plane import Plane

ROOT = Path(__file__).resolve().parents[3]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BEGIN, ORIGIN = 1750172378.0, (42.279, -83.735, 256.0)
# Metres, seconds, m/s, degrees, road users an hour and arm; shares are of one.
USUAL = dict(
    two=False,
    tee=False,
    rotate_road=0.0,
    arm=300,
    lanes=[3, 2],
    speed=13.89,
    duration=60,
    warm_up=110,
    range=220,
    vehicles_an_hour=340,
    bikes_an_hour=40,
    people_an_hour=95,
    people_before=4,
    vehicles_before=0,
    bikes_before=0,
    runners=0.0,
    rude=0.0,
    scripted=0,
    equipped=0.3,
    equipped_vru=0.3,
    loss=0.01,
    latency=[0.005, 0.04],
    late_share=0.0,
    latest=0.0,
    pseudonym_seconds=0,
    gnss_slow=0.8,
    gnss_seconds=30.0,
    gnss_fresh=0.2,
    sensors=[dict(x=13, y=13, latency=[0.08, 0.16])],
    sensor_loss=0.0,
    sensor_position=0.4,
    sensor_velocity=0.3,
    clutter=1.5,
    miss=0.04,
    miss_stays=0.65,
)
KINDS = {
    "mixed": {},
    "equipped": dict(
        vehicles_an_hour=480,
        bikes_an_hour=20,
        people_an_hour=25,
        people_before=0,
        equipped=1.0,
        equipped_vru=0.0,
        sensors=[],
    ),
    "degraded": dict(
        equipped=0.5,
        loss=0.2,
        late_share=0.15,
        latest=0.3,
        pseudonym_seconds=20,
        sensor_loss=0.05,
        sensors=[dict(x=13, y=13, latency=[0.08, 0.15]), dict(x=-45, y=-14, latency=[0.15, 0.25], clock=0.03)],
    ),
    "conflicts": dict(
        vehicles_an_hour=420, people_an_hour=160, people_before=8, equipped=0.6, scripted=6, runners=0.45, rude=0.15
    ),
    "dense": dict(
        two=True,
        arm=420,
        lanes=[4, 3],
        duration=20,
        warm_up=18,
        range=700,
        vehicles_an_hour=300,
        bikes_an_hour=60,
        people_an_hour=25,
        people_before=50,
        vehicles_before=560,
        bikes_before=22,
        equipped=1.0,
        equipped_vru=0.6,
        loss=0.03,
        sensors=[dict(x=-137, y=13, latency=[0.08, 0.18]), dict(x=163, y=13, latency=[0.08, 0.18])],
    ),
}


def simulate(folder, options, seed, tools):
    """The road, what its signals showed, and everybody's path."""
    chance = random.Random(seed)
    road = roads.build(folder, options, tools)
    roads.write_signals(folder / "signals.add.xml", road, chance)
    traffic.write_demand(folder / "demand.xml", road, options, chance)
    traffic.simulate(folder, options, seed % 2**31, tools)
    paths = traffic.load(folder / "paths.xml", options["warm_up"])
    traffic.add_scripted(paths, options, chance)
    signals = {name: roads.Signals(folder / "signals.xml", name, options["warm_up"]) for name in road.junctions}
    return road, signals, paths


def broadcasts(road, signals, options):
    """MAP once a second and SPaT ten times, of each intersection."""
    for number, name in enumerate(road.junctions):
        lanes = messages.map_lanes(road, name)
        groups = {link.group: index for index, link in sorted(road.links[name].items(), reverse=True)}
        for second in range(options["duration"]):
            heard = second + 0.43 + 0.02 * number
            yield heard, dict(what="map", id=5001 + number, time=heard, place=road.junctions[name], lanes=lanes)
        for tenth in range(options["duration"] * 10):
            time = tenth * 0.1 + 0.023
            shown = {group: signals[name].state(index, time) for group, index in groups.items()}
            yield time + 0.0037, dict(what="spat", id=5001 + number, time=time, groups=shown)


def tell(paths, options, seed):
    """All reports of road users and sensors; who sent when; the sensors."""
    dice = np.random.default_rng(seed)
    channel = senses.Channel(options, dice)
    followed = {name: senses.Path(poses) for name, poses in paths.items()}
    reports, sent = [], {}
    for name, path in followed.items():
        if dice.random() < options["equipped_vru" if path.poses[0].is_vru else "equipped"]:
            own, sent[name] = senses.own_messages(name, path, options, channel, dice)
            reports += own
    sensors = [senses.Sensor(number, setup, options, dice) for number, setup in enumerate(options["sensors"])]
    for sensor in sensors:
        reports += sensor.looks(followed, channel)
    return reports, sent, sensors


def write_truth(path, paths, numbers, sent, sensors, plane, duration):
    here = traffic.by_time(paths)
    # Without the time of day in its header, so that the same truth gives the same octets.
    with open(path, "wb") as raw, gzip.GzipFile(
        fileobj=raw, mode="wb", filename="", mtime=0
    ) as packed, io.TextIOWrapper(packed) as out:
        for tenth in range(duration * 10):
            objects = [
                truth(
                    name,
                    pose,
                    numbers[name],
                    sent.get(name),
                    [sensor.covered.get(name, {}).get(tenth) for sensor in sensors],
                    plane,
                )
                for name, pose in here.get(tenth, [])
            ]
            out.write(json.dumps(dict(t=round(BEGIN + tenth / 10, 1), objects=objects)) + "\n")


def truth(name, pose, number, sent, covered, plane):
    last, pseudonym = None, None
    if sent:
        place = bisect_right([time for time, _ in sent], pose.time) - 1
        if place >= 0:
            last, pseudonym = pose.time - sent[place][0], sent[place][1]
    latitude, longitude = plane.place(pose.x, pose.y)
    for_long = max((time for time in covered if time is not None), default=None)
    return dict(
        id=number,
        sumo=name,
        **{"class": pose.kind},
        group="vru" if pose.is_vru else "vehicle",
        lat=latitude,
        lon=longitude,
        x_east=round(pose.x, 3),
        y_north=round(pose.y, 3),
        speed=pose.speed,
        heading_deg=pose.heading,
        length=pose.length,
        width=pose.width,
        equipped=sent is not None,
        in_sensor_coverage=for_long is not None,
        covered_for=for_long,
        last_sent=last,
        temp_id=pseudonym,
    )


def write_events(path, found, numbers, plane):
    times = ("t", "t_start", "t_end", "t_min_ttc", "t_first_in", "t_conflict")
    with open(path, "w") as out:
        for event in sorted(found, key=lambda event: event.get("t", event.get("t_start"))):
            latitude, longitude = plane.place(event.pop("x"), event.pop("y"))
            event.update(
                {key: BEGIN + event[key] for key in times if key in event}, ids=[numbers[name] for name in event["ids"]]
            )
            out.write(json.dumps(dict(event, lat=latitude, lon=longitude)) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("seed", type=int)
    parser.add_argument("options", nargs="*", metavar="NAME=VALUE")
    parser.add_argument("--binary", type=Path, default=TARGET / "release/v2x", help="default: %(default)s")
    parser.add_argument(
        "--sumo",
        type=Path,
        default=Path(sys.executable).parent,
        help="folder of SUMO's programs (default: %(default)s)",
    )
    given = parser.parse_args()
    options = {
        **USUAL,
        **KINDS[given.kind],
        **{key: json.loads(value) for key, value in (option.split("=", 1) for option in given.options)},
    }
    if unknown := options.keys() - USUAL.keys():
        parser.error(f"no such option: {', '.join(sorted(unknown))}; there are {', '.join(USUAL)}")
    seed = zlib.crc32(f"{given.kind} {given.seed}".encode())
    plane = Plane(*ORIGIN)
    folder = Path(tempfile.mkdtemp())
    try:
        road, signals, paths = simulate(folder, options, seed, given.sumo)
    finally:
        shutil.rmtree(folder)
    numbers = {name: number for number, name in enumerate(sorted(paths, key=lambda name: (paths[name][0].time, name)))}
    reports, sent, sensors = tell(paths, options, seed)
    given.out.mkdir(parents=True, exist_ok=True)
    reports += broadcasts(road, signals, options)
    messages.write_capture(given.out / "messages.pcap", reports, messages.Writer(plane, BEGIN), given.binary)
    write_truth(given.out / "truth.jsonl.gz", paths, numbers, sent, sensors, plane, options["duration"])
    found = events.conflicts(paths, options) + events.red_lights(paths, road, signals)
    write_events(given.out / "events.jsonl", found, numbers, plane)
    origin = dict(zip(("lat", "lon", "h"), ORIGIN))
    meta = dict(name=given.kind, seed=given.seed, origin=origin, parameters=options)
    (given.out / "meta.json").write_text(json.dumps(meta, indent=1))


if __name__ == "__main__":
    main()
