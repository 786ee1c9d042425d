"""Reads what `--tensorboard` and `export tensorboard` write with TensorBoard's own reader: `pip install tensorboard`.

  python check_tensorboard.py logs/book

Prints each tag with how many values it has, and their first and last; of the projector's files, how many words and
numbers. Exits with 1 where there is none, or where steps do not ascend.
"""

import pathlib
import sys

from google.protobuf import text_format
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.projector import projector_config_pb2


def main():
    folder = pathlib.Path(sys.argv[1])
    events = event_accumulator.EventAccumulator(str(folder), size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
    events.Reload()
    tags, is_wrong = events.Tags(), False
    for tag in tags["scalars"]:
        values = events.Scalars(tag)
        steps = [x.step for x in values]
        is_wrong = is_wrong or steps != sorted(set(steps))
        print(f"{tag}: {len(values)} values, steps {steps[0]} to {steps[-1]}, {values[0].value:.4g} to {values[-1].value:.4g}")
    for tag in tags["histograms"]:
        last = events.Histograms(tag)[-1]
        print(f"{tag}: {len(events.Histograms(tag))} histograms, the last of {last.histogram_value.num:.0f} numbers")
    for tag in tags["tensors"]:
        text = events.Tensors(tag)[-1].tensor_proto.string_val[0].decode("utf-8")
        print(f"{tag}: a text of {len(text)} characters: {text.splitlines()[0]}")
    configuration = folder / "projector_config.pbtxt"
    if configuration.exists():
        config = text_format.Parse(configuration.read_text("utf-8"), projector_config_pb2.ProjectorConfig())
        one = config.embeddings[0]
        rows = (folder / one.tensor_path).read_text("utf-8").splitlines()
        words = (folder / one.metadata_path).read_text("utf-8").split("\n")[:-1]
        is_wrong = is_wrong or len(rows) != len(words)
        print(f"projector: {len(words)} words of {len(rows[0].split(chr(9)))} numbers")
    sys.exit(1 if is_wrong or not tags["scalars"] else 0)


if __name__ == "__main__":
    main()
