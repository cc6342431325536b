"""Records what Helm's command line makes of `--name-template`: the name, or the error.

    python Tests/Conformance/record_names.py
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent.parent / "scripts"))
import helm_cli                                 # noqa: E402

TEMPLATES = [
    "plain", 'x-{{ "A" | lower }}', '{{ printf "%s-%d" "web" 7 }}', "{{ len (randAlpha 5) }}-x", "{{ .x }}b", "v{{ .Release.Name }}",
    "UPPER", "  ab  ", "a\nb", "{{ nope }}", "{{ toYaml 1 }}", '{{ "a" | required "x" }}', '{{ include "a" . }}', '{{ tpl "a" . }}',
    '{{ lookup "v1" "Pod" "" "" }}', '{{ fail "no" }}', "{{ if }}", "{{", "{{ if true }}a{{ end }}", '{{ define "t" }}d{{ end }}{{ template "t" }}',
    "{{ index 1 2 }}", '{{ "a" | toJson | len }}', "{{ range $i := until 3 }}{{ $i }}{{ end }}", "{{/* none */}}", "{{ .Values.x.y }}",
    '{{ "{}" | fromJson | len }}', '{{ fromYaml "a: 1" }}', "{{ 1 | quote }}", "x" * 54, "{{ nil }}", "{{ $x := 1 }}{{ $x }}", "{{ $y }}",
    '{{ list "a" "b" | join "-" }}', '{{ semver "1.2.3" | len }}', '{{ regexReplaceAll "a" "banana" "o" }}',
]


def main():
    program = helm_cli.path()
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        chart = pathlib.Path(folder) / "demo"
        chart.mkdir()
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: demo\nversion: 0.1.0\n")
        for template in TEMPLATES:
            done = subprocess.run(
                [program, "install", "--dry-run=client", "--name-template", template, chart], text=True,
                capture_output=True, env={"HOME": folder, "PATH": "/usr/bin:/bin"})
            case = {"template": template}
            if done.returncode == 0:
                case["name"] = re.search(r"^NAME: (.*)$", done.stdout, re.MULTILINE).group(1)
            else:
                case["error"] = re.search(r"^Error: INSTALLATION FAILED: (.*)", done.stderr, re.MULTILINE | re.DOTALL) \
                    .group(1).removesuffix("\n")
            cases.append(case)
    text = {"about": "What --name-template makes.", "helm": "4.2.3", "cases": cases}
    (here / "names" / "templates.json").write_text(json.dumps(text, indent=1) + "\n")


if __name__ == "__main__":
    main()
