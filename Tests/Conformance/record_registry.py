"""Records what real Helm (helm-python-sdk) does with registries: `registry/recorded.json`.

Usage: record_registry.py [PROGRAM]   (PROGRAM is docker-registry, by default the one on the PATH)

Each case holds what it needs to be run again: the answers of a scripted registry, or what is pushed to a real one.
"""

import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.request

from helm_python.registry import RegistryClient

HERE = os.path.dirname(os.path.abspath(__file__))
MTIME = 1767323045  # 2026-01-02T03:04:05Z

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.cncf.helm.config.v1+json"
CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
LEGACY = "application/tar+gzip"


def digest(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def descriptor(media_type, text):
    return {"mediaType": media_type, "digest": digest(text), "size": len(text.encode())}


# MARK: A scripted registry


class Scripted:
    """Answers the first rule that fits a request; 404 when none does. `{HOST}` stands for the address of it."""

    def __init__(self, rules):
        self.rules, self.requests = list(rules), []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def handle_any(self):
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = data.decode(errors="replace")
                path, _, query = self.path.partition("?")
                auth = self.headers.get("Authorization") or ""
                outer.requests.append(
                    {"method": self.command, "path": path, "query": query, "authorization": auth, "body": body}
                )
                host = self.headers["Host"]
                rule = outer.find(self.command, path, query, auth)
                if self.command == "PUT":
                    # Helm tags what it has put by reading it again.
                    put = {"Content-Type": self.headers.get("Content-Type", "")}
                    outer.rules.append({"method": "GET", "path": path, "status": 200, "headers": put, "body": body})
                text = rule.get("body", "").replace("{HOST}", host).encode()
                self.send_response_only(rule["status"])
                headers = dict(rule.get("headers", {}))
                for name, value in headers.items():
                    self.send_header(name, value.replace("{HOST}", host))
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text)

            do_GET = do_HEAD = do_POST = do_PUT = handle_any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *arguments: None  # clients go away
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def find(self, method, path, query, auth):
        for rule in self.rules:
            wanted = rule["path"]
            fits = path.startswith(wanted[:-1]) if wanted.endswith("*") else path == wanted
            if rule["method"] != method or not fits:
                continue
            if "auth" in rule and rule["auth"] != auth:
                continue
            if "query" in rule and rule["query"] != query:
                continue
            return rule
        return {"status": 404, "headers": {"Content-Type": "application/json"}, "body": '{"errors":[]}'}

    def close(self):
        self.server.shutdown()


def get(path, body, media_type="application/octet-stream", **more):
    headers = {"Content-Type": media_type, **more.pop("headers", {})}
    return {"method": "GET", "path": path, "status": 200, "headers": headers, "body": body, **more}


ARCHIVE = "this stands for a packed chart"
CHART_CONFIG = '{"name":"demo","version":"1.0.0","apiVersion":"v2"}'
BASE = "/v2/charts/demo"


def manifest_text(config=None, layers=None, **more):
    config = descriptor(CONFIG, CHART_CONFIG) if config is None else config
    layers = [descriptor(CHART, ARCHIVE)] if layers is None else layers
    return json.dumps({"schemaVersion": 2, "config": config, "layers": layers, **more})


def served(text=None, media_type=MANIFEST, name="1.0.0", headers=None, chart=ARCHIVE, config=CHART_CONFIG, **more):
    """The rules of a registry that holds one chart."""
    text = manifest_text() if text is None else text
    return [
        get(f"{BASE}/manifests/{name}", text, media_type, headers=headers or {}, **more),
        get(f"{BASE}/blobs/{digest(CHART_CONFIG)}", config, **more),
        get(f"{BASE}/blobs/{digest(ARCHIVE)}", chart, **more),
    ]


def served_config(text):
    return served(manifest_text(config=descriptor(CONFIG, text))) + [get(f"{BASE}/blobs/{digest(text)}", text)]


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def challenge(method, path, header, body='{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}'):
    headers = {"Content-Type": "application/json"}
    if header:
        headers["WWW-Authenticate"] = header
    return {"method": method, "path": path, "auth": "", "status": 401, "headers": headers, "body": body}


def answer(method, path, status, body="", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"method": method, "path": path, "status": status, "headers": headers, "body": body}


BEARER = 'Bearer realm="http://{HOST}/token",service="reg.test",scope="repository:charts/demo:pull"'
DENIED = '{"errors":[{"code":"DENIED","message":"requested access is denied","detail":{"b":1,"a":["x",true,null,1.5]}}]}'
ERROR_PATHS = [f"{BASE}/manifests/1.0.0"]


def bearer_pull(token_rules, token="t1", header=BEARER):
    rules = served(auth=f"Bearer {token}")
    return [challenge("GET", rule["path"], header) for rule in rules] + rules + token_rules


def token(body, **more):
    return {"method": "GET", "path": "/token", "status": 200, "body": body,
            "headers": {"Content-Type": "application/json"}, **more}


def login_config(user="u", password="p", **more):
    entry = {"auth": base64.b64encode(f"{user}:{password}".encode()).decode(), **more}
    return {"auths": {"{HOST}": entry}}


def pull_cases():
    other = "that stands for a packed chart"
    index = json.dumps({"schemaVersion": 2, "manifests": [descriptor(MANIFEST, manifest_text())]})
    image = manifest_text(config=descriptor("application/vnd.oci.image.config.v1+json", "{}"), layers=[])
    two = json.dumps({"schemaVersion": 2, "manifests": [descriptor(MANIFEST, image), descriptor(MANIFEST, manifest_text())]})
    by_digest = digest(manifest_text())
    cases = {
        "served": served(),
        "legacy media type": served(manifest_text(layers=[descriptor(LEGACY, ARCHIVE)])),
        "media type with a parameter": served(media_type=MANIFEST + "; charset=utf-8"),
        "no chart layer": served(manifest_text(layers=[])),
        "only a foreign layer": served(manifest_text(layers=[descriptor("text/plain", ARCHIVE)])),
        "no chart config": served(manifest_text(config=descriptor("application/vnd.oci.image.config.v1+json", CHART_CONFIG))),
        "neither": served(image),
        "docker manifest": served(media_type=DOCKER),
        "index of one": served(index, INDEX) + served(name=digest(manifest_text()))[:1],
        "index of an image and a chart": served(two, INDEX) + served(name=digest(manifest_text()))[:1]
        + served(image, name=digest(image))[:1] + [get(f"{BASE}/blobs/{digest('{}')}", "{}")],
        "index of none": served(json.dumps({"schemaVersion": 2, "manifests": []}), INDEX),
        "index of one that is missing": served(index, INDEX),
        "another archive": served(chart=other),
        "a cut archive": served(chart=ARCHIVE[:-1]),
        "a longer archive": served(chart=ARCHIVE + "!"),
        "another config": served(config=CHART_CONFIG.replace("demo", "omed")),
        "no archive": served()[:2],
        "no config": [rule for rule in served() if digest(CHART_CONFIG) not in rule["path"]],
        "header with another digest": served(headers={"Docker-Content-Digest": digest("x")}),
        "header with a bad digest": served(headers={"Docker-Content-Digest": "sha256:12"}),
        "header with the digest": served(headers={"Docker-Content-Digest": by_digest}),
        "no content type": served(media_type=""),
        "manifest that is no JSON": served("<html>"),
        "manifest that is a list": served("[]"),
        "unknown content type": served(media_type="text/html"),
        "config that is no JSON": served_config("nope"),
        "config of a wrong type": served_config('{"name":["x"]}'),
        "config that is a list": served_config("[1]"),
        "digest of an unknown kind": served(manifest_text(layers=[{"mediaType": CHART, "digest": "md5:12", "size": 2}])),
        "size below zero": served(manifest_text(layers=[{**descriptor(CHART, ARCHIVE), "size": -1}])),
        "nothing there": [],
        "error in HTML": [answer("GET", ERROR_PATHS[0], 403, "<html>", Content_Type="text/html")],
        "denied with details": [answer("GET", ERROR_PATHS[0], 403, DENIED)],
        "two errors": [answer("GET", ERROR_PATHS[0], 400, '{"errors":[{"code":"MANIFEST_INVALID"},{"code":"X_Y","message":"m"}]}')],
        "401 without a challenge": [answer("GET", ERROR_PATHS[0], 401)],
        "401 with an unknown scheme": [challenge("GET", ERROR_PATHS[0], 'Digest realm="x"')],
        "basic without credentials": [challenge("GET", ERROR_PATHS[0], 'Basic realm="x"')],
        "bearer without credentials": bearer_pull([token('{"token":"t1"}', auth="")]),
        "bearer with an access token": bearer_pull([token('{"token":"no","access_token":"t1","expires_in":3}', auth="")]),
        "bearer with an empty token": bearer_pull([token('{"token":""}')]),
        "bearer with a bad answer": bearer_pull([token("nope")]),
        "bearer refused": bearer_pull([answer("GET", "/token", 401, '{"errors":[{"code":"UNAUTHORIZED","message":"no"}]}')]),
        "bearer with a token of no use": bearer_pull([token('{"token":"t2"}')]) + [answer("GET", ERROR_PATHS[0], 401, DENIED)],
        "bearer without a realm": bearer_pull([token('{"token":"t1"}')], header='Bearer service="x"'),
        "bearer with a realm of another scheme": bearer_pull([], header='Bearer realm="ftp://{HOST}/token"'),
        "bearer with a realm in a private net": bearer_pull([], header='Bearer realm="http://10.1.2.3/token"'),
        "bearer with the metadata service as realm": bearer_pull([], header='Bearer realm="http://169.254.169.254/token"'),
        "bearer with a query in the realm": bearer_pull([token('{"token":"t1"}')], header=BEARER.replace("/token", "/token?a=b%20c")),
        "bearer with more scopes": bearer_pull([token('{"token":"t1"}')], header='Bearer realm="http://{HOST}/token",scope="repository:charts/demo:push,pull registry:catalog:* repository:b:*"'),
    }
    for name, rules in cases.items():
        yield {"name": name, "action": "pull", "reference": "charts/demo", "version": "1.0.0", "rules": rules}
    yield {"name": "by digest", "action": "pull", "reference": f"charts/demo@{by_digest}", "rules": served(name=by_digest)}
    yield {"name": "by digest, another content", "action": "pull", "reference": f"charts/demo@{by_digest}",
           "rules": served(manifest_text(x=1), name=by_digest)}
    yield {"name": "basic with credentials", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
           "config": login_config(), "rules": [challenge("GET", rule["path"], "Basic realm=x") for rule in served()] + served(auth=basic("u", "p"))}
    yield {"name": "basic with others", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
           "config": login_config("v"), "rules": [challenge("GET", ERROR_PATHS[0], "Basic realm=x")] + served(auth=basic("u", "p"))
           + [answer("GET", ERROR_PATHS[0], 401, DENIED)]}
    yield {"name": "bearer with credentials", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
           "config": login_config(), "rules": bearer_pull([token('{"token":"t1"}', auth=basic("u", "p"))])}
    yield {"name": "bearer with an identity token", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
           "config": login_config("u", "", identitytoken="id+en=&"),
           "rules": bearer_pull([answer("POST", "/token", 200, '{"access_token":"t1"}')])}
    yield {"name": "bearer with a registry token", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
           "config": {"auths": {"http://{HOST}/v1/": {"registrytoken": "t1"}}}, "rules": bearer_pull([])}
    yield {"name": "config with a bad auth", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
           "config": {"auths": {"{HOST}": {"auth": "!!"}}}, "rules": bearer_pull([])}
    for status in (500, 429):
        yield {"name": f"always {status}", "action": "pull", "reference": "charts/demo", "version": "1.0.0",
               "rules": [answer("GET", ERROR_PATHS[0], status, "", Retry_After="1")]}
    resolve = [get(f"{BASE}/tags/list", '{"name":"charts/demo","tags":["1.0.0","0.9.0"]}', "application/json")]
    head = answer("HEAD", f"{BASE}/manifests/1.0.0", 200, "", Content_Type=MANIFEST, Content_Length="9",
                  Docker_Content_Digest=by_digest)
    yield {"name": "newest", "action": "pull", "reference": "charts/demo", "rules": resolve + served()}
    yield {"name": "tag and digest", "action": "pull", "reference": f"charts/demo:1.0.0@{by_digest}",
           "rules": [head] + served(name=by_digest)}
    yield {"name": "version and digest", "action": "pull", "reference": f"charts/demo@{by_digest}", "version": "1.0.0",
           "rules": [head] + served(name=by_digest)}
    yield {"name": "tag of another digest", "action": "pull", "reference": f"charts/demo:1.0.0@{digest('x')}",
           "rules": [head] + served(name=by_digest)}
    yield {"name": "digest without that tag", "action": "pull", "reference": f"charts/demo@{by_digest}", "version": "7.0.0",
           "rules": served(name=by_digest)}
    yield {"name": "versions without tags", "action": "pull", "reference": "charts/demo", "version": ">1",
           "rules": [get(f"{BASE}/tags/list", '{"tags":null}', "application/json")]}


def tags_cases():
    path = f"{BASE}/tags/list"
    many = ["1.0.0", "v1.1.0", "1.2", "latest", "1.10.0", "1.9.0", "1.0.0_b", "1.0.0_a", "2.0.0-rc.1", "2.0.0-rc.1_m",
            "01.0.0", "1.0.0-01", "sha256-abc.sig", "2.0.0", "0.0.0", "18446744073709551615.0.0", "18446744073709551616.0.0"]
    pages = [
        get(path, json.dumps({"tags": many[:5]}), "application/json", query="",
            headers={"Link": f'<{path}?last=1.10.0&n=5>; rel="next"'}),
        get(path, json.dumps({"tags": many[5:10]}), "application/json", query="last=1.10.0&n=5",
            headers={"Link": "<http://{HOST}" + path + "?last=x&n=5>"}),
        get(path, json.dumps({"tags": many[10:]}), "application/json", query="last=x&n=5"),
    ]
    cases = {
        "in one page": [get(path, json.dumps({"name": "charts/demo", "tags": many}), "application/json")],
        "in three pages": pages,
        "none": [get(path, '{"tags":[]}', "application/json")],
        "null": [get(path, '{"tags":null}', "application/json")],
        "no repository": [],
        "no JSON": [get(path, "nope", "application/json")],
        "a link without <": [get(path, '{"tags":["1.0.0"]}', headers={"Link": "x"})],
        "a link without >": [get(path, '{"tags":["1.0.0"]}', headers={"Link": "<x"})],
        "denied": [answer("GET", path, 403, DENIED)],
    }
    for name, rules in cases.items():
        yield {"name": name, "action": "tags", "reference": "charts/demo", "rules": rules}


def login_cases():
    token_header = 'Bearer realm="http://{HOST}/token",service="reg.test"'
    accepted = [answer("GET", "/v2/", 200, "{}")]

    def bearer(rules, token="t1"):
        return [challenge("GET", "/v2/", token_header), {**accepted[0], "auth": f"Bearer {token}"}] + rules

    cases = {
        "open": accepted,
        "basic": [challenge("GET", "/v2/", "Basic realm=x"), {**accepted[0], "auth": basic("u", "p w:ü")}],
        "basic refused": [challenge("GET", "/v2/", "Basic realm=x"), answer("GET", "/v2/", 401, DENIED)],
        "bearer by OAuth2": bearer([answer("POST", "/token", 200, '{"access_token":"t1"}')]),
        "bearer by the specification": bearer([token('{"token":"t1"}', auth=basic("u", "p w:ü"))]),
        "bearer refused": bearer([answer("GET", "/token", 401, DENIED)]),
        "not there": [],
        "forbidden": [answer("GET", "/v2/", 403, "")],
    }
    for name, rules in cases.items():
        yield {"name": name, "action": "login", "user": "u", "password": "p w:ü", "rules": rules}
    yield {"name": "no password", "action": "login", "user": "u", "password": "", "rules": cases["basic"]}
    yield {"name": "no user", "action": "login", "user": "", "password": "p", "rules": cases["basic"]}
    yield {"name": "nothing", "action": "login", "user": "", "password": "", "rules": cases["basic"]}
    yield {"name": "colon in the user", "action": "login", "user": "a:b", "password": "p", "rules": accepted}
    yield {"name": "others are kept", "action": "login", "user": "u", "password": "p", "rules": accepted,
           "config": {"zeta": {"b": [1, 2.5, "<&>"], "a": None}, "auths": {"b.test": {"auth": "dTpw", "email": "x"}, "a.test": {}},
                      "HttpHeaders": {"X": "y"}, "credHelpers": {"c.test": "none"}}}
    yield {"name": "no auths yet", "action": "login", "user": "u", "password": "p", "rules": accepted, "config": {"proxies": {}}}
    yield {"name": "there already", "action": "login", "user": "u", "password": "p", "rules": accepted,
           "config": login_config("old", "old", identitytoken="x")}
    yield {"name": "out", "action": "logout", "rules": [], "config": login_config()}
    yield {"name": "out, never in", "action": "logout", "rules": [], "config": {"auths": {"b.test": {"auth": "dTpw"}}}}
    yield {"name": "out of a URL", "action": "logout", "rules": [], "config": {"auths": {"http://{HOST}": {"auth": "dTpw"}}}}


# MARK: Charts that are pushed


def archive(files):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(text.encode()), MTIME
            tar.addfile(info, io.BytesIO(text.encode()))
    return gzip.compress(data.getvalue(), mtime=0)


def chart(name, version, more="", **files):
    text = f"apiVersion: v2\nname: {name}\nversion: {version}\n{more}"
    return archive({f"{name}/Chart.yaml": text, f"{name}/values.yaml": "a: 1\n"})


CHARTS = {
    "plain": chart("plain", "0.1.0"),
    "metadata in its version": chart("meta", "1.2.3-rc.1+build.5"),
    "everything": chart(
        "full", "2.0.0",
        "description: 'A <b>chart</b> & more é'\nhome: https://example.com/?a=1&b=2\nicon: https://example.com/i.png\n"
        "appVersion: '1.0'\ntype: application\ndeprecated: true\nkubeVersion: '>=1.20'\ncondition: a.b\ntags: x,y\n"
        "sources: [https://one.example.com, https://two.example.com]\nkeywords: [a, b]\n"
        "maintainers:\n- {name: Ann, email: ann@example.com, url: https://a.example.com}\n- {name: Bob}\n- {email: c@example.com}\n"
        "annotations:\n  org.opencontainers.image.title: other\n  org.opencontainers.image.version: other\n"
        "  org.opencontainers.image.url: https://mine.example.com\n  category: Database\n"
        "dependencies:\n- {name: sub, version: 1.x, repository: 'https://r.example.com', condition: sub.on, tags: [t], alias: s, import-values: [a, {child: x, parent: y}]}\n",
    ),
    "blank texts": chart("blank", "0.0.1", "description: '   '\nhome: ' '\nsources: ['']\nmaintainers: []\n"),
    "old": archive({"old/Chart.yaml": "name: old\nversion: 1.0.0\n", "old/requirements.yaml": "dependencies:\n- {name: d, version: 1.0.0, repository: ''}\n"}),
    "with provenance": chart("signed", "1.0.0"),
    "its name in another folder": archive({"x/Chart.yaml": "apiVersion: v2\nname: named\nversion: 1.0.0\n"}),
}


def push_cases():
    upload = f"{BASE}/blobs/uploads/"

    def rules(location, *more, put=201):
        return [*more, answer("POST", upload, 202, "", Location=location), answer("PUT", "/up", put, DENIED if put != 201 else ""),
                        answer("PUT", f"{BASE}/manifests/*", 201)]

    data = chart("demo", "1.0.0")
    cases = {
        "relative location": rules("/up"),
        "absolute location": rules("http://{HOST}/up?state=a%2Fb"),
        "another host": rules("http://10.1.2.3/up"),
        "another port": rules("http://127.0.0.1:1/up"),
        "no location": [answer("POST", upload, 202)],
        "upload not accepted": [answer("POST", upload, 405, DENIED)],
        "upload answered with 200": [answer("POST", upload, 200)],
        "content refused": rules("/up", put=400),
        "manifest refused": rules("/up", answer("PUT", f"{BASE}/manifests/*", 400, DENIED)),
        "manifest of another digest": rules("/up", answer("PUT", f"{BASE}/manifests/*", 201, "", Docker_Content_Digest=digest("x"))),
        "manifest answered with 200": rules("/up", answer("PUT", f"{BASE}/manifests/*", 200)),
        "basic": [challenge("POST", upload, "Basic realm=x"), challenge("PUT", "/up", "Basic realm=x")] + rules("/up"),
        "no credentials for basic": [challenge("POST", upload, "Basic realm=x")],
    }
    for name, rule in cases.items():
        case = {"name": name, "action": "push", "archive": base64.b64encode(data).decode(), "rules": rule}
        if name == "basic":
            case["config"] = login_config()
        yield case


# MARK: Running


def shown(text, host, folder):
    return text.replace(host, "{HOST}").replace(folder, "{FOLDER}")


def filled(value, host):
    return json.loads(json.dumps(value).replace("{HOST}", host))


def token_requests(requests):
    """What asks for tokens; the name of the client is its own."""
    found = []
    for request in requests:
        if request["path"] != "/token":
            continue
        fields = [f for f in request["body"].split("&") if f and not f.startswith("client_id=")]
        found.append({"method": request["method"], "query": request["query"], "authorization": request["authorization"], "form": sorted(fields)})
    return found


def run(case):
    server = Scripted(case["rules"])
    host = f"127.0.0.1:{server.port}"
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/registry/config.json"
        if "config" in case:
            os.makedirs(os.path.dirname(path))
            with open(path, "w") as file:
                json.dump(filled(case["config"], host), file)
        result = {}
        try:
            client = RegistryClient(plain_http=True, credentials_file=path)
            perform(case, client, host, folder, result)
        except Exception as error:  # the binding's errors are many
            result["error"] = shown(str(error), host, folder)
        if case["action"] in ("login", "logout") and os.path.exists(path):
            with open(path) as file:
                result["config"] = file.read().replace(host, "{HOST}")
            result["mode"] = oct(stat.S_IMODE(os.stat(path).st_mode))
        tokens = token_requests(server.requests)
        if tokens:
            result["tokenRequests"] = json.loads(json.dumps(tokens).replace(host, "{HOST}"))
    server.close()
    return {**case, "expected": result}


def perform(case, client, host, folder, result):
    reference = f"oci://{host}/{case.get('reference', '')}"
    if case["action"] == "pull":
        client.pull(reference, version=case.get("version"), destination=folder, plain_http=True)
        names = [name for name in os.listdir(folder) if name.endswith(".tgz")]
        with open(f"{folder}/{names[0]}", "rb") as file:
            result["content"] = file.read().decode()
        result["file"] = names[0]
    elif case["action"] == "tags":
        result["tags"] = client.tags(reference)
    elif case["action"] == "login":
        client.login(host, case["user"], case["password"], plain_http=True)
    elif case["action"] == "logout":
        client.logout(host)
    elif case["action"] == "push":
        path = f"{folder}/demo-1.0.0.tgz"
        with open(path, "wb") as file:
            file.write(base64.b64decode(case["archive"]))
        os.utime(path, (MTIME, MTIME))
        client.push(path, f"oci://{host}/charts", plain_http=True)


class DockerRegistry:
    def __init__(self, program, folder):
        with Scripted([]).server as free:
            self.port = free.server_address[1]
            free.shutdown()
        path = f"{folder}/registry.yml"
        with open(path, "w") as file:
            file.write(f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder}/data}}}}\n"
                       f"http: {{addr: '127.0.0.1:{self.port}'}}\n")
        self.process = subprocess.Popen([program, "serve", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.host = f"127.0.0.1:{self.port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://{self.host}/v2/")
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit("docker-registry does not start")

    def fetch(self, path):
        request = urllib.request.Request(f"http://{self.host}/v2/{path}", headers={"Accept": MANIFEST})
        return urllib.request.urlopen(request).read().decode()


def record_pushes(program):
    pushes = []
    with tempfile.TemporaryDirectory() as folder:
        registry = DockerRegistry(program, folder)
        try:
            client = RegistryClient(plain_http=True, credentials_file=f"{folder}/config.json")
            for name, data in CHARTS.items():
                path = f"{folder}/chart.tgz"
                case = {"name": name, "archive": base64.b64encode(data).decode(), "created": "2026-01-02T03:04:05Z"}
                with open(path, "wb") as file:
                    file.write(data)
                os.utime(path, (MTIME, MTIME))
                if name == "with provenance":
                    case["provenance"] = "not signed, but that is no matter to a registry\n"
                    with open(path + ".prov", "w") as file:
                        file.write(case["provenance"])
                client.push(path, f"oci://{registry.host}/a/b", plain_http=True)
                if os.path.exists(path + ".prov"):
                    os.remove(path + ".prov")
                repository, tag = next(
                    (r, json.loads(registry.fetch(f"{r}/tags/list"))["tags"][0])
                    for r in json.loads(registry.fetch("_catalog"))["repositories"]
                    if r not in [p["repository"] for p in pushes])
                manifest = registry.fetch(f"{repository}/manifests/{tag}")
                config = registry.fetch(f"{repository}/blobs/{json.loads(manifest)['config']['digest']}")
                pushes.append({**case, "repository": repository, "tag": tag, "manifest": manifest, "config": config})
        finally:
            registry.process.terminate()
            registry.process.wait()
    return pushes


REFERENCES = [
    "", "h", "h/", "/r", "h/r", "h:1/r", "h:/r", "h:x/r", "h:5000/r:t", "[::1]:5000/r", "[::1/r", "h h/r", "h%41/r", "h?x/r", "h#x/r",
    "H.EXAMPLE.com/r", "h_x/r", "h/R", "h/r/", "h//r", "h/r..s", "h/r__s", "h/r___s", "h/r---s", "h/r-", "h/-r", "h/r.s_t-u/v", "h/r._s",
    "h/r:", "h/r:1.0.0", "h/r:.a", "h/r:-a", "h/r:a b", "h/r:" + "a" * 128, "h/r:" + "a" * 129, "h/r:a:b", "h/r:a/b", "h/r:é",
    "h/r@", "h/r@x", "h/r@x:y", "h/r@sha256:", "h/r@:x", "h/r@sha256:abc", "h/r@sha256:" + "a" * 64, "h/r@sha256:" + "A" * 64, "h/r@sha256:" + "g" * 64,
    "h/r@sha512:" + "0" * 128, "h/r@sha384:" + "0" * 96, "h/r@md5:abc", "h/r@a+b:cd", "h/r@a++b:cd", "h/é",
]


def record_references():
    """`resolve` parses before it asks; what parses fails without a network."""
    client = RegistryClient(plain_http=True, credentials_file="/nonexistent/config.json")
    found = []
    for reference in REFERENCES:
        try:
            client.resolve("oci://" + reference)
            error = ""
        except Exception as failure:
            error = str(failure)
        found.append({"reference": reference, "error": error if error.startswith("invalid reference: ") else ""})
    return found


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "docker-registry"
    os.environ["TZ"] = "UTC"
    time.tzset()
    os.environ["DOCKER_CONFIG"] = tempfile.mkdtemp()
    scripted = [*pull_cases(), *tags_cases(), *login_cases(), *push_cases()]
    recorded = {
        "references": record_references(),
        "pushes": record_pushes(program),
        "scripted": [run(case) for case in scripted],
    }
    with open(f"{HERE}/registry/recorded.json", "w") as file:
        json.dump(recorded, file, indent=1, ensure_ascii=False)
        file.write("\n")


main()
