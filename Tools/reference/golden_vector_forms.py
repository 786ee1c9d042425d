"""Files of word vectors as gensim and fastText write them, and what these read in them.

    pip install gensim==4.4.0; apt-get install fasttext
    python Tools/reference/golden_vector_forms.py            writes Golden/vector_forms.json
    python Tools/reference/golden_vector_forms.py --check F  prints what gensim reads in files that Parlance wrote
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

GOLDEN = Path(__file__).resolve().parents[2] / "Tests/ParlanceTestSupport/Golden/vector_forms.json"
WORDS = ["the", "Zürich", "e\u0301", "é", "日本", "a-b", "1,000"]
UNKNOWN = ["salty", "sugary", "zürich", "x", "日本語"]


def read(path):
    data = Path(path).read_bytes()
    return base64.b64encode(data).decode()


def gensim_files(folder):
    generator = np.random.default_rng(15)
    numbers = generator.normal(size=(len(WORDS), 5)).astype(np.float32)
    numbers[1] *= 1e-7
    numbers[2] *= 1e9
    vectors = KeyedVectors(5)
    vectors.add_vectors(WORDS, numbers)
    files = {}
    for name, options in {
        "text": {}, "binary": {"binary": True}, "glove": {"write_header": False},
    }.items():
        vectors.save_word2vec_format(folder / name, **options)
        files[name] = read(folder / name)
    vectors.save_word2vec_format(str(folder / "text.gz"))
    files["gzip"] = read(folder / "text.gz")
    return {"words": WORDS, "numbers": [[float(x) for x in row] for row in numbers], "files": files}


def printed_vectors(model, words):
    text = subprocess.run(["fasttext", "print-word-vectors", model], input="\n".join(words) + "\n",
                          capture_output=True, text=True, check=True).stdout
    vectors = {}
    for line in text.splitlines():
        word, *numbers = line.split()
        vectors[word] = [float(x) for x in numbers]
    return vectors


def fasttext_files(folder):
    corpus = folder / "corpus"
    tokens = "salt pepper sugar salted peppers sweet salt the the Zürich 日本 kitchen".split()
    generator = np.random.default_rng(3)
    lines = [" ".join(generator.choice(tokens, 8)) for _ in range(60)]
    corpus.write_text("\n".join(lines) + "\n")
    labelled = folder / "labelled"
    labelled.write_text("".join(
        f"__label__{'sweet' if 'sugar' in line else 'other'} {line}\n" for line in lines))
    common = ["-dim", "6", "-bucket", "40", "-thread", "1", "-minCount", "1", "-epoch", "2",
              "-verbose", "0"]
    cases = {}
    subprocess.run(["fasttext", "skipgram", "-input", corpus, "-output", folder / "s",
                    "-minn", "2", "-maxn", "4", *common], check=True)
    subprocess.run(["fasttext", "cbow", "-input", corpus, "-output", folder / "w",
                    "-minn", "0", "-maxn", "0", *common], check=True)
    subprocess.run(["fasttext", "supervised", "-input", labelled, "-output", folder / "q",
                    "-minn", "2", "-maxn", "3", *common], check=True)
    # Its k-means needs 256 rows, so that the pruned model has more buckets.
    subprocess.run(["fasttext", "supervised", "-input", labelled, "-output", folder / "p", "-minn", "2",
                    "-maxn", "5", *common[:2], "-bucket", "400", *common[4:]], check=True)
    subprocess.run(["fasttext", "quantize", "-input", labelled, "-output", folder / "p", "-qnorm",
                    "-cutoff", "300"], check=True, capture_output=True)
    for name in ["s.bin", "w.bin", "q.bin", "p.ftz"]:
        known = sorted(set(tokens)) + ["</s>"]
        cases[name] = {
            "file": read(folder / name),
            "vectors": printed_vectors(folder / name, known),
            "unknown": printed_vectors(folder / name, UNKNOWN) if name != "w.bin" else {},
        }
    return cases


def check(paths):
    for path in paths:
        start = Path(path).read_bytes()[:4096]
        binary = any(byte < 9 for byte in start)
        header = len(start.split(b"\n", 1)[0].split()) == 2
        vectors = KeyedVectors.load_word2vec_format(path, binary=binary, no_header=not header)
        print(path, len(vectors), vectors.vector_size, vectors.index_to_key[:3],
              float(np.abs(vectors.vectors).sum(dtype=np.float64)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(sys.argv[2:])
    else:
        with tempfile.TemporaryDirectory() as name:
            golden = {"gensim": gensim_files(Path(name)), "fastText": fasttext_files(Path(name))}
        GOLDEN.write_text(json.dumps(golden, ensure_ascii=False, sort_keys=True) + "\n")
