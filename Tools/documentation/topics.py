"""Checks that every public name stands under a topic of its target's documentation page.

Reads the symbol graphs that `make docs` leaves below the folder given on the command line, and the
pages `Sources/<Target>/<Target>.docc/*.md`. Members of types are in their type's topics by themselves,
but for the types that have a page of their own: there each member must be named too. With `--list` it
prints the links that are missing, grouped by source file, ready to be put under topics.
"""

import collections
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HIDDEN = re.compile(r"^(hash\(into:\)|hashValue|==\(_:_:\)|!=\(_:_:\)|encode\(to:\)|init\(from:\)|"
                    r"rawValue|init\(rawValue:\)|allCases|AllCases|description|RawValue)$")

# What tells overloads apart at a link's end.
SUFFIX = re.compile(r"(?<=[\w)])-(\(.*|>.*|[0-9a-z]{4,7})$")


def symbols(graphs, target):
    """Each public symbol of a target: its path, its source file, its type signature."""
    for path in graphs.rglob(f"{target}.symbols.json"):
        for symbol in json.loads(path.read_text())["symbols"]:
            if "location" in symbol and symbol["accessLevel"] in ("public", "open"):
                yield symbol["pathComponents"], pathlib.Path(symbol["location"]["uri"]).name
    for path in graphs.rglob(f"{target}@*.symbols.json"):
        for symbol in json.loads(path.read_text())["symbols"]:
            if "location" in symbol and symbol["accessLevel"] in ("public", "open"):
                name = path.name.split("@")[1].removesuffix(".symbols.json")
                yield [name, *symbol["pathComponents"]], pathlib.Path(symbol["location"]["uri"]).name


def curated(folder):
    """The links under topics by page: the target's own under its name, a type's under the type's."""
    links = collections.defaultdict(set)
    for page in folder.glob("*.md"):
        text = page.read_text()
        topics = text[text.index("## Topics"):] if "## Topics" in text else ""
        for link in re.findall(r"^- ``([^`]+)``", topics, re.MULTILINE):
            links[page.stem].add(SUFFIX.sub("", link).removeprefix(page.stem + "/"))
    return links


def main():
    graphs = pathlib.Path(sys.argv[1])
    missing = 0
    for folder in sorted(ROOT.glob("Sources/*/*.docc")):
        target = folder.stem
        links = curated(folder)
        absent = collections.defaultdict(list)
        for path, file in symbols(graphs, target):
            if HIDDEN.match(path[-1]):
                continue
            page = target if len(path) == 1 else path[0]
            if len(path) > 2 or page not in links:
                continue
            if path[-1] not in links[page]:
                absent[file].append("/".join(path))
        for file, names in sorted(absent.items()):
            missing += len(names)
            for name in sorted(set(names)):
                print(f"{target}: {name} ({file}) is under no topic")
    if missing:
        sys.exit(f"{missing} public names are under no topic")


if __name__ == "__main__":
    main()
