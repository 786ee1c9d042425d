"""How likely differences of BLEU, chrF and TER are by approximate randomisation, as sacrebleu says.

Needs `pip install sacrebleu` (made with 2.6.0). sacrebleu draws 20,000 times, so its numbers are sure to about
two in the third decimal.
"""

import json
import os
import random

os.environ["SACREBLEU_SEED"] = "12345"

from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

from golden_translations import changed, sentence


def main():
    choose = random.Random(11)
    cases = []
    for worse in (0, 1, 2):
        references = [sentence(choose, choose.randint(4, 14)) for _ in range(50)]
        first = [changed(choose, text) for text in references]
        second = [changed(choose, text) for text in references]
        for _ in range(worse):
            second = [changed(choose, text) if choose.random() < 0.4 else text for text in second]
        metrics = {"bleu": BLEU(), "chrf": CHRF(), "ter": TER()}
        _, found = PairedTest(
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
