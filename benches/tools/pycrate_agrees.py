"""Holds this codec against pycrate, an independent implementation, on random values of every message.

    python3 -m venv .venv && .venv/bin/pip install pycrate==0.8.1
    .venv/bin/python benches/tools/pycrate_agrees.py [--sets j2735,csae-2020,csae-2019] [--count 1000] [--seed 1]

pycrate compiles the project's own modules (asn1/). Of each random frame that this library makes, pycrate must

1. read the octets and write the same ones again;
2. see the same value: its JSON equals this library's, member by member;
3. make the same octets out of this library's JSON.

Prints a line for each disagreement and counts at the end; exit status 1 if there is any. Only counted, since pycrate is
known to be wrong there: a bit string longer than the root of its size (`SIZE(9, ...)`), for which it writes no length.
"""
import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pycrate_asn1c.asnproc import GLOBAL, PycrateGenerator, compile_text, generate_modules

ROOT = Path(__file__).resolve().parents[2]

KNOWN = "without pycrate's length of a bit string"

# The module and type of a frame, by set.
FRAMES = {"j2735": ("MessageFrame", "MessageFrame"), "csae-2020": ("MsgFrame", "MessageFrame"),
          "csae-2019": ("MsgFrame", "MessageFrame")}


def frame_type(name):
    """The compiled frame of a set."""
    folder = ROOT / "asn1" / name
    GLOBAL.clear()
    compile_text("\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.asn"))))
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "compiled.py")
        generate_modules(PycrateGenerator, path)
        spec = importlib.util.spec_from_file_location("compiled", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    wanted, kind = FRAMES[name]
    for item in vars(module).values():
        if isinstance(item, type) and getattr(item, "_name_", None) == wanted:
            return getattr(item, kind)
    raise SystemExit(f"{name}: no module {wanted}")


def random_frames(name, count, seed):
    command = ["cargo", "run", "--quiet", "-p", "v2x-benches", "--bin", "random_frames", "--", name, str(count), str(seed)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


class NoLength(Exception):
    """pycrate's JSON lacks the length of a bit string."""


def difference(ours, theirs, path=""):
    """The first place where two JSON values differ, or None."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            if name not in ours or name not in theirs:
                return f"{path}.{name}: {'absent here' if name not in ours else 'absent there'}"
            found = difference(ours[name], theirs[name], f"{path}.{name}")
            if found:
                return found
        return None
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        found = (difference(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(ours, theirs)))
        return next(filter(None, found), None)
    if isinstance(ours, dict) and ours.keys() == {"value", "length"} and isinstance(theirs, str):
        raise NoLength
    if isinstance(ours, str) and isinstance(theirs, str):
        return None if ours.lower() == theirs.lower() else f"{path}: {ours[:40]!r} / {theirs[:40]!r}"
    return None if ours == theirs else f"{path}: {ours!r:.40} / {theirs!r:.40}"


def disagreement(frame, line):
    """What pycrate makes of a frame, if not what this library makes of it: the law that fails, and how."""
    octets = bytes.fromhex(line["hex"])
    try:
        frame.from_uper(octets)
    except Exception as error:  # pycrate raises whatever comes
        return "refuses", f"{type(error).__name__}: {error}"
    if frame.to_uper() != octets:
        return "writes otherwise", frame.to_uper().hex()[:80]
    try:
        found = difference(line["jer"], json.loads(frame.to_jer()))
    except NoLength:
        return KNOWN, ""
    if found:
        return "sees otherwise", found
    try:
        frame.from_jer(json.dumps(line["jer"]))
    except Exception as error:
        return "refuses JSON", f"{type(error).__name__}: {error}"
    if frame.to_uper() != octets:
        return "writes JSON otherwise", frame.to_uper().hex()[:80]
    return None


def message(line):
    """The name of the message: by its identifier in J2735, by its alternative in the Chinese sets."""
    jer = line["jer"]
    return str(jer["messageId"]) if "messageId" in jer else next(iter(jer))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=",".join(FRAMES))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = False
    for name in options.sets.split(","):
        frame = frame_type(name)
        lines = random_frames(name, options.count, options.seed)
        results = Counter()
        for line in lines:
            found = disagreement(frame, line)
            results[found[0] if found else "agrees"] += 1
            if found and found[0] != KNOWN:
                failed = True
                print(f"{name} seed {line['seed']} {message(line)}: {found[0]}: {found[1][:160]}")
        kinds = len({message(line) for line in lines})
        print(f"{name}: {len(lines)} frames, {kinds} kinds of message: " +
              ", ".join(f"{count} {result}" for result, count in sorted(results.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
