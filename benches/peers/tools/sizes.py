#!/usr/bin/env python3
"""What the codecs of the benched J2735 messages weigh: code and constants of a small program around each, less those of
the same program without a codec; and how many of the benched frames each reads and writes again, octet by octet.

    python3 benches/peers/tools/sizes.py          # needs `size` (binutils)

Release profile of the workspace; `.text` is code, `.rodata` constants, `.data.rel.ro` tables of pointers."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
CODECS = ["ours", "rasn", "asn1rs"]
SECTIONS = [".text", ".rodata", ".data.rel.ro"]


def build():
    """The folder of the built programs."""
    command = ["cargo", "build", "--release", "-p", "v2x-bench-peers", "--examples"]
    subprocess.run(command, cwd=ROOT, check=True)
    metadata = ["cargo", "metadata", "--format-version=1", "--no-deps"]
    target = json.loads(subprocess.run(metadata, cwd=ROOT, check=True, capture_output=True).stdout)
    return pathlib.Path(target["target_directory"]) / "release/examples"


def sizes(program):
    text = subprocess.run(["size", "-A", program], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in text.splitlines()]
    found = {row[0]: int(row[1]) for row in rows if len(row) == 3 and row[0] in SECTIONS}
    return [found.get(section, 0) for section in SECTIONS]


def agrees(program, octets):
    done = subprocess.run([program], input=octets, capture_output=True)
    return done.returncode == 0 and done.stdout == octets


def main():
    folder = build()
    frames = sorted((ROOT / "benches/frames").glob("*.hex"))
    frames = [f for f in frames if not f.name.startswith("csae")]
    nothing = sizes(folder / "size_nothing")
    print("| codec | " + " | ".join(SECTIONS) + " | frames |\n| --- |" + " ---: |" * (len(SECTIONS) + 1))
    for codec in CODECS:
        program = folder / f"size_{codec}"
        right = sum(agrees(program, bytes.fromhex(frame.read_text())) for frame in frames)
        weight = [size - base for size, base in zip(sizes(program), nothing)]
        print(f"| {codec} | " + " | ".join(str(octets) for octets in weight) + f" | {right} of {len(frames)} |")


if __name__ == "__main__":
    main()
