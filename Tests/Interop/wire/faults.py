"""The faults of a recorded step, as rules for the proxy.

A recording says at which requests a fault was injected. Ours reads less and elsewhere, so a fault is not found by
counting but by its target: method, path, and whether it is a watch.
"""

import dataclasses
import re

FOREVER = 1 << 30
WORKLOADS = re.compile(r"/(deployments|replicasets|pods)\b")


@dataclasses.dataclass
class Fault:
    """What happens to the next `times` requests that fit."""

    action: str  # answer, close, lose, cut, kill, terminate, unaggregated, precede
    method: str
    path: str
    watch: bool | None = None
    times: int = 1
    status: int = 0
    body: object = None
    retry_after: bool = False
    user: str | None = None
    fired: int = 0

    @property
    def is_met(self):
        """A fault that never ends, or that cuts a watch which ours may need only once, must come at least once."""
        return self.fired > 0 if self.times == FOREVER or self.watch else self.fired == self.times

    def fits(self, method, path, query, headers):
        return (
            self.fired < self.times and method == self.method and self.is_at(path)
            and self.watch in (None, "watch=true" in query or "watch=1" in query)
            and (self.user is None or headers.get("Impersonate-User") == self.user))

    def is_at(self, path):
        return path == self.path or (self.path.endswith("*") and path.startswith(self.path[:-1]))


def faults_of(step):
    texts = [fault["text"] for fault in step.get("faults", [])]
    rules = []
    for request in step.get("requests", []):
        rule = recorded(request, texts)
        if rule is None:
            continue
        same = next((r for r in rules if (r.method, r.path, r.watch) == (rule.method, rule.path, rule.watch)), None)
        if same:
            same.times += rule.times
        else:
            rules.append(rule)
    if any(word in text for text in texts for word in ("always", "every", "refused")):
        for rule in rules:
            rule.times = FOREVER
    return rules + described(step, texts) + refused(step)


def recorded(request, texts):
    """The fault that was injected at `request`."""
    note = request.get("note") or ""
    if not note.startswith("injected"):
        return None
    watch = "watch=true" in (request.get("query") or "")
    rule = Fault("answer", request["method"], request["path"], watch)
    if any("GETs and lists" in text or "after the first two" in text for text in texts):
        rule.watch = None
    if "stream cut" in note:
        rule.action = "cut"
    elif "without aggregated discovery" in note:
        rule.action = "unaggregated"
    elif "request not forwarded" in note:
        rule.action = "kill" if any("killed" in text for text in texts) else "close"
    elif "before the answer" in note:
        rule.action = "lose"
    else:
        rule.status, rule.body = request["status"], request.get("response")
        rule.retry_after = any("with Retry-After" in text for text in texts)
    return rule


def described(step, texts):
    """The faults that are no answer and so leave no mark on a request."""
    rules = []
    for text in texts:
        if text.startswith("SIGTERM"):
            path = next(r["path"] for r in step["requests"]
                        if r["path"].endswith("/deployments") and "watch=true" in (r.get("query") or ""))
            rules.append(Fault("terminate", "GET", path, watch=True))
        elif "created by someone else just before" in text:
            refused_one = next(r for r in step["requests"] if r.get("status") == 409)
            rules.append(Fault("precede", refused_one["method"], refused_one["path"]))
    return rules


def refused(step):
    """The answers to a user without rights, which come from no fault but from the server's rules."""
    if "--kube-as-user" not in step.get("args", []):
        return []
    user = step["args"][step["args"].index("--kube-as-user") + 1]
    return [
        Fault("answer", r["method"], r["path"], None, FOREVER, 403, r.get("response"), user=user)
        for r in step["requests"] if r.get("status") == 403
    ]
