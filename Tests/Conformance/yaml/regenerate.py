#!/usr/bin/env python3
"""Records what real Helm 4.2.3 makes of the texts here, case by case.

    pip install helm-python-sdk==0.2.2
    python regenerate.py            # fills and refreshes the expectations of read.json, json.json and floats.json
    python regenerate.py --check    # writes nothing, exits with 1 if anything would change

read.json   {"text"} given to fromYaml: what toJson, toYaml and toYamlPretty write of it, or the "error"
json.json   the same with fromJson
floats.json {"float"}: the number through printf, toJson and toYaml
"""
import base64, json, os, shutil, sys, tempfile
import helm_python as helm

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = ["%v", "%e", "%f", "%.0f", "%.3f", "%.3e", "%.3g", "%.17g", "%.25f"]


def render(template, files):
    root = tempfile.mkdtemp()
    try:
        os.makedirs(root + "/templates"), os.makedirs(root + "/f")
        for name, text in {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "templates/t.yaml": template, **files}.items():
            with open(os.path.join(root, name), "w", encoding="utf-8", newline="") as f:
                f.write(text)
        with helm.Chart.load(root) as chart:
            return chart.render(None, name="r", namespace="n")["c/templates/t.yaml"]
    finally:
        shutil.rmtree(root)


def rows(out):
    return [[base64.b64decode(x).decode() for x in row.split(",")] for row in out.split(";")[:-1]]


def read(cases, function):
    out = render(
        '{{ range $i := until %d }}{{ $d := %s ($.Files.Get (printf "f/%%d" $i)) }}{{ toJson $d | b64enc }},'
        "{{ toYaml $d | b64enc }},{{ toYamlPretty $d | b64enc }};{{ end }}" % (len(cases), function),
        {f"f/{i}": c["text"] for i, c in enumerate(cases)},
    )
    for case, (js, yaml, pretty) in zip(cases, rows(out)):
        for key in ("error", "json", "yaml", "pretty"):
            case.pop(key, None)
        value = json.loads(js)
        if value and (set(value) == {"Error"} and "error" in value["Error"] or "Error" in value and function == "fromJson"):
            case["error"] = value.pop("Error")
            if value:
                case["json"] = js                     # what was read beside the error
        else:
            case.update(json=js, yaml=yaml, pretty=pretty)


def floats(cases):
    parts = ['{{ $f := float64 "%s" }}' % c["float"] + "".join('{{ printf "%s" $f | b64enc }},' % f for f in FORMATS)
             + '{{ toJson $f | b64enc }},{{ toYaml $f | b64enc }};' for c in cases]
    for case, row in zip(cases, rows(render("".join(parts), {}))):
        case["printed"], case["json"], case["yaml"] = dict(zip(FORMATS, row)), row[-2], row[-1]


def main():
    changed = False
    for name, fill in (("read.json", lambda c: read(c, "fromYaml")), ("json.json", lambda c: read(c, "fromJson")), ("floats.json", floats)):
        path = os.path.join(HERE, name)
        before = open(path, encoding="utf-8").read()
        cases = json.loads(before)
        fill(cases)
        after = "[\n" + ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases) + "\n]\n"
        if after != before:
            changed = True
            print(name, "differs" if "--check" in sys.argv else "written")
            if "--check" not in sys.argv:
                open(path, "w", encoding="utf-8").write(after)
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
