"""What read verbs tell: the facts in Helm's printed text against those in our replies."""

import itertools
import json
import re

from . import commands
from .comparison import spoken

SYSTEM_LABELS = {"name", "owner", "status", "version", "createdAt", "modifiedAt"}


def differing(step, reply, recorded):
    """How our reply to a read verb or a dry run differs from what Helm printed.

    `recorded`: the release's records in the cluster, by revision.
    """
    words, _, options, _ = commands.parsed(step)
    data = reply.get("data")
    if words[0] == "list":
        rows = [(r["name"], r["revision"], r["status"], f"{r['chart']}-{r['chart_version']}", r["app_version"])
                for r in data]
        if "--short" in step["args"]:
            rows = [row[:1] for row in rows]
        # By date the API lists the newest first, and compares more than seconds.
        arranged = sorted if "--date" in step["args"] else list
        return unequal("rows", arranged(releases(step["stdout"])), arranged(rows))
    if words[0] == "history":
        # Helm prints the oldest first, the API answers the newest first.
        want = revisions(step["stdout"])
        rows = [(str(r["revision"]), r["status"], r["chart"], r["app_version"], spoken(r["description"]))
                for r in reversed(data)]
        return unequal("rows", want, [shortened(row, like) for row, like in itertools.zip_longest(rows, want)])
    if words[0] == "status":
        return status(step, data, recorded[int(options.get("revision", max(recorded)))])
    if words[0] == "get":
        return got(words[1], step["stdout"], data)
    if words[0] == "template":
        return unequal("text", step["stdout"].strip(), data["manifest"].strip())
    if "--dry-run" in " ".join(step["args"]) and words[0] in ("install", "upgrade"):
        manifest = data["manifest"].strip()
        return [] if manifest in step["stdout"] else [f"a dry run's manifest: ours {manifest!r}"]
    return []


def unequal(what, left, right):
    return [] if left == right else [f"{what}: Helm {left!r}, ours {right!r}"[:1500]]


def cells(text):
    """The rows of a table, without its head."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.strip("\n").split("\n")]
    return [row for row in rows if row[0] not in ("NAME", "REVISION")]


def releases(text):
    """A list in any of Helm's forms. The recordings were made beside other namespaces, which are left out."""
    if text.startswith("["):
        return [release_row(r) for r in json.loads(text)]
    if text.startswith("- "):
        return [release_row(dict(re.findall(r'^[- ] (\w+): "?(.*?)"?$', part, re.M)))
                for part in re.split(r"^(?=- )", text, flags=re.M) if part]
    rows = cells(text)
    if rows and len(rows[0]) == 1:
        return [tuple(row) for row in rows if row[0]]
    return [(r[0], r[2], r[4], r[5], r[6]) for r in rows if r[1] == "wire-ns"]


def release_row(r):
    return (r["name"], r["revision"], r["status"], r["chart"], r["app_version"])


def shortened(row, like):
    """A row with its description cut where Helm's table cut it."""
    if not row or not like or not like[-1].endswith("..."):
        return row
    return (*row[:-1], row[-1][:len(like[-1]) - 3] + "...")


def revisions(text):
    if text.startswith("["):
        return [(str(r["revision"]), r["status"], r["chart"], r["app_version"], r["description"])
                for r in json.loads(text)]
    rows = []
    for row in cells(text):
        if row[0]:
            rows.append((row[0], *row[2:6]))
        else:  # a description of more than one line
            rows[-1] = (*rows[-1][:4], rows[-1][4] + "\n" + row[5])
    return [(*row[:4], spoken(row[4])) for row in rows]


def status(step, data, record):
    info = record["info"]
    want = {
        "name": record["name"], "namespace": record["namespace"], "revision": str(record["version"]),
        "status": info["status"], "description": info["description"], "notes": info.get("notes", ""),
    }
    found = unequal("status", want, {key: data.get(key, "") for key in want})
    if "RESOURCES:" in step["stdout"]:
        # The API names what is missing, too.
        found += unequal("resources", printed_resources(step["stdout"]), sorted(
            (r["apiVersion"], r["kind"], r["name"]) for r in data["resources"] if r["status"] != "NotFound"))
    return found


def printed_resources(text):
    """The objects that Helm's status names; pods are only related to them."""
    found = []
    section = text.partition("RESOURCES:\n")[2].partition("\n\n\n")[0]
    for block in re.split(r"\n*==> ", section):
        head, _, table = block.partition("\n")
        if not head or "(related)" in head:
            continue
        version, _, kind = head.rpartition("/")
        group = {"Deployment": "apps/", "Job": "batch/"}.get(kind, "")
        rows = table.strip("\n").split("\n")[1:]
        found += [(f"{group}{version}", kind, row.split()[0]) for row in rows if row.strip()]
    return sorted(found)


def got(info, text, data):
    if info == "values" and isinstance(data, dict):
        return unequal("values", json.loads(text), data)
    if info == "values":
        return unequal("values", re.sub("^[A-Z-]+ VALUES:\n", "", text).strip(), data.strip())
    if info == "manifest":
        return unequal("manifest", text.strip(), data.strip())
    if info == "notes":
        return unequal("notes", text.removeprefix("NOTES:\n").strip(), data.strip())
    if info == "hooks":
        printed = "".join(f"---\n# Source: {hook['path']}\n{hook['manifest']}\n" for hook in data)
        return unequal("hooks", text.strip(), printed.strip())
    if info == "metadata":
        return metadata(text, data)
    missing = [key for key in ("manifest", "notes") if data[key].strip() not in text]
    line = lambda key, name: f"{name}: {data[key]}\n"
    titles = {"name": "NAME", "status": "STATUS", "revision": "REVISION", "chart": "CHART", "chart_version": "VERSION",
              "description": "DESCRIPTION"}
    missing += [key for key, name in titles.items() if line(key, name) not in text]
    return [f"get all: Helm's text has another {key}" for key in missing]


def metadata(text, data):
    if text.startswith("{"):
        # The API shows the labels that users set; Helm shows its own, too, unless a revision is named.
        plain = lambda value: {k: v for k, v in value.items() if k != "deployedAt"} | {
            "labels": {k: v for k, v in value.get("labels", {}).items() if k not in SYSTEM_LABELS}}
        return unequal("metadata", plain(json.loads(text)), plain(data))
    want = dict(re.findall(r"^([A-Z_]+): (.*)$", text, re.M))
    names = {"NAME": "name", "CHART": "chart", "VERSION": "version", "APP_VERSION": "appVersion",
             "NAMESPACE": "namespace", "REVISION": "revision", "STATUS": "status"}
    have = {key: str(data[name]) for key, name in names.items()}
    found = unequal("metadata", {key: want[key] for key in names}, have)
    method = {"ssa": "server-side apply", "csa": "client-side apply"}.get(data.get("applyMethod", ""), "")
    return found + (unequal("apply method", want["APPLY_METHOD"], method) if "APPLY_METHOD" in want else [])


def told(step, reply):
    """How our error differs from Helm's."""
    if reply is None or not step["exit"] or reply["code"] == 0:
        return []
    lines = step["stderr"].split("Error: ", 1)[-1].rstrip("\n")
    want = re.sub(r"^(INSTALLATION|UPGRADE) FAILED: ", "", lines)
    return unequal("error", neutral(want), neutral(reply.get("error", "")))


def neutral(text):
    """An error without what the API says otherwise on purpose (docs/known-differences.md)."""
    text = spoken(text)
    text = re.sub(r'(Get|Post|Put|Patch|Delete) "[^"]*": .*', "(transport)", text)
    text = text.replace("Kubernetes cluster unreachable", "kubernetes cluster unreachable")
    text = text.replace("cannot reuse a name", "cannot re-use a name")
    text = text.replace("rollback-on-failure being set", "atomic being set")
    text = re.sub("^(cluster reachability check|release name check) failed: ", "", text)
    text = re.sub(r"(^release \S+ failed: )?resource \S+ not ready\. status: .*\n(?=context deadline)", "", text)
    return re.sub(r"^(could not get apiVersions from Kubernetes: )+", r"\1", text).strip()
