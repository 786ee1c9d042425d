"""Runs the programs that `parlance export pytorch` writes and compares with what the command line says.

Needs PyTorch for the Python that runs this script.

  python check_pytorch_export.py --parlance .build/release/parlance --lines lines.txt models/tagger models/mood

Prints the greatest difference of each model: of probabilities for a classifier, of log-probabilities a token for
a language model or translator; of confidences for a tagger without a field, and how many tags or translations
differ. Exits with 1 where a difference is above 1e-5 or an answer is another one.
"""

import argparse
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

import torch

LIMIT = 1e-5


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line[:1] in "[{"]


def read_program(folder):
    spec = importlib.util.spec_from_file_location("model", folder + "/model.py")
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def compare_language_model(program, model, rows, said):
    pairs = [(program.predict(model, row), line) for row, line in zip(rows, said)]
    return max(abs(x["logProbability"] - y["logProbability"]) / y["tokens"] for x, y in pairs), 0, len(pairs)


def compare_classifier(program, model, rows, said):
    greatest = 0
    for row, line in zip(rows, said):
        found = program.predict(model, row)
        for label in line["labels"]:
            greatest = max(greatest, abs(found[label["label"]] - label["probability"]))
    return greatest, 0, len(rows)


def compare_tagger(program, model, rows, said):
    greatest, wrong = 0, 0
    for row, line in zip(rows, said):
        wrong += sum(a != b for a, b in zip(program.predict(model, row)["tags"], line["tags"]))
        if model.crf is None:
            with torch.no_grad():
                likeliest = model(**row)[0].softmax(dim=1).amax(dim=1).tolist()
            greatest = max([greatest] + [abs(a - b) for a, b in zip(likeliest, line["confidences"])])
    return greatest, wrong, sum(len(line["tags"]) for line in said)


def compare_translator(program, model, rows, said):
    greatest, wrong = 0, 0
    joint = "" if program.MADE["level"] == "character" else " "
    for row, line in zip(rows, said):
        found = program.predict(model, row)
        greatest = max(greatest, abs(found["logProbability"] - line["logProbability"]) / max(line["tokens"], 1))
        if program.MADE["level"] == "character":
            wrong += joint.join(found["tokens"]) != line["text"]
    return greatest, wrong, len(rows)


COMMANDS = {
    "language-model": (compare_language_model, ["lm", "score"]),
    "classifier": (compare_classifier, ["classify", "predict", "--top", "1000"]),
    "tagger": (compare_tagger, ["tag", "predict", "--confidence"]),
    "translator": (compare_translator, ["translate", "predict", "--beam", "1"]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parlance", required=True)
    parser.add_argument("--lines", required=True)
    parser.add_argument("models", nargs="+")
    options = parser.parse_args()
    text = pathlib.Path(options.lines).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    text = "".join(line + "\n" for line in lines)
    is_wrong = False
    for path in options.models:
        kind = json.loads((pathlib.Path(path) / "model.json").read_text("utf-8"))["kind"]
        compare, command = COMMANDS[kind]
        said = run([options.parlance, *command, "--model", path, "--format", "json", "--quiet"], text)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [options.parlance, "export", "pytorch", "--model", path, "--output", folder], check=True,
                capture_output=True)
            program = read_program(folder)
            model = program.load()
            if kind == "language-model" and program.MADE["level"] in ("word", "character"):
                rows = [program.given_of(line) for line in lines]
            else:
                inputs = run([options.parlance, "export", "inputs", "--model", path], text)
                rows = [program.given_of(json.dumps(row)) for row in inputs]
            greatest, wrong, count = compare(program, model, rows, said)
        is_wrong = is_wrong or greatest > LIMIT or wrong > 0
        print(f"{path}: {kind}, {count} answers, {wrong} differ, the greatest difference {greatest:.2e}")
    sys.exit(1 if is_wrong else 0)


if __name__ == "__main__":
    main()
