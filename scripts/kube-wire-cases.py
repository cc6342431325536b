#!/usr/bin/env python3
"""Cuts cases for HelmKube's replay tests out of recorded traffic of real Helm 4.2.3.

Usage: kube-wire-cases.py WIRE_FOLDER KUBERNETES_FOLDER OUTPUT.json.gz

A case is one install, upgrade or rollback without hooks: the manifests before and after, the live objects that
Helm read, and the writes that it sent for the chart's objects.
"""
import glob, gzip, json, os, sys

wire, kubernetes, output = sys.argv[1:4]
SKIPPED = {"--cleanup-on-fail", "--rollback-on-failure", "--atomic", "--take-ownership", "--dry-run", "--force"}


def is_record(path):
    return "/sh.helm.release" in path or path.endswith("/secrets") or "/configmaps/sh.helm" in path


def text(run, value):
    return run["texts"][value["$text"]] if isinstance(value, dict) else value


def cases_of(name, run):
    releases, answers = run.get("releases", {}), {}

    def release(version, release_name):
        found = [r for r in releases.values() if r["name"] == release_name and r["version"] == version]
        return found[0] if found else None

    for number, step in enumerate(run["steps"]):
        for request in step.get("requests", []):
            response = request.get("response")
            if isinstance(response, dict) and "sameAs" in response:
                response = answers.get(response["sameAs"])
            answers[request["no"]] = response
            request["answer"] = response
        if step["do"] != "helm" or step.get("helm") or step.get("faults"):
            continue
        arguments = step["args"]
        if arguments[0] not in ("install", "upgrade", "rollback"):
            continue
        if SKIPPED & {a.split("=")[0] for a in arguments}:
            continue
        requests = [r for r in step["requests"] if not r.get("discovery")]
        posted = [
            r for r in requests
            if r["method"] == "POST" and is_record(r["path"]) and "data" in (r.get("body") or {})
        ]
        if len(posted) != 1 or posted[0]["status"] != 201:
            continue
        new = releases[posted[0]["body"]["data"]["release"]["$release"]]
        old = None
        if arguments[0] == "upgrade":
            for r in requests:
                if r["method"] == "PUT" and is_record(r["path"]):
                    other = releases[r["body"]["data"]["release"]["$release"]]
                    if other["version"] != new["version"]:
                        old = other
        if arguments[0] == "rollback":
            old = release(new["version"] - 1, new["name"])
        if (old is None) != (new["info"]["status"] == "pending-install"):
            continue
        if new.get("hooks") and "--no-hooks" not in arguments:
            continue
        gets, writes = {}, []
        for r in requests:
            if is_record(r["path"]) or r["path"].count("/") < 4:
                continue
            if r["method"] == "GET":
                gets.setdefault(r["path"], {"status": r["status"], "object": r["answer"]})
            elif "json-patch" not in (r.get("contentType") or ""):
                writes.append(
                    {k: r.get(k) for k in ("method", "path", "query", "contentType", "body", "status")}
                    | {"answer": r["answer"]}
                )
        # What stands before the chart's objects is another step: the namespace, and the CRDs of crds/.
        writes = [w for w in writes if not w["path"].startswith("/api/v1/namespaces/") or w["path"].count("/") > 4]
        if "kind: CustomResourceDefinition" not in text(run, new["manifest"]):
            writes = [w for w in writes if not w["path"].startswith("/apis/apiextensions")]
        manager_patches = sum("json-patch" in (r.get("contentType") or "") for r in requests)
        yield {
            "name": f"{name}#{number}",
            "arguments": arguments,
            "old": text(run, old["manifest"]) if old else None,
            "new": text(run, new["manifest"]),
            "release": new["name"],
            "namespace": new["namespace"],
            "isServerSide": new.get("apply_method") == "ssa",
            "forcesConflicts": "--force-conflicts" in arguments,
            "forcesReplace": "--force-replace" in arguments,
            "migrations": manager_patches,
            "failed": step["exit"] != 0,
            "stderr": step.get("stderr") or "",
            "gets": gets,
            "writes": writes,
        }


cases = []
for file in sorted(glob.glob(os.path.join(wire, "*.json"))):
    scenario = json.load(open(file))
    if scenario.get("scenario") is None:
        continue
    for run in scenario["runs"]:
        if run["helm"] == "v4.2.3":
            cases += list(cases_of(scenario["scenario"], run))
document = {
    "api": json.load(open(os.path.join(kubernetes, "discovery-api.json"))),
    "apis": json.load(open(os.path.join(kubernetes, "discovery-apis.json"))),
    "cases": cases,
}
with gzip.GzipFile(output, "wb", 9, mtime=0) as file:
    file.write(json.dumps(document, sort_keys=True).encode())
print(len(cases), "cases,", os.path.getsize(output), "bytes")
print([c["name"] for c in cases])
