"""BLEU, chrF and TER of random translations, as sacrebleu gives them.

Needs `pip install sacrebleu` (made with 2.6.0).
"""

import json
import random

from sacrebleu.metrics import BLEU, CHRF, TER

WORDS = ("the a of dog cat house, runs. 3.5 1,000 (yes) don't U.S. \"so\" &quot;x&quot; &amp; -5 7-8 "
         "é 犬は 走る。 привет The DOG x;y a/b [z] $5 50% ... -- <skipped> ' , . ?!").split(" ")
METRICS = {
    "bleu": BLEU(), "bleuLowercased": BLEU(lowercase=True), "bleuEffective": BLEU(effective_order=True),
    "bleuNone": BLEU(tokenize="none"), "bleuCharacter": BLEU(tokenize="char"),
    "chrf": CHRF(), "chrfPlusPlus": CHRF(word_order=2), "ter": TER(),
}


def sentence(choose, length):
    return " ".join(choose.choice(WORDS) for _ in range(length))


def changed(choose, text):
    """The sentence with words moved, replaced, left out and put in."""
    words = text.split(" ")
    for _ in range(choose.randint(0, 4)):
        at, to = choose.randrange(len(words) + 1), choose.randrange(len(words) + 1)
        kind = choose.randrange(4)
        if kind == 0 and at < len(words):
            words[at] = choose.choice(WORDS)
        elif kind == 1 and at < len(words):
            del words[at]
        elif kind == 2:
            words.insert(at, choose.choice(WORDS))
        else:
            phrase = words[at:at + 3]
            del words[at:at + 3]
            words[min(to, len(words)):min(to, len(words))] = phrase
        if not words:
            words = ["the"]
    return " ".join(words)


def case(choose, number):
    sentences = choose.choice([1, 1, 2, 5, 12])
    nrefs = choose.choice([1, 1, 1, 2, 3])
    longest = 90 if number % 25 == 0 else 25
    references = [[sentence(choose, choose.randint(1, longest))] for _ in range(sentences)]
    for row in references:
        row += [changed(choose, row[0]) for _ in range(nrefs - 1)]
    hypotheses = [
        "" if choose.random() < 0.03 else sentence(choose, 5) if choose.random() < 0.1
        else changed(choose, row[0]) for row in references]
    columns = [list(column) for column in zip(*references)]
    scores = {
        name: metric.corpus_score(hypotheses, columns).score for name, metric in METRICS.items()}
    return {"hypotheses": hypotheses, "references": references, "scores": scores}


if __name__ == "__main__":
    choose = random.Random(17)
    result = {
        "cases": [case(choose, number) for number in range(200)],
        "signatures": {
            name: str(metric.get_signature()).rsplit("|version", 1)[0].replace("nrefs:3", "nrefs:1")
            for name, metric in METRICS.items()},
    }
    with open("Tests/ParlanceTestSupport/Golden/translations.json", "w") as file:
        json.dump(result, file, ensure_ascii=False)
