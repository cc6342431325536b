"""Releases on a cluster: what our server and real Helm take for the same verbs on the same embedded cluster.

The cluster, our server and the Helm that is measured for memory are processes of their own.
"""

import base64
import gzip
import http.client
import http.server
import json
import pathlib
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time

import helm_python
import yaml

RELEASES, REVISIONS, RECORD_BYTES = 500, 4, 20_000
WORDS = 5500
MIXED_REQUESTS = 10_000
# What the Go server with these routes reaches with dry-run installs, on one connection.
PEER_DRY_RUNS = 13


class Kube:
    """Just enough of a client to put records into the embedded cluster."""

    def __init__(self, kubeconfig):
        config = yaml.safe_load(open(kubeconfig))
        self.address = re.sub("^http://(.*@)?", "", config["clusters"][0]["cluster"]["server"])
        self.connection = http.client.HTTPConnection(self.address)
        self.token = config["users"][0]["user"]["token"]

    def call(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = self.connection.getresponse()
        reply = json.loads(response.read())
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {reply.get('message')}")
        return reply


class Counter:
    """A proxy before the cluster that counts requests."""

    def __init__(self, upstream):
        self.counts = {"reads": 0, "writes": 0}
        counter = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
                counter.counts["reads" if self.command == "GET" else "writes"] += 1
                connection = http.client.HTTPConnection(upstream, timeout=60)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "accept-encoding")}
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self):
        taken, self.counts = self.counts, {"reads": 0, "writes": 0}
        return taken


def make_releases(kube, helm, chart):
    """One release by real Helm with its revisions, copied under other names. A file fills each record up to its size
    with words of the chart, which pack about as well as a chart's templates do."""
    kube.call("POST", "/api/v1/namespaces", {"metadata": {"name": "bench"}})
    helm.install(chart, "original")
    for _ in range(REVISIONS - 1):
        helm.upgrade(chart, "original")
    records = kube.call("GET", "/api/v1/namespaces/bench/secrets?labelSelector=owner%3Dhelm")["items"]
    plain = [json.loads(gzip.decompress(base64.b64decode(base64.b64decode(r["data"]["release"])))) for r in records]
    words = [word for template in plain[0]["chart"]["templates"] for word in base64.b64decode(template["data"]).decode().split()]
    (source, word_count) = (random.Random(1), WORDS)
    for number in range(1, RELEASES):
        name = f"copy-{number:03}"
        for record, release in zip(records, plain):
            release["name"] = name
            release["chart"]["files"] = []
            filler = " ".join(source.choices(words, k=word_count)).encode()
            release["chart"]["files"] = [{"name": "filler", "data": base64.b64encode(filler).decode()}]
            packed = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(release).encode(), 6)))
            kube.call("POST", "/api/v1/namespaces/bench/secrets", {
                "metadata": {"name": f"sh.helm.release.v1.{name}.v{release['version']}",
                             "labels": dict(record["metadata"]["labels"], name=name)},
                "type": record["type"], "data": {"release": packed.decode()}})


# Helm's list in a process of its own: its seconds, and the peak of the memory that it takes beside an idle Helm's.
HELM_LIST = """
import re, sys, time, helm_python
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) / 1024
helm_python.disable_logging()
config = helm_python.Config(kubeconfig_path=sys.argv[1], namespace=sys.argv[2])
config.check_reachable()
before = peak()
begun = time.perf_counter()
count = len(config.list())
print(count, time.perf_counter() - begun, peak(), before)
"""


def helm_list(kubeconfig):
    done = subprocess.run([sys.executable, "-c", HELM_LIST, kubeconfig, "bench"],
                          capture_output=True, text=True, check=True)
    count, seconds, peak, before = map(float, done.stdout.split())
    return int(count), seconds, peak, before


def list_rows(start, kubeconfig, rounds=5):
    runs = []
    for _ in range(rounds):
        server = start()
        time.sleep(0.5)
        idle = server.peak()
        begun = time.perf_counter()
        shown = server.call("GET", "/api/namespaces/bench/releases")
        first = time.perf_counter() - begun
        begun = time.perf_counter()
        server.call("GET", "/api/namespaces/bench/releases")
        again = time.perf_counter() - begun
        peak = server.peak()
        server.stop()
        count, seconds, helm_peak, helm_idle = helm_list(kubeconfig)
        assert len(shown) == RELEASES == count, (len(shown), count)
        runs.append((first, again, peak, idle, seconds, helm_peak, helm_idle))
    first, again, peak, idle, helm, helm_peak, helm_idle = (statistics.median(column) for column in zip(*runs))
    name = f"list of {RELEASES} releases x {REVISIONS} of {RECORD_BYTES // 1000} KB"
    yield name + ", first", first, helm, ""
    yield name, again, helm, ""
    print(f"{'  memory at its peak (idle)':<44} {peak:5.0f} ({idle:.0f}) MB {helm_peak:5.0f} ({helm_idle:.0f}) MB"
          f"   1/{helm_peak / peak:.1f}")


def verbs(chart_path, chart, server, kubeconfig, name):
    """Each verb as a pair: ours, Helm's, which follow each other on releases of their own.

    As each command of Helm has one, each verb has a client of its own: a longer one would throttle itself.
    """
    def helm():
        return helm_python.Config(kubeconfig_path=kubeconfig, namespace="bench")

    path = f"/api/namespaces/bench/releases/{name}-ours"
    theirs = f"{name}-helm"
    return {
        "install": (lambda: server.call("POST", f"{path}?chart={chart_path}", {}),
                    lambda: helm().install(chart, theirs)),
        "upgrade": (lambda: server.call("PUT", f"{path}?chart={chart_path}", {"values": "replicaCount: 2"}),
                    lambda: helm().upgrade(chart, theirs, values={"replicaCount": 2})),
        "rollback": (lambda: server.call("PUT", f"{path}/versions/1", {}), lambda: helm().rollback(theirs, version=1)),
        "uninstall": (lambda: server.call("DELETE", path, {}), lambda: helm().uninstall(theirs)),
    }


def verb_rows(chart_path, chart, server, kubeconfig, rounds=10):
    times = {}
    for number in range(rounds):
        for verb, sides in verbs(chart_path, chart, server, kubeconfig, f"v{number}").items():
            taken = times.setdefault(verb, ([], []))
            for side, seconds in zip(sides, taken):
                begun = time.perf_counter()
                side()
                seconds.append(time.perf_counter() - begun)
    for verb, (ours, theirs) in times.items():
        yield f"{verb} of the scaffold chart", statistics.median(ours), statistics.median(theirs), ""


def request_rows(folder, start, kubeconfig, chart_path, chart):
    """How many requests each verb sends, seen by a proxy, once caches are warm."""
    text = pathlib.Path(kubeconfig).read_text()
    address = Kube(kubeconfig).address
    counters, paths = [], []
    for side in ("ours", "helm"):
        counter = Counter(address)
        path = pathlib.Path(folder) / f"kubeconfig-{side}"
        path.write_text(text.replace(address, counter.address))
        counters.append(counter)
        paths.append(str(path))
    server = start("--kubeconfig", paths[0])
    for number in range(2):
        for verb, sides in verbs(chart_path, chart, server, paths[1], f"c{number}").items():
            for counter in counters:
                counter.take()
            for side in sides:
                side()
            (ours, theirs) = (counter.take() for counter in counters)
            if number:
                shown = [f"{c['reads'] + c['writes']:3} ({c['reads']} reads)" for c in (ours, theirs)]
                print(f"{'requests of ' + verb:<44} {shown[0]:>15} {shown[1]:>15}")
    server.stop()


class Raw:
    """A client that does next to nothing itself: Python's own takes as long as the server."""

    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @staticmethod
    def request(method, path, body=""):
        return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()

    def send(self, request):
        self.connection.sendall(request)
        reply = self.connection.recv(1 << 16)
        (head, _, body) = reply.partition(b"\r\n\r\n")
        missing = int(re.search(rb"(?i)content-length: (\d+)", head).group(1)) - len(body)
        while missing > 0:
            part = self.connection.recv(1 << 16)
            missing -= len(part)
            body += part
        return body


def dry_run_rate(server, chart_path, seconds=5):
    client = Raw(server.port)
    request = client.request("POST", f"/api/namespaces/bench/releases/dry?chart={chart_path}", '{"dry_run": true}')
    assert b'"code":0' in client.send(request)
    (begun, count) = (time.perf_counter(), 0)
    while time.perf_counter() - begun < seconds:
        client.send(request)
        count += 1
    rate = count / (time.perf_counter() - begun)
    print(f"{'dry-run installs a second, one connection':<44} {rate:9.0f}    {PEER_DRY_RUNS:9}      {rate / PEER_DRY_RUNS:6.1f} times")


def mixed(server, chart_path):
    """Installs, upgrades, reads, rollbacks, refused requests, uninstalls; the memory after each tenth."""
    client = Raw(server.port)
    base = "/api/namespaces/bench/releases"
    chart = f"?chart={chart_path}"
    round_ = [
        ("POST", "{r}" + chart, "{}"), ("PUT", "{r}" + chart, '{"values": "replicaCount: 2"}'), ("GET", "{r}", ""),
        ("GET", "{r}/status", ""), ("GET", "{r}?info=values", ""), ("PUT", "{r}/versions/1", "{}"),
        ("GET", "{r}/histories", ""), ("GET", base + "?filter=copy-1.*", ""), ("POST", "{r}" + chart, "{}"),
        ("POST", base + "/dry" + chart, '{"dry_run": true}'), ("POST", "{r}" + chart, "{not json"),
        ("POST", f"/api/charts/template{chart}&name=demo", "{}"), ("GET", f"/api/charts{chart}&info=values", ""),
        ("GET", base + "/missing", ""), ("POST", base + "/bad_name" + chart, "{}"), ("DELETE", "{r}", "{}"),
    ]
    memory = []
    for number in range(MIXED_REQUESTS):
        method, path, body = round_[number % len(round_)]
        name = f"{base}/m{number // len(round_)}"
        client.send(client.request(method, path.replace("{r}", name), body))
        if (number + 1) % (MIXED_REQUESTS // 10) == 0:
            memory.append(server.memory())
    shown = " ".join(f"{m:.0f}" for m in memory)
    print(f"{f'memory over {MIXED_REQUESTS:,} mixed requests, MB':<44} {shown}")
