#!/usr/bin/env bash
# Installs the Debian packages of the system libraries that pkg-config does not find.
# Usage: setup.sh LIBRARY:PACKAGE ...   (LIBRARY is pkg-config's name)
set -euo pipefail

command -v swift >/dev/null || {
    echo "setup: Swift 6.1 or newer is needed and 'swift' is not on the PATH: see https://www.swift.org/install" >&2
    exit 1
}

missing=()
command -v pkg-config >/dev/null || missing+=(pkg-config)
for pair in "$@"; do
    pkg-config --exists "${pair%%:*}" 2>/dev/null || missing+=("${pair##*:}")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && as_root=(sudo)
fi
if ! command -v apt-get >/dev/null || { [ "$(id -u)" -ne 0 ] && [ ${#as_root[@]} -eq 0 ]; }; then
    echo "setup: please install these libraries with their headers (Debian's names): ${missing[*]}" >&2
    exit 1
fi
echo "setup: installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
