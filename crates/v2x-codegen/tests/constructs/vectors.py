"""Encodes values of the cases with encoders that know nothing of this project: pycrate, and asn1tools for the
constructs that pycrate gets wrong.

    python3 -m venv .venv && .venv/bin/pip install pycrate==0.8.1 asn1tools==0.169.0
    .venv/bin/python vectors.py > vectors.jsonl

A line a value: {"case", "type", "hex", "jer"}, where `case` is the ASN.1 module. Octets of more than 2000 are given as
runs, [["c4", 1], ["a5", 65536], …] under "runs", and without JSON.
"""
import importlib.util
import itertools
import json
import os
import sys
import tempfile
from pathlib import Path

import asn1tools
from pycrate_asn1c.asnproc import PycrateGenerator, compile_text, generate_modules

HERE = Path(__file__).parent

# How the values below are written: a dict is a SEQUENCE, a list a SEQUENCE OF, (name, value) a CHOICE or the contents
# of an open type by the name of its type, (number, bits) a BIT STRING, a tuple of numbers an object identifier, 0 NULL.


def bits(text):
    return (int(text or "0", 2), len(text))


def with_base(base, *changes):
    """The value itself, and once more with each of the changes."""
    return [base] + [{**base, **change} for change in changes]


def without(value, *names):
    return {name: inner for name, inner in value.items() if name not in names}


LIGHTS = {"place": "curve", "single": "only", "light": "green", "places": ["start", "before", "middle"],
          "lights": ["red", "flashing", "amber"], "singles": ["only", "only"]}

CONSTRAINED = {"none": 7, "bit": -1, "holes": 1, "octet": 0, "signed": -128, "above": 0, "word": 0, "over64k": 0,
               "deep": -4096, "wide": 0, "wider": -2147483649, "fifty7": 0, "micros": 0, "all": 0,
               "allSigned": -2**63}
CONSTRAINED_TOP = {"none": 7, "bit": 0, "holes": 5, "octet": 255, "signed": 127, "above": 256, "word": 65535,
                   "over64k": 65536, "deep": 61439, "wide": 2**32 - 1, "wider": 2147483648, "fifty7": 2**57 - 1,
                   "micros": 2**60 - 1, "all": 2**64 - 1, "allSigned": 2**63 - 1}
CONSTRAINED_MIDDLE = {"none": 7, "bit": 0, "holes": 3, "octet": 0xA5, "signed": -1, "above": 200, "word": 0x1234,
                      "over64k": 65535, "deep": 0, "wide": 0xDEADBEEF, "wider": 1, "fifty7": 0x123456789ABCDE,
                      "micros": 0xFEDCBA987654321, "all": 0x0123456789ABCDEF, "allSigned": -2}

NAMED = {"natural": 300, "room": 15, "outside": -40, "offset": 7, "whole": -129, "stamp": 2**40, "level": 15,
         "levels": [0, 1, 9], "offsets": [-8, 8, -9, 1000], "wholes": [0, 127, 128, -128, -129, 2**31, -2**63]}

SERIAL = {"some": 523, "twice": 500, "alias": 541, "further": 530, "speed": 300, "but": 8190, "open": 1,
          "speeds": [0, 15], "text": "abcd", "letters": "ab", "key": b"\1\2\3\4", "bits": bits("10000001")}

BITS = {"brakes": bits("10110"), "eight": bits("10000001"), "sixty4": (0x8123456789ABCDEF, 64),
        "sixty": (0x812345678ABCDEF, 60), "plain": bits("10" * 10), "events": bits("1000000000001"),
        "lane": bits("01000000"), "ranged": bits("101"), "more": bits("1111111111"), "any": bits(""),
        "named": bits("1000000001"), "long": (1 << 99 | 1, 100), "none": bits(""), "inner": bits("011"),
        "list": [bits("00001"), bits("11111")]}

OCTETS = {"id": b"\xde\xad\xbe\xef", "one": b"\x81", "two": b"\x12\x34", "three": b"abc", "eight": b"01234567",
          "none": b"", "long": bytes(range(40)), "ranged": b"\1\2", "more": b"\1\2\3\4\5", "thirteen": b"0123456789abc",
          "any": b"", "ids": [b"\0\0\0\1", b"\xff\xff\xff\xff"], "pieces": [b"", b"x", b"yz" * 100]}

TEXTS = {"name": "Main St", "tag": "ab", "ranged": "a", "any": "", "grade": "AHxy", "binary": "0110", "dashes": "---",
         "quoted": "'\\\"", "digits": "0 9", "printable": "A z?", "visible": "~ !", "utf8": "é€𝄞",
         "bmp": "aé€", "list": ["a", "bc"]}

PAIR, PAIRS = {"x": 15, "y": -8}, [{"x": 0, "y": 7}, {"x": 15, "y": -8}]
LISTS = {"fixed": [1, 6], "ranged": PAIRS, "narrower": PAIRS, "more": PAIRS, "thirteen": [True, False] * 6 + [True],
         "any": [], "atLeast": [True, False], "huge": [True] * 3, "most": [False, True], "lists": [[], [True, False]],
         "nulls": [0, 0, 0], "own": [{"a": True, "b": 3}, {"a": False}]}

AROUND = {"bare": {"a": 1}, "report": {"a": 2}, "list": [{"a": 5}, {"a": 6}], "end": 255}
BARES = [{"a": 1}, {"a": 1, "more": 9}, {"a": 1, "mark": 0}, {"a": 1, "more": 9, "mark": 0}]
GROUP = {"e": 5, "f": True, "g": 3}
REPORTS = [
    {"a": 2}, {"a": 2, "b": True, "c": 0x1234}, {"a": 2, "mark": 0}, {"a": 2, **GROUP}, {"a": 2, "f": False, "g": 2},
    {"a": 2, "h": ""}, {"a": 2, "one": "only"}, {"a": 2, "i": {"a": 7, "more": 1}},
    {"a": 2, "b": False, "c": 1, "mark": 0, **GROUP, "h": "late", "one": "only", "i": {"a": 8}},
]

SHAPES = {"shape": ("none", 0), "single": ("only", 7), "marked": ("only", 8), "closed": ("b", 0),
          "list": [("number", 5), ("pair", {"x": 1, "y": 15}), ("none", 0)], "end": 255}
NEW_SHAPES = [("name", "abc"), ("mark", 0), ("flag", True), ("list", [1, 2, 3]), ("one", "only")]

SETTINGS = {"yes": True, "no": False, "number": -3, "large": 1000000, "natural": 5, "level": 9, "again": 7,
            "colour": "green", "own": "on", "label": "none", "text": "", "key": b"\xca\xfe", "octets": b"\1\2\3",
            "blob": b"\x0a", "flags": bits("101"), "loose": bits("01"), "bits": bits("0110"), "numbers": [], "list": [],
            "last": 255}

FRAMES = [{"messageId": 20, "value": ("Position", {"x": 4095})}, {"messageId": 20, "value": ("Position", {"x": 1, "y": 2})},
          {"messageId": 21, "value": ("NULL", 0)}, {"messageId": 22, "value": ("Only", "only")},
          {"messageId": 300, "value": ("INTEGER", 200)}, {"messageId": 301, "value": ("SEQUENCE", {"a": True, "b": "only"})}]

LOCALS = {"r": 1, "w": -2, "run": 3, "word0": 4, "raw": "ab", "root": 5, "item": ["c"], "index": -5,
          "index-wide": 2**64 - 2, "flags": bits("110"), "cut": 1000, "out-of-range": 5, "unknown": True, "additions": 7,
          "has-extensions": True, "members": False, "object": True, "id": 6, "kind": False, "at": True, "name": False,
          "jer": True, "alloc": False, "core": True, "octets": b"abcd"}
KEYWORDS = {"type": 1, "self": 2, "super": True, "move": "m"}
PATHS = {"pos": {"lat": 1, "long": 2}, "pos-lat": 3, "out-of": {"range": 4, "index": 5}, "p": {"q-r": 7, "q": {"r": 8}}}
PRELUDE = {"size": 100, "option": "some", "string": "s", "vec": {"x": 1, "y": 2}, "result": ("ok", 0),
           "box": [{"x": 3, "y": 4}], "default": True, "clone": {"clone": False}, "copy": b"\1\2",
           "values": [{"value": 5}], "members": bits("10"), "jer": {"a": True}, "writer": {"a": 6}, "run": -7, "fields": 0,
           "notes": b"\xab", "send": 1, "from": 2, "u8": 3}
WORDS = ["size", "run", "string", "vec", "box", "none", "some", "ok", "err", "self", "uper", "notes", "reader", "cut", "value"]

MESSAGE = {"head": {"version": 3, "kind": "second", "flags": bits("01")}, "body": ("text", "hi")}
PARTS = ("parts", [("number", 9), ("pairs", [{"key": 1}, {"key": 2, "value": ("no", 0)},
                                             {"key": 3, "value": ("yes", {"level": 2})}])])
BIG = {name: bytes([i]) * 32 for i, name in enumerate("abcdef")}

OPTIONALS = {"first": 36111, "always": 1, "a": 2, "b": -2048, "kind": "z", "flag": True, "flags": bits("10001"), "key": b"ab",
             "wide": 2**48 - 1, "middle": 9, "wider": 2**60 - 1, "octets": b"12345", "nothing": 0, "pair": {"x": 4095, "y": 1},
             "last": 5}
FLATS = [("near", {"x": 1, "y": 4095}), ("far", {"x": 2**24 - 1, "y": 2**21 - 2}), ("farther", {"x": 1, "y": 2**24 - 1}),
         ("single", 1000), ("named", {"name": "ab", "number": 255}), ("named", {"number": 1}), ("list", [1, 2, 255]),
         ("list", []), ("nowhere", 0)]
UPS = [{}, {"up": ("little", -64)}, {"up": ("much", 2047)}]
COUNTING = {"start": 36001, "end": 1, "next": 36000}
TIMINGS = [{}, {"timing": ("never", 0)}, {"timing": ("counting", COUNTING)}, {"timing": ("clock", without(COUNTING, "end"))},
           {"timing": ("counting", without(COUNTING, "end", "next"))}]
PLACES = [{"flat": flat, **UPS[i % 3]} for i, flat in enumerate(FLATS)]
STATES = [{"light": light, **timing} for light in ["red", "green", "dark"] for timing in TIMINGS]


def filled(n, octet=0xA5):
    return bytes([octet]) * n


def cases():
    """Every value: (module, type, value)."""
    def each(module, kind, values):
        return [(module, kind, value) for value in values]

    yield from each("Enumerated", "Place", ["curve", "start", "middle", "before"])
    yield from each("Enumerated", "Mixed", "abcd")
    yield from each("Enumerated", "Light", ["red", "amber", "green", "dark", "flashing"])
    yield from each("Enumerated", "Marked", ["only"])
    yield from each("Enumerated", "Lights", with_base(
        LIGHTS, {"marked": "only"}, {"alone": "only"}, {"own": "none"}, {"places": [], "lights": [], "singles": []}))

    yield from each("Integers", "Constrained", [CONSTRAINED, CONSTRAINED_TOP, CONSTRAINED_MIDDLE])
    yield from each("Integers", "Level", [0, 1, 9, 15])
    yield from each("Integers", "Semi", [
        {"natural": 0, "fromFive": 5, "fromMinus": -5}, {"natural": 255, "fromFive": 260, "fromMinus": 250},
        {"natural": 256, "fromFive": 261, "fromMinus": 251}, {"natural": 2**64 - 1, "fromFive": 2**63, "fromMinus": 2**63 - 1}])
    yield from each("Integers", "Unconstrained", [
        {"any": any_, "upTo": up_to} for any_, up_to in
        [(0, 10), (127, -1), (128, -128), (-128, -129), (-129, 0), (32767, 1), (32768, 2), (2**63 - 1, -2**63), (-2**63, 3)]])
    yield from each("Integers", "Extensible", [
        {"small": 7, "more": -1, "one": 5, "semi": 3, "wide": 0},
        {"small": 0, "more": 3, "one": 5, "semi": 1000, "wide": 2**60 - 1},
        {"small": 8, "more": 10, "one": 6, "semi": 2, "wide": 2**60},
        {"small": -1, "more": 20, "one": -1000, "semi": -1, "wide": -1}])
    yield from each("Integers", "Named", with_base(NAMED, {"room": 30, "outside": 215, "offset": 8}, {"offset": -8}))

    yield from each("Constraints", "Serial", with_base(
        SERIAL, {"some": 541, "twice": 1000, "further": 541, "open": 99, "speed": 0, "but": 0},
        {"text": "abcdefgh", "speeds": [1, 2, 3, 4]}))

    yield from each("Bits", "Strings", with_base(
        BITS, {"events": bits("10000000000011")}, {"events": bits("1")}, {"lane": bits("")}, {"lane": bits("110000000000001")},
        {"ranged": bits("1000000001"), "more": bits("001")}, {"more": bits("1")}, {"more": bits("1" * 200)},
        {"any": bits("1" * 127)}, {"any": bits("10" * 64)}, {"own": bits("010")}, {"named": bits("01")}, {"list": []}))

    yield from each("Octets", "Strings", with_base(
        OCTETS, {"ranged": b"12345", "more": b"1"}, {"more": b""}, {"thirteen": b"0123456789abcd"}, {"thirteen": b""},
        {"any": filled(127)}, {"any": filled(128)}, {"inner": b"x"}, {"inner": b"123456789"},
        {"ids": [], "pieces": []}))

    yield from each("Strings", "Texts", with_base(
        TEXTS, {"tag": "abc"}, {"tag": ""}, {"ranged": "abcd"}, {"ranged": "abcde"}, {"ranged": ""}, {"any": "\x7e\x00\n"},
        {"dashes": "", "quoted": ""}, {"any": "x" * 128}, {"visible": "y" * 127, "utf8": "", "bmp": ""}, {"list": []}))
    yield from each("Strings", "Times", [
        {"generalized": ("2024", "09", "01", "12", "30", "15", "5", "Z")},
        {"generalized": ("2024", "09", "01", "12", None, None, None, "Z"), "utc": ("24", "09", "01", "12", "30", None, "Z")}])

    yield from each("Sizes", "Lists", with_base(
        LISTS, {"ranged": [PAIR], "narrower": [PAIR] * 3, "more": [PAIR]}, {"ranged": [PAIR] * 5}, {"more": []},
        {"more": [PAIR] * 3}, {"thirteen": [True] * 14}, {"thirteen": []}, {"any": list(range(127))},
        {"any": list(range(128))}, {"atLeast": [True] * 200}, {"huge": [True] * 1000}, {"most": [True] * 1000},
        {"lists": [], "nulls": [], "own": []}))

    for n in [0, 127, 128, 16383, 16384, 16385, 32768, 65535, 65536, 65537, 81920, 131072 + 16384 + 3]:
        yield "Fragments", "Octets", {"lead": 5, "octets": filled(n)}
        yield "Fragments", "Text", {"lead": 5, "text": "\0" * n}
        if n <= 65536:  # pycrate fails above.
            yield "Fragments", "Flags", {"lead": 5, "flags": ((1 << n) - 1, n)}
        yield "Fragments", "Numbers", {"lead": 5, "numbers": [0xA5] * n}
        if n < 65536:
            yield "Fragments", "Bounded", {"lead": 5, "most": filled(n), "over": filled(n)}
            yield "Fragments", "Open", {"lead": 5, "octets": filled(n)}
    yield "Fragments", "Bounded", {"lead": 5, "most": b"", "over": filled(65536)}

    yield from each("ExtensionOlder", "Bare", [{"a": 9}])
    yield from each("ExtensionOlder", "Report", [{"a": 9}, {"a": 9, "b": True}, {"a": 9, "c": 65535}])
    yield from each("ExtensionOlder", "Around", [AROUND])
    yield from each("ExtensionNewer", "Bare", BARES)
    yield from each("ExtensionNewer", "Report", REPORTS)
    yield from each("ExtensionNewer", "Around", [
        {"bare": bare, "report": report, "list": BARES[:3], "end": 0x5A}
        for bare, report in zip(itertools.cycle(BARES), REPORTS)])

    yield from each("ChoiceOlder", "Shapes", with_base(
        SHAPES, {"shape": ("number", 200)}, {"shape": ("pair", {"x": 3, "y": 4})}, {"shape": ("name", "abcdefgh")},
        {"closed": ("a", True)}, {"closed": ("c", ("only", 9))}, {"own": ("yes", 2)}, {"own": ("no", 0)}, {"list": []}))
    yield from each("ChoiceNewer", "Shapes", with_base(
        SHAPES, {"marked": ("other", True)}, {"own": ("maybe", False)}, {"list": NEW_SHAPES[:3]},
        *({"shape": shape} for shape in NEW_SHAPES)))

    other = {"yes": False, "no": True, "number": 7, "large": 0, "natural": 6, "level": 1, "again": 0, "colour": "blue",
             "own": "off", "label": "", "text": "x", "key": b"\0\0", "octets": b"\3\2\1", "blob": b"", "flags": bits("000"),
             "loose": bits("1"), "bits": bits("1111"), "numbers": [1], "list": [True]}
    yield from each("Defaults", "Settings", with_base(SETTINGS, other, *({name: value} for name, value in other.items())))
    yield from each("Defaults", "Later", [
        {"a": 1}, {"a": 2}, {"a": 1, "b": 3}, {"a": 1, "c": 9, "d": True}, {"a": 1, "b": 4, "c": 1, "d": False}])

    yield from each("Objects", "Frame", FRAMES)
    yield from each("Objects", "Mixed", [
        {"before": True, "kind": frame["messageId"], "value": frame["value"], "after": 90} for frame in FRAMES])
    yield from each("Objects", "Mixed", [{"before": False, "kind": 21, "between": 7, "value": ("NULL", 0), "after": 255}])
    yield from each("Objects", "Wide", [{"id": 1, "value": ("BOOLEAN", True)}, {"id": 70000, "value": ("Position", {"x": 5})}])
    yield from each("Objects", "Batch", [{"frames": FRAMES[:4], "end": 255}, {"frames": [], "end": 1}])

    yield from each("Parameters", "Map", [
        {"signal": {"regionId": 3, "value": ("BOOLEAN", True)}, "height": {"value": 1023}, "flag": {"value": True}},
        {"regional": [{"regionId": 3, "value": ("MapExtra", {"height": 200})}] * 2,
         "signal": {"regionId": 4, "value": ("INTEGER", 15)}, "height": {"value": 1, "errors": [2, 3, 4]},
         "flag": {"value": False, "errors": [True] * 7}}])

    outer = {"angle": 239, "other": 28800, "count": 127, "own": 1}
    yield from each("ScopesBase", "Base", [{"angle": 28800, "count": 0}, {"angle": 1, "count": 2, "outer": outer}])
    yield from each("ScopesOther", "Outer", [outer])

    yield from each("Names", "Keywords", with_base(
        KEYWORDS, {"match": True, "crate": False, "async": True, "yield": False}, {"loop": True}, {"gen": 5}))
    yield from each("Names", "Locals", with_base(
        LOCALS, {"word1": True, "value": 5, "extended": False, "has-value": True}, {"known": True},
        {"error": 7, "let": False}, {"w": 10**11, "root": 8, "item": []}))
    yield from each("Names", "Paths", with_base(PATHS, {"pos-long": 6}))
    yield from each("Names", "Prelude", with_base(
        PRELUDE, {"some": 7, "uper": "u", "iterator": bits("101"), "notes": b""}, {"object": ("object", {"value": 1})},
        {"object": ("value", 1), "result": ("err", 3)}))
    yield from each("Names", "Variants", [
        {"words": word, "kinds": kind} for word, kind in zip(WORDS, itertools.cycle(
            [("size", 0), ("run", 0), ("string", True), ("vec", 0), ("box", 0), ("none", 0), ("some", 0), ("self", 0), ("type", 0)]))])
    yield from each("Names", "Close", [
        {"precision": word, "a1-2": 1, "a12": 2, "b": 3, "c": 4, "d": b"\x81", "e": 5}
        for word in ["prec0-1deg", "prec01deg", "prec0-01deg", "prec001deg"]])

    yield from each("Nested", "Message", with_base(
        MESSAGE, {"body": PARTS}, {"body": ("parts", [])}, {"tail": [[], [{"a": True}, {"a": False}]]}))
    deep = {"e": {"f": {"g": 200}, "h": 15}}
    yield from each("Nested", "Deep", [{"a": {"b": ("c", {"d": d})}} for d in [[], [deep], [deep, {"e": {"h": 1}}]]])
    yield from each("Nested", "Large", [("small", 1), ("large", []), ("large", [BIG]), ("big", BIG)])

    names = [name for name in OPTIONALS if name not in ("always", "middle")]
    yield from each("Openings", "Optionals", [
        OPTIONALS, without(OPTIONALS, *names), *(without(OPTIONALS, name) for name in names),
        *(without(OPTIONALS, *(other for other in names if other != name)) for name in names)])
    yield from each("Openings", "Way", [
        {"points": []}, {"points": [{"place": place} for place in PLACES[:5]]}, {"points": [{"place": place} for place in PLACES[5:]]}])
    yield from each("Openings", "State", STATES)
    yield from each("Openings", "Lamp", [
        {"colour": colour, "hour": 23, **level} for colour in ["white", "blue"] for level in [{}, {"level": 200}]])
    yield from each("Openings", "Ends", [
        {"ok": True, "most": {"number": 2**47 - 1, "text": "ab"}, "more": {"number": 1}, "far": {
            "before": 2**40 - 1, "key": b"xyz", "place": place, **({"state": state} if i % 2 else {})}}
        for i, (place, state) in enumerate(zip(PLACES, STATES))])

    yield from each("Oids", "Identifiers", [
        {"oid": (1, 3, 6, 1, 4, 1), "relative": (8571, 3, 2), "list": []},
        {"oid": (2, 999, 3), "relative": (0,), "named": (0, 39), "list": [(127,), (128, 16384), (2**40,)]}])


def second_cases():
    """Values for asn1tools, written as it takes them: (file, module, type, value).

    pycrate puts what follows a second extension marker among the additions, takes the characters of a narrowed
    NumericString by their rank in the whole one, writes the length of a bitmap above 64 as a number (X.691 10.6, not
    10.9.3.4), and fails at bit strings above 64K bits.
    """
    for value in [{}, {"a0": True}, {"a65": True}, {"a63": False, "a64": True}]:
        yield "bitmap", "Bitmap", "Many", value
    middles = [{"a": 3, "c": 4}, {"a": 3, "b": 15, "c": 4}]
    for middle in middles:
        yield "marker", "MarkerOlder", "Middle", middle
        yield "marker", "MarkerOlder", "Around", {"middle": middle, "end": 0x5A}
    for middle in middles + [{"a": 3, "b": 0, "d": False, "c": 4}]:
        yield "marker", "MarkerNewer", "Middle", middle
        yield "marker", "MarkerNewer", "Around", {"middle": middle, "end": 0x5A}
    yield "marker", "MarkerOlder", "Empty", {"a": 3, "c": True}
    for text in ["042", "999"]:
        yield "numeric", "Numeric", "Price", text
    for n in [65537, 81920, 131072 + 16384 + 3]:
        yield "fragments", "Fragments", "Flags", {"lead": 5, "flags": (filled((n + 7) // 8, 0xFF), n)}


def compiled():
    """All modules of the cases, by their ASN.1 names."""
    compile_text("\n".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.asn"))))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "compiled.py")
        generate_modules(PycrateGenerator, path)
        spec = importlib.util.spec_from_file_location("compiled", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return {item._name_: item for item in vars(module).values() if isinstance(item, type) and hasattr(item, "_obj_")}


def line(modules, module, kind, value):
    """One line of the output. The JSON is that of the value read back, with defaults in it. (pycrate 0.8.1 cannot read
    back all that it writes: fragmented bit strings, and characters without bits. What it writes is right by X.691.)"""
    asn = getattr(modules[module], kind.replace("-", "_"))
    asn.set_val(value)
    octets = asn.to_uper()
    try:
        asn.from_uper(octets)
        asn.to_jer()
    except Exception:
        asn.set_val(value)
    return written(module, kind, octets, asn.to_jer)


def second_line(case, module, kind, value):
    """The same by asn1tools."""
    # It takes one type of a name at a time, so only the module itself.
    text = (HERE / f"{case}.asn").read_text(encoding="utf-8")
    text = text[text.index(f"{module} DEFINITIONS"):].partition("\nEND\n")[0] + "\nEND\n"
    octets = asn1tools.compile_string(text, "uper").encode(kind, value)
    return written(module, kind, octets, lambda: asn1tools.compile_string(text, "jer").encode(kind, value))


def written(module, kind, octets, jer):
    """A line: long octets as runs."""
    if len(octets) > 2000:
        runs = [[bytes([octet]).hex(), len(list(same))] for octet, same in itertools.groupby(octets)]
        return {"case": module, "type": kind, "runs": runs}
    return {"case": module, "type": kind, "hex": octets.hex(), "jer": json.loads(jer())}


def main():
    stdout, sys.stdout = sys.stdout, sys.stderr  # pycrate talks while it compiles.
    modules = compiled()
    sys.set_int_max_str_digits(0)
    failed = False
    values = [(line, (modules, *value)) for value in cases()] + [(second_line, value) for value in second_cases()]
    for encode, value in values:
        try:
            made = encode(*value)
        except Exception as error:  # Every failure is worth seeing before giving up.
            print(f"{str(value[1:])[:200]}: {error!r}"[:600])
            failed = True
            continue
        print(json.dumps(made, ensure_ascii=False, separators=(",", ":")), file=stdout)
    return failed


if __name__ == "__main__":
    sys.exit(main())
