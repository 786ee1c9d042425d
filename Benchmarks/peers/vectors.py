"""Learns word vectors with Parlance, fastText, gensim and GloVe's C program in turn, and prints a table.

Needs gensim for the Python that runs this script, Debian's fasttext, and for GloVe's own program the folder
of its four executables. The text is WikiText-2 in small letters, blank lines out. Each row is a mean over the
seeds, with deviations; seconds are those of the whole process by the clock, and of the processors. The last
lines say whether the bits are the same at 1, 2, 3 and 8 threads and after kill -9 and --resume.

  python vectors.py --parlance .build/release/parlance --data ../shared/data --seeds 1 2 3
"""

import argparse
import hashlib
import json
import logging
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

SETS = ["EN-MEN-TR-3k", "EN-WS-353-ALL", "EN-SIMLEX-999", "EN-MTurk-771"]
NAMES = ["MEN", "WS-353", "SimLex", "MTurk"]
PREDICTING = {"skip-gram": "skipgram", "cbow": "cbow"}


def run(command, **options):
    """The seconds of a process by the clock and of the processors, and what it wrote."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"exit status {status}: {' '.join(map(str, command))}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, output


def prepare(data, folder):
    text = (data / "wikitext-2" / "train.txt").read_text(encoding="utf-8").lower()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    (folder / "text.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in SETS:
        pairs = (data / "word-similarity" / f"{name}.txt").read_text(encoding="utf-8").lower()
        rows = ["\t".join(line.split()[:3]) for line in pairs.splitlines() if line.strip()]
        (folder / f"{name}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return sum(len(line.split()) for line in lines)


def scores(path, folder, data):
    from gensim.models import KeyedVectors
    vectors = KeyedVectors.load_word2vec_format(str(path))
    found = [vectors.evaluate_word_pairs(str(folder / f"{name}.tsv"))[1][0] for name in SETS]
    questions = data / "word-analogy" / "questions-words.txt"
    return [100 * float(x) for x in found] + [100 * vectors.evaluate_word_analogies(str(questions))[0]]


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder, self.data = options, folder, pathlib.Path(options.data)
        self.words = prepare(self.data, folder)
        self.text = str(folder / "text.txt")
        self.results = {}

    def add(self, kind, who, seconds, processor, path):
        found = scores(path, self.folder, self.data)
        self.results.setdefault((kind, who), []).append((seconds, processor, *found))
        shown = " ".join(f"{x:6.2f}" for x in found)
        print(f"{kind:10} {who:9} {seconds:7.1f} s {processor:7.1f} s  {shown}", flush=True)

    def parlance(self, kind, seed, threads, output, *more):
        return run([self.options.parlance, "vectors", "train", "--train", self.text, "--output", output,
                    "--model-type", kind, "--seed", str(seed), "--threads", str(threads), "--overwrite",
                    "--quiet", "--format", "json", *more])

    def ours(self, kind, seed):
        folder = str(self.folder / f"ours-{kind}")
        seconds, processor, output = self.parlance(kind, seed, self.options.threads, folder)
        report = json.loads(output)
        speed = report.get("pairsPerSecond") or report["wordsPerSecond"]
        print(f"{kind:10} Parlance says {speed:,.0f} {'pairs' if kind == 'glove' else 'words'}/s", flush=True)
        path = self.folder / "ours.txt"
        path.unlink(missing_ok=True)
        run([self.options.parlance, "vectors", "extract", "--model", folder, "--output", str(path)])
        self.add(kind, "Parlance", seconds, processor, path)

    def fasttext(self, kind, seed):
        output = str(self.folder / "fasttext")
        command = [self.options.fasttext, PREDICTING[kind], "-input", self.text, "-output", output,
                   "-thread", str(self.options.threads), "-verbose", "0"]
        # Debian's 0.9.2 has a -seed; one more thread's order is chance in any case.
        seconds, processor, _ = run([*command, "-seed", str(seed)])
        self.add(kind, "fastText", seconds, processor, output + ".vec")

    def gensim(self, kind, seed):
        code = ("import sys; from gensim.models import FastText; from gensim.models.word2vec import LineSentence\n"
                "m = FastText(corpus_file=sys.argv[1], vector_size=100, window=5, min_count=5, negative=5, "
                "epochs=5, sample=1e-4, alpha=0.05, ns_exponent=0.5, bucket=2000000, "
                "sg=int(sys.argv[2]), seed=int(sys.argv[3]), workers=int(sys.argv[4]))\n"
                "m.wv.save_word2vec_format(sys.argv[5])")
        path = str(self.folder / "gensim.txt")
        seconds, processor, _ = run([sys.executable, "-c", code, self.text, str(int(kind == "skip-gram")),
                                     str(seed), str(self.options.threads), path])
        self.add(kind, "gensim", seconds, processor, path)

    def glove(self, seed):
        programs, folder = pathlib.Path(self.options.glove), self.folder
        with open(folder / "vocab.txt", "w") as output, open(self.text) as text:
            subprocess.run([programs / "vocab_count", "-min-count", "5", "-verbose", "0"], stdin=text,
                           stdout=output, check=True)
        with open(folder / "cooccur.bin", "w") as output, open(self.text) as text:
            subprocess.run([programs / "cooccur", "-memory", "4", "-vocab-file", folder / "vocab.txt",
                            "-window-size", "10", "-verbose", "0"], stdin=text, stdout=output, check=True)
        with open(folder / "shuffled.bin", "w") as output, open(folder / "cooccur.bin") as text:
            subprocess.run([programs / "shuffle", "-memory", "4", "-verbose", "0", "-seed", str(seed)],
                           stdin=text, stdout=output, check=True)
        seconds, processor, _ = run(
            [programs / "glove", "-save-file", folder / "glove", "-threads", str(self.options.threads),
             "-input-file", folder / "shuffled.bin", "-x-max", "10", "-iter", "25", "-vector-size", "100",
             "-binary", "0", "-write-header", "1", "-vocab-file", folder / "vocab.txt", "-verbose", "0",
             "-seed", str(seed)])
        self.add("glove", "GloVe", seconds, processor, folder / "glove.txt")

    def table(self):
        print(f"\n{'':20}{'seconds':>9}{'CPU':>8}  " + "".join(f"{n:>14}" for n in NAMES + ["analogies"]))
        rows = []
        for (kind, who), found in self.results.items():
            columns = list(zip(*found))
            means = [statistics.mean(c) for c in columns]
            spread = [statistics.stdev(c) if len(c) > 1 else 0 for c in columns]
            cells = "".join(f"{m:8.2f} ± {s:3.1f}" for m, s in zip(means[2:], spread[2:]))
            print(f"{kind:10}{who:10}{means[0]:9.1f}{means[1]:8.1f}  {cells}")
            rows.append({"kind": kind, "who": who, "means": means, "deviations": spread})
        for kind in PREDICTING:
            ours, theirs = self.results.get((kind, "Parlance")), self.results.get((kind, "fastText"))
            if ours and theirs:
                clock, processor = (statistics.mean(b[i] / a[i] for a, b in zip(ours, theirs)) for i in (0, 1))
                print(f"{kind}: {clock:.2f} times as fast as fastText by the clock, "
                      f"{processor:.2f} times by the processors' seconds")
        return rows

    def bits(self, kind):
        """Whether bits are the same at any thread count, and after a kill and a resume."""
        def digest(folder):
            return hashlib.sha256((pathlib.Path(folder) / "vectors.bin").read_bytes()).hexdigest()

        folder, few = str(self.folder / "bits"), ["--epochs", "2"]
        found = {}
        for threads in (1, 2, 3, 8):
            self.parlance(kind, 1, threads, folder, *few)
            found[f"{threads} threads"] = digest(folder)
        shutil.rmtree(folder)
        command = [self.options.parlance, "vectors", "train", "--train", self.text, "--output", folder,
                   "--model-type", kind, "--seed", "1", *few, "--quiet"]
        child = subprocess.Popen([*command, "--checkpoint-minutes", "0.002"], stdout=subprocess.DEVNULL)
        checkpoints = pathlib.Path(folder) / "run" / "checkpoints"
        while child.poll() is None and not (checkpoints.is_dir() and any(checkpoints.iterdir())):
            time.sleep(0.01)
        time.sleep(self.options.kill_after)
        child.send_signal(signal.SIGKILL)
        was_running = child.wait() == -signal.SIGKILL
        run([*command, "--resume"])
        found["kill -9 and --resume" if was_running else "--resume of a run that had ended"] = digest(folder)
        same = len(set(found.values())) == 1
        print(f"{kind}: {'the same bits' if same else 'OTHER BITS'}: {next(iter(found.values()))[:16]} at "
              + ", ".join(found), flush=True)
        return {"kind": kind, "same": same, "digests": found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parlance", required=True)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--fasttext", default="fasttext")
    parser.add_argument("--glove", help="the folder of GloVe's vocab_count, cooccur, shuffle and glove")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", default=["glove", "skip-gram", "cbow"])
    parser.add_argument("--no-gensim", action="store_true")
    parser.add_argument("--no-bits", action="store_true")
    parser.add_argument("--kill-after", type=float, default=1, help="seconds from the first checkpoint on")
    parser.add_argument("--json", help="a file that the figures are written to")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        print(f"{bench.words:,} words, seeds {options.seeds}, {options.threads} threads\n")
        for kind in options.kinds:
            for seed in options.seeds:
                if kind == "glove":
                    if options.glove:
                        bench.glove(seed)
                else:
                    bench.fasttext(kind, seed)
                bench.ours(kind, seed)
            # Its vectors need not be learned again and again to be placed.
            if kind != "glove" and not options.no_gensim:
                bench.gensim(kind, options.seeds[0])
        rows = bench.table()
        bits = [] if options.no_bits else [bench.bits(kind) for kind in options.kinds]
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"rows": rows, "bits": bits}, indent=2) + "\n")


if __name__ == "__main__":
    main()
