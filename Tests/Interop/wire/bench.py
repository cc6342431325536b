"""A cluster, a proxy before it and a server, made anew for each scenario."""

import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import time
import urllib.parse

from . import comparison, proxy

LOG_END = r"listening on http://(127\.0\.0\.1:\d+)"


class Bench:
    def __init__(self, binary, charts, driver="secret"):
        self.binary = binary
        self.driver = driver
        self.folder = tempfile.TemporaryDirectory(prefix="wire-")
        self.path = pathlib.Path(self.folder.name)
        (self.path / "up").mkdir()
        self.config = self.path / "config.yaml"
        self.config.write_text(
            f"uploadPath: {self.path}/up\nchartRoots: [{charts}]\nallowedApiServers: ['http://127.0.0.1:*']\n"
            "shutdownGracePeriod: 100ms\n")
        self.server = None
        self.is_ending = False
        self.cluster, log = self.start("--embedded")
        kubeconfig = pathlib.Path(re.search(r"kubeconfig=(\S+)", log).group(1)).read_text()
        upstream = re.search(r"server: http://(?:[^@\s]*@)?([0-9.:]+)", kubeconfig).group(1)
        self.token = re.search(r"token: (\S+)", kubeconfig).group(1)
        self.api = http.client.HTTPConnection(upstream, timeout=60)
        self.proxy = proxy.Proxy(upstream, self.token, self.signal)
        self.kubeconfig = self.path / "kubeconfig"
        self.kubeconfig.write_text(kubeconfig.replace(upstream, f"127.0.0.1:{self.proxy.port}"))
        self.restart()

    def start(self, *arguments):
        """A process of the program and its log until it listens."""
        environment = os.environ | {"HELM_DRIVER": self.driver, "HOME": str(self.path)}
        process = subprocess.Popen(
            [self.binary, "--port", "0", "--config", self.config, *arguments], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        log = ""
        while line := process.stdout.readline():
            log += line
            if re.search(LOG_END, line):
                threading.Thread(target=process.stdout.read, daemon=True).start()
                return process, log
        raise RuntimeError(f"the program does not start: {log}")

    def restart(self):
        """A server with nothing in its memory, as each command of Helm begins."""
        self.end(self.server)
        self.server, log = self.start("--kubeconfig", str(self.kubeconfig))
        self.address = re.search(LOG_END, log).group(1)

    def signal(self, name):
        """What a fault does to the server."""
        self.is_ending = True
        (self.server.kill if name == "kill" else self.server.terminate)()

    def call(self, request):
        """The reply to `request`; None when the server ended before it answered."""
        if self.server.poll() is not None:
            self.restart()
        connection = http.client.HTTPConnection(self.address, timeout=120)
        try:
            connection.request(request.method, request.path, json.dumps(request.body), request.headers)
            return json.loads(connection.getresponse().read())
        except (ConnectionError, http.client.HTTPException):
            return None
        finally:
            connection.close()
            if self.is_ending:
                self.is_ending = False
                self.server.wait(60)

    def direct(self, method, path, body=None, content_type="application/json", agent="curl"):
        """A request to the API server by somebody else: (status, answer)."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type, "User-Agent": agent}
        self.api.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.api.getresponse()
        return answer.status, json.loads(answer.read() or b"null")

    def records(self):
        """The release records in the cluster: {namespace/name: content}."""
        kind = "configmaps" if self.driver == "configmap" else "secrets"
        _, found = self.direct("GET", f"/api/v1/{kind}?labelSelector={urllib.parse.quote('owner=helm')}")
        return {
            f"{item['metadata']['namespace']}/{item['metadata']['name']}": comparison.opened(item["data"]["release"])
            for item in found["items"]
        }

    def settle(self):
        """Waits until the cluster's controllers have done their work, as they had between the recorded steps."""
        previous = None

        def is_quiet():
            nonlocal previous
            _, pods = self.direct("GET", "/api/v1/pods")
            version, last = pods["metadata"]["resourceVersion"], previous
            previous = version
            return version == last and all(is_done(pod) for pod in pods["items"])

        eventually(is_quiet, 5, 0.04)

    def end(self, process):
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        if process is not None:
            process.wait()

    def close(self):
        self.end(self.server)
        self.end(self.cluster)
        self.proxy.close()
        self.api.close()
        self.folder.cleanup()


def is_done(pod):
    if (pod["metadata"].get("annotations") or {}).get("helm-wrapper.dev/simulate") == "never-ready":
        return True
    status = pod.get("status") or {}
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or [])
    return ready or status.get("phase") in ("Succeeded", "Failed")


def eventually(condition, seconds=10, pause=0.02):
    """Whether `condition` comes true."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True
