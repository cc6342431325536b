"""A proxy before the API server: it keeps what passes, and does to requests what a fault says."""

import dataclasses
import http.client
import http.server
import json
import threading


@dataclasses.dataclass
class Seen:
    """One request, as it came."""

    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    status: int | None = None


class Proxy:
    """`on_signal` is told of the faults that end the server: "kill" or "terminate"."""

    def __init__(self, upstream, token, on_signal):
        self.upstream = upstream
        self.token = token
        self.on_signal = on_signal
        self.requests = []
        self.faults = []
        self.lock = threading.Lock()
        self.server = Listener(("127.0.0.1", 0), type("Handler", (Passage,), {"proxy": self}))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self):
        """What passed since the last time."""
        with self.lock:
            taken, self.requests = self.requests, []
        return taken

    def arrival(self, seen, headers):
        """Keeps the request; returns its fault."""
        with self.lock:
            self.requests.append(seen)
            for fault in self.faults:
                if fault.fits(seen.method, seen.path, seen.query, headers):
                    fault.fired += 1
                    return fault
        return None

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # connections end as they like


class Passage(http.server.BaseHTTPRequestHandler):
    """One connection of a client, and the one that goes with it to the API server."""

    protocol_version = "HTTP/1.1"
    proxy: Proxy
    upstream = None

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        path, _, query = self.path.partition("?")
        seen = Seen(self.command, path, query, body, self.headers.get("Content-Type", ""))
        fault = self.proxy.arrival(seen, self.headers)
        action = fault.action if fault else None
        if action in ("kill", "close"):
            if action == "kill":
                self.proxy.on_signal("kill")
            return self.hang_up()
        if action == "answer":
            seen.status = fault.status
            return self.answer(fault)
        if action == "precede":
            self.precede(path, body)
        answer = self.forward(body, aggregated=action != "unaggregated")
        seen.status = answer.status
        if action == "lose":
            answer.read()
            return self.hang_up()
        if "watch=" in query:
            return self.stream(answer, action)
        self.reply(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def forward(self, body, aggregated):
        sent = body
        if body and self.command in ("POST", "PATCH", "PUT"):
            sent = simulated(body, is_merged="merge-patch" in self.headers.get("Content-Type", ""))
        dropped = ("host", "accept-encoding", "content-length")
        headers = {k: v for k, v in self.headers.items() if k.lower() not in dropped}
        if not aggregated:
            headers = {k: v for k, v in headers.items() if k.lower() != "accept"} | {"Accept": "application/json"}
        if self.upstream is None:
            self.upstream = http.client.HTTPConnection(self.proxy.upstream, timeout=300)
        self.upstream.request(self.command, self.path, sent, headers)
        return self.upstream.getresponse()

    def reply(self, answer):
        data = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
        for name in ("ETag", "Warning"):
            for value in answer.headers.get_all(name) or []:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def answer(self, fault):
        data = json.dumps(fault.body).encode()
        self.send_response(fault.status)
        self.send_header("Content-Type", "application/json")
        if fault.retry_after:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, answer, action):
        """Passes a watch on, up to its first bytes where it is to be cut."""
        self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()
        if action == "terminate":
            self.proxy.on_signal("terminate")
        try:
            while chunk := answer.read1(65536):
                self.wfile.write(chunk)
                self.wfile.flush()
                if action == "cut":
                    break
        except (OSError, http.client.HTTPException):
            pass
        self.upstream.close()
        self.upstream = None

    def precede(self, path, body):
        """Somebody else is quicker: the same object with other content, under another field manager."""
        value = json.loads(body)
        value["metadata"] = {"name": value["metadata"]["name"]}
        value["data"] = {key: "theirs" for key in value.get("data", {})}
        connection = http.client.HTTPConnection(self.proxy.upstream, timeout=30)
        connection.request(
            "POST", path.rsplit("/", 1)[0] + "?fieldManager=someone-else", json.dumps(value),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.proxy.token}"})
        connection.getresponse().read()
        connection.close()

    def hang_up(self):
        self.close_connection = True

    def finish(self):
        super().finish()
        if self.upstream is not None:
            self.upstream.close()

    def log_message(self, *arguments):
        pass


SIMULATE = "helm-wrapper.dev/simulate"


def simulated(body, is_merged):
    """The object as the embedded cluster takes it: annotated with what the recordings' kubelet read off labels.

    A patch that is merged takes the annotation away again.
    """
    if b"podready" not in body and b"wire-fail" not in body:
        return body
    try:
        value = json.loads(body)
    except ValueError:
        return body
    marked = [False]

    def walk(node):
        if isinstance(node, list):
            for child in node:
                walk(child)
        if not isinstance(node, dict):
            return
        labels = (node.get("metadata") or {}).get("labels") or {}
        behaviour = "failed" if labels.get("wire-fail") == "true" else \
            "never-ready" if labels.get("podready") == "never" else None
        is_told = is_merged and ("podready" in labels or "wire-fail" in labels)
        if "spec" in node and (behaviour or is_told):
            annotations = node["metadata"].get("annotations") or {}
            node["metadata"]["annotations"] = annotations | {SIMULATE: behaviour}
            marked[0] = True
        for child in node.values():
            walk(child)

    walk(value)
    return json.dumps(value).encode() if marked[0] else body
