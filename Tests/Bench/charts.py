"""The charts that the render rows of the bench use, made from Helm's own scaffold."""

import pathlib
import re
import shutil

import helm_python

TEMPLATES = 200
SUBCHARTS = 50
TPL_CALLS = 2000


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


def many_subcharts(folder):
    chart = scaffold(folder, "umbrella")
    values = ["global:\n  team: bench\n"]
    for number in range(SUBCHARTS):
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


def _made(folder):
    folder.mkdir(exist_ok=True)
    return folder


ALL = {"scaffold": scaffold, f"{TEMPLATES} templates": many_templates, f"{SUBCHARTS} subcharts": many_subcharts,
       f"tpl x {TPL_CALLS}": many_tpls}
