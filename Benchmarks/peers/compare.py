"""Runs Parlance and PyTorch in turn on the same recurrent models and prints a table.

Generation at H 650, nine training configurations, peak memory at H 650. Each round runs Parlance, then
PyTorch, so that both meet the same machine; the table shows medians and bests over the rounds, and
ratios above 1 say that Parlance is ahead. Needs PyTorch for the Python that runs this script, and a
machine that does nothing else: two threads that share their cores with others wait for each other.

  python compare.py --parlance .build/release/parlance --rounds 3
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SIZES = [
    {"vocabulary": 10000, "hidden": 200, "batch": 20, "length": 20, "steps": 40},
    {"vocabulary": 10000, "hidden": 650, "batch": 20, "length": 35, "steps": 10},
    {"vocabulary": 65, "hidden": 256, "batch": 50, "length": 50, "steps": 20},
]
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


def run(command):
    """The JSON object that the command prints, and the peak memory of its process in MB."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"exit code {child.returncode}: {' '.join(command)}")
    return json.loads(output), usage.ru_maxrss * MEMORY_UNIT / 1e6


def flags(settings):
    return [part for key, value in settings.items() for part in (f"--{key}", str(value))]


def in_turn(commands, rounds):
    """Runs A, B, A, B, ...; returns for each command its list of results."""
    results = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            results[name].append(run(command))
    return results


def commands(options, verb, script, settings):
    return {
        "parlance": [options.parlance, "bench", verb, *flags(settings), "--format", "json"],
        "pytorch": [sys.executable, str(HERE / script), *flags(settings)],
    }


def summary(values, best):
    return statistics.median(values), best(values)


def row(label, key, unit, results, best, digits=0):
    """Prints one line of the table and returns it."""
    ours = summary([result[0][key] for result in results["parlance"]], best)
    theirs = summary([result[0][key] for result in results["pytorch"]], best)
    ratios = [a / b if best is max else b / a for a, b in zip(ours, theirs)]
    numbers = "".join(f"{value:12,.{digits}f}" for value in (*ours, *theirs))
    print(f"{label:34}{numbers}{ratios[0]:9.2f}{ratios[1]:9.2f}  {unit}", flush=True)
    return {
        "name": label, "unit": unit, "parlance": ours, "pytorch": theirs,
        "ratioOfMedians": ratios[0], "ratioOfBests": ratios[1],
    }


def compare_training(options):
    rows, memory = [], None
    for cell in ("lstm", "gru", "rnn"):
        for size in SIZES:
            settings = {"cell": cell, "layers": 2, "threads": options.threads, **size}
            settings["precision"] = options.precision
            results = in_turn(
                commands(options, "recurrent", "pytorch_recurrent.py", settings), options.rounds
            )
            label = "{0} V {vocabulary} H {hidden} {batch}x{length}".format(cell, **size)
            rows.append(row(label, "wordsPerSecond", "words/s", results, max))
            if cell == "lstm" and size["hidden"] == 650:
                memory = results
    for results in memory.values():
        for printed, peak in results:
            printed["peak"] = peak
    rows.append(row("lstm H 650 training, peak memory", "peak", "MB", memory, min))
    return rows


def compare_generation(options):
    settings = {"cell": "lstm", "vocabulary": 10000, "hidden": 650, "layers": 2}
    settings["threads"] = options.threads
    results = in_turn(commands(options, "generate", "pytorch_generate.py", settings), options.rounds)
    return row("lstm V 10000 H 650 generation", "microsecondsPerToken", "us/token", results, min)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--parlance", default=".build/release/parlance", help="the program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--precision", choices=["float32", "bfloat16"], default="float32",
        help="of the products of training, in PyTorch by autocast",
    )
    parser.add_argument("--json", help="also write the rows to this file")
    options = parser.parse_args()
    titles = ("parlance", "best", "pytorch", "best")
    heading = "".join(f"{title:>12}" for title in titles)
    print(f"{'medians and bests':34}{heading}{'ratio':>9}{'bests':>9}", flush=True)
    rows = [compare_generation(options), *compare_training(options)]
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
