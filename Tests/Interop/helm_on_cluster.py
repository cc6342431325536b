"""Real Helm (helm_python) alone on a cluster: every verb that a release goes through.

    python Tests/Interop/helm_on_cluster.py KUBECONFIG [releases]

With a number as second argument it also stores that many releases of three revisions each and times `list`.
Every step prints a line; the first that fails ends the run with exit code 1.
"""

import pathlib
import sys
import tempfile
import time

import helm_python

NAMESPACE = "helm-alone"


def step(text):
    print(f"  {text}", flush=True)


def check(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: {found!r} instead of {wanted!r}")


def revision(release):
    return int(release.get("revision") or release.get("version"))


def status(release):
    return release.get("status") or release["info"]["status"]


def lifecycle(config, chart):
    release = config.install(
        chart, "web", namespace=NAMESPACE, create_namespace=True, wait="watcher", timeout=60, labels={"team": "red"})
    check((revision(release), status(release)), (1, "deployed"), "install")
    step("install, namespace created, waited for by the watcher")

    release = config.upgrade(chart, "web", {"replicaCount": 2}, wait="watcher", timeout=60)
    check((revision(release), status(release)), (2, "deployed"), "upgrade")
    step("upgrade with wait")

    release = config.upgrade(chart, "web", {"replicaCount": 3}, wait="legacy", timeout=60)
    check(revision(release), 3, "upgrade with the legacy waiter")
    step("upgrade with the legacy waiter")

    config.rollback("web", version=1, wait="watcher", timeout=60)
    check([(revision(entry), status(entry)) for entry in config.history("web")],
          [(1, "superseded"), (2, "superseded"), (3, "superseded"), (4, "deployed")], "history")
    step("rollback, history")

    check([entry["name"] for entry in config.list()], ["web"], "list")
    check(status(config.status("web")), "deployed", "status")
    config.get_all("web")
    step("list, status, get")

    config.test("web", timeout=60)
    step("test hook")

    try:
        config.install(chart, "web", namespace=NAMESPACE)
        raise AssertionError("a name in use was taken")
    except helm_python.HelmError as error:
        assert "cannot reuse a name" in str(error), error
    step("name in use refused")

    config.uninstall("web", wait="watcher", timeout=60)
    check(config.list(), [], "list after uninstall")
    step("uninstall with wait")


def listing(config, chart, count):
    started = time.monotonic()
    for number in range(count):
        name = f"r{number:03}"
        config.install(chart, name)
        for replicas in (2, 3):
            config.upgrade(chart, name, {"replicaCount": replicas})
    step(f"{count} releases of 3 revisions in {time.monotonic() - started:.1f} s")
    times = []
    for _ in range(5):
        started = time.monotonic()
        check(len(config.list()), count, "releases listed")
        times.append(time.monotonic() - started)
    step(f"list of {count} releases: {min(times) * 1000:.0f} ms")


def main():
    kubeconfig = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        helm_python.Chart.create("demo", folder)
        chart = str(pathlib.Path(folder) / "demo")
        with helm_python.Config(kubeconfig_path=kubeconfig, namespace=NAMESPACE) as config:
            lifecycle(config, chart)
            if len(sys.argv) > 2:
                listing(config, chart, int(sys.argv[2]))
    print("ok")


if __name__ == "__main__":
    main()
