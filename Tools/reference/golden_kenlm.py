"""What KenLM's programs say of the project's own recipes, for the tests of n-gram models.

    python Tools/reference/golden_kenlm.py KENLM/build/bin TRAIN.txt TEST.txt

The texts are 1,200 and 300 recipes that Parlance wrote. `lmplz` estimates a model of each kind from the
first; `query` scores the lines of the second: the sum of log10 P and the number of unknown words.
"""

import argparse
import gzip
import pathlib
import re
import subprocess

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/ParlanceTestSupport/Golden/kenlm"
MODELS = {
    "order-1": ["-o", "1"],
    "order-3": ["-o", "3"],
    "order-5": ["-o", "5"],
    "order-4-pruned-0-0-1-2": ["-o", "4", "--prune", "0", "0", "1", "2"],
}


def pack(name, content):
    with open(FOLDER / name, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path, help="the folder of lmplz and query")
    parser.add_argument("train", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    said = parser.parse_args()
    train, test = said.train.read_bytes(), said.test.read_bytes()
    FOLDER.mkdir(exist_ok=True)
    pack("train.txt.gz", train)
    pack("test.txt.gz", test)
    for name, options in MODELS.items():
        arpa = subprocess.run(
            [said.programs / "lmplz", *options, "--discount_fallback"],
            input=train, stdout=subprocess.PIPE, check=True).stdout
        pack(name + ".arpa.gz", arpa)
        if name == "order-1":
            continue
        # `query` reads a plain file.
        plain = FOLDER / "model.arpa"
        plain.write_bytes(arpa)
        scores = subprocess.run(
            [said.programs / "query", "-v", "sentence", plain],
            input=test, stdout=subprocess.PIPE, check=True).stdout.decode()
        plain.unlink()
        lines = re.findall(r"Total: (\S+) OOV: (\d+)", scores)
        (FOLDER / (name + ".scores.tsv")).write_text("".join(f"{a} {b}\n" for a, b in lines))


main()
