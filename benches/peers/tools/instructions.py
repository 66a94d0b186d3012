"""Count the instructions of one decode and one encode for each codec and frame, with callgrind: a Markdown table.

    python3 benches/peers/tools/instructions.py [FRAME ...]        # from the root
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
REPEAT = TARGET / "release/repeat"
CODECS = ["ours", "rasn", "asn1rs", "floor", "floor-fresh"]
# What the runs differ by. Few are enough: nothing in the codecs depends on chance.
FEW, MANY = 20, 120


def instructions(*arguments):
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", REPEAT, *map(str, arguments)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def main():
    subprocess.run(["cargo", "build", "--quiet", "--profile", "bench", "-p", "v2x-bench-peers", "--bin", "repeat"],
                   cwd=ROOT, check=True)
    able = {}
    for line in subprocess.run([REPEAT], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        codec, frame = line.split()
        able.setdefault(frame, set()).add(codec)
    print("| frame | | " + " | ".join(CODECS) + " |")
    print("| --- | --- |" + " ---: |" * len(CODECS))
    for frame in sys.argv[1:] or able:
        for operation in ("decode", "encode"):
            cells = []
            for codec in CODECS:
                if codec not in able[frame]:
                    cells.append("–")
                    continue
                few, many = (instructions(operation, codec, frame, times) for times in (FEW, MANY))
                cells.append(str(round((many - few) / (MANY - FEW))))
            print(f"| {frame} | {operation} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
