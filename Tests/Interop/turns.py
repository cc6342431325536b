"""helm-wrapper and real Helm 3.20 and 4.2.3 take turns: each verb of a release's life by each of two, both read after each.

    python Tests/Interop/turns.py http://127.0.0.1:8080 KUBECONFIG CHART_ROOT

The server must serve on the cluster of KUBECONFIG, with CHART_ROOT among its `chartRoots`. Every step prints a line; the first that fails ends the run with
exit code 1. `check_` functions hold for any pair: whoever wrote, both sides read the same.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

from helms import Helm3, Helm4, HelmFailed, documents

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: turns\nversion: 1.2.3\nappVersion: \"9\"\n",
    "values.yaml": "color: red\nreplicas: 1\nextra: false\nbroken: false\n",
    "templates/config.yaml": """apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-config
data:
  color: {{ .Values.color | quote }}
  revision: "{{ .Release.Revision }}"
{{- if .Values.extra }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-extra
stringData:
  key: {{ .Values.color | quote }}
{{- end }}
{{- if .Values.broken }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-broken
spec:
  ports: [{port: 70000}]
{{- end }}
""",
    "templates/web.yaml": """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
    spec:
      containers:
        - name: web
          image: example.com/web:1
          env:
            - name: COLOR
              value: {{ .Values.color | quote }}
""",
    "templates/hook.yaml": """apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-migrate
  annotations:
    helm.sh/hook: pre-install,pre-upgrade,pre-rollback,pre-delete
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: example.com/migrate:1
""",
    "templates/test.yaml": """apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test
spec:
  restartPolicy: Never
  containers:
    - name: test
      image: example.com/test:1
""",
    "templates/NOTES.txt": "{{ .Release.Name }} is {{ .Values.color }}\n",
}


class Ours:
    """helm-wrapper, with the face of the Helms."""

    name = "helm-wrapper"

    def __init__(self, address, namespace):
        self.base = f"{address}/api/namespaces/{namespace}/releases"

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=120) as reply:
            envelope = json.load(reply)
        if envelope["code"] != 0:
            raise HelmFailed(envelope["error"])
        return envelope.get("data")

    def install(self, release, chart, values, replace=False):
        self.call("POST", f"/{release}?chart={chart}", {"values": json.dumps(values), "replace": replace})

    def upgrade(self, release, chart, values):
        self.call("PUT", f"/{release}?chart={chart}", {"values": json.dumps(values)})

    def rollback(self, release, revision):
        self.call("PUT", f"/{release}/versions/{revision}", {})

    def test(self, release):
        self.call("POST", f"/{release}/tests", {})

    def uninstall(self, release, keep_history=False):
        self.call("DELETE", f"/{release}", {"keep_history": keep_history})

    def list(self):
        return [(r["name"], int(r["revision"]), r["status"], f"{r['chart']}-{r['chart_version']}", r["app_version"])
                for r in self.call("GET", "")]

    def history(self, release):
        rows = self.call("GET", f"/{release}/histories")
        return [(r["revision"], r["status"], r["chart"], r["description"]) for r in reversed(rows)]

    def values(self, release):
        return self.call("GET", f"/{release}?info=values") or {}

    def manifest(self, release):
        return self.call("GET", f"/{release}?info=manifest").strip()

    def hooks(self, release):
        return documents("".join(f"\n---\n# Source: {hook['path']}\n{hook['manifest']}" for hook in self.call("GET", f"/{release}?info=hooks")))


def step(text):
    print("ok:", text, flush=True)


class Cluster:
    def __init__(self, kubeconfig, namespace):
        self.command = ["kubectl", "--kubeconfig", kubeconfig, "--namespace", namespace]

    def get(self, kind):
        done = subprocess.run([*self.command, "get", kind, "-o", "json"], capture_output=True, text=True, check=True)
        return {item["metadata"]["name"]: item for item in json.loads(done.stdout)["items"]}


def check_reads(sides, release):
    """Both sides read the same of a release that is there."""
    for read in ("history", "values", "manifest", "hooks"):
        seen = [getattr(side, read)(release) for side in sides]
        if read == "manifest":
            # Helm 3 trims what Helm 4 leaves at the end of a document.
            seen = [documents(text) for text in seen]
        assert seen[0] == seen[1], f"{read}: {sides[0].name}: {seen[0]}\n{sides[1].name}: {seen[1]}"
    check_list(sides)


def check_list(sides):
    seen = [side.list() for side in sides]
    assert seen[0] == seen[1], f"list: {sides[0].name}: {seen[0]}\n{sides[1].name}: {seen[1]}"


def life(release, chart, writers, cluster):
    """Every verb in turn by the next of `writers`; after each, both read it."""
    number = 0

    def turn(verb, *arguments, fails=False, **options):
        nonlocal number
        writer = writers[number % 2]
        number += 1
        try:
            getattr(writer, verb)(release, *arguments, **options)
            assert not fails, f"{verb} by {writer.name} did not fail"
        except HelmFailed as error:
            assert fails, f"{verb} by {writer.name}: {error}"
        return f"{verb} by {writer.name}"

    def told(text, *statuses):
        check_reads(writers, release)
        found = [row[1] for row in writers[0].history(release)]
        assert found == list(statuses), (text, found)
        step(f"{release}: {text}")

    def color():
        objects = cluster.get("deployments")[f"{release}-web"]
        return objects["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"], objects["spec"]["replicas"]

    told(turn("install", chart, {"color": "green"}), "deployed")
    assert color() == ("green", 1)
    told(turn("upgrade", chart, {"replicas": 2, "extra": True}), "superseded", "deployed")
    assert color() == ("red", 2) and f"{release}-extra" in cluster.get("secrets")
    told(turn("test"), "superseded", "deployed")
    told(turn("rollback", 1), "superseded", "superseded", "deployed")
    assert color() == ("green", 1) and f"{release}-extra" not in cluster.get("secrets")
    told(turn("upgrade", chart, {"broken": True}, fails=True), "superseded", "superseded", "deployed", "failed")
    told(turn("upgrade", chart, {"color": "blue"}), "superseded", "superseded", "superseded", "failed", "deployed")
    assert color() == ("blue", 1)
    told(turn("uninstall", keep_history=True),
         "superseded", "superseded", "superseded", "failed", "uninstalled")
    assert f"{release}-web" not in cluster.get("deployments")
    text = turn("install", chart, {"color": "new"}, replace=True)
    check_reads(writers, release)
    assert writers[0].history(release)[-1][1] == "deployed"
    step(f"{release}: {text}, over the history")
    text = turn("install", chart, {}, fails=True)
    check_reads(writers, release)
    step(f"{release}: {text} is refused: the name is in use")
    text = turn("uninstall")
    check_list(writers)
    left = [name for name in cluster.get("secrets") if release in name]
    assert not left, left
    step(f"{release}: {text}: nothing is left")


def main():
    address, kubeconfig, charts = sys.argv[1:]
    namespace = "turns"
    subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "create", "namespace", namespace],
                   check=True, capture_output=True)
    ours = Ours(address, namespace)
    cluster = Cluster(kubeconfig, namespace)
    with tempfile.TemporaryDirectory(dir=charts) as folder:
        chart = pathlib.Path(folder) / "turns"
        for name, text in CHART.items():
            (chart / name).parent.mkdir(parents=True, exist_ok=True)
            (chart / name).write_text(text)
        for version, make in ("4", Helm4), ("3", Helm3):
            helm = make(kubeconfig, namespace)
            life(f"ours{version}", str(chart), (ours, helm), cluster)
            life(f"theirs{version}", str(chart), (helm, ours), cluster)
            helm.close()
    print("all steps passed")


if __name__ == "__main__":
    main()
