#!/usr/bin/env bash
# Makes the Python environment that holds real Helm (as a package), which tests and benchmarks compare with.
# Usage: venv.sh FOLDER
set -euo pipefail

folder=$1
if ! python3 -m venv "$folder" 2>/dev/null; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null
        python3 -m venv "$folder"
    else
        echo "venv: python3 with its venv module is needed (Debian: python3-venv)" >&2
        exit 1
    fi
fi
"$folder/bin/pip" install --quiet --disable-pip-version-check -r "$(dirname "$0")/../Tests/requirements.txt"
# Helm's field manager is the base name of its program: under this name Python's Helm acts as the command line does.
ln -sf python "$folder/bin/helm"
touch "$folder/.ready"
