"""Records what real Helm 4.2.3 (PyPI's helm-python-sdk 0.2.2) says of the charts below, into more.json.gz."""
import gzip, json, os, tempfile

import helm_python as helm

HERE = os.path.dirname(os.path.abspath(__file__))
CHART = "apiVersion: v2\nname: c\nversion: 0.1.0\nicon: https://example.com/i.png\n"
PLAIN = {"values.yaml": "", "templates/a.yaml": ""}
OK = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

URLS = """https://example.com http://example.com:8080/a?b#c example.com www.example.com ftp://a.b tcp://a.b:1 wss://a.b
    git://a.b mailto:a@b.c //a.b /a.b a a.b localhost localhost:80 http://localhost http://localhost:123456 http://user@a.b
    http://u:p@a.b user@a.b http://1.2.3.4 1.2.3.4 256.1.1.1 http://[::1] http://[::1]:80/x http://[1:2:3:4:5:6:7:8]
    http://[::ffff:1.2.3.4] http://[fe80::1%25eth0] http://[1:2] http://a_b.c http://a--b.com http://a-.com http://-a.com
    http://.a.b .a.b http://a..b http://a.b. http://a.b/%zz http://a.b/\u00e4 http://\u00e4.de http://a.\u00e4 http://a.1
    http:/a.b http:// https:a.b http://a.b?x http://a.b#x http://a.b/x%20y http://a.b:80:90 http://a.b@c.d@e.f http://a.b:
    http://www.a.b http://sub.sub2.example.co.uk http://a.b/(x) http://xn--a.b 0.0.0.0 http://a http://aa http://a1
    example.com:80 example.com:80/x abc abcd foo:bar http://ex\u00a1mple.com HTTP://EXAMPLE.COM Https://a.b s3://bucket/x
    oci://registry.example.com/charts/x file:///etc/passwd http://a.b/<x> http://{a}.b javascript:alert(1)""".split()
URLS += ["not a url", "http://a b.c", " http://a.b", "http://a.b ", "xxx", "xxxx", "http://" + "a" * 2080 + ".b"]
EMAILS = """a@b.c a@b a@b.cd a.b@c.de .a@b.cd a.@b.cd a..b@c.de a@b..cd a@-b.cd a@b-.cd a@b.c- a@b.1 a@b.c1d a@b.c1
    a@1.cd a@b_c.de a@b~c.de a@b.cd. @b.cd a@ a@@b.cd a+b@c.de a!#$%&'*+-/=?^_`{|}~@c.de \u00e4@b.cd a@\u00e4.de a@b.\u00e4\u00f6
    "a"@b.cd "a.b"@c.de "a@b"@c.de "("")@b.cd ""@b.cd a@[1.2.3.4] A@B.CD a@b.c_d a@b.c~d a,b@c.de a@b.c-d a(b)@c.de""".split()
EMAILS += ["a b@c.de", "\"a b\"@c.de", "a@b c.de", "\"a\\\"@b.cd", "\"(\\\"@b.cd", "a@b.cd\n", "no-one"]
NAMES = ["a", "A", "", "a.b", "a-b", "-a", "a-", "a..b", "a_b", "1", "1a", "a" * 63, "a" * 64, "a." + "b" * 252, ".", "..",
         "a/b", "a%b", "%/", "a:b", "\u00e4", "a\nb", "a b"]
KINDS = ["Service", "Namespace", "ServiceAccount", "Role", "ClusterRoleBinding", "CertificateSigningRequest", "service", "Odd"]
VERSIONS = ["0.0.0-0", "0.0.0-0+x", "v0.0.0-0", "0.0-0", "0.0.0", "0.0.0-00", "0.0.0-a", "1.2.3-", "01.2.3", "1.2.3.4", "1",
            "V1.2.3", " 1.2.3", "1.2.3+b.1", "1.2.3 ", "99999999999999999999.0.0"]
STRICT = {
    "twice": "name: d\n", "three times": "name: d\nname: e\n", "two keys twice": "name: d\nversion: 2.0.0\n",
    "nested twice": "annotations: {a: b, a: c}\n", "unknown": "odd: 1\n", "two unknown": "odd: 1\nbad: 2\n",
    "in maintainer": "maintainers: [{name: n, odd: 1}]\n", "in second": "maintainers: [{name: n}, {name: m, Odd: 1, bad: 2}]\n",
    "in dependency": "dependencies: [{name: a, version: 1.0.0, odd: x}]\n", "case": "Keywords: [a]\nHOME: x\n",
    "number key": "1: x\n", "number key twice": "1: x\n1: y\n", "texts and numbers": "1: x\n'1': y\n", "bool keys": "yes: 1\ntrue: 2\n",
    "merge twice": "x: &a {k: v}\nannotations:\n  k: w\n  <<: *a\n", "merge": "x: &a {k: v}\nannotations:\n  <<: *a\n  k: w\n",
    "merge list": "x: &a {k: v}\ny: &b {k: w}\nannotations:\n  <<: [*a, *b]\n", "alias": "x: &a q\nannotations: {k: *a, k: *a}\n",
    "lines": "description: |\n  a\n  b\nannotations:\n  a:\n    b\n  a:\n    c\n", "list twice": "keywords:\n- a\nkeywords:\n- b\n",
    "null twice": "home:\nhome:\n", "quoted key": "\"na\\tme\": 1\n\"na\\tme\": 2\n", "float key": "1.5: a\n1.5: b\n",
}
POLICY = "{metadata: {annotations: {helm.sh/resource-policy: keep}}}"
LIST = "kind: List\nmetadata: {name: a}\nitems: "
DOCUMENTS = {
    "json": "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"BAD\"}}", "flow": "{kind: Secret, metadata: {name: BAD}}",
    "json twice": "{\"metadata\":{\"name\":\"A\"}}{\"metadata\":{\"name\":\"B\"}}", "json then yaml": "{\"metadata\":{\"name\":\"A\"}}\n---\nmetadata: {name: B}\n",
    "two json then yaml": "{\"metadata\":{\"name\":\"A\"}}{\"metadata\":{\"name\":\"B\"}}\n---\nmetadata: {name: C}\n", "broken json": "{\"metadata\": {\"name\": }}",
    "cut json": "  \n {\"metadata\": {\"name\": \"a\"}\n", "broken both": "{a: [}", "json then rubbish": "{\"metadata\":{\"name\":\"a\"}} rubbish: [",
    "json number": "{\"metadata\":{\"name\":5}}", "json list": "{\"kind\": [], \"metadata\":{\"name\":\"a\"}}", "empty json": "{}", "json array": "[{}]",
    "separator": OK + "--- x\n", "separator remark": OK + "--- # remark\n" + OK, "dots": OK + "...\n" + OK, "remark": "# remark\n", "remark first": "# x\n---\n" + OK,
    "list": "- a\n", "text": "just text\n", "number": "5\n", "kind list": "kind: []\nmetadata: {name: a}\n", "metadata text": "metadata: x\n", "metadata null": "metadata:\n",
    "name map": "metadata: {name: {a: b}}\n", "name list": "metadata: {name: [a]}\n", "name number": "metadata: {name: 5}\n", "name float": "metadata: {name: 1.50}\n",
    "name bool": "metadata: {name: yes}\n", "namespace map": "metadata: {name: a, namespace: {}}\n", "two faults": "kind: []\nmetadata: {name: []}\n",
    "case": "APIVERSION: v1\nKIND: Service\nMETADATA: {NAME: A}\n", "duplicate": "metadata: {name: A}\nmetadata: {name: b}\n", "tab": "\tx: 1\n",
    "indent": "\n\n  a: b\n", "indent remark": "  # x\nmetadata: {name: a}\n", "blank lines": " \n\t\n" + OK, "crlf": OK.replace("\n", "\r\n"), "indent crlf": "  a: b\r\n",
    "long": "# " + "x" * 65533 + "\n  a: b\n", "longer": "# " + "x" * 65534 + "\n  a: b\n", "bom": "\ufeff" + OK, "broken": "a: [\n---\nmetadata: {name: B}\n",
    "selector": "kind: DaemonSet\nmetadata: {name: a}\n", "selector elsewhere": "kind: ReplicaSet\nmetadata: {name: a}\n---\n# matchLabels\n",
    "policy": f"{LIST}[{POLICY}]\n", "policy second": f"kind: X\nmetadata: {{name: a}}\n---\n{LIST}[{POLICY}]\n", "items text": f"{LIST}x\n", "item text": f"{LIST}[x]\n",
    "item metadata text": f"{LIST}[{{metadata: x}}]\n", "annotations text": f"{LIST}[{{metadata: {{annotations: x}}}}]\n",
    "annotation map": f"{LIST}[{{metadata: {{annotations: {{a: {{}}}}}}}}]\n", "annotation number": f"{LIST}[null, {POLICY.replace('keep', '5')}]\n",
    "nothing": "", "spaces": " \n\u00a0\n", "fail": "{{ fail \"x\" }}", "required": "metadata: {name: a, x: {{ required \"m\" .Values.x }}}\n",
    "release": "metadata: {name: a}\n{{ if or .Release.IsInstall .Release.IsUpgrade }}  z{{ end }}\nn: {{ len (lookup \"v1\" \"Pod\" \"\" \"\") }}\n",
    "names": "metadata: {name: \"{{ .Release.Name }}-{{ .Release.Namespace }}-{{ .Release.Revision }}-{{ .Capabilities.KubeVersion }}X\"}\n",
}
CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n"


def chart(extra="", files=None):
    return {**PLAIN, "Chart.yaml": CHART + extra, **(files or {})}


def template(text, files=None):
    return {"values.yaml": "", "Chart.yaml": CHART, "templates/t.yaml": text, **(files or {})}


def chart_file_cases():
    q = json.dumps
    for u in URLS:
        yield f"url {u}"[:60], chart(f"maintainers: [{{name: n, url: {q(u)}}}]\n")
        yield f"source {u}"[:60], chart(f"sources: [{q(u)}]\n")
    yield "icon", {**PLAIN, "Chart.yaml": CHART.replace("https:", "")}
    for e in EMAILS:
        yield f"email {e}", chart(f"maintainers: [{{name: n, email: {q(e)}}}]\n")
    for kind in ["null", "true", "[]", "{}", "1.5", "no"]:
        for field in ["version", "appVersion", "name", "type", "icon", "annotations", "maintainers", "dependencies", "sources"]:
            lines = [line for line in CHART.splitlines() if not line.startswith(field + ":")]
            yield f"{field} is {kind}", {**PLAIN, "Chart.yaml": "\n".join(lines) + f"\n{field}: {kind}\n"}
    for v in VERSIONS:
        yield f"version {v}", {**PLAIN, "Chart.yaml": CHART.replace("0.1.0", q(v))}
    for name, text in STRICT.items():
        yield f"strict {name}", chart(text)
        yield f"strict first {name}", {**PLAIN, "Chart.yaml": text + CHART}
    yield "kubeVersion", chart("kubeVersion: '>=99.0.0'\n")
    yield "chart file folder", {**PLAIN, "Chart.yaml/x": ""}
    yield "ignored chart file", chart(files={".helmignore": "Chart.yaml\n"})
    yield "ignore broken", chart(files={".helmignore": "**\n"})


def template_cases():
    for k in KINDS:
        docs = "".join(f"---\napiVersion: v1\nkind: {k}\nmetadata: {{name: {json.dumps(n)}}}\n" for n in NAMES)
        yield f"names of {k}", template(docs)
    for name, text in DOCUMENTS.items():
        yield f"document {name}", template(text)
    others = ["b.YAML", "c.yml", "d.tpl", "e.txt", "f", "g.json", "_h.yaml", "sub/i.yaml", "j.yaml.txt", "NOTES.txt", "k.Yml", "dir.x/l"]
    yield "names of templates", template(OK, {f"templates/{n}": OK.replace("name: a", "name: B") for n in others})
    yield "broken stops", template("a: [", {f"templates/{n}.yaml": "metadata: {name: B}\n" for n in "az"})
    yield "ignored templates", template("a: [", {".helmignore": "templates/t.yaml\n"})
    table = os.path.join(HERE, "..", "..", "..", "Sources", "HelmLint", "Checks", "DeprecatedAPITable.swift")
    docs = ""
    for row in open(table).read().split('"""')[1].replace("\\\n", "").strip().splitlines():
        version, _, _, _, *kinds = row.split()
        for kind in "".join(kinds).split(","):
            docs += f"---\napiVersion: {version}\nkind: {kind.split('=')[0]}\nmetadata: {{name: a, matchLabels: 1}}\n"
    for version in [None, "1.7", "1.15", "v1.21.5", "1.30", "1.99", "2.0", "0.9"]:
        yield f"deprecated at {version}", template(docs), {"kubeVersion": version} if version else {}


def other_cases():
    yield "null values", template("metadata: {name: \"{{ .Values.a }}\"}\n", {"values.yaml": "a: B\n"}), {"values": {"a": None}}
    schema = {"values.schema.json": "{\"required\": [\"b\"]}"}
    texts = {"list": "- a\n", "text": "x", "two": "a: 1\n---\nb: 2\n", "second list": "a: 1\n---\n- b\n", "null": "null\n", "number": "5", "bool": "true"}
    for name, text in texts.items():
        yield f"values {name}", chart(files={"values.yaml": text, **schema})
    yield "values folder", {"Chart.yaml": CHART, "values.yaml/x": "", "templates/a.yaml": ""}
    for text in ["false", "{", "", "[]"]:
        yield f"schema {text}", chart(files={"values.schema.json": text})
    yield "schema ignored", chart(files={"values.schema.json": "false", ".helmignore": "values.schema.json\n"})
    yield "schema folder", chart(files={"values.schema.json/x": ""})
    for name, text in {"good": CRD, "two": CRD + "---\n" + OK, "text": "x\n", "empty": "", "json": "{}", "like": CRD.replace("io/v1", "iox"), "broken": "a: ["}.items():
        yield f"crd {name}", chart(files={"crds/a.yaml": text, "crds/b.txt": "a: [", "crds/c.YAML": OK})
    sub = {f"charts/{n}/Chart.yaml": CHART.replace("name: c", f"name: {n}") for n in "ab"}
    yield "crd in subchart", chart("dependencies: [{name: a, version: 0.1.0}]\n", {"crds/z.yaml": OK, **sub, "charts/a/crds/y.yaml": OK})
    yield "dependencies", chart("dependencies: [{name: b, version: 0.1.0}, {name: gone, version: 1}, {name: other, alias: x, version: 1}]\n", sub)
    yield "dependencies of v1", {**chart(files=sub), "Chart.yaml": CHART.replace("v2", "v1"), "requirements.yaml": "dependencies: [{name: a, version: 0.1.0}]\n"}
    yield "dependency null", chart("dependencies: [null]\n")
    yield "bad subchart", chart(files={"charts/a/Chart.yaml": "name: [\n", "crds/a.yaml": CRD})
    yield "subchart values", chart(files={**sub, "values.yaml": "a: text\n"})


def record(name, files, options=None):
    options = options or {}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "c")
        for file, text in files.items():
            target = os.path.join(path, file)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w", newline="") as f:
                f.write(text)
        result = helm.lint(path, options.get("values"), kube_version=options.get("kubeVersion"))
    severities = {1: "INFO", 2: "WARNING", 3: "ERROR"}
    messages = [{"severity": severities.get(m["severity"], m["severity"]), "path": m["path"].replace(path, "CHART"),
                 "message": m["error"].replace(path, "CHART")} for m in result["messages"] or []]
    errors = [e.replace(path, "CHART") for e in result["errors"] or []]
    return {"name": name, "files": files, **options, "result": {"chartsLinted": result["total_charts_linted"], "messages": messages, "errors": errors}}


found = [record(*case) for group in (chart_file_cases, template_cases, other_cases) for case in group()]
text = '{"about": "What helm lint says of charts.", "helm": "4.2.3", "cases": [\n' + ",\n".join(json.dumps(c) for c in found) + "\n]}\n"
with open(os.path.join(HERE, "more.json.gz"), "wb") as f:
    f.write(gzip.compress(text.encode(), mtime=0))
print(len(found), "cases")
