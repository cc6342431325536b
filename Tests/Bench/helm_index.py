"""Times what real Helm's command line takes to load an index, for `bench.py`.

It has to load it for `helm show chart local/none`, which then ends: there is no such chart. Beside it runs the same with
an empty index, which is what the program takes in any case.
"""

import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "scripts"))
import helm_cli                                 # noqa: E402


def prepare(folder, index):
    """Makes the configuration and cache of a Helm with the repository `local`; returns their folder."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    (folder / "repositories.yaml").write_text(json.dumps(
        {"apiVersion": "v1", "repositories": [{"name": "local", "url": "http://127.0.0.1:1"}]}))
    os.symlink(index, folder / "local-index.yaml")
    return folder


def run(folder, *arguments):
    """Seconds and peak memory in MB of one run of Helm."""
    program = helm_cli.path()
    command = [program, "--repository-config", str(folder / "repositories.yaml"),
               "--repository-cache", str(folder), *arguments]
    begun = time.perf_counter()
    child = os.posix_spawn(
        program, command, {"HOME": str(folder), "PATH": os.environ["PATH"]},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                      (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
    _, _, usage = os.wait4(child, 0)
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def load(folder):
    return run(folder, "show", "chart", "local/none")


def search(folder, keyword):
    return run(folder, "search", "repo", keyword, "-o", "json")
