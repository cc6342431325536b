"""The chart repository's index that the benchmark reads: as large as bitnami's was when Helm's users complained of it.

    python indexes.py FILE

120 charts x 150 versions, 22 MB, the same on every machine.
"""

import hashlib
import random
import sys

CHARTS, VERSIONS = 120, 150
WORDS = ("database cache queue proxy gateway metrics tracing storage search analytics stream broker ledger scheduler "
         "registry controller operator dashboard identity vault mail chat forum shop blog wiki").split()
ADJECTIVES = "fast scalable distributed resilient extensible lightweight reliable secure modern".split()


def entry(chart, number, version, random):
    name, noun = chart["name"], chart["noun"]
    app = f"{version[0]}.{random.randrange(40)}.{random.randrange(20)}"
    digest = hashlib.sha256(f"{name}-{number}".encode()).hexdigest()
    file = f"{name}-{'.'.join(map(str, version))}.tgz"
    text = chart["descriptions"][number * len(chart["descriptions"]) // VERSIONS]
    lines = [
        "  - annotations:",
        f"      category: {noun.capitalize()}",
        "      images: |",
    ]
    for image in chart["images"]:
        lines += [f"        - name: {image}",
                  f"          image: registry.example.org/charts/{image}:{app}-debian-12-r{number % 9}"]
    lines += [
        "      licenses: Apache-2.0",
        "    apiVersion: v2",
        f"    appVersion: {app}",
        f'    created: "2024-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:15:38.{digest_number(digest)}Z"',
        "    dependencies:",
        "    - name: common",
        "      repository: oci://registry.example.org/charts",
        "      tags:",
        "      - common",
        "      version: 2.x.x",
        f"    description: {text}",
        f"    digest: {digest}",
        f"    home: https://example.org/charts/{name}",
        f"    icon: https://example.org/assets/stacks/{name}/img/{name}-stack-220x234.png",
        "    keywords:",
        *(f"    - {word}" for word in chart["keywords"]),
        "    kubeVersion: '>=1.23.0-0'",
        "    maintainers:",
        "    - name: Example, Inc. All Rights Reserved.",
        "      url: https://github.example.org/charts",
        f"    name: {name}",
        "    sources:",
        f"    - https://github.example.org/charts/tree/main/{name}",
        "    urls:",
        f"    - https://charts.example.org/stable/{file}",
        f"    version: {'.'.join(map(str, version))}",
    ]
    return lines


def digest_number(digest):
    return f"{int(digest[:8], 16) % 1_000_000_000:09}"


def write(path):
    numbers = random.Random(7)
    lines = ["apiVersion: v1", "entries:"]
    for number in range(CHARTS):
        noun = WORDS[number % len(WORDS)]
        name = f"{ADJECTIVES[number // len(WORDS)]}-{noun}"
        chart = {
            "name": name, "noun": noun,
            "keywords": [noun, name] + numbers.sample(WORDS, 3),
            "images": [name] + [f"{name}-{part}" for part in ("exporter", "shell", "backup")[:numbers.randrange(3)]],
            "descriptions": [
                f"{name.capitalize()} is a {' '.join(numbers.sample(ADJECTIVES, 3))} {noun} for teams that run more "
                f"than one {numbers.choice(WORDS)}, with a {numbers.choice(WORDS)} and a {numbers.choice(WORDS)} built in."
                for _ in range(4)],
        }
        lines.append(f"  {name}:")
        version = (30, 0, 0)
        for step in range(VERSIONS):
            lines += entry(chart, step, version, numbers)
            major, minor, patch = version
            version = (major, minor, patch - 1) if patch else (
                (major, minor - 1, numbers.randrange(6)) if minor else (major - 1, numbers.randrange(9), numbers.randrange(6)))
    lines.append('generated: "2024-12-01T10:00:00.123456789Z"')
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    write(sys.argv[1])
