"""Two sides made comparable: what was written, and the records that are left."""

import base64
import gzip
import json
import re
import urllib.parse

from .recordings import NAMESPACE

# What differs from run to run. `hasWidgets` tells whether Helm's discovery was faster than the server.
PASSING = {"hasWidgets", "resourceVersion", "uid", "createdAt", "modifiedAt", "managedFields", "creationTimestamp",
           "time"}
# Times, and the contents of chart files, which the recordings do not hold.
UNRECORDED = {"first_deployed", "last_deployed", "deleted", "started_at", "completed_at", "modtime", "schemamodtime",
              "data", "generated", "schema"}


def write_of(method, path, query, body, content_type, release_of):
    """One write as a line of text. `release_of` opens the blob of a record."""
    name = path.rsplit("/", 1)[1]
    if name.startswith("sh.helm.release.v1.") or (
            isinstance(body, dict) and str((body.get("metadata") or {}).get("name")).startswith("sh.helm.release.v1.")):
        if method == "DELETE":
            return f"record DELETE {name}"
        metadata = body["metadata"]
        stamps = sorted(k for k in metadata["labels"] if k in ("createdAt", "modifiedAt"))
        labels = {k: v for k, v in metadata["labels"].items() if k not in stamps}
        release = release_of(body["data"]["release"])
        phases = {hook["name"]: hook["last_run"]["phase"] for hook in release.get("hooks") or []}
        facts = [labels, stamps, spoken(release["info"]["description"]), phases]
        return f"record {method} {metadata['name']} " + " ".join(json.dumps(fact, sort_keys=True) for fact in facts)
    query = urllib.parse.parse_qsl(query, keep_blank_values=True)
    query = "&".join(sorted(f"{k}={v}" for k, v in query))
    text = json.dumps(scrubbed(body), sort_keys=True) if body else ""
    kind = f" {content_type.removeprefix('application/')}" if method == "PATCH" else ""
    return f"{method} {path}?{query}{kind} {text}"


def scrubbed(value):
    if isinstance(value, dict):
        kept = {k: scrubbed(v) for k, v in value.items() if k not in PASSING}
        if value.get("path") == "/metadata/resourceVersion":
            kept["value"] = "…"
        if value.get("path") == "/metadata/managedFields":
            # Others' entries hold what the recordings' controllers wrote.
            kept["value"] = [entry for entry in kept["value"] if entry["manager"] == "helm"]
        return kept
    if isinstance(value, list):
        return [scrubbed(v) for v in value]
    return value


def ordered(writes):
    """Neighbours of one method and collection in one order: Helm sends them at the same time."""
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


def theirs(step, recording):
    return ordered([
        write_of(r["method"], r["path"], r.get("query") or "", r.get("body"), r.get("contentType"),
                 lambda blob: recording.release(blob["$release"]))
        for r in step.get("requests", []) if not r.get("discovery") and r["method"] != "GET"
    ])


def ours(requests):
    return ordered([
        write_of(r.method, r.path, r.query, json.loads(r.body) if r.body else None, r.content_type, opened)
        for r in requests if r.method != "GET"
    ])


def opened(blob):
    """The release in a record, which a Secret wraps once more."""
    data = base64.b64decode(blob)
    return json.loads(gzip.decompress(data if data.startswith(b"\x1f\x8b") else base64.b64decode(data)))


def of_writes(want, have):
    """How two lists of writes differ, as lines."""
    if want == have:
        return []
    found = [f"only Helm: {w}" for w in extra(want, have)] + [f"only ours: {w}" for w in extra(have, want)]
    return found or ["the order differs: " + " | ".join(h[:80] for h in have)]


def of_either_version(writes):
    """Without what version 4 says more than version 3."""
    # A record says what went wrong in the version's own words.
    lines = [re.sub(r'^(record \S+ \S+ \{.*?\}) .*', r"\1", line) for line in writes]
    return [line.replace("&fieldValidation=Strict", "") for line in lines]


def extra(left, right):
    """What `left` has more of than `right`."""
    rest = list(right)
    result = []
    for line in left:
        if line in rest:
            rest.remove(line)
        else:
            result.append(line)
    return result


def timeless(value):
    if isinstance(value, dict):
        return {k: timeless(v) for k, v in value.items() if k not in UNRECORDED}
    if isinstance(value, list):
        return [timeless(v) for v in value]
    return value


def expected_records(after, recording):
    return {
        f"{release.get('namespace', NAMESPACE)}/{release['storedAs'].split(' ')[-1]}":
            timeless(recording.release(release["$release"]))
        for release in after["releases"]
    }


def differences(left, right, path=""):
    """Where Helm's value and ours are not the same."""
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
        left, right = (spoken(text) for text in (left, right))
    return [] if left == right else [f"{path}: {str(left)[:300]!r} ≠ {str(right)[:300]!r}"]


def spoken(text):
    """A text without what depends on the run, and without the API server's dump of its insides."""
    text = re.sub(r'hasWidgets: "\w+"', "", re.sub(r"http://127\.0\.0\.1:\d+", "<server>", text))
    return re.sub(r"Invalid value: \{.*?\}: field is immutable", "Invalid value: {…}: field is immutable", text)
