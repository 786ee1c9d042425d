"""Asks a running `parlance serve` through OpenAI's own client: completions, whole and streamed, and embeddings.

    pip install openai
    python Tools/reference/openai_client.py http://127.0.0.1:8080 [KEY]

The server must have a language model and word vectors; each answer is held against the same asked plainly.
"""

import base64
import json
import struct
import sys
import urllib.request

from openai import BadRequestError, NotFoundError, OpenAI, UnprocessableEntityError

url, key = sys.argv[1].rstrip("/"), sys.argv[2] if len(sys.argv) > 2 else "none"
client = OpenAI(base_url=url + "/v1", api_key=key, max_retries=0)


def plain(path, body):
    request = urllib.request.Request(
        url + path, json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {key}"})
    return json.load(urllib.request.urlopen(request))


models = {ability: model.id for model in client.models.list() for ability in model.abilities}
print("models:", models)

asked = dict(model=models["complete"], prompt="the", max_tokens=12, seed=5, temperature=0.8)
whole = client.completions.create(**asked)
assert whole.choices[0].text == plain("/v1/completions", asked)["choices"][0]["text"]
stream = client.completions.create(**asked, stream=True)
assert "".join(part.choices[0].text for part in stream) == whole.choices[0].text
print("completion:", repr(whole.choices[0].text), whole.choices[0].finish_reason, whole.usage)

several = client.completions.create(**(asked | dict(prompt=["the", "a"], n=2, logprobs=2)))
assert [choice.index for choice in several.choices] == [0, 1, 2, 3]
assert len(several.choices[0].logprobs.tokens) == len(several.choices[0].logprobs.token_logprobs)
found = client.completions.create(**asked, extra_body={"top_k": 1})
print("likeliest:", repr(found.choices[0].text))

texts = ["the", "a b"]
vectors = client.embeddings.create(model=models["embed"], input=texts)
expected = plain("/v1/embeddings", {"model": models["embed"], "input": texts})["data"]
for one, other in zip(vectors.data, expected):
    # The client asks for base64 by itself; the other is asked for decimals.
    assert one.embedding == other["embedding"], "the two encodings differ"
coded = plain("/v1/embeddings", {"input": "the", "encoding_format": "base64"})["data"][0]["embedding"]
numbers = struct.unpack(f"<{len(vectors.data[0].embedding)}f", base64.b64decode(coded))
assert list(numbers) == vectors.data[0].embedding
print("embeddings:", len(vectors.data), "of", len(numbers))

for error, change in [(NotFoundError, {"model": "none"}), (UnprocessableEntityError, {"temperature": -1}),
                      (BadRequestError, {"prompt": 1})]:
    try:
        client.completions.create(**(asked | change))
        raise SystemExit(f"{change}: no error")
    except error as found:
        print(f"{error.__name__}:", found.body["message"])
