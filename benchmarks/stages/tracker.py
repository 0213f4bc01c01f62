"""A tracker in memory, as much of MLflow 2 as train and evaluate ask for; it answers at once.

It tells how long it had a request in hand, so that a stage's time can be told from its tracker's.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

API = "/api/2.0/mlflow/"
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts"
NOTHING = (404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "not here"})
# MLflow 2 does not know models that are entities of their own.
UNKNOWN = (404, {"error_code": "ENDPOINT_NOT_FOUND", "message": "no such route"})
REFUSED = (403, {"error_code": "PERMISSION_DENIED", "message": "nothing is tracked here"})


class Tracker:
    """A context that serves. It holds one run and one version, the last ones, and forgets the alias when told to."""

    def __init__(self):
        self.refusing = False
        self.run, self.version, self.aliases, self.files = {}, {}, {}, {}
        self.lock, self.at_work, self.since, self.waited = threading.Lock(), 0, 0.0, 0.0

    def __enter__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Answers,), {"tracker": self}))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.environment = {"MLFLOW_TRACKING_URI": f"http://127.0.0.1:{self.server.server_port}"}
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    def fresh(self, refusing=False):
        """No model is in production, and nobody has waited yet."""
        self.refusing, self.waited, self.aliases = refusing, 0.0, {}

    def begin(self):
        with self.lock:
            if self.at_work == 0:
                self.since = time.monotonic()
            self.at_work += 1

    def end(self):
        with self.lock:
            self.at_work -= 1
            if self.at_work == 0:
                self.waited += time.monotonic() - self.since

    def answer(self, verb, route, asked, body):
        """Status and JSON for a request to MLflow's own routes."""
        answers = {
            "GET experiments/get-by-name": lambda: {"experiment": {"experiment_id": "1", "name": "a"}},
            "POST runs/create": lambda: self.start_run(body),
            "GET runs/get": lambda: {"run": self.run},
            "POST model-versions/create": lambda: self.register(body),
            "GET model-versions/search": lambda: {"model_versions": [self.version]},
            "GET model-versions/get": lambda: {"model_version": self.version},
            "GET registered-models/get": lambda: {"registered_model": {"aliases": list(self.aliases.values())}},
            "POST registered-models/alias": lambda: self.aliases.update({body["alias"]: body}) or {},
            "GET registered-models/alias": lambda: self.aliased(asked["alias"][0]),
        }
        name = f"{verb} {route}"
        if name in answers:
            answer = answers[name]()
            return answer if isinstance(answer, tuple) else (200, answer)
        if route.startswith("logged-models"):
            return UNKNOWN
        return NOTHING if verb == "GET" else (200, {})

    def start_run(self, body):
        info = {"run_id": "r", "experiment_id": "1", "status": "RUNNING", "artifact_uri": "mlflow-artifacts:/1/r/artifacts"}
        self.run = {"info": info, "data": {"tags": body.get("tags", [])}}
        return {"run": self.run}

    def register(self, body):
        self.version = {"version": "1", "status": "READY", "creation_timestamp": 1, **body}
        return {"model_version": self.version}

    def aliased(self, alias):
        if alias in self.aliases:
            return {"model_version": self.version}
        return 400, {"error_code": "INVALID_PARAMETER_VALUE", "message": f"Registered model alias {alias} not found."}


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer goes out in one piece and at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    begun = False

    def parse_request(self):
        """Called when the first line of a request is there."""
        self.begun = True
        self.tracker.begin()
        return super().parse_request()

    def handle_one_request(self):
        try:
            super().handle_one_request()
        finally:
            if self.begun:
                self.begun = False
                self.tracker.end()

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        if self.tracker.refusing:
            self.say(*REFUSED)
        elif url.path.startswith(ARTIFACTS):
            self.artifact(url.path, body)
        elif url.path.startswith(API):
            route = url.path.removeprefix(API)
            self.say(*self.tracker.answer(self.command, route, parse_qs(url.query), json.loads(body or b"{}")))
        else:
            self.say(*NOTHING)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def artifact(self, path, body):
        if self.command == "PUT":
            self.tracker.files[path] = body
            self.say(200, {})
        elif path in self.tracker.files:
            self.send(200, self.tracker.files[path])
        else:
            self.say(*NOTHING)

    def say(self, status, answer):
        self.send(status, json.dumps(answer).encode())

    def send(self, status, content):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
