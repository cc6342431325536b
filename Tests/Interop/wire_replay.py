"""Replays the recorded scenarios of real Helm 4 (conformance/wire) on helm-wrapper and compares what it writes.

    python Tests/Interop/wire_replay.py BINARY WIRE_FOLDER [SCENARIO …]

BINARY serves its embedded cluster in one process and the HTTP API in another; a proxy between the two records every
request. Compared, step by step: writes of objects (method, path, query, body), writes of records (method, revision,
status, labels) and the records left behind (all but times). Reads are free. Objects of one kind that follow each
other may come in any order, as in Helm.
"""

import base64
import gzip
import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

NAMESPACE = "wire-ns"
# Differences that are the cluster's or on purpose, each with its reason; a scenario named here must still differ.
KNOWN = {
    "upgrade-apply-method": "the managed fields that are sent back hold what the cluster's controllers wrote",
    "upgrade-custom-resource-client": "Helm's discovery lagged behind the CRD when this was recorded; ours waits for it",
    "upgrade-hooks": "the embedded cluster words an immutable Job differently",
}
# Scenarios that need what this replay cannot give: the reason for each.
SKIPPED = {
    "fault-": "faults are injected by another test", "interrupt-": "the process is not killed here",
    "upgrade-stuck": "the process is not killed here", "versions-mixed": "two versions of Helm",
    "list-states": "the process is killed", "test-": "no route yet", "hook-output-log": "test of kubelet logs",
    "discovery-unaggregated": "reads only", "read-verbs": "reads only", "template-crd": "reads only",
    "install-configmap-driver": "another driver",
}


def simulated(body):
    """The object as it goes to the embedded cluster: told by annotation what the recordings' kubelet read off labels."""
    if b"podready" not in body and b"wire-fail" not in body:
        return body
    try:
        value = json.loads(body)
    except ValueError:
        return body
    changed = [False]

    def walk(node):
        if isinstance(node, dict):
            labels = (node.get("metadata") or {}).get("labels") or {}
            behaviour = "failed" if labels.get("wire-fail") == "true" else \
                "never-ready" if labels.get("podready") == "never" else None
            if behaviour and "spec" in node:
                node["metadata"].setdefault("annotations", {})["helm-wrapper.dev/simulate"] = behaviour
                changed[0] = True
            for child in node.values():
                walk(child)

    walk(value)
    return json.dumps(value).encode() if changed[0] else body


class Recorder:
    """A proxy that keeps what passes."""

    def __init__(self, upstream):
        self.requests = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else b""
                connection = http.client.HTTPConnection(upstream, timeout=300)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "accept-encoding")}
                sent = simulated(body) if body and self.command in ("POST", "PATCH", "PUT") else body
                if sent is not body:
                    headers = {k: v for k, v in headers.items() if k.lower() != "content-length"}
                connection.request(self.command, self.path, sent, headers)
                answer = connection.getresponse()
                is_watch = "watch=" in self.path
                if self.command != "GET":
                    recorder.requests.append((self.command, self.path, body, answer.status))
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
                if is_watch:
                    self.send_header("Connection", "close")
                    self.end_headers()
                    try:
                        while chunk := answer.read1(65536):
                            self.wfile.write(chunk)
                            self.wfile.flush()
                    except (OSError, http.client.HTTPException):
                        pass
                    connection.close()
                    self.close_connection = True
                    return
                data = answer.read()
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self):
        taken, self.requests = self.requests, []
        return taken


class Bench:
    """A cluster, a recorder and a server, made anew for each scenario."""

    def __init__(self, binary, charts):
        self.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(self.folder.name)
        (path / "up").mkdir()
        config = path / "config.yaml"
        config.write_text(f"uploadPath: {path}/up\nchartRoots: [{charts}]\n")
        self.cluster = subprocess.Popen(
            [binary, "--embedded", "--port", "0", "--config", config], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        self.kubeconfig = self.wait_for(self.cluster, r"kubeconfig=(\S+)")
        text = pathlib.Path(self.kubeconfig).read_text()
        server = re.search(r"server: \"?http://(?:[^@\s]*@)?([0-9.:]+)", text).group(1)
        self.recorder = Recorder(server)
        ours = path / "kubeconfig"
        ours.write_text(text.replace(server, f"127.0.0.1:{self.recorder.port}"))
        self.server = subprocess.Popen(
            [binary, "--kubeconfig", ours, "--port", "0", "--config", config], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        self.address = self.wait_for(self.server, r"listening on (?:http://)?(127\.0\.0\.1:\d+)")

    def wait_for(self, process, pattern):
        seen = ""
        while line := process.stdout.readline():
            seen += line
            if found := re.search(pattern, line):
                threading.Thread(target=process.stdout.read, daemon=True).start()
                return found.group(1)
        raise RuntimeError(seen)

    def call(self, method, path, body):
        request = urllib.request.Request(
            f"http://{self.address}{path}", method=method, data=json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=120) as reply:
            return json.load(reply)

    def kubectl(self, arguments, text=None):
        return subprocess.run(
            ["kubectl", "--kubeconfig", self.kubeconfig, *arguments], input=text, capture_output=True, text=True)

    def close(self):
        for process in (self.server, self.cluster):
            process.terminate()
        for process in (self.server, self.cluster):
            process.wait()
        self.recorder.server.shutdown()
        self.folder.cleanup()


# Helm's command line → our requests

FLAGS = {
    "--create-namespace": "create_namespace", "--no-hooks": "disable_hooks", "--skip-crds": "skip_crds",
    "--rollback-on-failure": "rollback_on_failure", "--atomic": "atomic", "--force-replace": "force_replace",
    "--force-conflicts": "force_conflicts", "--take-ownership": "take_ownership", "--reuse-values": "reuse_values",
    "--reset-values": "reset_values", "--reset-then-reuse-values": "reset_then_reuse_values", "--install": "install",
    "--replace": "replace", "--keep-history": "keep_history", "--ignore-not-found": "ignore_not_found",
    "--cleanup-on-fail": "cleanup_on_fail", "--hide-secret": "hide_secret", "--wait-for-jobs": "wait_for_jobs",
    "--disable-openapi-validation": "disable_open_api_validation", "--render-subchart-notes": "sub_notes",
}
VALUED = {
    "--timeout": "timeout", "--description": "description", "--server-side": "server_side",
    "--cascade": "delete_propagation", "--history-max": "history_max",
}


class Unsupported(Exception):
    pass


def command(step):
    """(verb, name, chart, revision, body) of a recorded command line."""
    words, body = [], {}
    arguments = list(step["args"])
    namespace = NAMESPACE
    while arguments:
        word = arguments.pop(0)
        flag, has, value = word.partition("=") if word.startswith("-") else (word, "", "")
        if not word.startswith("-"):
            words.append(word)
        elif flag in ("--namespace", "-n"):
            namespace = value if has else arguments.pop(0)
        elif flag in ("-f", "--values"):
            arguments.pop(0)
            body["values"] = step["values"] if isinstance(step["values"], str) else json.dumps(step["values"])
        elif flag in ("--set", "--set-string", "--set-json", "--set-literal"):
            body.setdefault(flag[2:].replace("-", "_"), []).append(value if has else arguments.pop(0))
        elif flag == "--labels":
            pairs = (value if has else arguments.pop(0)).split(",")
            body["labels"] = dict(pair.split("=", 1) for pair in pairs)
        elif flag == "--wait":
            body["wait"] = value if has and value not in ("true", "false") else value != "false"
        elif flag == "--dry-run":
            body["dry_run"] = value if has else True
        elif flag in FLAGS:
            body[FLAGS[flag]] = (not has) or value == "true"
        elif flag in VALUED:
            value = value if has else arguments.pop(0)
            body[VALUED[flag]] = int(value) if flag == "--history-max" else value
        else:
            raise Unsupported(flag)
    return words, namespace, body


def run(bench, step, charts):
    if step["args"][0] not in ("install", "upgrade", "rollback", "uninstall"):
        return None
    words, namespace, body = command(step)
    verb, name = words[0], words[1] if len(words) > 1 else ""
    base = f"/api/namespaces/{namespace}/releases/{name}"
    if verb in ("install", "upgrade"):
        chart = urllib.parse.quote(str(pathlib.Path(charts) / words[2]), safe="")
        return bench.call("POST" if verb == "install" else "PUT", f"{base}?chart={chart}", body)
    if verb == "rollback":
        return bench.call("PUT", f"{base}/versions/{words[2] if len(words) > 2 else 0}", body)
    if verb == "uninstall":
        return bench.call("DELETE", base, body)
    return None


# What is compared

def scrubbed(value):
    """Without what differs from run to run. (`hasWidgets` tells whether Helm's discovery was faster than the server.)"""
    if isinstance(value, dict):
        return {
            k: scrubbed(v) for k, v in value.items()
            if k not in ("hasWidgets", "resourceVersion", "uid", "createdAt", "modifiedAt", "managedFields", "creationTimestamp", "time")
        } | ({"value": "…"} if value.get("path") == "/metadata/resourceVersion" else {})
    if isinstance(value, list):
        return [scrubbed(v) for v in value]
    return value


def write_of(method, path, query, body):
    if "/secrets/sh.helm.release.v1." in path or (
            isinstance(body, dict) and body.get("type") == "helm.sh/release.v1"):
        if method == "DELETE":
            return f"record DELETE {path.rsplit('/', 1)[1]}"
        metadata = body["metadata"]
        stamps = sorted(k for k in metadata["labels"] if k in ("createdAt", "modifiedAt"))
        labels = {k: v for k, v in metadata["labels"].items() if k not in stamps}
        return f"record {method} {metadata['name']} {json.dumps(labels, sort_keys=True)} {stamps}"
    query = urllib.parse.parse_qsl(query, keep_blank_values=True)
    query = "&".join(sorted(f"{k}={v}" for k, v in query))
    text = json.dumps(scrubbed(body), sort_keys=True) if body else ""
    return f"{method} {path}?{query} {text}"


def ordered(writes):
    """Neighbours of one method and collection in one order."""
    def group(text):
        words = text.split(" ")
        if words[0] == "record":
            return (text,)
        collection = words[1].split("?")[0].rsplit("/", 1)[0]
        return (words[0], re.sub(r"/namespaces/[^/]+/", "/", collection))
    result, index = [], 0
    while index < len(writes):
        end = index + 1
        while end < len(writes) and group(writes[end]) == group(writes[index]):
            end += 1
        result += sorted(writes[index:end])
        index = end
    return result


def theirs(step):
    return ordered([
        write_of(r["method"], r["path"], r.get("query") or "", r.get("body"))
        for r in step.get("requests", []) if not r.get("discovery") and r["method"] != "GET"
    ])


def ours(requests):
    writes = []
    for method, path, body, status in requests:
        path, _, query = path.partition("?")
        writes.append(write_of(method, path, query, json.loads(body) if body else None))
    return ordered(writes)


def timeless(value):
    if isinstance(value, dict):
        return {
            k: timeless(v) for k, v in value.items()
            if k not in ("first_deployed", "last_deployed", "deleted", "started_at", "completed_at", "modtime",
                         "schemamodtime", "data", "generated", "schema")
        }
    if isinstance(value, list):
        return [timeless(v) for v in value]
    return value


def resolved(value, texts):
    if isinstance(value, dict):
        if "$text" in value:
            return resolved(texts[value["$text"]], texts)
        return {k: resolved(v, texts) for k, v in value.items()}
    if isinstance(value, list):
        return [resolved(v, texts) for v in value]
    return value


def expected_records(after, run):
    records = {}
    for release in after["releases"]:
        name = release["storedAs"].split(" ")[-1]
        namespace = release.get("namespace", NAMESPACE)
        records[f"{namespace}/{name}"] = timeless(resolved(run["releases"][release["$release"]], run["texts"]))
    return records


def actual_records(bench):
    output = bench.kubectl(["get", "secrets", "-A", "-l", "owner=helm", "-o", "json"]).stdout
    records = {}
    for item in json.loads(output)["items"]:
        blob = base64.b64decode(base64.b64decode(item["data"]["release"]))
        key = f"{item['metadata']['namespace']}/{item['metadata']['name']}"
        records[key] = timeless(json.loads(gzip.decompress(blob)))
    return records


def differences(left, right, path=""):
    if type(left) is not type(right):
        return [f"{path}: {str(left)[:200]!r} ≠ {str(right)[:200]!r}"]
    if isinstance(left, dict):
        result = []
        for key in sorted(set(left) | set(right)):
            if key not in left or key not in right:
                side = "Helm has" if key in left else "ours has"
                result.append(f"{path}.{key}: only {side}: {str(left.get(key, right.get(key)))[:200]!r}")
            else:
                result += differences(left[key], right[key], f"{path}.{key}")
        return result
    if isinstance(left, list) and len(left) == len(right):
        return [d for i, (a, b) in enumerate(zip(left, right)) for d in differences(a, b, f"{path}[{i}]")]
    if isinstance(left, str):
        left, right = (re.sub(r'hasWidgets: "\w+"', "", text) for text in (left, right))
    return [] if left == right else [f"{path}: {str(left)[:300]!r} ≠ {str(right)[:300]!r}"]


def behind(bench, text):
    """The changes that the recordings only describe."""
    if 'field manager "other" applies spec.replicas' in text:
        deployment = {
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "demo-web", "namespace": NAMESPACE},
            "spec": {"replicas": int(re.search(r"replicas=(\d+)", text).group(1))}}
        bench.kubectl(["apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", "-"],
                      json.dumps(deployment))
    elif "made anew by someone else with another selector" in text:
        labels = {"app": "else"}
        deployment = {
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "demo-web", "namespace": NAMESPACE},
            "spec": {"selector": {"matchLabels": labels}, "template": {
                "metadata": {"labels": labels}, "spec": {"containers": [{"name": "x", "image": "x"}]}}}}
        bench.kubectl(["create", "--field-manager=someone-else", "-f", "-"], json.dumps(deployment))
    else:
        raise Unsupported(text)


def prepare(bench, step):
    """What somebody else does to the cluster."""
    arguments = step.get("args")
    if not arguments:
        return behind(bench, step["text"])
    words = [a for a in arguments if a != "kubectl"]
    if "--namespace" not in words and "-n" not in words:
        words = ["--namespace", NAMESPACE, *words]
    result = bench.kubectl(words, step.get("stdin") or step.get("input"))
    if result.returncode != 0 and "AlreadyExists" not in result.stderr:
        raise Unsupported(f"kubectl {' '.join(words)}: {result.stderr.strip()[:200]}")


def replay(binary, scenario, charts):
    """The differences found, as texts."""
    recorded = next(r for r in scenario["runs"] if r["helm"].startswith("v4"))
    found = []
    bench = Bench(binary, charts)
    try:
        for namespace in (NAMESPACE, "wire-other"):
            if "create-namespace" not in scenario["scenario"] and "install-namespace" not in scenario["scenario"] \
                    and "namespace-missing" not in scenario["scenario"]:
                bench.kubectl(["create", "namespace", namespace])
        last = None
        for number, step in enumerate(recorded["steps"], 1):
            bench.recorder.take()
            if step["do"] != "helm":
                prepare(bench, step)
                continue
            where = f"step {number} ({' '.join(step['args'])})"
            reply = run(bench, step, charts)
            if reply is None:
                continue
            if (reply["code"] == 0) != (step["exit"] == 0):
                found.append(f"{where}: Helm exits {step['exit']} {step.get('stderr', '')[:300]!r}, ours {reply}"[:900])
            want, have = theirs(step), ours(bench.recorder.take())
            if want != have:
                found.append(f"{where}: writes differ")
                found += [f"    only Helm: {w[:400]}" for w in want if w not in have]
                found += [f"    only ours: {w[:400]}" for w in have if w not in want]
                if sorted(want) == sorted(have):
                    found.append("    the order differs: " + " | ".join(h[:80] for h in have))
            after = step.get("after")
            if isinstance(after, dict):
                last = after
            if last is not None:
                found += [
                    f"{where}: record {d}" for d in differences(expected_records(last, recorded), actual_records(bench))]
    finally:
        bench.close()
    return found


def main():
    binary, folder, *names = sys.argv[1:]
    charts = pathlib.Path(folder) / "charts"
    paths = [pathlib.Path(folder) / f"{n}.json" for n in names] or sorted(pathlib.Path(folder).glob("*.json"))
    good, bad, known, skipped = [], [], [], []
    for path in paths:
        name = path.stem
        reason = next((r for prefix, r in SKIPPED.items() if name.startswith(prefix)), None)
        if reason and not names:
            skipped.append(name)
            continue
        try:
            found = replay(binary, json.loads(path.read_text()), charts)
        except Unsupported as error:
            skipped.append(name)
            print(f"-- {name}: {error}", flush=True)
            continue
        except Exception as error:  # a scenario must not end the run
            found = [f"{type(error).__name__}: {error}"]
        if name in KNOWN:
            known.append(name)
            if found:
                print(f"as known {name}: {KNOWN[name]}", flush=True)
                continue
            found = ["this was known to differ, and does not any more"]
        (bad if found else good).append(name)
        print(("ok " if not found else "BAD ") + name, flush=True)
        for line in found[:12]:
            print("   ", line, flush=True)
    print(f"{len(good)} scenarios alike, {len(known)} differ as known, {len(bad)} differ, {len(skipped)} left out: "
          + " ".join(bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
