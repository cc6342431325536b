"""What the recordings let somebody else do to the cluster: kubectl, and another version of Helm."""

import base64
import gzip
import json
import re
import time

from . import bench as benches
from . import recordings
from .recordings import NAMESPACE

COLLECTIONS = {
    "configmap": "/api/v1/namespaces/{}/configmaps", "secret": "/api/v1/namespaces/{}/secrets",
    "serviceaccount": "/api/v1/namespaces/{}/serviceaccounts",
    "deployment": "/apis/apps/v1/namespaces/{}/deployments",
}
MERGE, STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"


class Unsupported(Exception):
    """A step that this replay cannot do: the scenario fails, so that none is left out unseen."""


def act(bench, step):
    arguments = list(step.get("args") or [])
    if not arguments:
        return behind(bench, step["text"])
    verb = arguments.pop(0)
    flags = [a for a in arguments if a.startswith("-") and a != "-p"]
    words = [a for a in arguments if not a.startswith("-")]
    actions = {"create": create, "label": label, "annotate": label, "delete": delete, "scale": scale, "set": set_env,
               "patch": patch}
    if verb not in actions:
        raise Unsupported(f"kubectl {verb}")
    actions[verb](bench, verb, words, flags)


def collection(kind):
    return COLLECTIONS[kind].format(NAMESPACE)


def address(words):
    """The object that `kind/name` or `kind name` means, and the words after it."""
    kind, slash, name = words[0].partition("/")
    return (f"{collection(kind)}/{name}", words[1:]) if slash else (f"{collection(kind)}/{words[1]}", words[2:])


def done(answer, *accepted):
    status, body = answer
    if status >= 300 and status not in accepted:
        raise RuntimeError(f"{status} {body}")


def create(bench, verb, words, flags):
    kind, name = words[0], words[-1]
    if kind == "namespace":
        return done(bench.direct("POST", "/api/v1/namespaces?fieldManager=kubectl-create", {
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}), 409)
    data = dict(flag.partition("=")[2].split("=", 1) for flag in flags if flag.startswith("--from-literal"))
    if kind == "secret":
        data = {k: base64.b64encode(v.encode()).decode() for k, v in data.items()}
    body = {"apiVersion": "v1", "kind": "Secret" if kind == "secret" else "ConfigMap", "metadata": {"name": name}}
    if data:
        body["data"] = data
    done(bench.direct("POST", f"{collection(kind)}?fieldManager=kubectl-create", body))


def label(bench, verb, words, flags):
    path, pairs = address(words)
    values = dict(pair.split("=", 1) for pair in pairs)
    key = "labels" if verb == "label" else "annotations"
    done(bench.direct("PATCH", f"{path}?fieldManager=kubectl-{verb}", {"metadata": {key: values}}, MERGE))


def delete(bench, verb, words, flags):
    for word in words:
        path, _ = address([word])
        done(bench.direct("DELETE", path, {"propagationPolicy": "Background"}))
        benches.eventually(lambda: bench.direct("GET", path)[0] == 404)


def scale(bench, verb, words, flags):
    path, _ = address(words)
    body = {"spec": {"replicas": int(flags[0].split("=")[1])}}
    done(bench.direct("PATCH", f"{path}/scale?fieldManager=kubectl", body, MERGE))


def set_env(bench, verb, words, flags):
    path, pairs = address(words[1:])
    container = bench.direct("GET", path)[1]["spec"]["template"]["spec"]["containers"][0]["name"]
    env = [dict(zip(("name", "value"), pair.split("=", 1))) for pair in pairs]
    body = {"spec": {"template": {"spec": {"containers": [{"name": container, "env": env}]}}}}
    done(bench.direct("PATCH", f"{path}?fieldManager=kubectl-set", body, STRATEGIC))


def patch(bench, verb, words, flags):
    path, (text,) = address(words)
    kind = "application/json-patch+json" if "--type=json" in flags else MERGE
    done(bench.direct("PATCH", f"{path}?fieldManager=kubectl-patch", json.loads(text), kind))


def behind(bench, text):
    """The changes that the recordings only describe."""
    path = f"{collection('deployment')}/demo-web"
    if 'field manager "other" applies spec.replicas' in text:
        body = {
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "demo-web", "namespace": NAMESPACE},
            "spec": {"replicas": int(re.search(r"replicas=(\d+)", text).group(1))}}
        done(bench.direct("PATCH", f"{path}?fieldManager=other&force=true", body, "application/apply-patch+yaml"))
    elif "made anew by someone else with another selector" in text:
        labels = {"app": "else"}
        body = {
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "demo-web", "namespace": NAMESPACE},
            "spec": {"selector": {"matchLabels": labels}, "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "web", "image": "example.com/else:1"}]}}}}
        done(bench.direct("POST", f"{collection('deployment')}?fieldManager=someone-else", body))
    else:
        raise Unsupported(text)


def other_helm(bench, recording, step, charts):
    """Sends what another version of Helm sent in this step."""
    for request in step["requests"]:
        if request["method"] == "GET" or request.get("discovery"):
            continue
        body, query = request.get("body"), request.get("query")
        record = isinstance(body, dict) and (body.get("data") or {}).get("release")
        if record:
            release = recordings.stored(recording.release(record["$release"]), charts)
            blob = base64.b64encode(gzip.compress(json.dumps(release).encode()))
            now = str(int(time.time()))
            labels = {k: now if v == "<unix-time>" else v for k, v in body["metadata"]["labels"].items()}
            body = body | {"data": {"release": base64.b64encode(blob).decode()},
                           "metadata": body["metadata"] | {"labels": labels}}
        kind = request.get("contentType") or "application/json"
        done(bench.direct(
            request["method"], request["path"] + (f"?{query}" if query else ""), body,
            "application/json" if "protobuf" in kind else kind, agent="Helm/3.20.0"))
