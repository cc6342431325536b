"""Packs a folder of recordings and charts into the archive that the replay reads, without what it does not look at.

    python -m wire.pack FOLDER Tests/Conformance/wire/recordings.tar.xz        (in Tests/Interop)
"""

import io
import json
import pathlib
import sys
import tarfile

from .scenario import ONLY_VERSION_3

STEP = ("do", "helm", "args", "values", "env", "text", "exit", "stdout", "stderr")
REQUEST = ("method", "path", "query", "contentType", "body", "status", "note", "discovery")


def kept(mapping, keys):
    return {key: mapping[key] for key in keys if key in mapping}


def request(recorded):
    result = kept(recorded, REQUEST)
    if recorded.get("note") or (recorded.get("status") or 0) >= 400:
        result |= kept(recorded, ("response",))
    return result


def step(recorded):
    result = kept(recorded, STEP)
    result["requests"] = [request(r) for r in recorded.get("requests", [])]
    if "faults" in recorded:
        result["faults"] = [{"text": fault["text"]} for fault in recorded["faults"]]
    if isinstance(recorded.get("after"), dict):
        result["after"] = {"releases": [
            kept(release, ("storedAs", "namespace", "$release")) for release in recorded["after"]["releases"]]}
    return result


def scenario(name, recorded):
    runs = []
    for run in recorded["runs"]:
        if run["helm"].startswith("v3") and name not in ONLY_VERSION_3:
            continue
        runs.append(kept(run, ("helm", "releases", "texts")) | {"steps": [step(s) for s in run["steps"]]})
    return kept(recorded, ("scenario", "title")) | {"runs": runs}


def add(tar, name, data):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o644
    tar.addfile(member, io.BytesIO(data))


def main():
    folder, archive = (pathlib.Path(argument) for argument in sys.argv[1:])
    with tarfile.open(archive, "w:xz", preset=9) as tar:
        for path in sorted(folder.glob("*.json")):
            packed = scenario(path.stem, json.loads(path.read_text()))
            add(tar, path.name, json.dumps(packed, separators=(",", ":")).encode())
        for path in sorted((folder / "charts").rglob("*")):
            if path.is_file():
                add(tar, str(path.relative_to(folder)), path.read_bytes())


if __name__ == "__main__":
    main()
