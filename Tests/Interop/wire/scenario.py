"""One scenario, step by step."""

import dataclasses

from . import bench as benches
from . import commands, comparison, facts, faults, recordings, somebody

READS = ("list", "history", "status", "get", "template")
# Each command of Helm asks for discovery anew; our server remembers it between requests.
RESTARTED = {"fault-discovery", "discovery-unaggregated"}
# What version 3 always did.
VERSION_3 = {verb: {"server_side": "false"} for verb in ("install", "upgrade", "rollback")}
# What of version 3's runs shows more about client-side patches than version 4's own runs without server-side apply.
ONLY_VERSION_3 = [
    "rollback", "rollback-after-failed-upgrade", "rollback-fails", "rollback-options", "rollback-wait-timeout",
    "upgrade-add-remove", "upgrade-atomic", "upgrade-chart-version", "upgrade-cleanup-on-fail",
    "upgrade-configmap-data", "upgrade-force", "upgrade-immutable", "upgrade-live-deleted",
    "upgrade-new-object-exists", "upgrade-removed-field", "upgrade-resource-policy-keep", "upgrade-service-ports",
    "upgrade-wait-timeout",
]


@dataclasses.dataclass
class Outcome:
    found: list
    # (step, our requests, Helm's requests)
    counts: list


def all_of(folder):
    return recordings.names(folder) + [f"{name}@3" for name in ONLY_VERSION_3]


def replay(binary, recording, charts):
    driver = next((step["env"]["HELM_DRIVER"] for step in recording.steps if step.get("env")), "secret")
    bench = benches.Bench(binary, charts, driver)
    try:
        return Replay(bench, recording, charts).run()
    finally:
        bench.close()


class Replay:
    def __init__(self, bench, recording, charts):
        self.bench = bench
        self.recording = recording
        self.charts = charts
        self.after = {"releases": []}
        self.told = []
        self.outcome = Outcome([], [])

    def run(self):
        makes_namespaces = ("create-namespace", "install-namespace", "namespace-missing")
        if not any(part in self.recording.name for part in makes_namespaces):
            for name in (recordings.NAMESPACE, "wire-other"):
                somebody.create(self.bench, "create", ["namespace", name], [])
        for number, step in enumerate(self.recording.steps, 1):
            where = f"step {number} ({' '.join(step.get('args') or [])})"
            self.bench.proxy.take()
            found = self.step(step)
            if isinstance(step.get("after"), dict):
                self.after = step["after"]
            if step["do"] == "helm" and not self.recording.is_version_3:
                found += self.left_behind()
            self.outcome.found += [f"{where}: {line}" for line in found]
        return self.outcome

    def step(self, step):
        if step["do"] != "helm":
            somebody.act(self.bench, step)
            return []
        if step.get("helm", "v4").startswith("v3"):
            somebody.other_helm(self.bench, self.recording, step, self.charts)
            return []
        if "unknown flag" in step["stderr"]:
            return []
        if self.recording.name in RESTARTED:
            self.bench.restart()
        if step["args"][0] not in READS:
            self.bench.settle()
        self.bench.proxy.faults = faults.faults_of(step)
        request = commands.request(step, self.charts)
        if self.recording.is_version_3:
            request.body |= VERSION_3.get(step["args"][0], {})
        reply = self.bench.call(request)
        unmet = [fault for fault in self.bench.proxy.faults if not fault.is_met]
        self.bench.proxy.faults = []
        requests = self.bench.proxy.take()
        self.outcome.counts.append((" ".join(step["args"]), len(requests), len(step["requests"])))
        want, have = comparison.theirs(step, self.recording), comparison.ours(requests)
        found = self.ending(step, reply) + [f"fault not met: {fault}" for fault in unmet]
        if self.recording.is_version_3:
            want, have = (comparison.of_either_version(writes) for writes in (want, have))
        else:
            found += self.reading(step, reply)
        return found + comparison.of_writes(want, have)

    def ending(self, step, reply):
        """How the command ended: well, with which error, or by a kill."""
        code = None if reply is None else reply["code"]
        if (code is None) != (step["exit"] == -9) or (code == 0) != (step["exit"] == 0):
            return [f"Helm exits {step['exit']} {step['stderr'][:300]!r}, ours {reply}"[:900]]
        return [] if self.recording.is_version_3 else facts.told(step, reply)

    def reading(self, step, reply):
        if step["exit"] or not reply or reply["code"]:
            return []
        name = step["args"][2 if step["args"][0] == "get" else 1]
        records = (self.recording.release(r["$release"]) for r in self.after["releases"])
        return facts.differing(step, reply, {r["version"]: r for r in records if r["name"] == name})

    def left_behind(self):
        """What is wrong with the records, told once."""
        expected = comparison.expected_records(self.after, self.recording)
        actual = {name: comparison.timeless(record) for name, record in self.bench.records().items()}
        lines = [f"record {line}" for line in comparison.differences(expected, actual)]
        fresh = [line for line in lines if line not in self.told]
        self.told = lines
        return fresh
