"""The recordings of real Helm, from the archive or from a folder with the same files."""

import base64
import json
import pathlib
import re
import tarfile

NAMESPACE = "wire-ns"


class Recording:
    """One scenario as one version of Helm went through it."""

    def __init__(self, name, run):
        self.name = name
        self.run = run
        self.steps = run["steps"]
        self.is_version_3 = run["helm"].startswith("v3")

    def resolved(self, value):
        """`value` with the texts that it refers to."""
        if isinstance(value, dict):
            if "$text" in value:
                return self.resolved(self.run["texts"][value["$text"]])
            return {k: self.resolved(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.resolved(v) for v in value]
        return value

    def release(self, name):
        return self.resolved(self.run["releases"][name])


def unpack(archive, folder):
    """The folder with recordings and charts that `archive` names or holds."""
    archive = pathlib.Path(archive)
    if archive.is_dir():
        return archive
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return pathlib.Path(folder)


def names(folder):
    return sorted(path.stem for path in folder.glob("*.json"))


def load(folder, name, version="v4"):
    runs = json.loads((folder / f"{name}.json").read_text())["runs"]
    run = next((run for run in runs if run["helm"].startswith(version)), None)
    return Recording(name, run) if run else None


def stored(release, charts):
    """A recorded release as JSON that can be stored again: with times, and with the files of the chart in `charts`."""
    chart = charts / release["chart"]["metadata"]["name"]

    def restored(value, path=None):
        if isinstance(value, dict):
            return {k: restored(v, value.get("name") if k == "data" else None) for k, v in value.items()}
        if isinstance(value, list):
            return [restored(v) for v in value]
        if not isinstance(value, str):
            return value
        if value.startswith("<base64 of"):
            return base64.b64encode((chart / path).read_bytes()).decode() if path else ""
        return re.sub(r"<time(:\d+)?>", "2026-01-01T00:00:00.000000000Z", value)

    return restored(release)
