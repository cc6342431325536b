#!/bin/sh
# Writes the Swift code of the messages in this folder. Needs protoc (Debian's protobuf-compiler) and builds
# protoc-gen-swift from the swift-protobuf that the package uses. The result is committed; run it after changing a .proto.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${TMPDIR:-/tmp}/helm-wrapper-protoc-gen-swift
[ -d "$work" ] || git clone --quiet --branch 1.39.0 https://github.com/apple/swift-protobuf "$work"
swift build --package-path "$work" --product protoc-gen-swift
PATH="$work/.build/debug:$PATH" protoc --proto_path="$here" --swift_opt=Visibility=Internal \
    --swift_out="$root/Sources/EmbeddedCluster/Protobuf" "$here"/kubernetes.proto "$here"/openapi.proto
