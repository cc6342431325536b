#!/usr/bin/env bash
# Puts a link to the folder of PostgreSQL's programs, which tests run on their own, where they look for it.
# Debian's packages are unpacked, not installed: installing them would start a service. Libraries they need are installed.
# Usage: postgres.sh LINK
set -euo pipefail

target=$1
mkdir -p "$(dirname "$target")"
found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1 || true)
if [ -n "$found" ]; then
    ln -sfn "$(dirname "$found")" "$target"
    exit 0
fi
if program=$(command -v initdb); then
    ln -sfn "$(dirname "$(readlink -f "$program")")" "$target"
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "postgres: please install PostgreSQL's server (Debian's name: postgresql)" >&2
    exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
server=$(apt-cache depends postgresql | sed -n 's/^ *Depends: \(postgresql-[0-9]*\)$/\1/p' | head -n 1)
packages=("$server" "${server/postgresql-/postgresql-client-}")
# LLVM only serves queries that run long.
mapfile -t libraries < <(apt-cache depends "${packages[@]}" | sed -n 's/^ *Depends: \(lib[^ ]*\)$/\1/p' | grep -v '^libllvm' | sort -u)
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${libraries[@]}" >/dev/null
# Root's tests give the server an account without rights, which must be able to reach the programs.
folder=$(realpath "$(dirname "$target")")/postgresql-unpacked
[ "$(id -u)" -ne 0 ] || folder=/var/cache/helm-wrapper/postgresql
rm -rf "$folder" && mkdir -p "$folder"
cd "$folder"
apt-get download -qq "${packages[@]}"
for package in ./*.deb; do dpkg-deb -x "$package" . && rm "$package"; done
cd - >/dev/null
ln -sfn "$(dirname "$(find "$folder/usr/lib/postgresql" -name initdb)")" "$target"
