"""How likely differences of BLEU, chrF and TER are by approximate randomisation, as sacrebleu says.

sacrebleu counts differences that are greater than that of the systems; here those that are as great count too,
as Riezler and Maxwell 2005 have it. sacrebleu draws 20,000 times, so its numbers are sure to about two in the
third decimal. Needs `pip install sacrebleu` (made with 2.6.0).
"""

import json
import os
import random

os.environ["SACREBLEU_SEED"] = "12345"

from sacrebleu import significance
from sacrebleu.metrics import BLEU, CHRF, TER

from golden_translations import changed, sentence


def p_value(differences, real):
    return (sum(differences >= real - 1e-9) + 1) / (len(differences) + 1)


def main():
    significance._compute_p_value = p_value
    choose = random.Random(11)
    cases = []
    for worse in (0, 1, 2):
        references = [sentence(choose, choose.randint(4, 14)) for _ in range(50)]
        first = [changed(choose, text) for text in references]
        second = [changed(choose, text) for text in references]
        for _ in range(worse):
            second = [changed(choose, text) if choose.random() < 0.4 else text for text in second]
        metrics = {"bleu": BLEU(), "chrf": CHRF(), "ter": TER()}
        _, found = significance.PairedTest(
            [("first", first), ("second", second)], metrics, [references], test_type="ar",
            n_samples=20000)()
        scores = {name: {"score": [result.score for result in found[key]],
                         "p": found[key][1].p_value}
                  for name, key in (("bleu", "BLEU"), ("chrf", "chrF2"), ("ter", "TER"))}
        cases.append({"references": references, "first": first, "second": second, **scores})
    with open("Tests/ParlanceTestSupport/Golden/translation-comparison.json", "w") as file:
        json.dump(cases, file, ensure_ascii=False)


if __name__ == "__main__":
    main()
