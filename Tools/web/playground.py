"""Uses the server's page in headless Chromium as people do, and takes pictures of it.

    python3 Tools/web/playground.py --parlance PROGRAM --golden FOLDER --screenshots FOLDER

Serves models of each kind on a free port of 127.0.0.1, opens the page on a desk (light) and on a telephone (dark), types by
keyboard alone, and fails where an answer does not come, the page asks anyone else, writes an error, or is wider than
the screen. Needs Debian's `chromium`, and of Python nothing but itself: it talks to the browser through its pipe.
"""

import argparse
import base64
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time


class Browser:
    """Chromium, asked through --remote-debugging-pipe."""

    def __init__(self, profile):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not program:
            raise SystemExit("chromium is missing: apt-get install chromium")
        to_browser, self.write = os.pipe()
        self.read, from_browser = os.pipe()

        def descriptors():
            # 3 and 4 may be among the pipes' own ends.
            a, b = os.dup(to_browser), os.dup(from_browser)
            a, b = os.dup2(a, 63), os.dup2(b, 64)
            os.dup2(a, 3), os.dup2(b, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--disable-background-networking", "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            preexec_fn=descriptors, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(to_browser), os.close(from_browser)
        self.number, self.rest, self.events = 0, b"", []

    def message(self):
        while b"\0" not in self.rest:
            part = os.read(self.read, 1 << 16)
            if not part:
                raise SystemExit("the browser has ended")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def close(self):
        self.ask("Browser.close")
        self.process.wait(timeout=30)


class Page:
    """A tab on a screen of a size."""

    def __init__(self, browser, url, width, height, dark, mobile):
        self.browser, self.url = browser, url
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, mobile=mobile,
                 deviceScaleFactor=2 if mobile else 1)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.ask("Page.navigate", url=url)
        self.wait("document.querySelector('#model option') && document.querySelector('section')")

    def ask(self, method, **parameters):
        return self.browser.ask(method, self.session, **parameters)

    def run(self, script):
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise SystemExit(f"{script}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def wait(self, script, seconds=60):
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            if time.monotonic() > end:
                raise SystemExit(f"this never became so: {script}\n{self.run('document.body.innerText')}")
            time.sleep(0.05)

    def key(self, key, code, number, modifiers=0):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=code,
                     windowsVirtualKeyCode=number, modifiers=modifiers)

    def choose(self, model):
        self.run(f"choice.value = {json.dumps(model)}; choice.dispatchEvent(new Event('change'))")
        self.run("choice.focus()")

    def fill(self, place, text):
        """Goes to a text by Tab, types, and sends it by control and Enter: → waits for its answer."""
        for _ in range(60):
            if self.run(f"document.activeElement === document.querySelectorAll('textarea')[{place}]"):
                break
            self.key("Tab", "Tab", 9)
        else:
            raise SystemExit(f"Tab never comes to text {place}")
        self.key("a", "KeyA", 65, modifiers=2)
        self.ask("Input.insertText", text=text)
        self.key("Enter", "Enter", 13, modifiers=2)
        self.wait(f"""(() => {{ const s = document.querySelectorAll('textarea')[{place}].closest('section');
            return s.lastChild.childElementCount && !s.querySelector('button.main').disabled
              && !s.querySelector('[role=alert]'); }})()""")

    def picture(self, path):
        size = self.run("[document.documentElement.scrollWidth, innerWidth]")
        if size[0] > size[1]:
            raise SystemExit(f"{path.name}: the page is {size[0]} wide on a screen of {size[1]}")
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def check(self):
        for event in self.browser.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith((self.url, "data:")):
                    raise SystemExit(f"the page asks {url}")
            if method == "Runtime.exceptionThrown" or (
                    method == "Log.entryAdded" and parameters["entry"]["level"] == "error"):
                raise SystemExit(f"the page has an error: {parameters}")


def translator(program, folder):
    """Trains one that turns words around: enough to have an alignment."""
    words = {"the": "le", "dog": "chien", "cat": "chat", "sings": "chante", "sleeps": "dort", "here": "ici"}
    sources = [" ".join(part) for part in itertools.permutations(words, 3)]
    pairs = folder / "pairs.tsv"
    pairs.write_text("".join(f"{line}\t{' '.join(words[word] for word in line.split())}\n" for line in sources))
    subprocess.run(
        [program, "translate", "train", "--quiet", "--train", pairs, "--validation", pairs, "--level", "word",
         "--hidden-size", "32", "--epochs", "12", "--least-steps", "0", "--learning-rate", "0.02",
         "--output", folder / "translator"],
        check=True, stdout=subprocess.DEVNULL)
    return folder / "translator"


def served(program, golden, folder):
    models = {
        "book": golden / "models-0.1/lstm", "category": golden / "models-0.1/logistic",
        "names": golden / "models-0.1/tagger", "vectors": golden / "fasttext/skip-gram.bin",
        "lines": translator(program, folder),
    }
    process = subprocess.Popen(
        [program, "serve", "--port", "0", "--quiet"] + [f"{name}={path}" for name, path in models.items()],
        stderr=subprocess.PIPE, text=True)
    url = re.search(r"http://\S+", process.stderr.readline()).group()
    while "ready" not in (line := process.stderr.readline()):
        if not line:
            raise SystemExit("the server has ended")
    return process, url


def use(page, folder, name):
    words = page.run("""fetch('/v1/vectors/similar', {method: 'POST', headers: headers(),
        body: JSON.stringify({input: 'the', count: 6})}).then(a => a.json()).then(a => a.error ? [] :
        a.data[0].neighbours.map(n => n.word))""")
    page.choose("book")
    page.wait("document.querySelectorAll('.bars button').length > 2")
    page.fill(0, "the dog ")
    page.wait("document.getElementById('written').innerText.length > 12")
    page.wait("document.querySelectorAll('.bars button').length > 2")
    if page.run("getComputedStyle(document.getElementById('key-label')).display") != "none":
        raise SystemExit("a key is asked for where none is needed")
    page.fill(1, "the dog sings on the mat . potatoes sing")
    if page.run("document.querySelectorAll('.heat tbody tr').length") != 3:
        raise SystemExit("the gates are not drawn")
    page.picture(folder / f"{name}-book.png")
    page.choose("category")
    page.fill(0, "the dog sleeps on the mat, the bird sings in the park")
    page.picture(folder / f"{name}-category.png")
    page.choose("names")
    page.fill(0, "Anna met Bob in Paris, and they went home.")
    page.picture(folder / f"{name}-names.png")
    page.choose("vectors")
    if len(words) >= 3:
        page.fill(0, words[0])
        page.fill(1, " ".join(words[:3]))
        page.fill(2, " ".join(words))
    page.picture(folder / f"{name}-vectors.png")
    page.choose("lines")
    page.fill(0, "the dog sings\nhere sleeps the cat")
    alignment(page)
    page.picture(folder / f"{name}-lines.png")
    page.check()


def alignment(page):
    """Goes to a word of the translation and to the cells of its attention, by keyboard."""
    page.run("document.querySelectorAll('.aligned')[1].querySelector('.token').focus()")
    if not page.run("[...document.querySelectorAll('.aligned')[0].querySelectorAll('.token')]"
                    ".some(word => Number(word.style.getPropertyValue('--share')) > 0.1)"):
        raise SystemExit("a word of a translation does not show what it was written from")
    page.run("document.querySelector('.heat td[tabindex=\"0\"]').focus()")
    page.key("ArrowRight", "ArrowRight", 39)
    page.key("ArrowDown", "ArrowDown", 40)
    row, column = page.run("""(() => { const cell = document.activeElement;
        return [cell.parentElement.rowIndex, cell.cellIndex]; })()""")
    if (row, column) != (2, 2) or page.run("document.querySelectorAll('.heat th.on').length") != 2:
        raise SystemExit(f"the arrow keys lead to cell {row}, {column}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--parlance", required=True)
    parser.add_argument("--golden", required=True, type=pathlib.Path)
    parser.add_argument("--screenshots", required=True, type=pathlib.Path)
    options = parser.parse_args()
    options.screenshots.mkdir(parents=True, exist_ok=True)
    models = tempfile.TemporaryDirectory()
    process, url = served(options.parlance, options.golden, pathlib.Path(models.name))
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = Browser(profile)
            for name, size in {"desk": (1100, 900, False, False), "phone": (380, 800, True, True)}.items():
                use(Page(browser, url, *size), options.screenshots, name)
            browser.close()
    finally:
        process.terminate()
        process.wait(timeout=60)
        models.cleanup()
    print(f"the page works; pictures are in {options.screenshots}")


if __name__ == "__main__":
    main()
