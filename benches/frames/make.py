"""Makes the frames that are benched, with pycrate, from the project's own ASN.1 modules.

    python3 -m venv .venv && .venv/bin/pip install pycrate
    .venv/bin/python benches/frames/make.py          # from the root; writes benches/frames/*.hex

The values are made up here: an intersection of two roads with 24 lanes and eight signal groups, traffic around it,
sizes and options as deployed senders choose them. They come from no recording.
"""
import importlib.util
import math
import pathlib
import tempfile

from pycrate_asn1c.asnproc import GLOBAL, PycrateGenerator, compile_text, generate_modules

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).parent

# The middle of the intersection, in 1e-7 degrees.
LAT, LON = 423_008_415, -836_990_512


def compiled(folder):
    """The modules of a set, compiled."""
    GLOBAL.clear()
    compile_text([path.read_text() for path in sorted((ROOT / "asn1" / folder).glob("*.asn"))])
    with tempfile.NamedTemporaryFile(suffix=".py", delete=False) as file:
        generate_modules(PycrateGenerator, file.name)
    spec = importlib.util.spec_from_file_location(folder.replace("-", "_"), file.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bits(length, *ones):
    """A bit string with the bits `ones` set."""
    return (sum(1 << (length - 1 - one) for one in ones), length)


def write(name, frame, value):
    frame.set_val(value)
    octets = frame.to_uper()
    frame.from_uper(octets)
    assert frame.to_uper() == octets
    (HERE / f"{name}.hex").write_text(octets.hex() + "\n")
    print(f"{name}: {len(octets)} octets")


# ---- J2735 ----

def core_data():
    return {
        "msgCnt": 53, "id": bytes.fromhex("775d3866"), "secMark": 30470,
        "lat": LAT - 1210, "long": LON + 3345, "elev": 2560,
        "accuracy": {"semiMajor": 40, "semiMinor": 32, "orientation": 14021},
        "transmission": "forwardGears", "speed": 694, "heading": 7220, "angle": -3,
        "accelSet": {"long": -52, "lat": 11, "vert": 4, "yaw": -140},
        "brakes": {"wheelBrakes": bits(5), "traction": "on", "abs": "on", "scs": "on", "brakeBoost": "off",
                   "auxBrakes": "unavailable"},
        "size": {"width": 190, "length": 482},
    }


def path_history(points):
    """Past positions of a car on a gentle bend, about a second apart."""
    crumbs = []
    for i in range(1, points + 1):
        crumb = {"latOffset": -1180 * i + 9 * i * i, "lonOffset": 410 * i - 22 * i * i, "elevationOffset": -i,
                 "timeOffset": 100 * i + 3}
        if i % 3 == 0:
            crumb |= {"speed": 694 - 5 * i, "heading": 60 + i}
        crumbs.append(crumb)
    return {"crumbData": crumbs}


def part_two():
    return [
        {"partII-Id": 0, "partII-Value": ("VehicleSafetyExtensions", {
            "events": bits(13, 7, 8), "pathHistory": path_history(13),
            "pathPrediction": {"radiusOfCurve": 3210, "confidence": 160}, "lights": bits(9, 0, 6)})},
        {"partII-Id": 2, "partII-Value": ("SupplementalVehicleExtensions", {
            "classification": 50,
            "classDetails": {"keyType": 50, "role": "publicTransport", "hpmsType": "bus", "fuelType": 5},
            "vehicleData": {"height": 61, "bumpers": {"front": 9, "rear": 10}, "mass": 121}})},
    ]


def nodes_xy(points):
    """A lane's centre line: its points, each relative to the one before, in centimetres."""
    return ("nodes", [{"delta": ("node-XY5" if max(map(abs, point)) > 2047 else "node-XY3",
                                 {"x": point[0], "y": point[1]})} for point in points])


def turned(x, y, quarter):
    """A point of the southern approach seen from the approach `quarter` turns on."""
    for _ in range(quarter):
        x, y = -y, x
    return x, y


def vehicle_lane(lane, quarter, approach, offset, ingress, maneuvers, connections):
    points = [(offset, -1650), (-6 * (lane % 3), -2040), (4, -2300 - 30 * lane), (11, -4100), (25, -5200)]
    value = {
        "laneID": lane, ("ingressApproach" if ingress else "egressApproach"): approach,
        "laneAttributes": {"directionalUse": bits(2, 0 if ingress else 1), "sharedWith": bits(10),
                           "laneType": ("vehicle", bits(8))},
        "nodeList": nodes_xy([turned(*point, quarter) for point in points]),
    }
    if ingress:
        first = value["nodeList"][1][0]
        first["attributes"] = {"localNode": ["stopLine"]}
        value["maneuvers"] = bits(12, *maneuvers)
        value["connectsTo"] = [
            {"connectingLane": {"lane": target, "maneuver": bits(12, maneuver)}, "signalGroup": group,
             "connectionID": lane * 4 + i} for i, (target, maneuver, group) in enumerate(connections)]
    return value


def crosswalk(lane, quarter):
    ends = [turned(-1150, -1320, quarter), turned(2300, 12, quarter)]
    return {
        "laneID": lane, "laneAttributes": {"directionalUse": bits(2, 0, 1), "sharedWith": bits(10, 6),
                                           "laneType": ("crosswalk", bits(16, 1, 5, 6))},
        "maneuvers": bits(12, 0), "nodeList": nodes_xy(ends),
        "connectsTo": [{"connectingLane": {"lane": lane}, "signalGroup": 2 * quarter + 2}],
    }


def map_lanes():
    lanes = []
    for quarter in range(4):
        base, through, left = 6 * quarter, 2 * quarter + 2, 2 * quarter + 1
        out = lambda turns: 6 * ((quarter + turns) % 4) + 4
        lanes += [
            vehicle_lane(base + 1, quarter, 2 * quarter + 1, 180, True, [1], [(out(3), 1, left)]),
            vehicle_lane(base + 2, quarter, 2 * quarter + 1, 540, True, [0], [(out(2), 0, through)]),
            vehicle_lane(base + 3, quarter, 2 * quarter + 1, 900, True, [0, 2, 5],
                         [(out(2) + 1, 0, through), (out(1), 2, through)]),
            vehicle_lane(base + 4, quarter, 2 * quarter + 2, -180, False, [], []),
            vehicle_lane(base + 5, quarter, 2 * quarter + 2, -540, False, [], []),
            crosswalk(base + 6, quarter),
        ]
    return lanes


def map_data():
    return {
        "timeStamp": 271_534, "msgIssueRevision": 3, "layerType": "intersectionData", "layerID": 1,
        "intersections": [{
            "name": "Plymouth and Green", "id": {"region": 112, "id": 12109}, "revision": 3,
            "refPoint": {"lat": LAT, "long": LON, "elevation": 2551}, "laneWidth": 366,
            "speedLimits": [{"type": "vehicleMaxSpeed", "speed": 782}],
            "laneSet": map_lanes(),
        }],
    }


def spat():
    def event(group):
        phase = ["stop-And-Remain", "protected-Movement-Allowed", "stop-And-Remain", "protected-clearance"][group % 4]
        timing = {"startTime": 18_004 + group, "minEndTime": 18_110 + 10 * group, "maxEndTime": 18_300 + 10 * group,
                  "likelyTime": 18_205 + 7 * group, "confidence": 9, "nextTime": 19_020 + group}
        return {"eventState": phase, "timing": timing}

    return {
        "timeStamp": 271_534,
        "intersections": [{
            "name": "Plymouth and Green", "id": {"region": 112, "id": 12109}, "revision": 3, "status": bits(16, 6),
            "moy": 271_534, "timeStamp": 30_500,
            "states": [{"signalGroup": group, "state-time-speed": [event(group)]} for group in range(1, 9)],
        }],
    }


def detected(i):
    """An object around the intersection: cars, every fourth a pedestrian."""
    angle = i * math.tau / 12
    common = {
        "objType": "vru" if i % 4 == 3 else "vehicle", "objTypeCfd": 80 + i, "objectID": 4100 + i,
        "measurementTime": -40 - i, "timeConfidence": "time-000-010",
        "pos": {"offsetX": int(300 * math.cos(angle)), "offsetY": int(300 * math.sin(angle)), "offsetZ": i},
        "posConfidence": {"pos": "a50cm", "elevation": "elev-001-00"},
        "speed": 60 + 55 * i, "speedConfidence": "prec0-1ms", "heading": 2400 * i, "headingConf": "prec01deg",
    }
    if i % 4 == 3:
        return {"detObjCommon": common, "detObjOptData": ("detVRU", {
            "basicType": "aPEDESTRIAN", "propulsion": ("human", "onFoot")})}
    common["accel4way"] = {"long": 5 * i, "lat": -i, "vert": 0, "yaw": 10 * i}
    return {"detObjCommon": common, "detObjOptData": ("detVeh", {
        "size": {"width": 180 + i, "length": 450 + 9 * i}, "height": 30, "vehicleClass": 10, "classConf": 88})}


def sdsm():
    return {
        "msgCnt": 17, "sourceID": bytes.fromhex("01c8a3f2"), "equipmentType": "rsu",
        "sDSMTimeStamp": {"year": 2025, "month": 7, "day": 8, "hour": 13, "minute": 34, "second": 30_500},
        "refPos": {"lat": LAT, "long": LON, "elevation": 2551},
        "refPosXYConf": {"semiMajor": 10, "semiMinor": 10, "orientation": 0}, "refPosElConf": "elev-000-50",
        "objects": [detected(i) for i in range(12)],
    }


def tim():
    path = [(-900 + 40 * i, 2500 + 70 * i) for i in range(30)]
    region = {
        "name": "I-94 work", "id": {"region": 112, "id": 77}, "anchor": {"lat": LAT, "long": LON, "elevation": 2551},
        "laneWidth": 370, "directionality": "both", "closedPath": False, "direction": bits(16, 0, 1, 14, 15),
        "description": ("path", {"scale": 0, "offset": ("xy", nodes_xy(path))}),
    }
    frame = {
        "doNotUse1": 0, "frameType": "advisory",
        "msgId": ("roadSignID", {"position": {"lat": LAT, "long": LON}, "viewAngle": bits(16, *range(16)),
                                 "mutcdCode": "warning"}),
        "startYear": 2025, "startTime": 271_440, "durationTime": 1440, "priority": 5, "doNotUse2": 0,
        "regions": [region], "doNotUse3": 0, "doNotUse4": 0,
        "content": ("workZone", [{"item": ("itis", 1025)}, {"item": ("text", "right lane")},
                                 {"item": ("itis", 12_569)}, {"item": ("itis", 8728)}]),
    }
    return {"msgCnt": 1, "timeStamp": 271_534, "packetID": bytes.fromhex("0001c8a3f20000022b"), "dataFrames": [frame]}


def j2735():
    frame = compiled("j2735").MessageFrame.MessageFrame
    message = lambda id, name, value: {"messageId": id, "value": (name, value)}
    write("bsm-core", frame, message(20, "BasicSafetyMessage", {"coreData": core_data()}))
    write("bsm-part-ii", frame, message(20, "BasicSafetyMessage", {"coreData": core_data(), "partII": part_two()}))
    write("map", frame, message(18, "MapData", map_data()))
    write("spat", frame, message(19, "SPAT", spat()))
    write("sdsm", frame, message(41, "SensorDataSharingMessage", sdsm()))
    write("tim", frame, message(31, "TravelerInformation", tim()))


# ---- CSAE ----

def offset(x, y, up=None):
    """A place relative to the reference, in 1e-7 degrees and 0.1 m, in the shortest form of four."""
    sizes = [("position-LL1", 2047), ("position-LL2", 8191), ("position-LL3", 32_767), ("position-LL4", 131_071)]
    name = next(name for name, most in sizes if max(abs(x), abs(y)) <= most)
    value = {"offsetLL": (name, {"lon": x, "lat": y})}
    return value if up is None else value | {"offsetV": ("offset1", up)}


MOTION = {"speedCfd": "prec0-1ms", "headingCfd": "prec0-1deg", "steerCfd": "prec2deg"}
CSAE_POSITION = {"lat": 312_914_370, "long": 1_211_612_380, "elevation": 42}


def csae_bsm():
    crumbs = [{"llvOffset": offset(900 * i, -1180 * i, -i), "timeOffset": 100 * i, "speed": 690 + i,
               "heading": 60 + i} for i in range(1, 6)]
    return {
        "msgCnt": 53, "id": b"SH-A0042", "secMark": 30_470, "timeConfidence": "time-000-010", "pos": CSAE_POSITION,
        "posAccuracy": {"semiMajor": 40, "semiMinor": 32, "orientation": 14_021},
        "posConfidence": {"pos": "a50cm", "elevation": "elev-001-00"}, "transmission": "forwardGears",
        "speed": 694, "heading": 7220, "angle": -3, "motionCfd": MOTION,
        "accelSet": {"long": -52, "lat": 11, "vert": 4, "yaw": -140},
        "brakes": {"brakePadel": "off", "wheelBrakes": bits(5), "traction": "on", "abs": "on", "scs": "on"},
        "size": {"width": 190, "length": 482, "height": 31}, "vehicleClass": {"classification": 10, "fuelType": 9},
        "safetyExt": {"events": bits(13, 7), "pathHistory": {"crumbData": crumbs},
                      "pathPrediction": {"radiusOfCurve": 3210, "confidence": 160}, "lights": bits(9, 0)},
    }


def csae_rsm():
    def participant(i):
        value = {
            "ptcType": "pedestrian" if i % 4 == 3 else "motor", "ptcId": 300 + i, "source": "integrated",
            "secMark": 30_410 + i, "pos": offset(2100 * i - 7000, 9000 - 1900 * i, 3),
            "posConfidence": {"pos": "a50cm", "elevation": "elev-001-00"},
            "speed": 60 + 55 * i, "heading": 2400 * i, "size": {"width": 180 + i, "length": 450 + 9 * i, "height": 30},
        }
        if i % 4 != 3:
            value |= {"accelSet": {"long": 5 * i, "lat": -i, "vert": 0, "yaw": 10 * i}, "motionCfd": MOTION,
                      "vehicleClass": {"classification": 10}}
        return value

    return {"msgCnt": 17, "id": b"RSU-0007", "refPos": CSAE_POSITION, "participants": [participant(i) for i in range(10)]}


def csae_map():
    def lane(quarter, number):
        turn = [1, 0, 2][number]
        target = {"region": 310, "id": 8 + (quarter + 2 - turn) % 4}
        return {
            "laneID": number + 1, "laneWidth": 350,
            "laneAttributes": {"shareWith": bits(10), "laneType": ("vehicle", bits(8))}, "maneuvers": bits(12, turn),
            "connectsTo": [{"remoteIntersection": target, "connectingLane": {"lane": 1 + number, "maneuver": bits(12, turn)},
                            "phaseId": 2 * quarter + (1 if turn == 1 else 2)}],
            "points": [{"posOffset": offset(*turned(300 * number + 40 * i, -1700 - 6500 * i, quarter))} for i in range(4)],
        }

    def link(quarter):
        return {
            "name": f"Bo'ao road {quarter + 1}", "upstreamNodeId": {"region": 310, "id": 8 + quarter},
            "speedLimits": [{"type": "vehicleMaxSpeed", "speed": 833}], "linkWidth": 1050,
            "points": [{"posOffset": offset(*turned(600 + 40 * i, -1700 - 6500 * i, quarter))} for i in range(4)],
            "movements": [{"remoteIntersection": {"region": 310, "id": 8 + (quarter + turn) % 4},
                           "phaseId": 2 * quarter + 1 + turn % 2} for turn in (1, 2, 3)],
            "lanes": [lane(quarter, number) for number in range(3)],
        }

    node = {"name": "Bo'ao and Moyu", "id": {"region": 310, "id": 7}, "refPos": CSAE_POSITION,
            "inLinks": [link(quarter) for quarter in range(4)]}
    return {"msgCnt": 3, "timeStamp": 271_534, "nodes": [node]}


def csae_spat():
    def phase(number):
        lights = ["red", "protected-green", "yellow"]
        states = [{"light": lights[(number + i) % 3], "timing": ("counting", {
            "startTime": 0 if i == 0 else 250 + 30 * i, "likelyEndTime": 250 + 30 * i + number, "timeConfidence": 180})}
            for i in range(3)]
        return {"id": number, "phaseStates": states}

    return {"msgCnt": 9, "moy": 271_534, "timeStamp": 30_500, "name": "Bo'ao and Moyu", "intersections": [{
        "intersectionId": {"region": 310, "id": 7}, "status": bits(16, 6), "moy": 271_534, "timeStamp": 30_500,
        "timeConfidence": "time-000-010", "phases": [phase(number) for number in range(1, 9)]}]}


def csae():
    frame = compiled("csae-2020").MsgFrame.MessageFrame
    write("csae-bsm", frame, ("bsmFrame", csae_bsm()))
    write("csae-rsm", frame, ("rsmFrame", csae_rsm()))
    write("csae-map", frame, ("mapFrame", csae_map()))
    write("csae-spat", frame, ("spatFrame", csae_spat()))


if __name__ == "__main__":
    j2735()
    csae()
