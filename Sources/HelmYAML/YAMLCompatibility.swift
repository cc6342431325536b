internal import HelmValues

/// Bridges what libyaml 0.2.5 and go-yaml, which split from it years ago, read differently.
///
/// - `"\/"`: libyaml takes it, go-yaml does not.
/// - `"\'"`: go-yaml takes it, libyaml does not.
/// - `[a:]`: go-yaml reads the text `a:`, libyaml refuses it.
/// - `%YAML 1.2`: libyaml takes it, go-yaml does not.
/// - `[a?b]`: libyaml takes it, go-yaml does not. (In ``LibYAMLParser``.)
///
/// What libyaml refuses and go-yaml takes is rewritten in a copy of the text where libyaml found it, and read again.
enum YAMLCompatibility {
    /// How often a text is rewritten at most, and how many bytes are read again for it.
    private static let maximumRepairs = 64
    private static let maximumBytesAgain = 8 << 20

    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) throws(YAMLComposer.Failure) -> Value
    ) throws(YAMLError) -> Value {
        try refuseEscapedSlashes(bytes)
        var copy: [UInt8]?
        for _ in 0...min(maximumRepairs, maximumBytesAgain / max(bytes.count, 1)) {
            do {
                guard let copy else { return try body(bytes) }
                return try copy.withUnsafeBufferPointer { (buffer) throws(YAMLComposer.Failure) in try body(buffer) }
            } catch {
                guard case .grammar(let failure) = error else {
                    if case .meaning(let error) = error { throw error }
                    continue
                }
                guard let repaired = repaired(copy ?? Array(bytes), failure) else {
                    throw translated(failure, copy ?? Array(bytes))
                }
                copy = repaired
            }
        }
        throw .yaml(.syntax, "found unknown escape character")
    }

    /// The text with what libyaml stumbled over in another form; nil when go-yaml refuses it too.
    private static func repaired(_ bytes: [UInt8], _ failure: LibYAMLFailure) -> [UInt8]? {
        let place = offset(of: failure.index, in: bytes)
        guard place < bytes.count else { return nil }
        var result = bytes
        switch failure.problem {
        case "found unknown escape character":
            guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "'")
            else {
                return nil
            }
            result.replaceSubrange(place...(place + 1), with: Array("\\x27".utf8))
        case "found unexpected ':'":
            let start = offset(of: failure.contextIndex, in: bytes)
            guard start <= place, bytes[place] == UInt8(ascii: ":") else { return nil }
            var quoted: [UInt8] = [UInt8(ascii: "\"")]
            for byte in bytes[start...place] {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
                quoted.append(byte)
            }
            quoted.append(UInt8(ascii: "\""))
            result.replaceSubrange(start...place, with: quoted)
        default: return nil
        }
        return result
    }

    /// Where the character of that number begins. libyaml does not count a byte order mark at the start.
    private static func offset(of index: Int, in bytes: [UInt8]) -> Int {
        var rest = index + (bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 1 : 0)
        for (place, byte) in bytes.enumerated() where byte & 0xc0 != 0x80 {
            if rest == 0 { return place }
            rest -= 1
        }
        return bytes.count
    }

    private static func translated(_ failure: LibYAMLFailure, _ bytes: [UInt8]) -> YAMLError {
        // go-yaml looks at the version before it looks for what follows.
        if failure.problem == "did not find expected <document start>", bytes.starts(with: "%YAML 1.2".utf8) {
            return .yaml(.syntax, "found incompatible YAML document")
        }
        if failure.problem == "could not find expected ':'",
            let end = endOfEmptyFlow(bytes, offset(of: failure.contextIndex, in: bytes))
        {
            return afterEmptyFlow(failure, bytes, end).error
        }
        return failure.error
    }

    /// To go-yaml an empty flow collection cannot be a key any more once it is closed.
    ///
    /// Where a key or an entry belongs it says so; where a value belongs it takes the collection for that, and
    /// complains at what comes next.
    private static func afterEmptyFlow(_ failure: LibYAMLFailure, _ bytes: [UInt8], _ end: Int) -> LibYAMLFailure {
        switch failure.expected {
        case .key: return LibYAMLFailure(problem: "did not find expected key", line: failure.contextLine)
        case .entry:
            return LibYAMLFailure(problem: "did not find expected '-' indicator", line: failure.contextLine)
        case .value:
            let next = nextContent(bytes, end)
            let lines = bytes[..<next].count { $0 == 0x0a } + 1
            let isCut = next == bytes.count && bytes.last != 0x0a
            return LibYAMLFailure(problem: failure.problem, line: isCut ? lines + 1 : lines)
        case .other: return failure
        }
    }

    /// What comes after `{}` or `[]`, when one of them begins at `start`.
    private static func endOfEmptyFlow(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") else {
            return nil
        }
        let end = nextContent(bytes, start + 1)
        // The closing bracket has the opening one's code and two more.
        return end < bytes.count && bytes[end] == bytes[start] + 2 ? end + 1 : nil
    }

    /// The next place without white space and comments.
    private static func nextContent(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0a, 0x0d: place += 1
            case UInt8(ascii: "#"):
                while place < bytes.count, bytes[place] != 0x0a { place += 1 }
            default: return place
            }
        }
        return place
    }

    /// Reads the text with every `\/` turned into an escape that libyaml refuses too. Where it does not refuse it, it is
    /// not inside double quotes, and means nothing.
    private static func refuseEscapedSlashes(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        guard bytes.contains(UInt8(ascii: "\\")), bytes.contains(UInt8(ascii: "\"")) else { return }
        var copy: [UInt8]?
        for index in bytes.indices.dropFirst()
        where bytes[index] == UInt8(ascii: "/") && bytes[index - 1] == UInt8(ascii: "\\") {
            if copy == nil { copy = Array(bytes) }
            copy?[index] = UInt8(ascii: "#")
        }
        guard let copy else { return }
        let failure = copy.withUnsafeBufferPointer { buffer -> LibYAMLFailure? in
            var parser = LibYAMLParser(buffer)
            do throws(LibYAMLFailure) {
                while true {
                    switch try parser.next() {
                    case .documentEnd, .streamEnd: return nil
                    default: continue
                    }
                }
            } catch {
                return error
            }
        }
        if let failure, failure.problem == "found unknown escape character" {
            let place = offset(of: failure.index, in: copy)
            if place + 1 < copy.count, copy[place + 1] == UInt8(ascii: "#"), bytes[place + 1] == UInt8(ascii: "/") {
                throw failure.error
            }
        }
    }
}
