#!/usr/bin/env python3
"""Records what real Helm makes of the charts in Tests/Fixtures/charts.

usage: record.py [--check] [--root DIR] [NAME ...]
       record.py --scaffold DIR

Needs Helm 4.2.3 from PyPI: pip install helm-python-sdk==0.2.2 (see Tests/requirements.txt).

A case is ROOT/CHART/case*.json beside the folder ROOT/CHART/chart. Its inputs are written by hand: `description`,
`values` (text of a values file or null), `set`, `setString`, `setJSON`, `releaseName`, `namespace`, `isUpgrade`,
`subNotes`. This script puts in what Helm answers: `manifest`, `notes`, `hooks`, `mergedValues`, or `error`.

  NAME            only these charts
  --check         writes nothing; ends with 1 when something would change
  --root DIR      another folder of charts (default: Tests/Fixtures/charts)
  --scaffold DIR  scaffolds charts with Helm's own `Chart.create` into DIR, with cases over them, and records these:
                  Helm's scaffold is not part of this repository, so the tests make it when they run

Manifest and notes come from a dry run without a cluster. Hooks and merged values are only in a stored release, so the
chart is installed once more into a stand-in API server inside this script; nothing leaves the machine.
"""
import argparse, glob, json, os, re, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

if os.environ.get("KUBECONFIG") != "/nonexistent/kubeconfig":
    # The C library reads the environment that the process began with.
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HELM_")}
    os.execve(sys.executable, [sys.executable] + sys.argv, {**clean, "KUBECONFIG": "/nonexistent/kubeconfig"})

import helm_python as helm                      # noqa: E402
from helm_python import _native                 # noqa: E402

RESULTS = ("manifest", "notes", "hooks", "mergedValues", "error")
CLUSTER_SCOPED = {"Namespace", "ClusterRole", "ClusterRoleBinding", "PersistentVolume", "StorageClass",
                  "PriorityClass", "CustomResourceDefinition", "IngressClass"}


class StandIn:
    """An API server that knows the kinds of one manifest, has no objects and accepts every write."""

    def __init__(self, manifest):
        kinds = {}
        for document in re.split(r"(?m)^---\s*$", manifest):
            version = re.search(r"(?m)^apiVersion:\s*[\"']?([^\s\"'#]+)", document)
            kind = re.search(r"(?m)^kind:\s*[\"']?([^\s\"'#]+)", document)
            if version and kind:
                kinds.setdefault(version[1], set()).add(kind[1])
        kinds.setdefault("v1", set()).add("ConfigMap")

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def reply(self, code, body, kind="application/json"):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                path = self.path.split("?")[0].rstrip("/")
                version = path.removeprefix("/apis/").removeprefix("/api/")
                if path == "/version":
                    self.reply(200, {"major": "1", "minor": "36", "gitVersion": "v1.36.0"})
                elif path == "/openapi/v2":
                    self.reply(200, b"", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
                elif path == "/api":
                    self.reply(200, {"kind": "APIVersions", "versions": ["v1"]})
                elif path == "/apis":
                    groups = [v.split("/") for v in sorted(kinds) if "/" in v]
                    self.reply(200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
                        {"name": g, "versions": [{"groupVersion": f"{g}/{v}", "version": v}],
                         "preferredVersion": {"groupVersion": f"{g}/{v}", "version": v}} for g, v in groups]})
                elif version in kinds:
                    self.reply(200, {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": [
                        {"name": k.lower() + "s", "singularName": "", "kind": k, "namespaced": k not in CLUSTER_SCOPED,
                         "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"]}
                        for k in sorted(kinds[version])]})
                else:
                    self.reply(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound",
                                     "message": "not found", "code": 404})

            def write(self):
                data = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                data.setdefault("metadata", {}).update(uid="u", resourceVersion="1")
                self.reply(200, data)

            do_POST = do_PUT = do_PATCH = do_DELETE = write

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.kubeconfig = ('apiVersion: v1\nkind: Config\ncurrent-context: t\n'
                           'clusters: [{name: t, cluster: {server: "http://127.0.0.1:%d"}}]\n'
                           'users: [{name: t, user: {}}]\ncontexts: [{name: t, context: {cluster: t, user: t}}]\n'
                           % self.server.server_address[1])


def call(verb, config, chart, name, values, options):
    return json.loads(_native.call_string(
        verb, config._raw(), _native.HANDLE(0), _native.HANDLE(0), chart, name, json.dumps(values),
        json.dumps({k: v for k, v in options.items() if v is not None})))


def merged(first, second):
    """As Helm lays one values file over another."""
    result = dict(first)
    for key, value in second.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def user_values(case):
    """The values given; every expression is read on its own, so indexes into lists of a values file do not work here."""
    values = (helm.values_from_yaml(case["values"]) or {}) if case.get("values") else {}
    for key, parse in (("setJSON", helm.parse_set_json), ("set", helm.parse_set_string),
                       ("setString", helm.parse_set_string_values)):
        for expression in case.get(key) or []:
            values = merged(values, parse(expression))
    return values


def before_upgrade(config, name, options, folder):
    """Revision 1: a release of an empty chart."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "Chart.yaml"), "w") as file:
        file.write("apiVersion: v2\nname: empty\nversion: 0.1.0\n")
    call("helm_install", config, folder, name, {}, options)


def answer(chart, case, scratch):
    values, name, namespace = user_values(case), case["releaseName"], case["namespace"]
    common = {"namespace": namespace, "sub_notes": case.get("subNotes"), "disable_hooks": True, "skip_crds": True,
              "disable_openapi_validation": True}
    verb = "helm_upgrade" if case.get("isUpgrade") else "helm_install"
    result, manifest = {}, ""
    if case.get("isUpgrade"):
        # An upgrade asks the server for its kinds even when dry.
        with helm.Config(storage_driver="memory", namespace=namespace) as config:
            manifest = call("helm_install", config, chart, name, values, {**common, "dry_run": "client"})["manifest"]
    for dry_run in ("client", None):
        api = StandIn(manifest)
        with helm.Config(kubeconfig_content=api.kubeconfig, storage_driver="memory", namespace=namespace) as config:
            if case.get("isUpgrade"):
                before_upgrade(config, name, common, scratch)
            try:
                release = call(verb, config, chart, name, values, {**common, "dry_run": dry_run})
            except helm.HelmError as error:
                return {"error": error.detail.replace(chart, "CHART")}
            if dry_run:
                manifest = release.get("manifest") or ""
                result = {"manifest": manifest, "notes": release.get("notes") or ""}
            else:
                stored = config.get_all(name)
                result["hooks"] = [
                    {"name": h["name"], "kind": h["kind"], "path": h["path"], "events": h.get("events") or [],
                     "weight": h.get("weight") or 0, "deletePolicies": h.get("delete_policies") or [],
                     "outputLogPolicies": h.get("output_log_policies") or [], "manifest": h["manifest"]}
                    for h in stored.get("hooks") or []]
                result["mergedValues"] = config.get_values(name, all_values=True)
        api.server.shutdown()
    return result


def record(root, names, check):
    changed = 0
    for path in sorted(glob.glob(os.path.join(root, "*", "case*.json"))):
        folder = os.path.dirname(path)
        if names and os.path.basename(folder) not in names:
            continue
        with open(path, encoding="utf-8") as file:
            before = file.read()
        case = {k: v for k, v in json.loads(before).items() if k not in RESULTS}
        case.update(answer(os.path.abspath(os.path.join(folder, "chart")), case, os.path.join("/tmp", f"record-{os.getpid()}")))
        after = json.dumps(case, indent=1, ensure_ascii=False) + "\n"
        if after != before:
            changed += 1
            print(("differs: " if check else "written: ") + os.path.relpath(path))
            if not check:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(after)
    return changed


def scaffold(folder):
    """Helm's own scaffold under one folder, with cases that switch its parts on."""
    base = {"values": None, "set": [], "setString": [], "setJSON": [], "releaseName": "demo", "namespace": "default"}
    everything = ["ingress.enabled=true", "autoscaling.enabled=true", "httpRoute.enabled=true", "serviceAccount.name=bot",
                  "podLabels.a=b", "ingress.className=nginx", "ingress.tls[0].secretName=s,ingress.tls[0].hosts={h}",
                  "nodeSelector.disk=ssd", "service.type=NodePort"]
    cases = [base, {**base, "set": everything, "releaseName": "web-shop", "namespace": "prod"},
             {**base, "isUpgrade": True, "setString": ["image.tag=1.27"], "set": ["fullnameOverride=full"]}]
    parent = os.path.join(folder, "web")
    os.makedirs(parent)
    helm.Chart.create("web", parent).close()
    os.rename(os.path.join(parent, "web"), os.path.join(parent, "chart"))
    for number, case in enumerate(cases, 1):
        with open(os.path.join(parent, f"case{number:02}.json"), "w") as file:
            json.dump(case, file)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--root", default=os.path.join(here, "..", "Fixtures", "charts"))
    parser.add_argument("--scaffold", metavar="DIR")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.scaffold:
        scaffold(options.scaffold)
        record(options.scaffold, [], False)
        return 0
    return 1 if record(options.root, options.names, options.check) and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
