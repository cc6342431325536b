import Foundation
import HelmHTTP
import HelmTesting
import HelmValues
import Testing

@testable import HelmRegistry

/// What real Helm did: `Tests/Conformance/record_registry.py` wrote it.
enum Recorded {
    static let all: Value = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        guard let data = FileManager.default.contents(atPath: "\(path)/Conformance/registry/recorded.json"),
            let value = try? JSON.parse(Array(data))
        else { return .null }
        return value
    }()

    static let references = all["references"]?.listValue ?? []
    static let pushes = (all["pushes"]?.listValue ?? []).map(Case.init)
    static let scripted = (all["scripted"]?.listValue ?? []).map(Case.init)

    struct Case: Sendable, CustomTestStringConvertible {
        let value: Value

        func text(_ key: String) -> String? { value[key]?.stringValue }
        var name: String { text("name") ?? "" }
        var action: String { text("action") ?? "" }
        var expected: Value { value["expected"] ?? .null }
        var testDescription: String { "\(action) \(name)" }

        func bytes(_ key: String) throws -> [UInt8] { try #require(Base64.decode((text(key) ?? "").utf8)) }
    }
}

extension ScriptedServer {
    var host: String { "127.0.0.1:\(port)" }

    /// Answers the first rule that fits, as the recorder's scripted registry does.
    static func following(_ rules: [Value]) throws -> ScriptedServer {
        try ScriptedServer { request in
            let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let (path, query) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            let rule = rules.first { rule in
                func allows(_ key: String, _ value: String) -> Bool {
                    rule[key]?.stringValue.map { $0 == value } ?? true
                }
                let wanted = rule["path"]?.stringValue ?? ""
                let fits = wanted.hasSuffix("*") ? path.hasPrefix(wanted.dropLast()) : path == wanted
                return fits && rule["method"]?.stringValue == request.method
                    && allows("auth", request.headers["authorization"] ?? "") && allows("query", query)
            }
            return answer(to: request, rule)
        }
    }

    private static func answer(to request: Request, _ rule: Value?) -> [Step] {
        let host = request.headers["host"] ?? ""
        let body = (rule.map { $0["body"]?.stringValue ?? "" } ?? #"{"errors":[]}"#)
            .replacingOccurrences(of: "{HOST}", with: host)
        var head = "HTTP/1.1 \(rule?["status"]?.intValue ?? 404) X\r\n"
        let headers = rule?["headers"]?.mapValue ?? [:]
        for header in headers {
            let value = (header.value.stringValue ?? "").replacingOccurrences(of: "{HOST}", with: host)
            head += "\(header.key): \(value)\r\n"
        }
        if headers["Content-Length"] == nil { head += "Content-Length: \(body.utf8.count)\r\n" }
        return [.send(Array("\(head)\r\n\(request.method == "HEAD" ? "" : body)".utf8))]
    }
}

/// A folder that goes with its test.
final class TestFolder: Sendable {
    let path = NSTemporaryDirectory() + "registry-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    func mode(_ name: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (attributes?[.posixPermissions] as? NSNumber)?.intValue
    }
}

/// Remembers the pauses that a client would have made.
final class Pauses: Sendable {
    private let seen = Locked<[Duration]>([])
    var all: [Duration] { seen.value }
    var policy: RetryPolicy { RetryPolicy(pause: { [seen] duration in seen.change { $0.append(duration) } }) }
}

final class Locked<Value: Sendable>: @unchecked Sendable {
    // The lock guards the value.
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) { stored = value }
    var value: Value { lock.withLock { stored } }
    func change(_ body: (inout Value) -> Void) { lock.withLock { body(&stored) } }
}

extension RegistryClient {
    /// One that waits for nothing and keeps its credentials in `folder`.
    static func testing(_ folder: TestFolder, gate: OutboundGate = OutboundGate(), pauses: Pauses = Pauses()) -> Self {
        RegistryClient(
            gate: gate,
            credentials: RegistryCredentials(path: "\(folder.path)/registry/config.json", usesSystemHelper: false),
            retry: pauses.policy)
    }
}

extension RegistryAccess {
    static let plain = RegistryAccess(isPlainHTTP: true, timeout: .seconds(30))
}
