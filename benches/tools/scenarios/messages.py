"""From reports to J2735 messages (as JSON by ASN.1 names, encoded by `v2x encode`) and on to a capture file."""

import json
import math
import struct
import subprocess
from datetime import datetime, timezone

PORT = 44990
# J2735 counts a minute's milliseconds, a year's minutes, and an hour's tenths of a second.
GREEN, PERMITTED, YELLOW, RED = (
    "protected-Movement-Allowed",
    "permissive-Movement-Allowed",
    "protected-clearance",
    "stop-And-Remain",
)
SHOWN = {"G": GREEN, "g": PERMITTED, "y": YELLOW, "r": RED, "u": RED}
TURNS = {"s": 0x8000, "l": 0x4000, "r": 0x2000, "t": 0x1000}


class Writer:
    """Makes messages in one plane, with times from `begin` (Unix seconds)."""

    def __init__(self, plane, begin):
        self.plane, self.begin, self.counts = plane, begin, {}

    def message(self, report):
        """The frame of a report, as JSON."""
        number, value = {"bsm": self.bsm, "psm": self.psm, "sdsm": self.sdsm, "map": self.map, "spat": self.spat}[
            report["what"]
        ](report)
        return {"messageId": number, "value": value}

    def count(self, sender):
        self.counts[sender] = self.counts.get(sender, -1) + 1
        return self.counts[sender] % 128

    def utc(self, time):
        return datetime.fromtimestamp(self.begin + time, timezone.utc)

    def second(self, time):
        moment = self.utc(time)
        return moment.second * 1000 + moment.microsecond // 1000

    def minute(self, time):
        moment = self.utc(time)
        return int((moment - datetime(moment.year, 1, 1, tzinfo=timezone.utc)).total_seconds() // 60)

    def position(self, place):
        latitude, longitude = self.plane.place(*place)
        return {"lat": round(latitude * 1e7), "long": round(longitude * 1e7)}

    def elevation(self):
        return round(self.plane.origin[2] * 10)

    def bsm(self, r):
        axis = round(r["sigma"] * 20)
        accelerations = {
            "long": clamp(r["acceleration"] * 100, 2000),
            "lat": 0,
            "vert": -127,
            "yaw": clamp(r["turning"] * 100, 32767),
        }
        brakes = {"wheelBrakes": "00", **dict.fromkeys(["traction", "abs", "scs", "brakeBoost", "auxBrakes"], "off")}
        core = {
            "msgCnt": self.count(r["id"]),
            "id": r["id"],
            "secMark": self.second(r["time"]),
            **self.position(r["place"]),
            "elev": self.elevation(),
            "accuracy": {"semiMajor": axis, "semiMinor": axis, "orientation": 0},
            "transmission": "forwardGears",
            "speed": round(r["speed"] / 0.02),
            "heading": round(r["heading"] / 0.0125) % 28800,
            "angle": 127,
            "accelSet": accelerations,
            "brakes": brakes,
            "size": {"width": round(r["pose"].width * 100), "length": round(r["pose"].length * 100)},
        }
        return 20, {"coreData": core}

    def psm(self, r):
        walks, axis = r["pose"].kind == "pedestrian", round(r["sigma"] * 20)
        return 32, {
            "basicType": "aPEDESTRIAN" if walks else "aPEDALCYCLIST",
            "secMark": self.second(r["time"]),
            "msgCnt": self.count(r["id"]),
            "id": r["id"],
            "position": {**self.position(r["place"]), "elevation": self.elevation()},
            "accuracy": {"semiMajor": axis, "semiMinor": axis, "orientation": 0},
            "speed": round(r["speed"] / 0.02),
            "heading": round(r["heading"] / 0.0125) % 28800,
            "propulsion": {"human": "onFoot" if walks else "otherTypes"},
        }

    def sdsm(self, r):
        at = self.utc(r["time"] + r["clock"])
        stamp = {
            "year": at.year,
            "month": at.month,
            "day": at.day,
            "hour": at.hour,
            "minute": at.minute,
            "second": at.second * 1000 + at.microsecond // 1000,
        }
        return 41, {
            "msgCnt": self.count(r["id"]),
            "sourceID": (b"RSU" + bytes([0x31 + r["id"]])).hex(),
            "equipmentType": "rsu",
            "sDSMTimeStamp": stamp,
            "refPos": {**self.position(r["place"]), "elevation": self.elevation()},
            "refPosXYConf": {"semiMajor": 2, "semiMinor": 2, "orientation": 0},
            "objects": [self.detected(one, r) for one in r["objects"]],
        }

    def detected(self, one, look):
        east, north = one["place"] - look["place"]
        speed, heading = math.hypot(*one["velocity"]), math.degrees(math.atan2(*one["velocity"])) % 360
        vru = one["kind"] in ("pedestrian", "bicycle")
        common = {
            "objType": "vru" if vru else "vehicle",
            "objTypeCfd": round(one["confidence"] * 100),
            "objectID": one["id"] % 65536,
            "measurementTime": clamp((one["time"] - look["time"]) * 1000, 1500),
            "timeConfidence": "time-000-005",
            "pos": {"offsetX": clamp(east * 10, 32767), "offsetY": clamp(north * 10, 32767)},
            "posConfidence": {"pos": "a1m", "elevation": "unavailable"},
            "speed": round(speed / 0.02),
            "speedConfidence": "prec1ms",
            "heading": round(heading / 0.0125) % 28800,
            "headingConf": "prec05deg" if speed > 3 else "unavailable",
        }
        if vru:
            of = {"detVRU": {"basicType": "aPEDESTRIAN" if one["kind"] == "pedestrian" else "aPEDALCYCLIST"}}
        else:
            of = {"detVeh": {"size": {"width": round(one["size"][1] * 100), "length": round(one["size"][0] * 100)}}}
        return {"detObjCommon": common, "detObjOptData": of}

    def spat(self, r):
        mark = lambda time: int(round((self.begin + time) % 3600 * 10))
        groups = [
            {
                "signalGroup": group,
                "state-time-speed": [
                    {
                        "eventState": SHOWN[shown],
                        "timing": dict.fromkeys(["minEndTime", "maxEndTime", "likelyTime"], mark(ends)),
                    }
                ],
            }
            for group, (shown, _, ends) in sorted(r["groups"].items())
        ]
        state = {
            "id": {"region": 0, "id": r["id"]},
            "revision": 1,
            "status": "0400",
            "moy": self.minute(r["time"]),
            "timeStamp": self.second(r["time"]),
            "states": groups,
        }
        return 19, {"timeStamp": self.minute(r["time"]), "intersections": [state]}

    def map(self, r):
        geometry = {
            "id": {"region": 0, "id": r["id"]},
            "revision": 1,
            "refPoint": {**self.position(r["place"]), "elevation": self.elevation()},
            "laneWidth": 340,
            "laneSet": r["lanes"],
        }
        return 18, {
            "timeStamp": self.minute(r["time"]),
            "msgIssueRevision": 1,
            "layerType": "intersectionData",
            "layerID": 1,
            "intersections": [geometry],
        }


def clamp(value, most):
    return max(-most, min(most, round(value)))


def map_lanes(road, junction):
    """The lanes of an intersection for its MAP: ways in, ways out, crossings."""
    x, y = road.junctions[junction]
    inwards = sorted(
        lane for lane in road.shapes if lane.rsplit("_", 1)[0].endswith("_" + junction) and not lane.startswith(":")
    )
    outwards = sorted(lane for lane in road.shapes if lane.startswith(junction + "_"))
    ways = [lane for lane in inwards + outwards if road.kinds[lane] != "sidewalk"]
    numbers = {lane: number for number, lane in enumerate(ways, 1)}
    links, approaches, lanes = road.links[junction].values(), {}, []
    for lane in ways:
        leads = lane in inwards
        approach = approaches.setdefault((leads, lane.rsplit("_", 1)[0]), len(approaches) + 1)
        points = road.shapes[lane][::-1] if leads else road.shapes[lane]
        entry = {
            "laneID": numbers[lane],
            "ingressApproach" if leads else "egressApproach": approach,
            "laneAttributes": attributes(
                "80" if leads else "40", {"bikeLane": "0000"} if road.kinds[lane] == "bike" else {"vehicle": "00"}
            ),
            "nodeList": nodes(points, (x, y)),
        }
        onwards = [link for link in links if link.from_lane == lane and link.to_lane in numbers]
        if onwards:
            entry["maneuvers"] = f"{sum({TURNS.get(link.turn, 0) for link in onwards}):04x}"
            entry["connectsTo"] = [
                {
                    "connectingLane": {"lane": numbers[link.to_lane], "maneuver": f"{TURNS.get(link.turn, 0):04x}"},
                    "signalGroup": link.group,
                }
                for link in onwards
            ]
        lanes.append(entry)
    for number, link in enumerate((link for link in links if link.crossing), len(ways) + 1):
        lanes.append(
            {
                "laneID": number,
                "laneAttributes": attributes("c0", {"crosswalk": "0000"}),
                "nodeList": nodes(road.shapes[link.to_lane], (x, y)),
                "connectsTo": [{"connectingLane": {"lane": number}, "signalGroup": link.group}],
            }
        )
    return lanes


def attributes(direction, kind):
    return {"directionalUse": direction, "sharedWith": "0000", "laneType": kind}


def nodes(points, reference):
    """Each node as centimetres from the one before it, of which a message can tell 327 m at most."""
    found, before = [], reference
    for x, y in points:
        parts = math.ceil(max(abs(x - before[0]), abs(y - before[1])) / 320) or 1
        for left in range(parts, 0, -1):
            step = {"x": round((x - before[0]) / left * 100), "y": round((y - before[1]) / left * 100)}
            before = before[0] + step["x"] / 100, before[1] + step["y"] / 100
            found.append({"delta": {"node-XY6": step}})
    return {"nodes": found}


def write_capture(path, reports, writer, binary):
    """Encodes all reports (moment of reception, report) and writes them as UDP datagrams of an Ethernet, in order."""
    reports = sorted(reports, key=lambda entry: entry[0])
    lines = "".join(json.dumps(writer.message(report)) + "\n" for _, report in reports)
    encoded = subprocess.run(
        [binary, "encode", "--set", "j2735"], input=lines, text=True, capture_output=True, check=True
    ).stdout.split()
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for (heard, _), digits in zip(reports, encoded, strict=True):
            frame = datagram(bytes.fromhex(digits))
            micros = round((writer.begin + heard) * 1e6)
            out.write(struct.pack("<IIII", micros // 1_000_000, micros % 1_000_000, len(frame), len(frame)) + frame)


def datagram(payload):
    """A UDP datagram over IPv4 over Ethernet, between addresses kept for documentation (RFC 5737)."""
    udp = struct.pack("!HHHH", PORT, PORT, len(payload) + 8, 0) + payload
    header = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes([192, 0, 2, 10]), bytes([192, 0, 2, 1])
    )
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    header = header[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + header[12:]
    return bytes([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]) + b"\x08\x00" + header + udp
