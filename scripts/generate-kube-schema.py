#!/usr/bin/env python3
"""Writes Sources/KubeSchema/Types/BuiltInTypes.swift and BuiltInResources.swift.

Input (scripts/kube-schema/, xz-compressed JSON), taken from a Kubernetes 1.36 API server:
- types.json: {"kinds": {"GROUP/VERSION/KIND": TYPE}, "types": {TYPE: {fields, required, mapType, scalar}}}; a field has
  type, items, listType, listMapKeys, mapType, patchStrategy, patchMergeKey, as the server's OpenAPI document has them
  (x-kubernetes-*).
- discovery-api.json, discovery-apis.json: the aggregated discovery documents of /api and /apis.

Output: compact texts; CompactTypes.swift and CompactResources.swift read them and describe their forms.
"""
import json
import lzma
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "scripts" / "kube-schema"
OUT = ROOT / "Sources" / "KubeSchema" / "Types"

SCALARS = {
    "string": "s", "boolean": "b", "int32": "i", "int64": "l", "integer": "l", "number": "n", "byte": "y",
    "date-time": "T", "int-or-string": "I", "object": "O", "any": "A", "double": "n", "float": "n",
}
QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
STRATEGIES = {"merge": "m", "replace": "r", "retainKeys": "k"}
# Defaults of list keys, which the OpenAPI document holds beside what types.json keeps.
KEY_DEFAULTS = {
    ("io.k8s.api.core.v1.ContainerPort", "protocol"): "TCP",
    ("io.k8s.api.core.v1.ServicePort", "protocol"): "TCP",
}


def load(name):
    return json.loads(lzma.decompress((DATA / f"{name}.json.xz").read_bytes()))


def swift(name, comment, text):
    assert '"""' not in text and "\\" not in text
    return (
        "// swift-format-ignore-file\n"
        "// Written by scripts/generate-kube-schema.py. Do not edit.\n\n"
        f"/// {comment}\nenum {name} {{\n"
        f'    static let text: StaticString = """\n{text}\n"""\n}}\n'
    )


def types():
    data = load("types")
    names = sorted(data["types"])
    index = {name: number for number, name in enumerate(names)}

    def element(name):
        if name in index:
            scalar = data["types"][name].get("scalar")
            if name == QUANTITY:
                return "Q"
            return SCALARS[scalar] if scalar else f".{index[name]}"
        if name == "array":
            return "[as"  # the only nested lists are lists of strings
        return SCALARS[name]

    def shape(field):
        kind = field["type"]
        if kind == "array":
            relation = field.get("listType", "atomic")
            if relation == "map":
                return "[m" + ",".join(field["listMapKeys"]) + ";" + element(field["items"])
            return ("[s" if relation == "set" else "[a") + element(field["items"])
        if kind == "map":
            return ("{~" if field.get("mapType") == "atomic" else "{") + element(field["items"])
        return element(kind)

    lines = []
    package = None
    for name in names:
        type_ = data["types"][name]
        head, tail = name.rsplit(".", 1)
        if head != package:
            package = head
            lines.append("@" + package)
        words = [tail + ("~" if type_.get("mapType") == "atomic" else "")]
        if "scalar" in type_:
            words[0] += "=" + element(name)
        for field_name, field in sorted(type_.get("fields", {}).items(), key=lambda pair: pair[0].encode()):
            word = field_name + ("!" if field_name in type_.get("required", []) else "") + ":" + shape(field)
            if (name, field_name) in KEY_DEFAULTS:
                word += "?" + KEY_DEFAULTS[name, field_name]
            if "patchStrategy" in field or "patchMergeKey" in field:
                letters = "".join(STRATEGIES[s] for s in field.get("patchStrategy", "").split(",") if s)
                word += "^" + letters
                if "patchMergeKey" in field:
                    word += "=" + field["patchMergeKey"]
            words.append(word)
        lines.append(" ".join(words))
    kinds = {}
    for key, name in data["kinds"].items():
        group_version, kind = key.rsplit("/", 1)
        kinds.setdefault(group_version.lstrip("/"), []).append(f"{kind}:{index[name]}")
    for group_version in sorted(kinds):
        lines.append("%" + group_version + " " + " ".join(sorted(kinds[group_version])))
    return "\n".join(lines)


def resources():
    lines = []
    for document in (load("discovery-api"), load("discovery-apis")):
        for group in document["items"]:
            for version in group["versions"]:
                lines.append("@" + group["metadata"].get("name", "") + "/" + version["version"])
                for resource in version["resources"]:
                    lines.append(resource_line(resource))
    return "\n".join(lines)


ALL_VERBS = "create,delete,deletecollection,get,list,patch,update,watch"
VERBS = {ALL_VERBS: "*", "get,patch,update": "="}


def verbs(names):
    joined = ",".join(names)
    return VERBS.get(joined, joined)


def resource_line(resource):
    kind = resource["responseKind"]["kind"]
    singular = resource["singularResource"]
    words = [
        resource["resource"],
        kind,
        "-" if singular == kind.lower() else singular,
        "N" if resource["scope"] == "Namespaced" else "C",
        verbs(resource["verbs"]),
    ]
    for name in resource.get("shortNames", []):
        words.append("~" + name)
    for name in resource.get("categories", []):
        words.append("#" + name)
    for sub in resource.get("subresources", []):
        own = sub["responseKind"]
        name = "" if own["kind"] == kind and not own["group"] else f"{own['group']}/{own['version']}/{own['kind']}"
        words.append("/" + sub["subresource"] + ":" + name + ":" + verbs(sub["verbs"]))
    return " ".join(words)


if __name__ == "__main__":
    (OUT / "BuiltInTypes.swift").write_text(
        swift("BuiltInTypes", "The built-in types; `CompactTypes` reads them.", types()))
    (OUT / "BuiltInResources.swift").write_text(
        swift("BuiltInResources", "The resources of a Kubernetes API server; `CompactResources` reads them.", resources()))
