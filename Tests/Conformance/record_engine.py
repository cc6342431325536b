#!/usr/bin/env python3
"""Records what real Helm makes of the templates in engine/own-*.json.

    record_engine.py [--check] [FILE ...]

Needs Helm 4.2.3 from PyPI: pip install helm-python-sdk==0.2.2 (see Tests/requirements.txt).

A case is `name`, `template`, and where it needs them `values` (text of values.yaml), `helpers` (text of _helpers.tpl) and
`files` ({path in the chart: text}). A case without a result gets `output`, the text of templates/t.yaml, or `errorFull`,
Helm's error, with `error`, what of it stands behind the last place. `--check` renders every case again and tells which
answers are others now; cases of random functions do not repeat themselves and are written to give a fixed text.
"""
import json
import pathlib
import re
import sys
import tempfile

import helm_python

CHART = """apiVersion: v2
name: engine
description: One conformance case
type: application
version: 1.2.3
appVersion: "4.5.6"
"""


def render(case):
    files = {"Chart.yaml": CHART, "templates/t.yaml": case["template"], **(case.get("files") or {})}
    if case.get("values") is not None:
        files["values.yaml"] = case["values"]
    if case.get("helpers") is not None:
        files["templates/_helpers.tpl"] = case["helpers"]
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        try:
            chart = helm_python.Chart.load(folder)
            return {"output": chart.render(name="demo", namespace="prod").get("engine/templates/t.yaml", "")}
        except helm_python.HelmError as error:
            return {"error": re.split(r">:\s+|\): ", str(error))[-1], "errorFull": str(error)}


def main():
    helm_python.disable_logging()
    check = "--check" in sys.argv
    named = [pathlib.Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    changed = 0
    for path in named or sorted((pathlib.Path(__file__).parent / "engine").glob("own-*.json")):
        cases = json.loads(path.read_bytes())
        for case in cases:
            has_result = "output" in case or "error" in case
            if has_result and not check:
                continue
            result = render(case)
            if any(key in case and "characters left out]" not in case[key] and case[key] != result.get(key)
                   for key in ("output", "errorFull")) or not has_result:
                changed += 1
                print(f"{path.name}: {case['name']}: {json.dumps(result, ensure_ascii=False)[:300]}")
            if not has_result:
                case.update(result)
        if not check:
            path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")
    print(f"{changed} new or changed answers")
    sys.exit(1 if check and changed else 0)


main()
