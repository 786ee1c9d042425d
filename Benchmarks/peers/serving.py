"""Serves the same weights by `parlance serve` and by FastAPI with PyTorch, and asks both with wrk, taking turns.

    pip install torch numpy fastapi uvicorn      (and Debian's wrk)
    python Benchmarks/peers/serving.py --parlance .build/release/parlance [--seconds 5] [--rounds 3]

A recurrent classifier, a bidirectional LSTM tagger, and completions of 20 tokens of a language model with 2 × 650 units and
10,000 words; 32 and 256 connections. Everything stays on 127.0.0.1.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tools" / "reference"))
WORDS = 10_000
SPECIALS = ["<pad>", "<unk>", "<s>", "</s>"]
VOCABULARY = SPECIALS + [f"word{index}" for index in range(WORDS - len(SPECIALS))]
IDS = {word: index for index, word in enumerate(VOCABULARY)}
LABELS = [f"label{index}" for index in range(6)]
TAGS = ["O"] + [f"{mark}-{kind}" for kind in ("PER", "LOC", "ORG") for mark in ("B", "I")]
TEXT = " ".join(f"word{7 * index % 900}" for index in range(20))
REQUESTS = {
    "classify": {"input": TEXT},
    "tag": {"input": TEXT, "split": True},
    "completions": {"prompt": "word1 word2 word3", "max_tokens": 20, "lines": 0, "seed": 1},
}


def networks():
    import torch
    from torch import nn

    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(WORDS, 100)
            self.rnn = nn.LSTM(100, 100, batch_first=True, bidirectional=True)
            self.output = nn.Linear(200, len(LABELS))

        def forward(self, ids):
            return self.output(self.rnn(self.embedding(ids))[0].max(1).values).softmax(-1)

    class Tagger(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(WORDS, 100)
            self.rnn = nn.LSTM(100, 128, batch_first=True, bidirectional=True)
            self.decoder = nn.Linear(256, len(TAGS))

        def forward(self, ids):
            return self.decoder(self.rnn(self.words(ids))[0]).softmax(-1)

    class LanguageModel(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.Embedding(WORDS, 650)
            self.rnn = nn.LSTM(650, 650, 2, batch_first=True)
            self.decoder = nn.Linear(650, WORDS)

        def forward(self, ids, state):
            hidden, state = self.rnn(self.encoder(ids), state)
            return self.decoder(hidden[:, -1]).softmax(-1), state

    torch.manual_seed(1)
    return {"classify": Classifier(), "tag": Tagger(), "completions": LanguageModel()}


def write(folder):
    import safetensors_file

    described = {
        "classify": ({"kind": "classifier", "architecture": {
            "modelType": "lstm", "vocabularySize": WORDS, "labelCount": len(LABELS), "embeddingSize": 100,
            "hiddenSize": 100, "layers": 1, "isBidirectional": True, "pooling": "max", "isMultiLabel": False,
            "order": 1, "shapes": False, "buckets": 0, "averagesVectors": False, "weighting": "mean",
            "reduction": "mean", "filterWidths": [3, 4, 5], "filterCount": 100, "dropout": 0, "inputDropout": 0,
            "wordDropout": 0, "maximumLength": 1000,
            "tokenizer": {"level": "word", "style": "whitespace", "lowercased": False}}}, LABELS),
        "tag": ({"kind": "tagger", "modelType": "lstm", "architecture": {
            "bidirectional": True, "layers": 1, "hiddenSize": 128, "embeddingSize": 100, "lowercased": False,
            "characters": "none", "characterEmbeddingSize": 32, "characterSize": 64, "characterCount": 0,
            "shapeSize": 0, "affixSize": 0, "vectors": "none", "vectorSize": 0, "vectorCount": 0,
            "output": "softmax", "dropout": 0, "scheme": "iob2", "window": 5, "vocabularySize": WORDS,
            "tagCount": len(TAGS)}}, TAGS),
        "completions": ({"kind": "language-model", "modelType": "recurrent", "architecture": {
            "cell": "lstm", "vocabularySize": WORDS, "embeddingSize": 650, "hiddenSize": 650, "layers": 2,
            "tied": False, "level": "word", "context": "stream"}}, None),
    }
    for name, network in networks().items():
        description, labels = described[name]
        os.makedirs(folder / name, exist_ok=True)
        (folder / name / "model.json").write_text(json.dumps({"format": 1, **description}))
        (folder / name / "vocabulary.txt").write_text("".join(word + "\n" for word in VOCABULARY))
        if labels:
            (folder / name / "labels.txt").write_text("".join(label + "\n" for label in labels))
        weights = {key: value.float() for key, value in network.state_dict().items()}
        if name == "tag":
            weights["words.words.weight"] = weights.pop("words.weight")
        safetensors_file.write(folder / name / "weights.safetensors", weights)


def serve(port):
    import fastapi
    import torch
    import uvicorn

    models = networks()
    for model in models.values():
        model.eval()
    app = fastapi.FastAPI()

    def ids(text):
        return torch.tensor([[IDS.get(word, 1) for word in text.split()]])

    @app.get("/health")
    def health():
        return {"status": "ok"}

    @app.post("/v1/classify")
    def classify(body: dict):
        with torch.inference_mode():
            # A classifier reads the line's end too.
            row = models["classify"](ids(body["input"] + " </s>"))[0]
        order = row.argsort(descending=True).tolist()
        scores = [{"label": LABELS[place], "probability": row[place].item()} for place in order]
        return {"data": [{"labels": [LABELS[order[0]]], "scores": scores}]}

    @app.post("/v1/tag")
    def tag(body: dict):
        with torch.inference_mode():
            best = models["tag"](ids(body["input"]))[0].max(-1)
        return {"data": [{"tokens": [
            {"text": word, "tag": TAGS[place], "confidence": value}
            for word, place, value in zip(body["input"].split(), best.indices.tolist(), best.values.tolist())]}]}

    @app.post("/v1/completions")
    def complete(body: dict):
        generator = torch.Generator().manual_seed(body["seed"])
        next_ids, state, words = torch.cat([torch.tensor([[3]]), ids(body["prompt"])], 1), None, []
        with torch.inference_mode():
            for _ in range(body["max_tokens"]):
                row, state = models["completions"](next_ids, state)
                row[:, :3] = 0
                next_ids = torch.multinomial(row, 1, generator=generator)
                words.append(VOCABULARY[next_ids.item()])
        return {"choices": [{"text": " ".join(words), "index": 0}]}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def ask(port, path, body=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def wait(port):
    for _ in range(1200):
        try:
            return ask(port, "/health")
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nobody answers on port {port}")


def measure(port, name, connections, seconds, folder):
    script = folder / f"{name}.lua"
    script.write_text("wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n"
                      f"wrk.body = [[{json.dumps(REQUESTS[name])}]]\n")
    out = subprocess.run(
        ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", script,
         f"http://127.0.0.1:{port}/v1/{name}"], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+(\S+)", out).group(1))
    half, most = (re.search(rf"\n\s+{share}%\s+(\S+)", out).group(1) for share in (50, 99))
    failed = re.search(r"Non-2xx[^\n]*|Socket errors[^\n]*", out)
    return rate, half, most, failed.group() if failed else ""


def counts(port, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()
    find = lambda family: float(re.search(rf'{family}{{model="{name}"}} (\S+)', text).group(1))
    each = ("steps_total", "tokens_total") if name == "completions" else ("batches_total", "batched_texts_total")
    return [find("parlance_" + family) for family in each]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--parlance")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18980)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return serve(options.port)
    folder = pathlib.Path(tempfile.mkdtemp())
    write(folder)
    own, other = options.port + 1, options.port
    servers = [
        subprocess.Popen([options.parlance, "serve", "--quiet", "--port", str(own)]
                         + [str(folder / name) for name in REQUESTS]),
        subprocess.Popen([sys.executable, __file__, "--peer", "--port", str(other)]),
    ]
    try:
        wait(own), wait(other)
        a, b = ask(own, "/v1/classify", REQUESTS["classify"]), ask(other, "/v1/classify", REQUESTS["classify"])
        for one, two in zip(a["data"][0]["scores"], b["data"][0]["scores"]):
            assert one["label"] == two["label"] and abs(one["probability"] - two["probability"]) < 1e-5, (a, b)
        a, b = ask(own, "/v1/tag", REQUESTS["tag"]), ask(other, "/v1/tag", REQUESTS["tag"])
        for one, two in zip(a["data"][0]["tokens"], b["data"][0]["tokens"]):
            assert one["tag"] == two["tag"] and abs(one["confidence"] - two["confidence"]) < 1e-5, (one, two)
        print("both give the same answers; requests/s (p50, p99), parlance then FastAPI", flush=True)
        for name in REQUESTS:
            for connections in (32, 256):
                before = counts(own, name)
                found = [[measure(port, name, connections, options.seconds, folder) for port in (own, other)]
                         for _ in range(options.rounds)]
                batches, texts = (after - first for after, first in zip(counts(own, name), before))
                ours, theirs = (max(run[side] for run in found) for side in (0, 1))
                print(f"{name:12} {connections:4}  {ours[0]:9.1f} ({ours[1]}, {ours[2]}) {ours[3]}  "
                      f"{theirs[0]:9.1f} ({theirs[1]}, {theirs[2]}) {theirs[3]}  ratio {ours[0] / max(theirs[0], 1e-9):5.1f}  "
                      f"{texts / max(batches, 1):.1f} together; load {os.getloadavg()[0]:.1f}", flush=True)
    finally:
        # The peer would write all completions that still wait.
        for server in servers:
            server.kill()


if __name__ == "__main__":
    main()
