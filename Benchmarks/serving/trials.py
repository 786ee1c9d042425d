"""Tries `parlance serve` by what goes wrong: each trial is bounded in count and time, and says what was seen.

    python3 Benchmarks/serving/trials.py --parlance .build/release/parlance [TRIAL ...] [--share 0.1]

Without names all trials are made; --share makes their counts smaller. Ends with 1 where one has failed.
"""

import argparse
import asyncio
import json
import random
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from server import MODELS, Client, Server

TEXT = "the cat sleeps on the mat ."
TRIALS = {}


def trial(function):
    TRIALS[function.__name__] = function
    return function


def expect(is_so, message):
    if not is_so:
        raise AssertionError(message)


def settles(condition, seconds=30):
    """Waits until something is so: → whether it came to be."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@trial
def idle(program, share):
    """10,000 connections that are kept open while others ask."""
    with Server(program, "--idle", "600") as server:
        server.ask("/health")
        before, memory = server.descriptors, server.memory
        clients = []
        for _ in range(int(10_000 * share)):
            clients.append(Client(server.port))
            expect(clients[-1].ask("/health")[0] == 200, "no answer")
        start = time.monotonic()
        for _ in range(100):
            expect(server.ask("/v1/classify", {"input": TEXT})[0] == 200, "no answer beside them")
        took = (time.monotonic() - start) / 100
        used = server.memory - memory
        expect(clients[0].ask("/health")[0] == 200, "the first is not answered any more")
        for client in clients:
            client.socket.close()
        expect(settles(lambda: server.descriptors <= before + 2), f"{server.descriptors} descriptors, before {before}")
        return f"{len(clients)} open: {1000 * used / len(clients):.1f} kB each, others answered in {1000 * took:.1f} ms"


BROKEN_BODIES = [
    b"", b"{", b"[1,]", b"nul", b'{"input":"\\ud800"}', b'{"input":1e999}', b'{"input":01}', b'{"input":"\xff"}',
    b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a":' * 20_000, b'{"input":1}', b'{"input":[1]}', b"{}", b"[]", b"null",
    b'{"input":"a","imput":1}', b'{"input":"a","top":1e300}', b'{"input":"a","model":"\\u0000"}', b'{"input":"\x01"}',
]
BROKEN_FRAMES = [
    b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"\0\1\2\3\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 5000 + b"\r\n", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
]


def ask_many(port, seed, count, expected):
    """Asks, a fifth of it malformed: → how many were answered rightly, were refused, and were closed."""
    draw, client, seen = random.Random(seed), Client(port), {"right": 0, "refused": 0, "closed": 0}
    texts = list(expected)
    for _ in range(count):
        place = draw.random()
        if place < 0.8:
            text = draw.choice(texts)
            status, answer = client.ask("/v1/classify", {"input": text})
            expect(status == 200, f"{status} {answer}")
            found = {score["label"]: f"{score['probability']:.4f}" for score in answer["data"][0]["scores"]}
            expect(found == expected[text], f"{text}: {found}, the command line says {expected[text]}")
            seen["right"] += 1
        elif place < 0.95:
            status, answer = client.ask("/v1/classify", draw.choice(BROKEN_BODIES))
            expect(400 <= status < 500 and "message" in answer["error"], f"{status} {answer}")
            seen["refused"] += 1
            if client.closes:
                client.socket.close()
                client = Client(port)
        else:
            client.socket.close()
            with Client(port) as other:
                try:
                    other.send(draw.choice(BROKEN_FRAMES))
                    status = other.answer()[0]
                except OSError:
                    status = 0
                expect(status == 0 or 400 <= status < 500, f"{status} to broken framing")
            client = Client(port)
            seen["closed"] += 1
    return seen


@trial
def malformed(program, share):
    """1,000,000 requests, 20 % of them malformed."""
    texts = [f"{TEXT} {word}" for word in ("the lion", "a dog", "hunts", "", "ünïcode 😀", "ball ball ball")]
    out = subprocess.run([program, "classify", "predict", "--model", MODELS["logistic"], "--top", "9"],
                         input="\n".join(texts), capture_output=True, text=True, check=True).stdout
    expected = {}
    for text, line in zip(texts, out.splitlines()):
        parts = line.split("\t")
        expected[text] = dict(zip(parts[::2], parts[1::2]))
    with Server(program, "--idle", "600") as server, ProcessPoolExecutor(2) as pool:
        total = {"right": 0, "refused": 0, "closed": 0}
        rounds, memory = 10, []
        server.ask("/v1/classify", {"input": TEXT})
        before = server.descriptors
        for turn in range(rounds):
            jobs = [pool.submit(ask_many, server.port, 2 * turn + half, int(500_000 * share / rounds), expected)
                    for half in range(2)]
            for job in jobs:
                for name, count in job.result().items():
                    total[name] += count
            memory.append(server.memory)
        growth = memory[-1] - memory[rounds // 2 - 1]
        expect(settles(lambda: server.descriptors <= before + 2), f"{server.descriptors} descriptors, before {before}")
        expect(growth < 4, f"memory has grown: {memory}")
        return f"{total}; memory {memory[0]:.1f} MB, {memory[rounds // 2 - 1]:.1f} at half, {memory[-1]:.1f} at the end"


@trial
def slow(program, share):
    """2,000 clients that send a byte in 10 seconds."""
    with Server(program) as server:
        before = server.descriptors
        clients = [Client(server.port) for _ in range(int(2_000 * share))]
        head = Client.head("/v1/classify", 100)
        start, times, place = time.monotonic(), [], 0
        while server.descriptors > before + 2 and time.monotonic() - start < 90:
            for client in clients:
                try:
                    client.send(head if place == 0 and id(client) % 32 < 16 else head[place:place + 1])
                except OSError:
                    pass
            place += 1
            for _ in range(50):
                asked = time.monotonic()
                expect(server.ask("/v1/classify", {"input": TEXT})[0] == 200, "no answer beside them")
                times.append(time.monotonic() - asked)
                time.sleep(0.2)
        took = time.monotonic() - start
        expect(server.descriptors <= before + 2, f"{server.descriptors} descriptors after {took:.0f} s")
        for client in clients:
            client.socket.close()
        return f"{len(clients)} let go after {took:.0f} s; others waited at most {1000 * max(times):.0f} ms"


@trial
def bodies(program, share):
    """A body one byte over, 10 GB announced, endless chunks, gzip bombs."""
    import gzip

    with Server(program) as server:
        memory, seen = server.memory, {}
        limit = 2 << 20
        body = b'{"input":"a"}'.ljust(limit)
        seen["at the limit"] = server.ask("/v1/classify", body)[0]
        seen["one byte over"] = server.ask("/v1/classify", body + b" ")[0]
        with Client(server.port) as client:
            client.send(Client.head("/v1/classify", 10_000_000_000) + b"{")
            seen["10 GB announced"] = client.answer()[0]
        with Client(server.port) as client:
            client.send(b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            start = time.monotonic()
            try:
                while time.monotonic() - start < 10:
                    client.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
            except OSError:
                pass
            took = time.monotonic() - start
            try:
                seen["endless chunks"] = client.answer()[0]
            except OSError:
                seen["endless chunks"] = 413  # reset after the answer, which this side had not read yet
            expect(took < 3, f"endless chunks were taken for {took:.0f} s")
        bomb = gzip.compress(b" " * (100 << 20))
        with Client(server.port) as client:
            client.send(Client.head("/v1/classify", len(bomb), "Content-Encoding: gzip\r\n") + bomb)
            seen["gzip bomb"] = client.answer()[0]
        expect(list(seen.values()) == [200, 413, 413, 413, 415], f"{seen}")
        expect(server.memory - memory < 40, f"memory {memory:.0f} → {server.memory:.0f} MB")
        return f"{seen}; memory {memory:.1f} → {server.memory:.1f} MB"


@trial
def leaving(program, share):
    """100,000 clients that go before their answer."""
    with Server(program) as server:
        server.ask("/v1/completions", {"model": "lstm", "max_tokens": 5})
        before, memory = server.descriptors, []
        body = json.dumps({"model": "lstm", "max_tokens": 4000, "lines": 0, "stream": True}).encode()
        count = int(100_000 * share)

        def go(number):
            with Client(server.port) as client:
                client.send(Client.head("/v1/completions", len(body)) + body[:-1 if number % 5 == 0 else None])
                if number % 5 == 1:
                    client.socket.recv(100)

        for _ in range(4):
            with ThreadPoolExecutor(16) as pool:
                list(pool.map(go, range(count // 4)))
            memory.append(server.memory)
        expect(settles(lambda: server.descriptors <= before + 2), f"{server.descriptors} descriptors, before {before}")

        def streams():
            with Client(server.port) as client:
                client.send(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                text = b""
                while part := client.socket.recv(1 << 16):
                    text += part
            return b'parlance_streams{model="lstm"} 0\n' in text and b'parlance_queue_length{model="lstm"} 0\n' in text

        expect(settles(streams), "work goes on for clients that have gone")
        expect(memory[-1] - memory[1] < 8, f"memory has grown: {memory}")
        return f"{count}; memory {memory[0]:.1f} MB at a quarter, {memory[-1]:.1f} at the end"


def load(port, body, until, pause=0.0, path="/v1/completions"):
    """Asks until something is so, on new connections where old ones are closed: → (status, seconds) of each."""
    seen, client = [], None
    while not until():
        start, sent = time.monotonic(), False
        try:
            client = client or Client(port)
            sent = True
            status = client.ask(path, body)[0]
            if status == 0 or client.closes:
                client.socket.close()
                client = None
        except OSError:
            status, client = (0 if sent else -1), None
        seen.append((status, time.monotonic() - start))
        if pause:
            time.sleep(pause)
    return seen


async def offered(port, body, rate, seconds):
    """Begins so many requests a second, whatever becomes of them: → (status, begun, took) of each."""
    data, seen, resting, tasks = json.dumps(body).encode(), [], [], []
    data = Client.head("/v1/completions", len(data)) + data
    start = time.monotonic()

    async def one():
        begun = time.monotonic()
        reader, writer = resting.pop() if resting else await asyncio.open_connection("127.0.0.1", port)
        status, head = 0, b""
        try:
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head).group(1)))
            status = int(head.split()[1])
        except (OSError, EOFError):
            pass
        seen.append((status, begun - start, time.monotonic() - begun))
        if status == 0 or b"connection: close" in head.lower():
            writer.close()
        else:
            resting.append((reader, writer))

    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, start + number / rate - time.monotonic()))
        tasks.append(asyncio.create_task(one()))
    await asyncio.gather(*tasks)
    return seen


def offer(*arguments):
    return asyncio.run(offered(*arguments))


@trial
def overload(program, share):
    """Five times as many requests as can be answered, for three minutes."""
    body = {"model": "lstm", "prompt": "the", "max_tokens": 400, "lines": 0, "seed": 1}
    with Server(program, "--max-queue", "64", "--idle", "600") as server, ProcessPoolExecutor(1) as process:
        def alone():
            """→ answers a second and a processor second, where nobody is refused."""
            start, spent = time.monotonic(), server.processor_seconds
            with ThreadPoolExecutor(96) as pool:
                jobs = [pool.submit(load, server.port, body, lambda: time.monotonic() > start + 12) for _ in range(96)]
                count = sum(status == 200 for job in jobs for status, _ in job.result())
            # What was begun in time is answered a little later.
            return count / (time.monotonic() - start), count / (server.processor_seconds - spent)

        before, spent, seconds = alone(), server.processor_seconds, max(10, 180 * share)
        seen = process.submit(offer, server.port, body, 5 * before[0], seconds).result()
        spent, after = server.processor_seconds - spent, alone()
        good = [begun + took for status, begun, took in seen if status == 200]
        refused = sorted(took for status, _, took in seen if status == 429)
        others = {status for status, *_ in seen} - {200, 429}
        rate, begun = sum(end <= seconds for end in good) / seconds, max(begun for _, begun, _ in seen)
        middle, late = (1000 * refused[int(len(refused) * part)] for part in (0.5, 0.99))
        found = (f"{before[0]:.1f}/s alone and {after[0]:.1f}/s afterwards, {len(seen) / begun:.1f}/s offered for "
                 f"{begun:.0f} s: {rate:.1f}/s answered, {len(refused)} refused, half of them within {middle:.1f} ms and "
                 f"99 % within {late:.1f} ms; {len(good) / spent:.1f} a processor second, alone {before[1]:.1f} and "
                 f"{after[1]:.1f}; memory {server.memory:.0f} MB")
        expect(not others, f"also answered {others}; {found}")
        # Others may use the machine too: it is held against the slower time.
        expect(rate > 0.8 * min(before[0], after[0]), found)
        return found


def ask_until_told(port, body):
    """Asks again and again until the server says that it ends or listens no more: → what became of each request.

    A request that was sent whole and has no answer is "lost".
    """
    seen, client, data = [], None, json.dumps(body).encode()
    data = Client.head("/v1/completions", len(data)) + data
    while True:
        try:
            client = client or Client(port)
            client.send(data)
        except OSError:
            return seen + ["not sent"]
        try:
            status = client.answer()[0] or "lost"
        except OSError:
            status = "lost"
        seen.append(status)
        if status != 200:
            return seen
        if client.closes:
            client.socket.close()
            client = None


@trial
def stopping(program, share):
    """SIGTERM under load, ten times with 32 connections and ten times with 256: no request is lost."""
    found = []
    for connections in (32, 256):
        total, took = {}, 0
        for _ in range(max(1, int(10 * share))):
            server = Server(program)
            with ThreadPoolExecutor(connections) as pool:
                jobs = [pool.submit(ask_until_told, server.port, {"model": "lstm", "max_tokens": 30, "lines": 0})
                        for _ in range(connections)]
                time.sleep(1)
                start = time.monotonic()
                code = server.stop()
                took = max(took, time.monotonic() - start)
                for job in jobs:
                    for status in job.result():
                        total[status] = total.get(status, 0) + 1
            expect(code == 0, f"ended with {code}")
        expect(set(total) <= {200, 503, "not sent"}, f"{connections} connections: {total}")
        found.append(f"{connections} connections: {total}, ended within {took:.1f} s")
    return "; ".join(found)


@trial
def reloading(program, share):
    """Models are opened anew under load."""
    with Server(program) as server:
        is_over = threading.Event()
        right = server.ask("/v1/classify", {"input": TEXT})[1]
        with ThreadPoolExecutor(17) as pool:
            jobs = [pool.submit(load, server.port, {"input": TEXT}, is_over.is_set, 0.0, "/v1/classify")
                    for _ in range(16)]
            memory = []
            for turn in range(40):
                if turn % 2:
                    server.process.send_signal(signal.SIGHUP)
                else:
                    expect(server.ask("/v1/models/reload", b"")[0] == 200, "not reloaded")
                memory.append(server.memory)
                time.sleep(0.1)
            is_over.set()
            seen = [status for job in jobs for status, _ in job.result()]
        expect(set(seen) == {200}, f"{set(seen)}")
        expect(server.ask("/v1/classify", {"input": TEXT})[1] == right, "another answer")
        expect(memory[-1] - memory[19] < 8, f"memory has grown: {memory}")
        return f"40 times beside {len(seen)} answers, all 200; memory {memory[19]:.1f} MB at half, {memory[-1]:.1f} at the end"


@trial
def descriptors(program, share):
    """More clients than the system has descriptors for."""
    with Server(program, descriptors=128) as server:
        clients = [Client(server.port, timeout=5) for _ in range(100)]
        served = sum(client.ask("/health")[0] == 200 for client in clients[:40])
        more = [Client(server.port, timeout=5) for _ in range(200)]
        time.sleep(2)
        still = sum(client.ask("/v1/classify", {"input": TEXT})[0] == 200 for client in clients[:40])
        expect((served, still) == (40, 40), f"{served}, then {still} of 40 are answered")
        for client in clients + more:
            client.socket.close()

        def answers():
            try:
                with Client(server.port, timeout=5) as client:
                    return client.ask("/health")[0] == 200
            except OSError:
                return False

        expect(settles(answers), "nobody is answered after the others have gone")
        return "300 clients with 128 descriptors: who was there is answered, and whoever comes when they have gone"


@trial
def killed(program, share):
    """kill -9 under load, and a new start on the same port."""
    server, is_over = Server(program), threading.Event()
    port = server.port
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(load, port, {"input": TEXT}, is_over.is_set, 0.001, "/v1/classify") for _ in range(8)]
        for _ in range(3):
            time.sleep(0.5)
            server.stop(signal.SIGKILL)
            start = time.monotonic()
            server = Server(program, port=port)
            took = time.monotonic() - start
        time.sleep(0.5)
        is_over.set()
        seen = [status for job in jobs for status, _ in job.result()]
    status = server.ask("/v1/classify", {"input": TEXT})[0]
    server.stop()
    expect(status == 200 and set(seen) <= {200, 503, 0, -1}, f"{status}, {set(seen)}")
    return f"3 times; answers again {1000 * took:.0f} ms after the start"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--parlance", required=True)
    parser.add_argument("--share", type=float, default=1, help="of the counts")
    parser.add_argument("trials", nargs="*", help=", ".join(TRIALS))
    options = parser.parse_args()
    if unknown := set(options.trials) - set(TRIALS):
        parser.error(f"there is no trial {', '.join(unknown)}; there are {', '.join(TRIALS)}")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    failed = False
    for name in options.trials or TRIALS:
        start = time.monotonic()
        try:
            found = TRIALS[name](options.parlance, options.share)
        except (AssertionError, OSError) as error:
            failed, found = True, f"FAILED: {error!r}"
        print(f"{name:12} {found} ({time.monotonic() - start:.0f} s)", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
