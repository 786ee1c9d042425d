"""Trains on three hosts that are network namespaces of this machine, joined by a bridge.

    sudo python3 Benchmarks/processes/hosts.py --parlance .build/release/parlance --train FILE \
        [--hosts 3] [--mpi mpich openmpi] [--rate 1gbit] [-- more options of lm train]

Each host has a name, an address and a link of its own; MPI's launchers reach them by a program in the place of
ssh. Prints a line of JSON for one process and for each MPI: loss, the weights' sha256, steps, seconds, and the bytes
that the first host's link carried a step. Ends with 1 where weights differ between MPIs, or a loss from that of
one process by more than 1e-5.
"""

import argparse
import hashlib
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

BRIDGE = "parlance0"

# What launchers call as they would ssh: the host, then words for its shell. Options come first.
AGENT = """#!/bin/sh
while [ "${1#-}" != "$1" ]; do shift; done
host=$1; shift
exec ip netns exec "$host" unshare --uts sh -c 'hostname "$0"; exec sh -c "$*"' "$host" "$@"
"""


def run(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True, text=True)


class Hosts:
    """Namespaces h0, h1, …: up on entering, gone on leaving."""

    def __init__(self, count, rate):
        self.names = [f"h{place}" for place in range(count)]
        self.rate = rate

    def __enter__(self):
        self.__exit__()
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "link", "set", BRIDGE, "up")
        names = "127.0.0.1 localhost\n" + "".join(
            f"10.77.0.{place + 1} {name}\n" for place, name in enumerate(self.names))
        for place, name in enumerate(self.names):
            run("ip", "netns", "add", name)
            # `ip netns exec` puts this in the place of /etc/hosts.
            folder = pathlib.Path("/etc/netns") / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "hosts").write_text(names)
            run("ip", "link", "add", f"v{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
            run("ip", "link", "set", f"v{name}", "master", BRIDGE, "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "addr", "add", f"10.77.0.{place + 1}/24", "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
            if self.rate:
                for words in (["-n", name, "qdisc", "add", "dev", "eth0"], ["qdisc", "add", "dev", f"v{name}"]):
                    run("tc", *words, "root", "tbf", "rate", self.rate, "burst", "256kb", "latency", "50ms")
        return self

    def __exit__(self, *error):
        for name in self.names:
            run("ip", "netns", "del", name, check=False)
            run("ip", "link", "del", f"v{name}", check=False)
            folder = pathlib.Path("/etc/netns") / name
            (folder / "hosts").unlink(missing_ok=True)
            if folder.exists():
                folder.rmdir()
        run("ip", "link", "del", BRIDGE, check=False)

    def carried(self):
        """Bytes that went to and came from the first host."""
        text = run("ip", "-n", self.names[0], "-j", "-s", "link", "show", "eth0").stdout
        counts = json.loads(text)[0]["stats64"]
        return counts["rx"]["bytes"] + counts["tx"]["bytes"]


def launcher(mpi, hosts, agent):
    first = ["ip", "netns", "exec", hosts.names[0], "unshare", "--uts", "sh", "-c",
             f'hostname {hosts.names[0]}; exec "$@"', "sh"]
    names = ",".join(hosts.names)
    if mpi == "mpich":
        # It would find the memory that the hosts share.
        return first + ["mpirun.mpich", "-genv", "UCX_TLS", "tcp", "-launcher", "ssh", "-launcher-exec", agent, "-hosts", names,
                        "-ppn", "1", "-n", str(len(hosts.names))]
    slots = ",".join(f"{name}:1" for name in hosts.names)
    return first + ["mpirun.openmpi", "--allow-run-as-root", "--mca", "plm_rsh_agent", agent, "--mca", "btl",
                    "self,tcp", "--mca", "btl_tcp_if_include", "eth0", "--mca", "oob_tcp_if_include", "eth0",
                    "--bind-to", "none", "--host", slots, "-n", str(len(hosts.names))]


def trained(words, folder):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
    report = json.loads(done.stdout)
    steps = json.loads((folder / "run/metrics.jsonl").read_text().splitlines()[-1])["step"]
    weights = hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest()
    return {"processes": report["processes"], "crossEntropy": report["validation"]["crossEntropy"],
            "sha256": weights, "steps": steps, "seconds": round(report["seconds"], 3),
            "wordsPerSecond": round(report["wordsPerSecond"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parlance", required=True)
    parser.add_argument("--train", required=True)
    parser.add_argument("--hosts", type=int, default=3)
    parser.add_argument("--mpi", nargs="+", default=["mpich", "openmpi"])
    parser.add_argument("--rate", help="of each link, as tc has it; as fast as memory where none is given")
    parser.add_argument("--threads", default="1")
    parser.add_argument("options", nargs="*")
    given = parser.parse_args()
    program, text = os.path.abspath(given.parlance), os.path.abspath(given.train)
    lines = []
    with tempfile.TemporaryDirectory() as place, Hosts(given.hosts, given.rate) as hosts:
        agent = pathlib.Path(place) / "agent"
        agent.write_text(AGENT)
        agent.chmod(agent.stat().st_mode | stat.S_IXUSR)
        for mpi in [None] + given.mpi:
            folder = pathlib.Path(place) / (mpi or "alone")
            command = [program, "lm", "train", "--train", text, "--output", str(folder), "--format", "json",
                       "--quiet", "--threads", given.threads, "--checkpoint-minutes", "60"] + given.options
            before = hosts.carried()
            line = trained((launcher(mpi, hosts, str(agent)) if mpi else []) + command, folder)
            line = {"mpi": mpi} | line | {"bytesPerStep": round((hosts.carried() - before) / line["steps"])}
            print(json.dumps(line), flush=True)
            lines.append(line)
    differ = any(abs(line["crossEntropy"] - lines[0]["crossEntropy"]) > 1e-5 for line in lines)
    sys.exit(1 if differ or len({line["sha256"] for line in lines[1:]}) > 1 else 0)


if __name__ == "__main__":
    main()
