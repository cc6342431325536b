#!/usr/bin/env python3
"""Records what real Helm makes of the indexes, searches and versions in Tests/Conformance/index.

usage: record_index.py [--check]

Inputs are written by hand; this script puts in what Helm 4.2.3 answers. `--check` writes nothing and ends with 1 when
something would change.

load.json      `text` (or `base64`): an index.yaml. Helm (helm-python-sdk) fetches it: `entries` as Helm understood them,
               as far as we keep them, and `skipped`, the warnings about entries that it left out; or `error`.
search.json    `repositories` and `cases`, each the options of `helm search repo` -> `hits` or `error`
find.json      `index`, and in `cases` a chart, version and devel for `helm show chart local/CHART` -> the `file` that
               Helm then wants to fetch, or `error`

The last two are asked of Helm's command line: see helm_cli.py.
"""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "scripts"))
import helm_cli                                 # noqa: E402
import helm_python                              # noqa: E402

FIELDS = ("name", "version", "appVersion", "description", "urls", "digest", "deprecated", "type", "keywords")
WARNING = re.compile(r'invalid entry for chart (".*?(?<!\\)")( ".*?(?<!\\)")? from http://\S+: (.*)')


class Repository:
    """Serves one text as every index.yaml."""

    def __init__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(outer.text)))
                self.end_headers()
                self.wfile.write(outer.text)

        self.text = b""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def load(self, text):
        self.text = text
        with tempfile.TemporaryFile() as log:
            # The C library writes its warnings to the process's own stderr.
            kept = os.dup(2)
            os.dup2(log.fileno(), 2)
            try:
                index, error = helm_python.repo_index(f"http://127.0.0.1:{self.server.server_port}"), None
            except helm_python.HelmError as failure:
                index, error = None, str(failure)
            finally:
                os.dup2(kept, 2)
                os.close(kept)
            log.seek(0)
            lines = log.read().decode("utf-8", "replace").splitlines()
        if error is not None:
            return {"error": error}
        found = [WARNING.search(line) for line in lines]
        skipped = sorted(f"{match[1]}{match[2] or ''}: {match[3]}" for match in found if match)
        entries = {name: [{field: entry[field] for field in FIELDS if entry.get(field)} for entry in versions or []]
                   for name, versions in (index["entries"] or {}).items()}
        return {"entries": entries, "skipped": skipped}


class CommandLine:
    """Helm's command line with repositories of its own."""

    def __init__(self, folder, repositories):
        self.folder = pathlib.Path(folder)
        self.program = helm_cli.path()
        listed = [{"name": name, "url": "http://127.0.0.1:1"} for name in repositories]
        (self.folder / "repositories.yaml").write_text(json.dumps({"apiVersion": "v1", "repositories": listed}))
        for name, text in repositories.items():
            (self.folder / f"{name}-index.yaml").write_text(text)

    def run(self, *arguments):
        done = subprocess.run(
            [self.program, "--repository-config", self.folder / "repositories.yaml",
             "--repository-cache", self.folder, *arguments],
            capture_output=True, text=True, env={"HOME": str(self.folder), "PATH": os.environ["PATH"]})
        errors = [line for line in done.stderr.splitlines() if not line.startswith("level=")]
        return done.stdout, "\n".join(errors).removeprefix("Error: ") if done.returncode else None


def search(cli, case):
    arguments = ["search", "repo", "-o", "json"]
    for option in ("regexp", "versions", "devel"):
        if case.get(option):
            arguments.append(f"--{option}")
    if case.get("version"):
        arguments += ["--version", case["version"]]
    if case.get("keyword"):
        arguments += ["--", case["keyword"]]
    output, error = cli.run(*arguments)
    if error is not None:
        return {"error": error}
    return {"hits": [[hit["name"], hit["version"], hit["app_version"], hit["description"]] for hit in json.loads(output)]}


def find(cli, case):
    arguments = ["show", "chart", f"local/{case['chart']}"]
    if case.get("version"):
        arguments += ["--version", case["version"]]
    if case.get("devel"):
        arguments.append("--devel")
    _, error = cli.run(*arguments)
    fetched = re.search(r'http://127\.0\.0\.1:1/([^"]*)"', error)
    return {"file": fetched[1]} if fetched else {"error": error}


def main():
    changed = False

    def record(name, fill):
        nonlocal changed
        path = HERE / "index" / name
        document = json.loads(path.read_text())
        fill(document)
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        if text != path.read_text():
            changed = True
            print(f"{name} changes")
            if "--check" not in sys.argv[1:]:
                path.write_text(text)

    def fill(case, results, answer):
        for key in results:
            case.pop(key, None)
        case.update(answer)

    def load_all(document):
        repository = Repository()
        for case in document["cases"]:
            text = base64.b64decode(case["base64"]) if "base64" in case else case["text"].encode()
            fill(case, ("entries", "skipped", "error"), repository.load(text))

    def search_all(document):
        with tempfile.TemporaryDirectory() as folder:
            cli = CommandLine(folder, document["repositories"])
            for case in document["cases"]:
                fill(case, ("hits", "error"), search(cli, case))

    def find_all(document):
        with tempfile.TemporaryDirectory() as folder:
            cli = CommandLine(folder, {"local": document["index"]})
            for case in document["cases"]:
                fill(case, ("file", "error"), find(cli, case))

    helm_python.disable_logging()
    record("load.json", load_all)
    record("search.json", search_all)
    record("find.json", find_all)
    sys.exit(1 if changed and "--check" in sys.argv[1:] else 0)


main()
