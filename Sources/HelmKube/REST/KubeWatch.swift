internal import HelmHTTP
public import HelmValues
internal import Synchronization

/// One event of a watch.
public enum KubeWatchEvent: Sendable {
    case added(Value)
    case modified(Value)
    case deleted(Value)
    /// Nothing changed up to this object's resource version.
    case bookmark(Value)

    public var object: Value {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object), .bookmark(let object): object
        }
    }
}

/// A running watch, for one reader. Ends when it is let go of.
public final class KubeWatch: Sendable {
    /// No event is longer than this: etcd takes objects of 1.5 MiB.
    static let maximumEventBytes = 32 << 20

    private let stream: HTTPBodyStream
    private let client: KubeClient
    private let call: KubeCall
    /// Bytes that came and were not read yet.
    private let rest = Mutex(LineBuffer())

    init(stream: HTTPBodyStream, client: KubeClient, call: KubeCall) {
        self.stream = stream
        self.client = client
        self.call = call
    }

    /// The next event; nil when the server ended the watch.
    /// - Throws: `expired` when the resource version is too old: list and watch anew.
    public func next() async throws(KubeError) -> KubeWatchEvent? {
        while true {
            if let line = rest.withLock({ $0.next() }) {
                if let event = try Self.event(line) { return event }
                continue
            }
            let piece: [UInt8]?
            do {
                piece = try await stream.next()
            } catch {
                throw client.transportError(error, call)
            }
            guard let piece else { return nil }
            if rest.withLock({ $0.append(piece) }) > Self.maximumEventBytes {
                stream.cancel()
                throw KubeError(.malformedAnswer, "an event of a watch is too long")
            }
        }
    }

    private static func event(_ line: [UInt8]) throws(KubeError) -> KubeWatchEvent? {
        let value: Value
        do {
            value = try JSON.parse(line)
        } catch {
            throw KubeError(.malformedAnswer, "unable to decode an event from the watch stream: \(error.message)")
        }
        let object = value["object"] ?? .null
        switch value["type"]?.stringValue {
        case "ADDED": return .added(object)
        case "MODIFIED": return .modified(object)
        case "DELETED": return .deleted(object)
        case "BOOKMARK": return .bookmark(object)
        case "ERROR":
            throw StatusError.error(from: object) ?? KubeError(.serverError, "the watch ended with an error")
        default: return nil
        }
    }
}

/// Cuts what comes into lines.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0

    /// How much is held.
    mutating func append(_ piece: [UInt8]) -> Int {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes += piece
        return bytes.count
    }

    /// The next whole line that is not empty.
    mutating func next() -> [UInt8]? {
        while let end = bytes[searched...].firstIndex(of: 0x0a) {
            let line = bytes[start..<end]
            start = end + 1
            searched = start
            if !line.allSatisfy({ $0 <= 0x20 }) { return Array(line) }
        }
        searched = bytes.count
        return nil
    }
}
