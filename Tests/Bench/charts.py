"""The charts that the render rows of the bench use, made from Helm's own scaffold."""

import json
import pathlib
import re
import shutil

import helm_python

TEMPLATES = 200
SUBCHARTS = 50
TPL_CALLS = 2000
LARGE_SUBCHARTS, LARGE_BYTES = 40, 5 << 20
SCHEMA_SERVICES = 400


def scaffold(folder, name="scaffold"):
    helm_python.disable_logging()
    helm_python.Chart.create(name, str(folder))
    chart = pathlib.Path(folder) / name
    shutil.rmtree(chart / "charts", ignore_errors=True)
    return chart


def many_templates(folder):
    """Deployments, services and accounts that all use the scaffold's helpers, 200 files."""
    chart = scaffold(folder, "templates")
    kinds = ["deployment.yaml", "service.yaml", "serviceaccount.yaml", "hpa.yaml"]
    texts = {kind: (chart / "templates" / kind).read_text() for kind in kinds}
    for kind in kinds:
        (chart / "templates" / kind).unlink()
    for number in range(TEMPLATES):
        kind = kinds[number % len(kinds)]
        text = re.sub(r"^  name: (.*)$", rf"  name: \1-{number}", texts[kind], count=1, flags=re.MULTILINE)
        (chart / "templates" / f"{number:03}-{kind}").write_text(text.replace(".Values.autoscaling.enabled", "true"))
    return chart


def many_subcharts(folder, name="umbrella", count=SUBCHARTS):
    chart = scaffold(folder, name)
    values = ["global:\n  team: bench\n"]
    for number in range(count):
        scaffold(folder, f"part{number:02}").rename(_made(chart / "charts") / f"part{number:02}")
        values.append(f"part{number:02}:\n  replicaCount: {number % 3 + 1}\n")
    with open(chart / "values.yaml", "a") as file:
        file.writelines(values)
    return chart


def many_tpls(folder):
    chart = scaffold(folder, "texts")
    (chart / "templates" / "texts.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include \"texts.fullname\" . }}-texts\ndata:\n"
        f"{{{{- range $i := until {TPL_CALLS} }}}}\n"
        "  key-{{ $i }}: {{ tpl (printf \"%s-%d: {{ .Values.image.repository }} {{ include \\\"texts.name\\\" . }}\""
        " $.Release.Name $i) $ | quote }}\n{{- end }}\n")
    return chart


def large(folder):
    """5 MiB in 40 subcharts: each carries files of text beside its templates, and reads one of them."""
    chart = many_subcharts(folder, "large", LARGE_SUBCHARTS)
    for number, subchart in enumerate(sorted((chart / "charts").iterdir())):
        for part in range(4):
            lines = (f"{number}-{part}-{line}: a line of a dashboard or of a script\n" for line in range(10_000))
            text = "".join(lines)[:LARGE_BYTES // LARGE_SUBCHARTS // 4]
            (_made(subchart / "files") / f"part-{part}.txt").write_text(text)
        (subchart / "templates" / "sum.yaml").write_text(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Chart.Name }}-sum\ndata:\n"
            "  sum: {{ .Files.Get \"files/part-0.txt\" | sha256sum }}\n")
    return chart


def checked_values(folder):
    """2,000 lines of values under a schema that looks at each of them."""
    chart = scaffold(folder, "checked")
    port = {"type": "integer", "minimum": 1, "maximum": 65535}
    service = {
        "type": "object", "required": ["image", "port", "kind"], "additionalProperties": False,
        "properties": {"image": {"type": "string", "pattern": "^[a-z0-9./-]+:[0-9.]+$"}, "port": {"$ref": "#/$defs/port"},
                       "kind": {"enum": ["web", "job", "cache"]}, "host": {"type": "string", "format": "hostname"}}}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "$defs": {"port": port},
              "properties": {"services": {"type": "object", "minProperties": 1, "patternProperties": {"^s[0-9]+$": service},
                                          "additionalProperties": False}}}
    (chart / "values.schema.json").write_text(json.dumps(schema))
    with open(chart / "values.yaml", "a") as file:
        file.write("services:\n")
        for number in range(SCHEMA_SERVICES):
            file.write(f"  s{number}:\n    image: registry.example/app-{number}:1.{number}\n    port: {8000 + number}\n"
                       f"    kind: {('web', 'job', 'cache')[number % 3]}\n    host: s{number}.example.org\n")
    return chart


def _made(folder):
    folder.mkdir(exist_ok=True)
    return folder


ALL = {"scaffold": scaffold, f"{TEMPLATES} templates": many_templates, f"{SUBCHARTS} subcharts": many_subcharts,
       f"tpl x {TPL_CALLS}": many_tpls, f"5 MiB in {LARGE_SUBCHARTS} subcharts": large,
       "2,000 lines of values with a schema": checked_values}
