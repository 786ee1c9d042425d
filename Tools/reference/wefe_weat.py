"""The published tests of association (WEAT) as wefe measures them on a file of GloVe vectors:

    python Tools/reference/wefe_weat.py glove.txt WEAT.json

writes effect size, ECT and RNSB (without a holdout) of each to `bias_glove.json` of the golden files; null where a set
lacks more than a fifth of its words."""

import json
import math
import pathlib
import sys

from gensim.models import KeyedVectors
from wefe.metrics import ECT, RNSB, WEAT
from wefe.query import Query
from wefe.word_embedding_model import WordEmbeddingModel

TESTS = [
    ("flowers", "insects", "pleasant_5", "unpleasant_5a"),
    ("instruments", "weapons", "pleasant_5", "unpleasant_5a"),
    ("european_american_names_5", "african_american_names_5", "pleasant_5", "unpleasant_5b"),
    ("european_american_names_7", "african_american_names_7", "pleasant_5", "unpleasant_5b"),
    ("european_american_names_7", "african_american_names_7", "pleasant_9", "unpleasant_9"),
    ("male_names", "female_names", "career", "family"),
    ("math", "arts", "male_terms", "female_terms"),
    ("science", "arts_2", "male_terms_2", "female_terms_2"),
    ("mental_disease", "physical_disease", "temporary", "permanent"),
    ("young_people_names", "old_people_names", "pleasant_9", "unpleasant_9"),
]


def main(vectors, sets):
    model = WordEmbeddingModel(
        KeyedVectors.load_word2vec_format(vectors, no_header=True), "vectors")
    with open(sets) as file:
        words = json.load(file)
    golden = []
    options = {"preprocessors": [{}, {"lowercase": True}]}
    for number, names in enumerate(TESTS, 1):
        x, y, a, b = (words[name] for name in names)
        query = Query([x, y], [a, b])
        effect = WEAT().run_query(query, model, return_effect_size=True, **options)["result"]
        ect = ECT().run_query(Query([x, y], [a + b]), model, **options)["result"]
        rnsb = RNSB().run_query(
            query, model, holdout=False, **options,
            estimator_params={"solver": "liblinear", "max_iter": 100000, "tol": 1e-10})["result"]
        golden.append(None if math.isnan(effect) else {
            "effectSize": float(effect), "ect": float(ect), "rnsb": float(rnsb)})
        print(number, names[0], names[1], effect, ect, rnsb)
    path = pathlib.Path("Tests/ParlanceTestSupport/Golden/bias_glove.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
