"""Measures helm-wrapper against real Helm (helm-python-sdk) in one run and prints the ratios.

    python Tests/Bench/bench.py .build/release/helm-wrapper [render] [index] [server] [releases]

`render` are the rows of the renders within one process, `index` those of a repository's index, `server` what the server
costs by itself, `releases` those of verbs on a cluster; all of them unless some are named.

Both sides work on the same embedded cluster and the same charts. helm-wrapper is asked over HTTP on one connection, real
Helm runs in this process. Each figure is the median of its rounds; rounds of the two sides alternate, so that a machine
that slows down slows both.
"""

import http.client
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import charts
import helm_index
import helm_python
import indexes
import releases


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """helm-wrapper as a process of its own."""

    def __init__(self, binary, folder, *arguments):
        self.port = free_port()
        self.log_path = pathlib.Path(folder) / f"server-{self.port}.log"
        config = pathlib.Path(folder) / "config.yaml"
        config.write_text(f"uploadPath: {folder}/charts\nchartRoots: [{folder}]\n")
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        with open(self.log_path, "wb") as log:
            begun = time.perf_counter()
            self.process = subprocess.Popen(
                [binary, "--config", str(config), "--addr", "127.0.0.1", "--port", str(self.port), *arguments],
                stderr=log, stdout=log, env=environment)
        while True:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
                self.call("GET", "/", raw=True)
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - begun > 20:
                    raise SystemExit(f"the server did not start:\n{self.log_path.read_text()}")
                time.sleep(0.001)
        self.startup = time.perf_counter() - begun

    def call(self, method, path, body=None, raw=False):
        self.connection.request(method, path, None if body is None else json.dumps(body))
        reply = self.connection.getresponse().read()
        if raw:
            return reply
        envelope = json.loads(reply)
        if envelope["code"] != 0:
            raise SystemExit(f"{method} {path}: {envelope['error']}")
        return envelope.get("data")

    def memory(self):
        """Resident memory in MB."""
        return self.figure("VmRSS")

    def peak(self):
        """The most that was resident at once, in MB."""
        return self.figure("VmHWM")

    def figure(self, name):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", status).group(1)) / 1024

    def kubeconfig(self):
        return re.search(r"kubeconfig=(\S+)", self.log_path.read_text()).group(1)

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait(30)


def medians(rounds, *sides):
    """Median seconds of each side, measured in turn."""
    times = [[] for _ in sides]
    for side in sides:
        side()
    for _ in range(rounds):
        for side, taken in zip(sides, times):
            begun = time.perf_counter()
            side()
            taken.append(time.perf_counter() - begun)
    return [statistics.median(taken) for taken in times]


def report(name, ours, helm, more=""):
    print(f"{name:<44} {ours * 1000:9.2f} ms {helm * 1000:9.2f} ms   {helm / ours:6.1f} times as fast   {more}".rstrip())


def render_rows(folder, render_bench):
    """Renders within one process of each side, the two in turn, three times."""
    here = pathlib.Path(__file__).parent
    sides = [[render_bench], [sys.executable, here / "helm_render.py"]]
    print(f"{'':<44} {'helm-wrapper':>12} {'Helm ' + helm_python.helm_sdk_version():>12}   peak memory")
    for name, make in charts.ALL.items():
        chart = make(folder)
        rounds = 200 if name == "scaffold" else 15
        for mode in ("cold", "warm"):
            runs = [[], []]
            for _ in range(3):
                for side, results in zip(sides, runs):
                    done = subprocess.run([*side, chart, mode, str(rounds)], capture_output=True, text=True, check=True)
                    results.append([float(word) for word in done.stdout.split()])
            (ours, our_peak), (helm, helm_peak) = (
                (statistics.median(r[0] for r in results) / 1000, max(r[1] for r in results)) for results in runs)
            report(f"{name}, {mode}", ours, helm, f"{our_peak:5.0f} MB {helm_peak:5.0f} MB")


def index_rows(folder, index_bench):
    """A repository's large index: loaded and searched by a process of its own on each side, in turn.

    Helm's command line loads the index for everything it does. What a run takes with an empty index, ours or Helm's, is
    taken off both its time and its memory, so that the figures are those of the index alone.
    """
    folder = pathlib.Path(folder)
    (full, empty) = (folder / "index.yaml", folder / "empty.yaml")
    indexes.write(full)
    empty.write_text("apiVersion: v1\nentries: {}\n")
    (helm_full, helm_empty) = (helm_index.prepare(folder / "full", full), helm_index.prepare(folder / "none", empty))

    def ours(path, *arguments):
        done = subprocess.run([index_bench, path, *map(str, arguments)], capture_output=True, text=True, check=True)
        milliseconds, peak, count = done.stdout.split()
        return float(milliseconds) / 1000, float(peak), int(count)

    print(f"{'':<44} {'helm-wrapper':>12} {'Helm 4.2.3':>12}")
    runs = [[], [], [], []]
    for _ in range(5):
        runs[0].append(ours(full, "load", 1)[:2])
        runs[1].append(ours(empty, "load", 1)[:2])
        runs[2].append(helm_index.load(helm_full))
        runs[3].append(helm_index.load(helm_empty))
    time, base, helm, helm_base = (
        [statistics.median(run[place] for run in side) for place in (0, 1)] for side in runs)
    size = full.stat().st_size / 1e6
    report(f"load of an index of {indexes.CHARTS} x {indexes.VERSIONS} ({size:.0f} MB)", time[0], helm[0] - helm_base[0])
    # Ours holds the text as well: a server that downloads an index has it in memory.
    (mine, theirs) = (time[1] - base[1], helm[1] - helm_base[1])
    print(f"{'  memory at its peak, text included':<44} {mine:9.1f} MB {theirs:9.1f} MB   1/{theirs / mine:.1f}")
    for keyword, more in (("gateway", ()), ("no such thing", ()), ("gateway", ("all",))):
        seconds, _, hits = ours(full, "search", keyword, 1, 50, *more)
        taken = statistics.median(helm_index.search(helm_full, keyword)[0] for _ in range(3))
        shown = "every version" if more else f"{hits} hits"
        report(f"search for {keyword!r}, {shown}", seconds, taken)
    seconds, _, hits = ours(full, "search", "gateway", 3, 50)
    print(f"{'  over three such repositories':<44} {seconds * 1000:9.2f} ms")


def repository_rows(binary, folder):
    """The same index as a repository of a running server: added, searched while it is updated, asked for again."""
    folder = pathlib.Path(folder)
    index = folder / "index.yaml"
    indexes.write(index)
    source = subprocess.Popen(
        [sys.executable, pathlib.Path(__file__).parent / "index_server.py", index], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True)
    port = int(source.stdout.readline())
    server = Server(binary, folder)

    def timed(method, path, body=None):
        begun = time.perf_counter()
        server.call(method, path, body)
        return time.perf_counter() - begun

    def row(name, seconds):
        print(f"{name:<44} {seconds * 1000:9.2f} ms")

    row("add of that repository over HTTP", timed(
        "POST", "/api/repositories", {"name": "tagged", "url": f"http://127.0.0.1:{port}/tagged"}))
    row("update where the index is unchanged", statistics.median(timed("PUT", "/api/repositories") for _ in range(5)))
    search = "/api/repositories/charts?keyword=gateway"
    [taken] = medians(200, lambda: server.call("GET", search, raw=True))
    row("search over HTTP", taken)
    timed("POST", "/api/repositories", {"name": "plain", "url": f"http://127.0.0.1:{port}/plain"})
    other = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    stop = threading.Event()
    updates = [0]

    def update():
        while not stop.is_set():
            other.request("PUT", "/api/repositories")
            other.getresponse().read()
            updates[0] += 1

    updater = threading.Thread(target=update)
    updater.start()
    # A client that does next to nothing itself: Python's own takes as long as the server.
    request = f"GET {search} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        (begun, count) = (time.perf_counter(), 0)
        while time.perf_counter() - begun < 5:
            connection.sendall(request)
            reply = connection.recv(1 << 16)
            (head, _, body) = reply.partition(b"\r\n\r\n")
            missing = int(re.search(rb"(?i)content-length: (\d+)", head).group(1)) - len(body)
            while missing > 0:
                missing -= len(connection.recv(1 << 16))
            count += 1
    rate = count / (time.perf_counter() - begun)
    stop.set()
    updater.join()
    print(f"{f'searches a second while {updates[0]} updates run':<44} {rate:9.0f}")
    print(f"{'memory after that, two such indexes':<44} {server.memory():9.1f} MB")
    server.stop()
    source.stdin.close()
    source.wait(10)


def server_rows(binary, folder, chart_path, chart):
    """What the server costs by itself, and renders."""
    idle = Server(binary, folder)
    startups = [idle.startup]
    time.sleep(1)
    print(f"{'idle memory, no cluster':<44} {idle.memory():9.1f} MB")
    idle.stop()
    for _ in range(4):
        server = Server(binary, folder)
        startups.append(server.startup)
        server.stop()
    print(f"{'start-up to the first reply':<44} {statistics.median(startups) * 1000:9.1f} ms")

    server = Server(binary, folder, "--embedded")
    time.sleep(1)
    print(f"{'idle memory, embedded cluster':<44} {server.memory():9.1f} MB")
    [empty] = medians(200, lambda: server.call("GET", "/", raw=True))
    print(f"{'HTTP alone (in every figure below)':<44} {empty * 1000:9.2f} ms")
    template = f"/api/charts/template?chart={chart_path}&name=demo"

    def load_and_render():
        loaded = helm_python.Chart.load(str(chart_path))
        loaded.render(name="demo")
        loaded.close()

    ours, helm = medians(60, lambda: server.call("POST", template, {}), load_and_render)
    report("render of the scaffold chart, load included", ours, helm)
    ours, helm = medians(60, lambda: server.call("POST", template, {}), lambda: chart.render(name="demo"))
    report("render of the scaffold chart, Helm's loaded", ours, helm)
    server.stop()


def release_rows(binary, folder, chart_path, chart):
    """The verbs on a cluster that is a process of its own."""
    cluster = Server(binary, folder, "--embedded")
    kubeconfig = cluster.kubeconfig()

    def start(*arguments):
        return Server(binary, folder, *(arguments or ("--kubeconfig", kubeconfig)))

    config = helm_python.Config(kubeconfig_path=kubeconfig, namespace="bench")
    releases.make_releases(releases.Kube(kubeconfig), config, chart)
    for row in releases.list_rows(start, kubeconfig):
        report(*row)
    server = start()
    for row in releases.verb_rows(chart_path, chart, server, kubeconfig):
        report(*row)
    releases.request_rows(folder, start, kubeconfig, chart_path, chart)
    ours, helm = medians(
        20, lambda: server.call("POST", f"/api/namespaces/bench/releases/dry?chart={chart_path}", {"dry_run": True}),
        lambda: config.install(chart, "dry", dry_run="server"))
    report("dry-run install of the scaffold chart", ours, helm)
    releases.dry_run_rate(server, chart_path)
    server.stop()
    server = start()
    releases.mixed(server, chart_path)
    server.stop()
    cluster.stop()


def main():
    binary = sys.argv[1]
    parts = sys.argv[2:] or ["render", "index", "server", "releases"]
    beside = pathlib.Path(binary).parent
    helm_python.disable_logging()
    if "render" in parts:
        with tempfile.TemporaryDirectory() as folder:
            render_rows(folder, beside / "RenderBench")
    if "index" in parts:
        with tempfile.TemporaryDirectory() as folder:
            index_rows(folder, beside / "IndexBench")
        with tempfile.TemporaryDirectory() as folder:
            repository_rows(binary, folder)
    for part, rows in ("server", server_rows), ("releases", release_rows):
        if part not in parts:
            continue
        with tempfile.TemporaryDirectory() as folder:
            helm_python.Chart.create("scaffold", folder)
            chart_path = pathlib.Path(folder) / "scaffold"
            print(f"{'':<44} {'helm-wrapper':>12} {'Helm ' + helm_python.helm_sdk_version():>12}")
            rows(binary, folder, chart_path, helm_python.Chart.load(str(chart_path)))


if __name__ == "__main__":
    main()
