#!/usr/bin/env bash
# Starts the built server: on the cluster of the kubeconfig where there is one, else on the embedded cluster.
set -euo pipefail

binary=${BINARY:?the path of helm-wrapper}
config=${CONFIG:-config.yaml}
[ -f "$config" ] || config=config-example.yaml
port=8080
previous=
for argument in "$@"; do
    [ "$previous" = --port ] && port=$argument
    case $argument in --port=*) port=${argument#--port=} ;; esac
    previous=$argument
done

cluster=()
if [ -z "${KUBECONFIG:-}" ] && [ ! -f "${HOME:-/}/.kube/config" ] && [ -z "${KUBERNETES_SERVICE_HOST:-}" ]; then
    cluster=(--embedded)
fi

cat <<END
Starting helm-wrapper with $config. Once it listens, try:

    curl -s http://127.0.0.1:$port/api/namespaces/default/releases

END
exec "$binary" --config "$config" "${cluster[@]}" "$@"
