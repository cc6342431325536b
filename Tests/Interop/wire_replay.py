"""Replays the recorded scenarios of real Helm 4 on helm-wrapper and compares what is written and left behind.

    python Tests/Interop/wire_replay.py BINARY RECORDINGS [--workers N] [--requests] [SCENARIO …]

BINARY serves its embedded cluster in one process and the HTTP API in another; a proxy between the two records every
request and injects the recorded faults. Compared, step by step: writes of objects (method, path, query, body), writes
of records (method, revision, status, labels), the records left behind (all but times), the error, and what read verbs
tell. Reads are free. Objects of one kind that follow each other may come in any order, as in Helm. RECORDINGS is the
archive in Tests/Conformance/wire or a folder with the same files.
"""

import argparse
import concurrent.futures
import pathlib
import sys
import tempfile

from wire import known, recordings, scenario


def replayed(binary, folder, name, version):
    try:
        return scenario.replay(binary, recordings.load(folder, name, version), folder / "charts")
    except Exception as error:  # a scenario must not end the run
        return scenario.Outcome([f"{type(error).__name__}: {error}"], [])


def report(label, outcome):
    """Prints what became of a scenario; whether it is well."""
    wrong, reason = known.sorted_out(label, outcome.found)
    print(("BAD " if wrong else "ok ") + label + (f" (but: {reason})" if reason else ""), flush=True)
    for line in wrong[:12]:
        print("   ", line[:600].replace("\n", "\n    "), flush=True)
    return not wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("recordings")
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--requests", action="store_true", help="print how many requests each step took")
    options = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory(prefix="wire-") as temporary:
        folder = recordings.unpack(options.recordings, temporary)
        # Version 3's own ways are replayed where they are asked for by name: NAME@3.
        chosen = options.scenarios or scenario.all_of(folder)
        with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
            running = {}
            for label in chosen:
                name, _, version = label.partition("@")
                running[label] = pool.submit(replayed, options.binary, folder, name, f"v{version or 4}")
            bad = []
            for label, future in running.items():
                if not report(label, future.result()):
                    bad.append(label)
                if options.requests:
                    for step, ours, theirs in future.result().counts:
                        print(f"    {ours:4} of ours, {theirs:4} of Helm's: {step}")
    print(f"{len(chosen)} scenarios, {len(bad)} differ" + "".join(f" {label}" for label in bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
