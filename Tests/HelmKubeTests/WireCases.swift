import Foundation
import HelmTesting
import HelmValues
import Synchronization
import Testing

/// What real Helm 4.2.3 sent, cut into cases by `scripts/kube-wire-cases.py`.
struct WireCase: Sendable, CustomTestStringConvertible {
    let value: Value

    var name: String { value["name"]?.stringValue ?? "" }
    var testDescription: String { name }
    var old: String? { value["old"]?.stringValue }
    var new: String { value["new"]?.stringValue ?? "" }
    var release: String { value["release"]?.stringValue ?? "" }
    var namespace: String { value["namespace"]?.stringValue ?? "" }
    var isServerSide: Bool { value["isServerSide"]?.boolValue ?? false }
    var forcesConflicts: Bool { value["forcesConflicts"]?.boolValue ?? false }
    var forcesReplace: Bool { value["forcesReplace"]?.boolValue ?? false }
    var hasFailed: Bool { value["failed"]?.boolValue ?? false }
    var stderr: String { value["stderr"]?.stringValue ?? "" }
    var writes: [Value] { value["writes"]?.listValue ?? [] }

    static let document: Value = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance/kube-wire/cases.json.gz").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", file]
        let pipe = Pipe()
        process.standardOutput = pipe
        try? process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (try? JSON.parse(Array(data))) ?? .null
    }()

    static let all: [WireCase] = (document["cases"]?.listValue ?? []).map(WireCase.init)

    /// A server that answers as the recorded one did.
    func server() throws -> ScriptedServer {
        let gets = value["gets"]?.mapValue ?? [:]
        let pending = Mutex(writes)
        return try ScriptedServer { request in
            let path = String(request.target.prefix { $0 != "?" })
            if let discovery = Self.discovery(path) { return ScriptedServer.answer(200, discovery) }
            if request.method == "GET" {
                guard let known = gets[path] else { return ScriptedServer.answer(404, Self.missing) }
                return ScriptedServer.answer(
                    known["status"]?.intValue ?? 500, Self.text(known["object"] ?? .null))
            }
            let recorded = pending.withLock { pending -> Value? in
                guard
                    let index = pending.firstIndex(where: {
                        $0["path"]?.stringValue == path && $0["method"]?.stringValue == request.method
                    })
                else { return nil }
                return pending.remove(at: index)
            }
            guard let recorded else { return ScriptedServer.answer(500, "{\"unexpected\":true}") }
            return ScriptedServer.answer(recorded["status"]?.intValue ?? 500, Self.text(recorded["answer"] ?? .null))
        }
    }

    private static func discovery(_ path: String) -> String? {
        switch path {
        case "/api": text(document["api"] ?? .null)
        case "/apis": apis
        default: nil
        }
    }

    /// The recorded groups, and the custom kind of the charts.
    private static let apis: String = {
        var groups = document["apis"] ?? .null
        let widget: Value = [
            "metadata": ["name": "wire.example.com"],
            "versions": [
                [
                    "version": "v1",
                    "resources": [
                        [
                            "resource": "widgets", "scope": "Namespaced", "verbs": ["get"],
                            "responseKind": ["group": "wire.example.com", "version": "v1", "kind": "Widget"],
                        ]
                    ],
                ]
            ],
        ]
        groups["items"] = .list((groups["items"]?.listValue ?? []) + [widget])
        return text(groups)
    }()

    private static let missing = """
        {"kind":"Status","apiVersion":"v1","status":"Failure","message":"not found","reason":"NotFound","code":404}
        """

    static func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
}

/// A write as both sides can be compared.
struct Write: Equatable, CustomStringConvertible {
    let method: String
    let path: String
    let query: String
    let contentType: String
    let body: Value

    init(recorded: Value) {
        method = recorded["method"]?.stringValue ?? ""
        path = recorded["path"]?.stringValue ?? ""
        query = recorded["query"]?.stringValue ?? ""
        contentType = recorded["contentType"]?.stringValue ?? ""
        body = recorded["body"] ?? .null
    }

    init(_ request: ScriptedServer.Request) {
        method = request.method
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        path = parts[0]
        query = parts.count > 1 ? parts[1] : ""
        contentType = request.headers["content-type"] ?? ""
        body = (try? JSON.parse(request.body)) ?? .null
    }

    var description: String { "\(method) \(path)?\(query) \(contentType)\n    \(WireCase.text(body))" }

    /// The plural of the kind written.
    var resource: String {
        let parts = path.split(separator: "/").map(String.init)
        return (method == "POST" ? parts.last : parts.dropLast().last) ?? ""
    }
}
