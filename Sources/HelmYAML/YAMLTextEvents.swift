internal import Glibc

/// The first document of a YAML text as events over bytes, for a reader that knows what it wants and makes no values.
///
/// It serves the plain kind of YAML. At anchors, aliases, tags, directives, merge keys, and every error it gives up:
/// then ``YAML/parse(_:numbers:)-([UInt8],_)`` has to read the text, which also words the errors.
public struct YAMLTextEvents: ~Copyable {
    public enum Event: Equatable, Sendable {
        case mapStart, listStart
        /// The end of the innermost map or list.
        case end
        /// A string; ``YAMLTextEvents/withText(_:)`` lends it.
        case text
        case null
        case bool(Bool)
        /// A finite number.
        case number
        case documentEnd
    }

    /// Thrown to give up.
    public struct Unusual: Error {
        public init() {}
    }

    /// How the text is taken apart.
    public enum Method: CaseIterable, Sendable {
        /// Line by line, which gives up sooner and is several times as fast.
        case lines
        case libYAML
    }

    private let method: Method
    /// The one that the method does not ask for has nothing to read.
    private var lines: YAMLLineEvents
    private var parser: LibYAMLParser

    /// - Parameter bytes: must stay valid as long as the reader lives.
    public init(_ bytes: UnsafeBufferPointer<UInt8>, by method: Method) throws(Unusual) {
        let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        if method == .libYAML, Self.hasEscapedSlash(bytes) { throw Unusual() }
        let lines = try YAMLLineEvents(method == .lines ? bytes : nothing)
        self.method = method
        self.lines = lines
        parser = LibYAMLParser(method == .lines ? nothing : bytes)
    }

    public mutating func next() throws(Unusual) -> Event {
        if method == .lines { return try lines.next() }
        do throws(LibYAMLFailure) {
            if let event = try parser.nextBare() { return event }
        } catch {
            throw Unusual()
        }
        throw Unusual()
    }

    /// Lends the bytes of the text that ``next()`` came to.
    public func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        method == .lines ? lines.withText(body) : parser.withText(body)
    }

    /// `"\/"`, which libyaml takes and go-yaml does not. See ``YAMLCompatibility``.
    private static func hasEscapedSlash(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        var place = 0
        while place < bytes.count, let found = memchr(start + place, 0x5c, bytes.count - place) {
            place = UnsafeRawPointer(found) - UnsafeRawPointer(start) + 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "/") { return true }
        }
        return false
    }
}

extension YAMLTextEvents.Event {
    /// The kind of a scalar without a tag; nil for the key that merges and for an infinity.
    init?(_ text: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
        guard isPlain, !YAMLScalar.isString(text) else {
            if isPlain, text.count == 2, text[0] == 0x3c, text[1] == 0x3c { return nil }
            self = .text
            return
        }
        switch YAMLScalar.resolved(String(decoding: text, as: UTF8.self)) {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .string, .timestamp: self = .text
        case .float(let value) where !value.isFinite: return nil
        case .int, .unsigned, .float: self = .number
        }
    }
}
