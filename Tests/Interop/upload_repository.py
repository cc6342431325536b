"""Real Helm uses the upload store of helm-wrapper as its chart repository.

    .venv/bin/helm Tests/Interop/upload_repository.py http://127.0.0.1:8080 KUBECONFIG UPLOADS KEYS

UPLOADS is the store's folder, KEYS the folder with `one.sec.gpg` and `one.pub.gpg`. Every step prints a line; the first
that fails ends the run with exit code 1.
"""

import hashlib
import json
import pathlib
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.request

import helm_python
import yaml

from interop import field, step

NAMESPACE = "interop"


def get(url, headers={}, method="GET"):
    request = urllib.request.Request(url, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def upload(address, archive, prov=None):
    boundary = "interop-boundary"
    body = b""
    for name, path in (("chart", archive), ("prov", prov)):
        if path:
            path = pathlib.Path(path)
            body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n\r\n'.encode()
            body += path.read_bytes() + b"\r\n"
    request = urllib.request.Request(
        address + "/api/charts/upload", method="POST", data=body + f"--{boundary}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        assert json.load(reply) == {"code": 0}


def pack(folder, name, version, extra=""):
    chart = pathlib.Path(folder) / "source" / name
    (chart / "templates").mkdir(parents=True, exist_ok=True)
    (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: {version}\n{extra}")
    (chart / "values.yaml").write_text("greeting: hello\n")
    (chart / "templates" / "map.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-" + name + "'}\n"
        "data: {greeting: '{{ .Values.greeting }}'}\n")
    return str(helm_python.package(str(chart), destination=folder)), chart


def without_times(text):
    return re.sub(r'(created|generated): ".*"', r'\1: "TIME"', text)


def index_is_helms(address, uploads, folder):
    """Byte for byte, but for the times."""
    ours = get(address + "/charts/index.yaml")[2].decode()
    copy = pathlib.Path(folder) / "copy"
    shutil.copytree(uploads, copy, ignore=shutil.ignore_patterns(".*", "*.prov"))
    helm_python.repo_index_generate(str(copy))
    theirs = (copy / "index.yaml").read_text()
    shutil.rmtree(copy)
    assert without_times(ours) == without_times(theirs), f"ours:\n{ours}\nHelm's:\n{theirs}"


def main():
    address, kubeconfig, uploads, keys = sys.argv[1:]
    helm_python.disable_logging()
    repository = address + "/charts"
    with tempfile.TemporaryDirectory() as folder:
        index_is_helms(address, uploads, folder)
        step("the index of an empty store is Helm's")

        first, source = pack(folder, "lib", "0.1.0", "description: 'a: b'\nkeywords: [x, 'y']\nappVersion: '1.0'\n")
        upload(address, first)
        second, source = pack(
            folder, "lib", "0.2.0+build",
            "annotations: {k: v}\nmaintainers: [{name: N, email: n@example.com}]\nkubeVersion: '>=1.20'\n")
        proof = helm_python.sign(second, key="one", keyring=f"{keys}/one.sec.gpg")
        proof = f"{second}.prov"
        upload(address, second, proof)
        for version in ("0.9.0", "0.10.0", "0.10.0-rc.1", "v1.0.0"):
            upload(address, pack(folder, "other", version)[0])
        index_is_helms(address, uploads, folder)
        step("the index is Helm's")

        entries = helm_python.repo_index(repository)["entries"]
        assert [e["version"] for e in entries["other"]] == ["v1.0.0", "0.10.0", "0.10.0-rc.1", "0.9.0"], entries
        assert entries["lib"][0]["digest"] == hashlib.sha256(pathlib.Path(second).read_bytes()).hexdigest()
        step("Helm reads the index")

        target = pathlib.Path(folder) / "pulled"
        target.mkdir()
        helm_python.pull("lib", repo_url=repository, destination=str(target), version="0.2.0+build")
        pulled = target / "lib-0.2.0+build.tgz"
        assert pulled.read_bytes() == pathlib.Path(second).read_bytes()
        status, _, body = get(f"{repository}/lib-0.2.0+build.tgz.prov")
        assert status == 200
        (target / "lib-0.2.0+build.tgz.prov").write_bytes(body)
        assert helm_python.verify(str(pulled), f"{keys}/one.pub.gpg")["signed_by"]
        step("Helm pulls and verifies")

        config = helm_python.Config(kubeconfig_path=kubeconfig, namespace=NAMESPACE)
        config.install(
            "lib", "from-store", {"greeting": "hi"}, chart_repo_url=repository, chart_version="0.1.0",
            create_namespace=True)
        assert [field(r, "name") for r in config.list()] == ["from-store"]
        config.uninstall("from-store")
        step("Helm installs from it")

        _, parent = pack(
            folder, "lonely", "1.0.0", "")
        parent_chart = parent / "Chart.yaml"
        parent_chart.write_text(
            parent_chart.read_text()
            + f"dependencies:\n- {{name: lib, version: '>=0.1.0', repository: '{repository}'}}\n"
            + f"- {{name: other, version: ~0.9, repository: '{repository}'}}\n")
        helm_python.dependency_update(str(parent))
        assert sorted(p.name for p in (parent / "charts").iterdir()) == ["lib-0.2.0+build.tgz", "other-0.9.0.tgz"]
        lock = yaml.safe_load((parent / "Chart.lock").read_text())
        assert [d["version"] for d in lock["dependencies"]] == ["0.2.0+build", "0.9.0"], lock
        step("Helm updates dependencies from it")

        parent_chart.write_text(parent_chart.read_text().split("- {name: other")[0])
        helm_python.dependency_update(str(parent), verify=True, keyring=f"{keys}/one.pub.gpg")
        step("Helm verifies a dependency from it")
        parent_chart.write_text(parent_chart.read_text().replace("'>=0.1.0'", "0.1.0"))
        try:
            helm_python.dependency_update(str(parent), verify=True, keyring=f"{keys}/one.pub.gpg")
        except helm_python.HelmError:
            step("Helm refuses one without proof")
        else:
            raise AssertionError("an archive without proof was taken")

        # A broken archive that somebody drops into the folder costs nothing but itself.
        (pathlib.Path(uploads) / "broken-1.0.0.tgz").write_bytes(b"broken")
        shutil.copy(first, pathlib.Path(uploads) / "renamed.tgz")
        index_is_helms(address, uploads, folder)
        step("dropped files are in the index as Helm has them")
    print("all steps passed")


if __name__ == "__main__":
    main()
