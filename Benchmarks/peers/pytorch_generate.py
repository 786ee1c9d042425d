"""Times a recurrent language model in PyTorch that writes one token at a time.

Each token is drawn from the softmax of the logits and is the next input. Options as `parlance bench
generate`; one JSON object is printed.
"""

import json
import time

import torch

from pytorch_recurrent import Model, model_options


@torch.inference_mode()
def generate(model, count):
    token, state = torch.tensor([[0]]), None
    for _ in range(count):
        logits, state = model(token, state)
        token = torch.multinomial(torch.softmax(logits[0], dim=-1), 1)
        token.item()


def main():
    parser = model_options(__doc__)
    parser.add_argument("--tokens", type=int, default=200)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = Model(options).eval()
    generate(model, 20)
    began = time.perf_counter()
    generate(model, options.tokens)
    seconds = (time.perf_counter() - began) / options.tokens
    print(json.dumps({"microsecondsPerToken": seconds * 1e6}))


if __name__ == "__main__":
    main()
