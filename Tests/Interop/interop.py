"""Real Helm and helm-wrapper take turns on the same releases.

    .venv/bin/helm Tests/Interop/interop.py http://127.0.0.1:8080 KUBECONFIG

(`.venv/bin/helm` is Python: real Helm takes the name of its program as its field manager.)

The server must serve on the cluster of KUBECONFIG (the embedded one, in the tests). Every step prints a line; the first
that fails ends the run with exit code 1.
"""

import json
import pathlib
import sys
import tempfile
import urllib.error
import urllib.request

import helm_python

NAMESPACE = "interop"


class Wrapper:
    """helm-wrapper over HTTP."""

    def __init__(self, address):
        self.address = address

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.address + path, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=120) as reply:
            envelope = json.load(reply)
        if envelope["code"] != 0:
            raise AssertionError(f"{method} {path}: {envelope['error']}")
        return envelope.get("data")

    def release(self, method, name, tail="", body=None):
        return self.call(method, f"/api/namespaces/{NAMESPACE}/releases/{name}{tail}", body)

    def upload(self, archive):
        boundary = "interop-boundary"
        name = pathlib.Path(archive).name
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="chart"; filename="{name}"\r\n\r\n'
        body = head.encode() + pathlib.Path(archive).read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        request = urllib.request.Request(
            self.address + "/api/charts/upload", method="POST", data=body,
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
        with urllib.request.urlopen(request) as reply:
            envelope = json.load(reply)
        assert envelope == {"code": 0}, envelope
        return name


def field(release, *names):
    """A field of what Helm's package reports: its summaries, or the summary inside of a whole release."""
    summary = release.get("summary") or release
    for name in names:
        if name in summary:
            return summary[name]
    raise AssertionError(f"none of {names} in {release}")


def statuses(history):
    return {int(field(r, "revision", "version")): status_of(r) for r in history}


def status_of(release):
    return field(release, "status")


def step(text):
    print("ok:", text, flush=True)


def ours_then_helm(ours, helm, archive):
    """A release made here: real Helm lists, reads, upgrades, rolls back and removes it."""
    made = ours.release("POST", "ours", f"?chart={archive}", {
        "create_namespace": True, "wait": True, "values": "replicaCount: 2\nimage:\n  tag: from-here\n"})
    assert made["revision"] == "1" and made["status"] == "deployed", made
    step("install over HTTP, waiting")

    assert [field(r, "name") for r in helm.list()] == ["ours"]
    values = helm.get_values("ours")
    assert values == {"replicaCount": 2, "image": {"tag": "from-here"}}, values
    manifest = field(helm.get_all("ours"), "manifest")
    assert manifest == ours.release("GET", "ours", "?info=manifest")
    step("Helm lists it and reads its values and manifest")

    chart = helm_python.Chart.load(str(pathlib.Path(ARCHIVES) / archive))
    helm.upgrade(chart, "ours", {"replicaCount": 3}, wait="watcher", timeout=60)
    assert ours.release("GET", "ours") == {"replicaCount": 3}
    assert statuses(helm.history("ours")) == {1: "superseded", 2: "deployed"}
    step("Helm upgrades it")

    helm.rollback("ours", version=1, wait="watcher", timeout=60)
    assert ours.release("GET", "ours")["replicaCount"] == 2
    history = ours.release("GET", "ours", "/histories")
    assert [(r["revision"], r["status"]) for r in history] == [(3, "deployed"), (2, "superseded"), (1, "superseded")], history
    assert history[0]["description"] == "Rollback to 1"
    step("Helm rolls it back")

    helm.uninstall("ours")
    assert ours.call("GET", f"/api/namespaces/{NAMESPACE}/releases") == []
    step("Helm uninstalls it")


def helm_then_ours(ours, helm, archive):
    """A release made by real Helm: we list, read, upgrade, roll back and remove it."""
    chart = helm_python.Chart.load(str(pathlib.Path(ARCHIVES) / archive))
    helm.install(chart, "theirs", {"replicaCount": 1}, wait="watcher", timeout=60)
    listed = ours.call("GET", f"/api/namespaces/{NAMESPACE}/releases")
    assert [(r["name"], r["revision"], r["status"]) for r in listed] == [("theirs", "1", "deployed")], listed
    assert ours.release("GET", "theirs") == {"replicaCount": 1}
    assert ours.release("GET", "theirs", "?info=manifest") == field(helm.get_all("theirs"), "manifest")
    status = ours.release("GET", "theirs", "/status")
    assert status["notes"] and status["resources"], status
    step("a release by Helm is listed and read over HTTP")

    upgraded = ours.release("PUT", "theirs", f"?chart={archive}", {"set": ["replicaCount=2"], "wait": True})
    assert upgraded["revision"] == "2", upgraded
    assert helm.get_values("theirs") == {"replicaCount": 2}
    assert statuses(helm.history("theirs")) == {1: "superseded", 2: "deployed"}
    step("upgrade over HTTP")

    ours.release("PUT", "theirs", "/versions/0", {"wait": True})
    assert helm.get_values("theirs") == {"replicaCount": 1}
    assert statuses(helm.history("theirs")) == {1: "superseded", 2: "superseded", 3: "deployed"}
    step("rollback over HTTP")

    # Client-side apply leaves another trace in record and objects, and Helm carries on from it.
    ours.release("PUT", "theirs", f"?chart={archive}", {"set": ["replicaCount=4"], "server_side": "false"})
    helm.upgrade(chart, "theirs", {"replicaCount": 5}, wait="watcher", timeout=60)
    assert ours.release("GET", "theirs") == {"replicaCount": 5}
    step("upgrade with client-side apply, and Helm after it")

    ours.release("DELETE", "theirs", body={"keep_history": True})
    assert status_of(helm.history("theirs")[-1]) == "uninstalled"
    ours.release("DELETE", "theirs")
    assert helm.list() == []
    step("uninstall over HTTP, first with history kept")


def main():
    global ARCHIVES
    address, kubeconfig = sys.argv[1:]
    helm_python.disable_logging()
    ours = Wrapper(address)
    helm = helm_python.Config(kubeconfig_path=kubeconfig, namespace=NAMESPACE)
    with tempfile.TemporaryDirectory() as ARCHIVES:
        helm_python.Chart.create("scaffold", ARCHIVES)
        archive = helm_python.Chart.load(f"{ARCHIVES}/scaffold").save(ARCHIVES)
        name = ours.upload(archive)
        assert name in ours.call("GET", "/api/charts/upload")
        step("upload")
        ours_then_helm(ours, helm, name)
        helm_then_ours(ours, helm, name)
        ours.call("DELETE", f"/api/charts/upload/{name}")
    print("all steps passed")


if __name__ == "__main__":
    main()
