"""Runs a model's file of ONNX in onnxruntime and compares with what the command line says.

Needs onnxruntime and numpy for the Python that runs this script.

  python check_onnx.py --parlance .build/release/parlance --model models/tagger --lines lines.txt

Prints the greatest difference: of probabilities for a classifier, of log-probabilities of a line for a language
model; for a tagger how many tags differ; for a translator how many translations. Each line is given alone, and all of
them as one padded batch.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime

TYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(int32)": np.int32}


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}: {done.stderr}")
    return done.stdout


def arrays(inputs, types):
    return {
        x["name"]: np.array(x.get("integers", x.get("floats")), types[x["name"]]).reshape(x["shape"])
        for x in inputs
    }


def batched(lines):
    """Lines side by side, padded with zeros; states stand along their second axis."""
    result = {}
    for name in lines[0]:
        parts = [line[name] for line in lines]
        axis = 1 if name.startswith(("hidden", "cell")) else 0
        sizes = np.max([x.shape for x in parts], axis=0)
        sizes[axis] = 1
        padded = [np.pad(x, [(0, int(n - m)) for n, m in zip(sizes, x.shape)]) for x in parts]
        result[name] = np.concatenate(padded, axis=axis)
    return result


def check_translator(options, folder, text):
    """The likeliest next token again and again, by two sessions: encoder and step."""
    sessions = {
        name: onnxruntime.InferenceSession(f"{folder}/model-{name}.onnx", providers=["CPUExecutionProvider"])
        for name in ["encoder", "step"]
    }
    meta = sessions["step"].get_modelmeta().custom_metadata_map
    names = meta["parlance.target-vocabulary"].split("\n")
    wanted = [x.name for x in sessions["step"].get_inputs()]
    outputs = [x.name for x in sessions["step"].get_outputs()]
    types = {x.name: TYPES[x.type] for x in sessions["encoder"].get_inputs()}
    copies = "tokens" in wanted and meta["parlance.level"] == "word"
    given = run([options.parlance, "export", "inputs", "--model", options.model], text).splitlines()
    command = [options.parlance, "translate", "predict", "--model", options.model, "--beam", "1", "--format", "json"]
    greatest, wrong, said = 0.0, 0, [json.loads(line) for line in run(command, text).splitlines()]
    for line, answer in zip(given, said):
        inputs = arrays(json.loads(line), types)
        made = [x.name for x in sessions["encoder"].get_outputs()]
        known = dict(zip(made, sessions["encoder"].run(None, inputs))) | inputs
        # What a step before the first has left: zeros, or keys and values of no tokens.
        for wanting in sessions["step"].get_inputs():
            shape = [x if isinstance(x, int) else int(x == "N") for x in wanting.shape]
            known.setdefault(wanting.name, np.zeros(shape, TYPES[wanting.type]))
        token, written, total = 2, [], 0.0
        while token != 3 and len(written) < answer["tokens"]:
            known["token"] = np.array([token], np.int64)
            found = dict(zip(outputs, sessions["step"].run(None, {name: known[name] for name in wanted})))
            scores = found["log_probabilities"][0].copy()
            # Where words are copied, those that the model does not know are too.
            scores[[0, 2] if copies else [0, 1, 2]] = -np.inf
            token = int(scores.argmax())
            total += float(found["log_probabilities"][0, token])
            written.append(token)
            known |= {name.removesuffix(".next"): x for name, x in found.items() if name.endswith(".next")}
        joint = "" if meta["parlance.level"] == "character" else " "
        # Pieces of words are marked but for the last.
        own = joint.join(names[x] for x in written if x != 3).replace("@@ ", "")
        # An unknown word and a byte are written otherwise.
        is_plain = 1 not in written and "<0x" not in own
        wrong += is_plain and own != answer["text"]
        greatest = max(greatest, abs(total - answer["logProbability"]) / max(len(written), 1))
    print(f"translator: {wrong} of {len(said)} translations differ, the greatest difference a token {greatest:.2e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parlance", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--lines", required=True)
    options = parser.parse_args()
    text = pathlib.Path(options.lines).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    text = "".join(line + "\n" for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/model.onnx"
        run([options.parlance, "export", "onnx", "--model", options.model, "--output", path], "")
        if pathlib.Path(folder + "/model-step.onnx").exists():
            check_translator(options, folder, text)
            return
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    types = {x.name: TYPES[x.type] for x in session.get_inputs()}
    kind = session.get_modelmeta().custom_metadata_map["parlance.kind"]
    outputs = [x.name for x in session.get_outputs()]
    given = [
        arrays(json.loads(line), types)
        for line in run([options.parlance, "export", "inputs", "--model", options.model], text).splitlines()
    ]
    alone = [dict(zip(outputs, session.run(None, x))) for x in given]
    together = dict(zip(outputs, session.run(None, batched(given))))
    labels = session.get_modelmeta().custom_metadata_map.get("parlance.labels", "").split("\n")
    greatest, wrong, count = 0.0, 0, 0
    if "probabilities" in outputs:
        command = [options.parlance, "classify", "predict", "--model", options.model, "--top", str(len(labels)),
                   "--format", "json"]
        for row, line in enumerate(run(command, text).splitlines()):
            said = {x["label"]: x["probability"] for x in json.loads(line)["labels"]}
            for place, label in enumerate(labels):
                for found in (alone[row]["probabilities"][0, place], together["probabilities"][row, place]):
                    greatest = max(greatest, abs(float(found) - said[label]))
                    count += 1
        print(f"{kind}: {count} probabilities, the greatest difference {greatest:.2e}")
    elif "tags" in outputs:
        command = [options.parlance, "tag", "predict", "--model", options.model, "--format", "json"]
        said = [json.loads(line) for line in run(command, text).splitlines()]
        for row, line in enumerate(said):
            tags = line["tags"]
            for found in (alone[row]["tags"][0], together["tags"][row]):
                wrong += sum(labels[int(tag)] != own for tag, own in zip(found, tags))
                count += len(tags)
        print(f"{kind}: {wrong} of {count} tags differ")
    elif "window" not in types:
        command = [options.parlance, "lm", "score", "--model", options.model, "--format", "json"]
        said = [json.loads(line) for line in run(command, text).splitlines()]
        for row, line in enumerate(said):
            tokens = given[row]["tokens"][0]
            for found in (alone[row]["log_probabilities"][0], together["log_probabilities"][row]):
                total = sum(float(found[step, token]) for step, token in enumerate(tokens[1:]))
                # What is scored has the line's end after it.
                total += float(found[len(tokens) - 1, tokens[0]])
                greatest = max(greatest, abs(total - line["logProbability"]) / len(tokens))
                count += 1
        print(f"{kind}: {count} lines, the greatest difference a token {greatest:.2e}")


if __name__ == "__main__":
    main()
