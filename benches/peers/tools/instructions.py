"""Count the instructions of one decode and one encode for each codec and frame, with callgrind: a Markdown table.

    python3 benches/peers/tools/instructions.py [FRAME ...]        # from the root
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
CODECS = ["ours", "ours-fresh", "rasn", "asn1rs", "floor", "floor-fresh"]
# What the runs differ by. Few are enough: nothing in the codecs depends on chance.
FEW, MANY = 20, 120


def built():
    """The bench program."""
    command = ["cargo", "bench", "--no-run", "-p", "v2x-bench-peers", "--bench", "codec", "--message-format", "json"]
    messages = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    programs = [json.loads(line).get("executable") for line in messages.splitlines()]
    return [program for program in programs if program][-1]


def instructions(program, *arguments):
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "repeat", *map(str, arguments)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def main():
    program = built()
    able = {}
    for line in subprocess.run([program, "list"], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
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
                few, many = (instructions(program, operation, codec, frame, times) for times in (FEW, MANY))
                cells.append(str(round((many - few) / (MANY - FEW))))
            print(f"| {frame} | {operation} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
