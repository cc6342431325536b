"""Real Helm and helm-wrapper share repositories.yaml and the cached indexes.

    .venv/bin/helm Tests/Interop/repositories.py http://127.0.0.1:8080

The server names both places itself (GET /api/envs). Repositories added over HTTP are used by real Helm, from the index that the
server cached; what real Helm downloads anew is what the server finds. Every step prints a line; the first that fails ends the
run with exit code 1.
"""

import base64
import functools
import http.server
import json
import os
import pathlib
import sys
import tempfile
import threading
import urllib.request

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


def call(address, method, path, body=None):
    request = urllib.request.Request(
        address + path, method=method, data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=60) as reply:
        envelope = json.load(reply)
    if envelope["code"] != 0:
        raise AssertionError(f"{method} {path}: {envelope['error']}")
    return envelope.get("data")


def step(text):
    print(text, flush=True)


def main():
    address = sys.argv[1]
    names = call(address, "GET", "/api/envs")
    for name in ("HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE"):
        os.environ[name] = names[name]
    with tempfile.TemporaryDirectory() as home:
        # Whatever else Helm keeps belongs to this run alone.
        for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"):
            os.environ[name] = f"{home}/{name.lower()}"
        run(address, pathlib.Path(home))
    step("all steps passed")


def run(address, home):
    # Helm reads its environment when it is loaded.
    import helm_python

    served = home / "served"
    served.mkdir()

    def publish(version):
        chart = home / "kid"
        chart.mkdir(exist_ok=True)
        (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: kid\nversion: {version}\n")
        helm_python.package(chart, destination=served)
        helm_python.repo_index_generate(served)

    publish("1.0.0")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"

    parent = home / "parent"
    parent.mkdir()
    (parent / "Chart.yaml").write_text(
        "apiVersion: v2\nname: parent\nversion: 0.1.0\n"
        'dependencies:\n- {name: kid, version: ">=1.0.0", repository: "@shared"}\n')
    try:
        helm_python.dependency_update(parent, skip_refresh=True)
        raise SystemExit("real Helm knows the repository before it was added")
    except helm_python.HelmError:
        step("real Helm does not know the repository yet")

    call(address, "POST", "/api/repositories", {
        "name": "shared", "url": url, "username": "me", "password": "se cret"})
    found = call(address, "GET", "/api/repositories/charts?keyword=kid")
    assert [hit["version"] for hit in found] == ["1.0.0"], found
    step("added over HTTP")

    Handler.seen.clear()
    helm_python.dependency_update(parent, skip_refresh=True)
    assert (parent / "charts" / "kid-1.0.0.tgz").is_file()
    assert Handler.seen == ["/kid-1.0.0.tgz"], Handler.seen
    step("real Helm found the chart in the index that the server cached, with the server's credentials")

    publish("1.1.0")
    helm_python.dependency_update(parent)
    assert (parent / "charts" / "kid-1.1.0.tgz").is_file()
    found = call(address, "GET", "/api/repositories/charts?keyword=kid")
    assert [hit["version"] for hit in found] == ["1.1.0"], found
    step("the server found what real Helm downloaded")

    publish("1.2.0")
    call(address, "PUT", "/api/repositories")
    helm_python.dependency_update(parent, skip_refresh=True)
    assert (parent / "charts" / "kid-1.2.0.tgz").is_file()
    step("real Helm found what the server downloaded")

    call(address, "DELETE", "/api/repositories/shared")
    assert call(address, "GET", "/api/repositories") == []
    try:
        helm_python.dependency_update(parent, skip_refresh=True)
        raise SystemExit("real Helm knows the repository after it was removed")
    except helm_python.HelmError:
        step("removed over HTTP, and gone for real Helm")


if __name__ == "__main__":
    main()
