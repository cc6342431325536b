"""Helm's command line → requests to our API."""

import dataclasses
import json
import re
import urllib.parse

from .recordings import NAMESPACE

FLAGS = {
    "--create-namespace": "create_namespace", "--no-hooks": "disable_hooks", "--skip-crds": "skip_crds",
    "--rollback-on-failure": "rollback_on_failure", "--atomic": "atomic", "--force-replace": "force_replace",
    "--force-conflicts": "force_conflicts", "--take-ownership": "take_ownership", "--reuse-values": "reuse_values",
    "--reset-values": "reset_values", "--reset-then-reuse-values": "reset_then_reuse_values", "--install": "install",
    "--replace": "replace", "--keep-history": "keep_history", "--ignore-not-found": "ignore_not_found",
    "--cleanup-on-fail": "cleanup_on_fail", "--hide-secret": "hide_secret", "--wait-for-jobs": "wait_for_jobs",
    "--disable-openapi-validation": "disable_open_api_validation", "--render-subchart-notes": "sub_notes",
    "--logs": "logs", "--force": "force",
    # of list
    "--deployed": "deployed", "--failed": "failed", "--pending": "pending", "--superseded": "superseded",
    "--uninstalled": "uninstalled", "--uninstalling": "uninstalling", "--date": "by_date", "--reverse": "sort_reverse",
    "--all-namespaces": "all_namespaces", "--all": "all",
}
VALUED = {
    "--timeout": "timeout", "--description": "description", "--server-side": "server_side",
    "--cascade": "delete_propagation", "--history-max": "history_max", "--revision": "revision", "--max": "limit",
    "--offset": "offset", "--selector": "selector",
}
NUMBERS = {"--history-max", "--max", "--offset"}
# They say how a reply is printed.
PRINTING = {"--short": 0, "--output": 1, "--time-format": 1}
STATES = ("deployed", "failed", "pending", "superseded", "uninstalled", "uninstalling")
# A wait that is to time out need not take long. More than this, or pods of a loaded machine are not ready in time.
SHORT_TIMEOUT = "3s"


class Unsupported(Exception):
    """A command line that this replay does not know: the scenario fails, so that none is left out unseen."""


@dataclasses.dataclass
class Request:
    method: str
    path: str
    body: dict = dataclasses.field(default_factory=dict)
    headers: dict = dataclasses.field(default_factory=dict)


def parsed(step):
    """Words, namespace, options and headers of a recorded command line."""
    words, body, headers = [], {}, {}
    namespace = NAMESPACE
    arguments = list(step["args"])
    while arguments:
        word = arguments.pop(0)
        if not word.startswith("-"):
            words.append(word)
            continue
        flag, has, value = word.partition("=")
        takes = lambda: value if has else arguments.pop(0)
        if flag in ("--namespace", "-n"):
            namespace = takes()
        elif flag in ("-f", "--values"):
            takes()
            body["values"] = step["values"] if isinstance(step["values"], str) else json.dumps(step["values"])
        elif flag in ("--set", "--set-string", "--set-json", "--set-literal"):
            body.setdefault(flag[2:].replace("-", "_"), []).append(takes())
        elif flag == "--labels":
            body["labels"] = dict(pair.split("=", 1) for pair in takes().split(","))
        elif flag == "--wait":
            body["wait"] = value if has and value not in ("true", "false") else value != "false"
        elif flag == "--validate":
            body["dry_run"] = "server"
        elif flag == "--dry-run":
            body["dry_run"] = value if has else True
        elif flag == "--filter":
            body["filter"] = takes() if words[0] == "list" else body.get("filter", []) + [takes()]
        elif flag == "--kube-as-user":
            headers["X-KubeAsUser"] = takes()
        elif flag == "--kube-apiserver":
            takes()
            headers |= {"X-KubeApiServer": "http://127.0.0.1:1", "X-KubeToken": "none"}
        elif flag in FLAGS:
            body[FLAGS[flag]] = (not has) or value == "true"
        elif flag in VALUED:
            text = takes()
            body[VALUED[flag]] = int(text) if flag in NUMBERS else text
        elif flag in PRINTING:
            for _ in range(PRINTING[flag]):
                takes()
        else:
            raise Unsupported(flag)
    return words, namespace, body, headers


def request(step, charts):
    """The request that does what a recorded command did."""
    words, namespace, body, headers = parsed(step)
    verb, rest = words[0], words[1:]
    if step.get("exit") and re.fullmatch(r"[0-6]s", body.get("timeout", "")):
        body["timeout"] = SHORT_TIMEOUT
    if verb == "get":
        info, rest = rest[0], rest[1:]
    base = f"/api/namespaces/{namespace}/releases"
    release = f"{base}/{urllib.parse.quote(rest[0], safe='') if rest else ''}"
    make = lambda method, path, **query: Request(
        method, path + ("?" + urllib.parse.urlencode(query) if query else ""), body, headers)
    if verb in ("install", "upgrade"):
        return make("POST" if verb == "install" else "PUT", release, chart=str(charts / rest[1]))
    if verb == "rollback":
        return make("PUT", f"{release}/versions/{rest[1] if len(rest) > 1 else 0}")
    if verb == "uninstall":
        return make("DELETE", release)
    if verb == "test":
        return make("POST", f"{release}/tests")
    if verb == "list":
        # Helm 4 shows every state where none is named; the API shows deployed and failed ones.
        body.setdefault("all", not any(body.get(state) for state in STATES))
        return make("GET", base)
    if verb == "status":
        return make("GET", f"{release}/status", revision=body.pop("revision", ""))
    if verb == "history":
        return make("GET", f"{release}/histories", max=body.pop("limit", ""))
    if verb == "get":
        return make("GET", release, info=info, revision=body.pop("revision", ""),
                    output="json" if "json" in step["args"] else "yaml",
                    all="true" if body.pop("all", False) else "")
    if verb == "template":
        return make("POST", "/api/charts/template", chart=str(charts / rest[1]), name=rest[0], namespace=namespace)
    raise Unsupported(verb)
