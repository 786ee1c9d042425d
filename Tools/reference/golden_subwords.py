"""Merges and pieces of random words in six scripts, as subword-nmt and tokenizers give them.

Needs `pip install subword-nmt tokenizers` (made with 0.3.8 and 0.23.3).
"""

import io
import json
import random

from subword_nmt import apply_bpe, get_vocab, learn_bpe
from tokenizers import Tokenizer, models, pre_tokenizers

ALPHABETS = [
    "abcde", "aab", "αβγδε", "абвгд", "ابتثج", "कखगा", "天地人山水", "éèàü", "🙂🎉a", "xy-'.",
]


def text(choose, alphabet, lines):
    words = ["".join(choose.choice(alphabet) for _ in range(choose.randint(1, 7)))
             for _ in range(30)]
    # Frequencies like those of a language, and runs of one letter.
    words += [alphabet[0] * 5, alphabet[1] * 4]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    return "\n".join(
        " ".join(choose.choices(words, weights)[0] for _ in range(choose.randint(1, 9)))
        for _ in range(lines))


def case(choose, alphabet, merges, minimum):
    train, held = text(choose, alphabet, 40), text(choose, alphabet, 12)
    codes = io.StringIO()
    learn_bpe.learn_bpe(io.StringIO(train), codes, merges, min_frequency=minimum)
    codes = codes.getvalue()
    bpe = apply_bpe.BPE(io.StringIO(codes))
    encoded = [bpe.process_line(line) for line in held.split("\n")]
    pairs = [tuple(line.split(" ")) for line in codes.split("\n")[1:] if line]
    check(pairs, held, encoded)
    counts = io.StringIO()
    get_vocab.get_vocab(io.StringIO("\n".join(bpe.process_line(l) for l in train.split("\n"))), counts)
    counts = counts.getvalue()
    vocabulary = apply_bpe.read_vocabulary(io.StringIO(counts), 12)
    limited = apply_bpe.BPE(io.StringIO(codes), vocab=vocabulary)
    return {
        "train": train, "held": held, "merges": merges, "minimumCount": minimum, "codes": codes,
        "encoded": encoded, "vocabulary": counts, "threshold": 12,
        "limited": [limited.process_line(line) for line in held.split("\n")],
    }


def check(pairs, held, encoded):
    """That tokenizers cuts words in the same way."""
    symbols = sorted({symbol for pair in pairs for symbol in (*pair, "".join(pair))}
                     | set(held) | {c + "</w>" for c in held})
    model = models.BPE(
        {symbol: index for index, symbol in enumerate(symbols)}, pairs, end_of_word_suffix="</w>")
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    for line, ours in zip(held.split("\n"), encoded):
        theirs = [
            token[:-4] if token.endswith("</w>") else token + "@@"
            for token in tokenizer.encode(line).tokens]
        assert theirs == ours.split(), (theirs, ours)


if __name__ == "__main__":
    choose = random.Random(16)
    cases = [
        case(choose, alphabet, merges, minimum)
        for alphabet in ALPHABETS for merges, minimum in [(12, 2), (200, 3)]]
    with open("Tests/ParlanceTestSupport/Golden/subwords.json", "w") as file:
        json.dump(cases, file, ensure_ascii=False, indent=0)
