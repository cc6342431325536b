"""Renders every chart in a folder with helm-wrapper and with real Helm (helm-python-sdk) and compares the results.

    python Tests/Interop/public_charts.py BINARY FOLDER [options]

FOLDER holds charts at any depth, with their dependencies in charts/ as `helm dependency build` leaves them. Each chart
is rendered with its default values and with each of its ci/*.yaml; manifest, notes and hooks must be the same to the
byte, or the error the same. Where they are not, real Helm renders once more a second later: lines that differ between its own
two runs (random passwords, certificates, the time) are left out, and the rest is compared again.

  --switches      also with every boolean of the chart's values true, and with every one false
  --only TEXT     only charts whose path contains it
  --results FILE  a line of JSON for each rendering; renderings found in it are not made again
  --diffs DIR     where to write what differs, a file for each rendering (printed otherwise)
  --jobs N        renderings at a time (default 1)
  --slow N        measures the N renderings that took real Helm longest again, one at a time, as medians

Ends with 1 when anything differs. A server that crashes or hangs counts as a difference and is started anew.
"""

import argparse
import collections
import concurrent.futures
import difflib
import functools
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
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
if os.environ.get("KUBECONFIG") != "/nonexistent/kubeconfig":
    # The C library reads the environment that the process began with.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HELM_")}
    os.execve(sys.executable, [sys.executable] + sys.argv, {**clean, "KUBECONFIG": "/nonexistent/kubeconfig"})
sys.path.insert(0, str(HERE.parent / "Conformance"))

import helm_python                              # noqa: E402
import record                                   # noqa: E402

TIMEOUT = 120
# What helm-python-sdk, not Helm, puts before one error.
MISSING = "chart dependencies are missing; run dependency update/build first: "
REFUSED = "refused by the stand-in"
OPTIONS = {"namespace": "default", "disable_hooks": True, "skip_crds": True, "disable_openapi_validation": True}


class Server:
    """helm-wrapper as a process of its own, started anew after a crash or a hang."""

    def __init__(self, binary, charts, folder):
        self.binary, self.folder = binary, pathlib.Path(folder)
        self.config = self.folder / "config.yaml"
        self.config.write_text(f"uploadPath: {folder}/uploads\nchartRoots: [{json.dumps(str(charts))}]\n")
        self.lock, self.process = threading.Lock(), None
        self.start()

    def start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(
            [self.binary, "--config", str(self.config), "--addr", "127.0.0.1", "--port", str(self.port)],
            stdout=log, stderr=log, env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
        log.close()
        for _ in range(2000):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.005)
        raise SystemExit(f"the server did not start:\n{(self.folder / 'server.log').read_text()}")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def render(self, chart, values):
        port = self.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            query = urllib.parse.urlencode({"chart": chart, "name": "demo", "namespace": "default"})
            body = {"values": values} if values else {}
            connection.request("POST", f"/api/charts/template?{query}", json.dumps(body))
            envelope = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            with self.lock:
                if port == self.port:
                    self.stop()
                    self.start()
            return {"crash": f"no reply: {error!r}"}
        finally:
            connection.close()
        if envelope["code"] != 0:
            return {"error": envelope["error"]}
        data = envelope["data"]
        return {"manifest": data["manifest"], "notes": data["notes"], "hooks": [hook(h) for h in data["hooks"]]}


def hook(found):
    """What both sides tell of a hook."""
    return {"name": found["name"], "kind": found["kind"], "path": found["path"], "events": found.get("events") or [],
            "weight": found.get("weight") or 0, "deletePolicies": found.get("delete_policies") or [],
            "outputLogPolicies": found.get("output_log_policies") or [], "manifest": found["manifest"]}


def helm_render(chart, values, hooks_of=None):
    """Real Helm's dry run, and with `hooks_of` (the manifest of a first run) its hooks."""
    try:
        parsed = (helm_python.values_from_yaml(values) or {}) if values else {}
        with helm_python.Config(storage_driver="memory", namespace="default") as config:
            release = record.call("helm_install", config, chart, "demo", parsed, {**OPTIONS, "dry_run": "client"})
        result = {"manifest": release.get("manifest") or "", "notes": release.get("notes") or ""}
        if hooks_of is not None:
            result["hooks"] = helm_hooks(chart, parsed, hooks_of)
        return result
    except helm_python.HelmError as error:
        return {"error": error.detail.removeprefix(MISSING)}


def helm_hooks(chart, values, manifest):
    """Hooks are only in a stored release, so the chart is installed into a stand-in for an API server.

    The release is stored before its first object is made: the stand-in refuses that one, to save the others.
    """
    api = record.StandIn(manifest)
    handler = api.server.RequestHandlerClass
    handler.do_POST = handler.do_PUT = handler.do_PATCH = refuse
    handler.disable_nagle_algorithm = True
    try:
        options = {"kubeconfig_content": api.kubeconfig, "storage_driver": "memory", "namespace": "default"}
        with helm_python.Config(**options) as config:
            try:
                record.call("helm_install", config, chart, "demo", values, OPTIONS)
            except helm_python.HelmError as error:
                if REFUSED not in error.detail:
                    return None  # The chart asks for something of a cluster that the stand-in has not.
            return [hook(found) for found in config.get_all("demo").get("hooks") or []]
    finally:
        # Waits for the server's loop to look up, which takes it half a second.
        threading.Thread(target=lambda: (api.server.shutdown(), api.server.server_close())).start()


@functools.cache
def known_versions():
    """A manifest with every API version that Helm without a cluster takes as known: a template may ask for one."""
    with tempfile.TemporaryDirectory() as folder:
        chart = pathlib.Path(folder)
        (chart / "templates").mkdir()
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: versions\nversion: 1.0.0\n")
        (chart / "templates" / "NOTES.txt").write_text("{{ range .Capabilities.APIVersions }}{{ . }}\n{{ end }}")
        versions = helm_render(folder, None)["notes"].split()
    return "".join(f"---\napiVersion: {version}\nkind: Any\n" for version in versions)


def refuse(handler):
    handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    handler.reply(403, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden",
                        "message": REFUSED, "code": 403})


def uses_hooks(chart):
    """Whether a file says so, as far as grep can tell: archives inside charts/ count as yes."""
    for path in pathlib.Path(chart).rglob("*"):
        if path.suffix == ".tgz" or (path.is_file() and b"helm.sh/hook" in path.read_bytes()):
            return True
    return False


def lines(result):
    """A result as lines of text to compare."""
    if "manifest" not in result:
        return [f"{kind}: {text}" for kind, text in result.items()]
    text = f"MANIFEST\n{result['manifest']}\nNOTES\n{result['notes']}\n"
    for found in result.get("hooks") or []:
        head = {name: value for name, value in found.items() if name != "manifest"}
        text += f"HOOK {json.dumps(head, sort_keys=True)}\n{found['manifest']}\n"
    return text.split("\n")


def masked(first, second, other):
    """`first` and `other` without the lines in which `first` and `second`, two runs of Helm, differ."""
    if first == second:
        return first, other
    if len(first) == len(second) == len(other):
        kept = [index for index in range(len(first)) if first[index] == second[index]]
        return [first[index] for index in kept], [other[index] for index in kept]
    # Random text of changing length: what comes between two stable lines is left out as a whole.
    blocks = difflib.SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    stable = [line for block in blocks for line in first[block.a:block.a + block.size]]
    blocks = difflib.SequenceMatcher(None, stable, other, autojunk=False).get_matching_blocks()
    return stable, [line for block in blocks for line in stable[block.a:block.a + block.size]]


def compare(server, name, chart, values):
    begun = time.perf_counter()
    ours = server.render(chart, values)
    middle = time.perf_counter()
    helm = helm_render(chart, values)
    result = {"name": name, "ours": middle - begun, "helm": time.perf_counter() - middle}
    with_hooks = "manifest" in helm and (bool(ours.get("hooks")) or uses_hooks(chart))
    if with_hooks:
        manifest = helm["manifest"]
        helm["hooks"] = helm_hooks(chart, (helm_python.values_from_yaml(values) or {}) if values else {}, manifest)
    if helm.get("hooks", []) is None:
        result["hooks"] = "not compared"
        ours.pop("hooks", None)
    found, wanted = lines(ours), lines(helm)
    if found != wanted and "manifest" in helm:
        # The stand-in knows only the versions of the manifest at first: the list of all is slow to read.
        kinds = known_versions() + manifest if "hooks" in ours and with_hooks else None
        wanted = lines(helm_render(chart, values, kinds))
        time.sleep(1.1)
        wanted, found = masked(wanted, lines(helm_render(chart, values, kinds)), found)
        result["random"] = True
    if found == wanted:
        result["outcome"] = "same" if "manifest" in helm else "same error"
    else:
        result["outcome"] = "crash" if "crash" in ours else "differs"
        difference = difflib.unified_diff(wanted, found, "helm", "helm-wrapper", lineterm="", n=4)
        result["diff"] = "\n".join(list(difference)[:400])
    return result


def switched(values, to):
    """Only the booleans in tables, all the same."""
    result = {}
    for key, value in values.items():
        if isinstance(value, bool):
            result[key] = to
        elif isinstance(value, dict) and (inner := switched(value, to)):
            result[key] = inner
    return result


def switches(chart):
    try:
        with helm_python.Chart.load(chart) as loaded:
            values = loaded.values or {}
    except helm_python.HelmError:
        return
    for to in True, False:
        if overlay := switched(values, to):
            yield f"all-{str(to).lower()}", json.dumps(overlay) + "\n"


def renderings(folder, only, with_switches):
    for base, folders, files in os.walk(folder):
        if "Chart.yaml" not in files:
            continue
        folders.clear()
        chart, name = pathlib.Path(base), os.path.relpath(base, folder)
        if only and only not in name:
            continue
        if re.search(rb"(?m)^type:\s*library\b", (chart / "Chart.yaml").read_bytes()):
            continue  # The helm command refuses these, the library behind helm-python-sdk does not.
        yield name, str(chart), None
        for label, values in switches(str(chart)) if with_switches else []:
            yield f"{name} {label}", str(chart), values
        for values in sorted(chart.glob("ci/*.yaml")):
            # Helm reads a values file line by line, the SDK as a whole: alike when the last line ends.
            text = values.read_text(errors="replace")
            yield f"{name} ci/{values.name}", str(chart), text if text.endswith("\n") else text + "\n"


def measure(server, slowest):
    print(f"{'helm-wrapper':>14} {'Helm':>11}  (load and render)")
    for name, chart, values in slowest:
        ours, helm = [], []
        for _ in range(7):
            begun = time.perf_counter()
            server.render(chart, values)
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            helm_render(chart, values)
            helm.append(time.perf_counter() - begun)
        a, b = statistics.median(ours), statistics.median(helm)
        print(f"{a * 1000:11.1f} ms {b * 1000:8.1f} ms {b / a:6.1f} times as fast  {name}", flush=True)


def show(result, diffs):
    if diffs:
        pathlib.Path(diffs).mkdir(parents=True, exist_ok=True)
        name = result["name"].replace("/", "_").replace(" ", "__") + ".diff"
        (pathlib.Path(diffs) / name).write_text(result["diff"])
    print(f"{result['outcome']}: {result['name']}" + ("" if diffs else f"\n{result['diff']}\n"), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("folder")
    parser.add_argument("--switches", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--results")
    parser.add_argument("--diffs")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--slow", type=int, default=0)
    options = parser.parse_args()
    helm_python.disable_logging()
    folder = os.path.realpath(options.folder)
    results = {}
    if options.results and os.path.exists(options.results):
        with open(options.results) as file:
            results = {result["name"]: result for result in map(json.loads, file)}
    cases = list(renderings(folder, options.only, options.switches))
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(options.binary, folder, scratch)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            waiting = [pool.submit(compare, server, *case) for case in cases if case[0] not in results]
            for done in concurrent.futures.as_completed(waiting):
                result = done.result()
                results[result["name"]] = result
                if options.results:
                    with open(options.results, "a") as file:
                        file.write(json.dumps(result) + "\n")
                if "diff" in result:
                    show(result, options.diffs)
        if options.slow:
            longest = sorted(cases, key=lambda case: -results[case[0]]["helm"])[:options.slow]
            measure(server, longest)
        server.stop()
    results = [results[case[0]] for case in cases]
    counts = collections.Counter(result["outcome"] for result in results)
    print(f"{len({case[1] for case in cases})} charts, {len(results)} renderings: "
          + ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()))
    return 1 if counts["differs"] or counts["crash"] else 0


if __name__ == "__main__":
    sys.exit(main())
