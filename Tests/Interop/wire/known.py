"""Differences that are the cluster's or on purpose: a pattern for what is found, and the reason.

What matches no pattern is a failure, and so is a scenario named here in which nothing matches any more.
"""

import re

KNOWN = {
    "upgrade-custom-resource-client": (
        r'only Helm: PATCH .*/configmaps/demo-about\?fieldManager=helm strategic-merge-patch.json \{"data": \{\}\}$',
        "Helm's discovery lagged behind the CRD when this was recorded; ours waits for it"),
    "install-generate-name": (
        r"^step 3 .* is not inside one of the configured chartRoots",
        "a path outside of the chart roots is told as such"),
    "fault-create-object": (
        r"^step (3|14) |record \.wire-ns/sh\.helm\.release\.v1\.c\.v1",
        "a quota conflict is tried again, as later versions of Helm do"),
    "fault-discovery": (
        r"^step 2 |record \.wire-ns/sh\.helm\.release\.v1\.b\.v1",
        "ours needs no openapi document, so its absence is no failure"),
    "uninstall-cascade": (r"^step 9 .*error: ", "an impossible value is told in the API's own words"),
    "upgrade-force-with-server-side": (r"^step 3 .*error: ", "Helm's command line refuses two of its flags together"),
    "rollback-fails": (
        r"^step 6 .*error: ", "that there was nothing to clean up does not hide the rollback's error"),
    "test-run": (
        r"^step [45] .*: only (Helm|ours): record PUT .*Running",
        "while chosen tests run, Helm's record holds no other hooks, and loses them in a kill; ours holds all"),
    "interrupt-upgrade": (
        r"^step 4 .*only Helm: record PUT sh\.helm\.release\.v1\.demo\.v1 .*superseded",
        "Helm's cancelled upgrade goes on beside its rollback, and so writes revision 1 twice"),
}


def sorted_out(label, found):
    """What is wrong, and the reason for what else was found."""
    if label not in KNOWN:
        return found, None
    pattern, reason = KNOWN[label]
    unknown = [line for line in found if not re.search(pattern, line)]
    if len(unknown) == len(found):
        unknown.append(f"this does not differ any more: {reason}")
    return unknown, reason
