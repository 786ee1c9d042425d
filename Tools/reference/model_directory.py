"""Writes and reads Parlance model directories with PyTorch.

  model_directory.py write DIR [--data FILE] [--cell lstm] [--seed 1]
      a random recurrent language model; with --data, its words are the vocabulary and the perplexity
      on the file is printed
  model_directory.py read DIR --data FILE
      the perplexity of the file under a model that Parlance wrote

A file is one stream: the state starts at zero and is carried from line to line, the first input is
`</s>`, every line's words and its `</s>` count, unknown words are `<unk>`.
"""

import argparse
import json
import math
import os

import torch
from torch import nn

import safetensors_file
import word_corpus
from recurrent_model import RecurrentLanguageModel

ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape(word):
    return "".join(ESCAPES.get(character, character) for character in word)


def unescape(text):
    plain = {escaped[1]: character for character, escaped in ESCAPES.items()}
    characters, position = [], 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
            characters.append(plain[text[position]])
        else:
            characters.append(text[position])
        position += 1
    return "".join(characters)


def write_model(directory, model, vocabulary, cell):
    """model.json, weights.safetensors (float32) and vocabulary.txt."""
    os.makedirs(directory, exist_ok=True)
    description = {
        "format": 1,
        "kind": "language-model",
        "modelType": "recurrent",
        "architecture": {
            "cell": cell,
            "vocabularySize": model.encoder.num_embeddings,
            "embeddingSize": model.encoder.embedding_dim,
            "hiddenSize": model.rnn.hidden_size,
            "layers": model.rnn.num_layers,
            "tied": model.decoder.weight is model.encoder.weight,
            "level": "word",
            "context": "stream",
        },
    }
    with open(os.path.join(directory, "model.json"), "w", encoding="utf-8") as file:
        json.dump(description, file, indent=2)
        file.write("\n")
    with open(os.path.join(directory, "vocabulary.txt"), "w", encoding="utf-8", newline="") as file:
        file.writelines(escape(word) + "\n" for word in vocabulary)
    weights = {name: value.float() for name, value in model.state_dict().items()}
    safetensors_file.write(os.path.join(directory, "weights.safetensors"), weights)


def read_vocabulary(directory):
    with open(os.path.join(directory, "vocabulary.txt"), encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    assert lines.pop() == "", "vocabulary.txt does not end with a newline"
    return [unescape(line) for line in lines]


def read_model(directory):
    """The model, its tensors taken by load_state_dict of each PyTorch layer, and its vocabulary."""
    with open(os.path.join(directory, "model.json"), encoding="utf-8") as file:
        description = json.load(file)
    shape = description["architecture"]
    model = RecurrentLanguageModel(
        shape["vocabularySize"], shape["embeddingSize"], shape["hiddenSize"], shape["layers"],
        shape["cell"],
    )
    if shape.get("tied"):
        model.decoder.weight = model.encoder.weight
    tensors = safetensors_file.read(os.path.join(directory, "weights.safetensors"))
    if shape.get("tied"):
        tensors.setdefault("decoder.weight", tensors["encoder.weight"])
    for part in ("encoder", "rnn", "decoder"):
        own = {
            name.removeprefix(part + "."): torch.from_numpy(value)
            for name, value in tensors.items()
            if name.startswith(part + ".")
        }
        getattr(model, part).load_state_dict(own)
    known = {name for name in tensors if name.split(".")[0] in ("encoder", "rnn", "decoder")}
    assert known == set(tensors), f"tensors of no layer: {sorted(set(tensors) - known)}"
    vocabulary = read_vocabulary(directory)
    assert len(vocabulary) == shape["vocabularySize"], "vocabulary.txt has another size"
    assert vocabulary[:4] == word_corpus.SPECIALS, "vocabulary.txt lacks the special tokens"
    return model, vocabulary


@torch.no_grad()
def evaluate(model, vocabulary, path, length=256):
    """What `parlance lm evaluate --format json` prints, with the sums in double precision."""
    model.eval()
    lines = word_corpus.read_lines(path)
    known = set(vocabulary)
    stream = word_corpus.encode(lines, vocabulary)
    inputs, targets = word_corpus.columns(stream, 1)
    state, total = None, 0.0
    for first in range(0, len(stream), length):
        logits, state = model(inputs[:, first : first + length], state)
        total += nn.functional.cross_entropy(
            logits[0].double(), targets[0, first : first + length], reduction="sum"
        ).item()
    loss = total / len(stream)
    return {
        "tokens": len(stream),
        "outOfVocabulary": sum(
            word not in known for words in lines for word in words
        ),
        "crossEntropy": loss,
        "perplexity": math.exp(loss),
    }


def write_random(options):
    torch.manual_seed(options.seed)
    if options.data:
        lines = word_corpus.read_lines(options.data)
        vocabulary = word_corpus.build_vocabulary(lines, options.vocabulary_size)
    else:
        vocabulary = word_corpus.SPECIALS + [f"word{index}" for index in range(20)]
    model = RecurrentLanguageModel(
        len(vocabulary), options.embedding_size, options.hidden_size, options.layers, options.cell
    )
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.5, 0.5)  # large enough for every gate to show in the perplexity
    write_model(options.directory, model, vocabulary, options.cell)
    if options.data:
        print(json.dumps(evaluate(model, vocabulary, options.data)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    write = verbs.add_parser("write", help="write a random model")
    write.add_argument("directory")
    write.add_argument("--data")
    write.add_argument("--cell", choices=["lstm", "gru", "rnn"], default="lstm")
    write.add_argument("--vocabulary-size", type=int, default=1000)
    write.add_argument("--embedding-size", type=int, default=24)
    write.add_argument("--hidden-size", type=int, default=32)
    write.add_argument("--layers", type=int, default=2)
    write.add_argument("--seed", type=int, default=1)
    read = verbs.add_parser("read", help="evaluate a model that Parlance wrote")
    read.add_argument("directory")
    read.add_argument("--data", required=True)
    options = parser.parse_args()
    if options.verb == "write":
        write_random(options)
    else:
        model, vocabulary = read_model(options.directory)
        print(json.dumps(evaluate(model, vocabulary, options.data)))


if __name__ == "__main__":
    main()
