"""Serves one file as the index of two repositories on loopback, until standard input ends.

    python index_server.py FILE

Prints its port. `/tagged/index.yaml` has an ETag and answers 304 to who knows it; `/plain/index.yaml` is sent whole each time.
"""

import http.server
import pathlib
import sys
import threading

TEXT = pathlib.Path(sys.argv[1]).read_bytes()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        tagged = self.path.startswith("/tagged/")
        unchanged = tagged and self.headers.get("If-None-Match") == '"one"'
        self.send_response(304 if unchanged else 200)
        if tagged:
            self.send_header("ETag", '"one"')
        body = b"" if unchanged else TEXT
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
