#!/usr/bin/env python3
"""How good the fusion is on recordings with known truth, as tables beside the baselines.

Plays every recording with `v2x replay`, scores tracks and warnings with the scorer that lies beside the recordings, and
prints the tables of crates/v2x-fusion/README.md. Needs numpy and scipy, for the scorer:

    cargo build --release -p v2x-cli
    python benches/tools/scenarios/results.py [RECORDING ...]

Recordings are folders with messages.pcap, truth.jsonl.gz, events.jsonl and meta.json; given none, those below `dev` in
the folder that V2X_SCENARIOS names, or else ../shared/scenarios, from the root of the repository. `make.py` beside this
file makes more of them. What limits the fusion is shown by oracles, which know something that nobody knows on the road,
the tracks or whose each report is:

    cargo build --release -p v2x-benches --example fusion_oracle
    python benches/tools/scenarios/results.py --oracle tracks|association [RECORDING ...]
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = Path(os.environ.get("V2X_SCENARIOS", ROOT / "../shared/scenarios"))
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# Order of the columns in BASELINES.md, after scenario and baseline.
MEASURES = [
    "gospa",
    "position_rmse",
    "speed_rmse",
    "heading_rmse",
    "missed_rate",
    "false_per_scan",
    "duplicates_per_scan",
    "id_switches",
    "mota",
    "idf1",
    "init_delay_p50",
    "anees",
]
# What is shown of them, and how.
SHOWN = {
    "gospa": ("GOSPA m", ".2f"),
    "position_rmse": ("position m", ".3f"),
    "speed_rmse": ("speed m/s", ".3f"),
    "heading_rmse": ("heading °", ".1f"),
    "missed_rate": ("missed", ".3f"),
    "false_per_scan": ("false a scan", ".3f"),
    "duplicates_per_scan": ("duplicates a scan", ".3f"),
    "id_switches": ("switches", ".0f"),
    "init_delay_p50": ("begins after s", ".1f"),
    "anees": ("ANEES", ".2f"),
}
# The baselines that tell the present; Stone Soup's own output is 0.3 s late.
LIVE = ["latest", "carma", "carma2", "live"]
KINDS = {"red-light": "red light", "collision": "collision", "vru": "people in the way"}


def baselines():
    """The measures of each baseline on each scenario; nothing where there is no table."""
    found = {}
    table = SCENARIOS / "BASELINES.md"
    for line in table.read_text().splitlines() if table.exists() else []:
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) > len(MEASURES) and cells[1] in LIVE:
            found[cells[0], cells[1]] = dict(zip(MEASURES, map(float, cells[2:])))
    return found


def play(recording, tracks, warnings, options):
    """Writes the tracks and warnings of a recording: the fusion's, or those of an oracle."""
    capture = recording / "messages.pcap"
    if options.oracle:
        with gzip.open(recording / "truth.jsonl.gz") as truth:
            command = [options.oracle_binary, options.oracle, capture, tracks, warnings]
            subprocess.run(command, check=True, input=truth.read())
    else:
        command = [options.binary, "replay", capture, "--tracks", tracks, "--warnings", warnings]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def score(recording, options, folder):
    """Plays a recording and scores what comes of it."""
    tracks, warnings, result = (Path(folder) / name for name in ("tracks.jsonl", "warnings.jsonl", "score.json"))
    play(recording, tracks, warnings, options)
    scorer = [sys.executable, SCENARIOS / "score.py", "--scenario", recording, "--tracks", tracks]
    command = [*scorer, "--warnings", warnings, "--json", result]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return json.loads(result.read_text())


def cells(measures):
    return " | ".join(format(measures[name], form) for name, (_, form) in SHOWN.items())


def print_tracks(results, known, who):
    print("| scenario | |", " | ".join(title for title, _ in SHOWN.values()), "|")
    print("| --- | --- |", " | ".join("---:" for _ in SHOWN), "|")
    for name, result in results.items():
        print(f"| {name} | {who} | {cells(result)} |")
        of = [(known[result["scenario"], one]["gospa"], one) for one in LIVE if (result["scenario"], one) in known]
        if of:
            best = min(of)[1]
            print(f"| | {best} | {cells(known[result['scenario'], best])} |")


def told(warnings):
    """What the scorer says of the warnings of one kind."""
    words = []
    if warnings["events"]:
        words.append(f"{warnings['found']} of {warnings['events']}")
    words.append(f"{warnings['false']} false")
    if warnings["lead_p50"] is not None:
        words.append(f"{warnings['lead_p50']:.1f} s ahead")
    return ", ".join(words)


def print_warnings(results):
    print("\n| scenario |", " | ".join(KINDS.values()), "|")
    print("| --- |", " | ".join("---" for _ in KINDS), "|")
    for name, result in results.items():
        print(f"| {name} |", " | ".join(told(result["warnings"][kind]) for kind in KINDS), "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="*", type=Path)
    parser.add_argument("--binary", type=Path, default=TARGET / "release/v2x", help="default: %(default)s")
    parser.add_argument("--oracle", choices=["tracks", "association"], help="what is known that nobody knows")
    oracle = TARGET / "release/examples/fusion_oracle"
    parser.add_argument("--oracle-binary", type=Path, default=oracle, help="default: %(default)s")
    options = parser.parse_args()
    recordings = options.recordings or sorted(path.parent for path in SCENARIOS.glob("dev/*/messages.pcap"))
    if not recordings:
        sys.exit(f"no recordings below {SCENARIOS / 'dev'}: name some, or their folder in V2X_SCENARIOS")
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for recording in recordings:
            results[recording.name] = score(recording, options, folder)
    print_tracks(results, baselines(), f"oracle of {options.oracle}" if options.oracle else "v2x-fusion")
    # Who is followed alone endangers nobody.
    if options.oracle != "association":
        print_warnings(results)


if __name__ == "__main__":
    main()
