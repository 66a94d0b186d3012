"""Cut out of the project's ASN.1 modules what the benched messages need, in a form that the peers can read.

    python3 benches/peers/tools/subset.py          # from the root; writes benches/peers/asn1/*.asn

Neither peer reads information object classes and parameterised types (or not all of what J2735 does with them),
so every open type becomes an OCTET STRING, which has the same bits on the wire; the adaptors of the bench
decode its content in a second step, as users of these crates do. One flat module a set: no type name occurs twice
in what is reached (the script refuses otherwise). Comments are dropped; they stand in `asn1/`.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]

# Per set: the folder, the types to start from, and the text that replaces the frame.
SETS = {
    "J2735": (
        "j2735",
        ["BasicSafetyMessage.BasicSafetyMessage", "BasicSafetyMessage.SpecialVehicleExtensions",
         "BasicSafetyMessage.SupplementalVehicleExtensions", "Common.VehicleSafetyExtensions",
         "MapData.MapData", "SPAT.SPAT", "SensorDataSharingMessage.SensorDataSharingMessage",
         "TravelerInformation.TravelerInformation"],
        "MessageFrame ::= SEQUENCE {\n"
        "    messageId  INTEGER (0..32767),\n"
        "    value      OCTET STRING,\n"
        "    ...\n"
        "}",
    ),
    "CSAE": (
        "csae-2020",
        ["BSM.BasicSafetyMessage", "Map.MapData", "RSM.RoadsideSafetyMessage", "SignalPhaseAndTiming.SPAT"],
        # The alternatives that are not benched keep their place.
        "MessageFrame ::= CHOICE {\n"
        "    bsmFrame     BasicSafetyMessage,\n"
        "    mapFrame     MapData,\n"
        "    rsmFrame     RoadsideSafetyMessage,\n"
        "    spatFrame    SPAT,\n"
        "    rsiFrame     NULL,\n"
        "    ...,\n"
        "    msgFrameExt  NULL\n"
        "}",
    ),
}

# Types that are replaced: parameterised ones, whatever their parameter, leave their open type as octets.
REPLACED = {
    "RegionalExtension": "RegionalExtension ::= SEQUENCE {\n"
                         "    regionId     INTEGER (0..255),\n"
                         "    regExtValue  OCTET STRING\n"
                         "}",
    # Object identifiers have the wire form of an OCTET STRING too; asn1rs does not read them.
    "FullRoadAuthorityID": "FullRoadAuthorityID ::= OCTET STRING",
    "RelativeRoadAuthorityID": "RelativeRoadAuthorityID ::= OCTET STRING",
    "PartIIcontent": "PartIIcontent ::= SEQUENCE {\n"
                     "    partII-Id     INTEGER (0..63),\n"
                     "    partII-Value  OCTET STRING\n"
                     "}",
}

# Optional branches that no benched frame takes, left out to spare compile time: NULL keeps their place.
LEFT_OUT = [
    "DisabledVehicle", "LinkExList", "ObstacleDetection", "ProhibitedZone", "RTCMPackage", "SchoolBusJ2945Slash1C",
    "SpeedProfile", "TrailerData", "TrailersJ2945Slash1B", "TravelerDataFrameNewPartIIIContent", "WeatherProbe",
    "WeatherReport",
]
REPLACED |= {name: f"{name} ::= NULL" for name in LEFT_OUT}


def read_module(path):
    """The name, the imports (name -> module) and the definitions (name -> text) of a module of this project."""
    text = re.sub(r"--.*", "", path.read_text())
    name = re.search(r"^(\S+) DEFINITIONS", text, re.M).group(1)
    body = text.split("::= BEGIN", 1)[1].rsplit("END", 1)[0]
    imports = {}
    if found := re.search(r"IMPORTS(.*?);", body, re.S):
        for names, source in re.findall(r"(.*?)FROM\s+(\S+)", found.group(1), re.S):
            imports |= {one.strip(): source for one in names.split(",")}
        body = body[found.end():]
    parts = re.split(r"^(?=[A-Za-z])", body, flags=re.M)
    definitions = {re.match(r"[\w-]+", part).group(0): tidy(part) for part in parts if "::=" in part}
    return name, imports, definitions


def tidy(text):
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


# What asn1rs does not read or turns into two Rust items of one name, and what says the same for it: sizes after an
# extension marker (the wire is the same without them), a constraint on a reference, `prec0-1deg` beside
# `prec01deg`, a field named `type` before an extension marker, a list of anonymous sequences.
SIMPLER = [
    (r"\s*\{\{[^}]*\}\}", ""),
    (r"SIZE\((\d+), \.\.\., \d+\)", r"SIZE(\1, ...)"),
    (r"\b(?!INTEGER)[A-Z]\w* (?=\([-\d]+\.\.[-\d]+\))", "INTEGER "),
    (r"\bprec0-1deg\b", "prec0point1deg"),
    (r"^    type ", "    kind "),
    (r"^(\w+)( ::= .* OF )(SEQUENCE \{\n(?: .*\n)*\})", r"\1\2\1Item\n\n\1Item ::= \3"),
]


def simplify(text):
    for pattern, better in SIMPLER:
        text = re.sub(pattern, better, text, flags=re.M)
    return text


def reach(modules, starts):
    """The definitions that the starts need, in the order in which they are met."""
    found, waiting = {}, [tuple(start.split(".")) for start in starts]
    while waiting:
        module, name = waiting.pop(0)
        imports, definitions = modules[module]
        if name not in definitions:
            module = imports[name]
            definitions = modules[module][1]
        if name in found:
            if found[name][0] != module:
                sys.exit(f"{name} stands in {found[name][0]} and in {module}")
            continue
        text = REPLACED.get(name) or simplify(definitions[name])
        found[name] = (module, text)
        imports, definitions = modules[module]
        words = re.findall(r"\b[A-Z][\w-]*", text.split("::=", 1)[1])
        waiting += [(module, word) for word in words if word in definitions or word in imports]
    return [text for _, text in found.values()]


def main():
    for name, (folder, starts, frame) in SETS.items():
        paths = sorted((ROOT / "asn1" / folder).glob("*.asn"))
        modules = {module: rest for module, *rest in map(read_module, paths)}
        texts = [frame, *reach(modules, starts)]
        target = ROOT / "benches/peers/asn1" / f"{folder}.asn"
        target.write_text(f"-- Made by tools/subset.py from asn1/{folder}.\n\n{name} DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n\n"
                          + "\n\n".join(texts) + "\n\nEND\n")
        print(f"{target.relative_to(ROOT)}: {len(texts)} types")


if __name__ == "__main__":
    main()
