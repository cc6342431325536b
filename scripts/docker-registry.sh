#!/usr/bin/env bash
# Puts Debian's docker-registry, which tests push to and pull from, where they look for it.
# The package is unpacked, not installed: installing it would start a service.
# Usage: docker-registry.sh PROGRAM
set -euo pipefail

target=$1
mkdir -p "$(dirname "$target")"
if program=$(command -v docker-registry); then
    ln -sf "$program" "$target"
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "docker-registry: please install it (Debian's name: docker-registry; elsewhere: distribution)" >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if ! apt-get download -qq docker-registry 2>/dev/null; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    apt-get download -qq docker-registry
fi
dpkg-deb -x docker-registry_*.deb .
cd - >/dev/null
install -m 755 "$folder/usr/bin/docker-registry" "$target"
