internal import HelmValues

/// Which of Go's YAML libraries is imitated.
enum YAMLDialect {
    /// go-yaml v2, behind sigs.k8s.io/yaml: lists under a key stand at the key's own indentation.
    case v2
    /// go-yaml v3 with an indentation of 2: lists under a key are indented.
    case v3
}

/// Writes a value as block YAML, with go-yaml's indentation, quoting and key order.
///
/// The layout follows the libyaml emitter: a line break comes when the next thing must start on a line of its own, and
/// not before. It keeps its own stack, so that depth costs no thread stack.
struct YAMLEmitter {
    private enum Content {
        case list([Value])
        case map([ValueMap.Entry])
    }

    private struct Frame {
        /// The indentation around the container.
        let outerIndent: Int
        let content: Content
        var next = 0
    }

    /// Where go-yaml v2 begins to look for a space to break the line at. (v3, as Helm uses it, never does.)
    private static let width = 80

    let dialect: YAMLDialect
    private(set) var output: [UInt8] = []
    private var frames: [Frame] = []
    private var indent = -1
    private var lineStart = 0
    /// The last thing written allows the next without a space between.
    private var hasWhitespace = true
    /// Only indentation and indicators stand on this line.
    private var isIndented = true

    init(_ dialect: YAMLDialect) { self.dialect = dialect }

    /// Writes one document, newline at the end included.
    mutating func write(_ root: Value) throws(YAMLError) {
        try writeNode(root, inMap: false)
        while let top = frames.indices.last {
            switch frames[top].content {
            case .list(let values):
                guard frames[top].next < values.count else { closeContainer(); continue }
                let value = values[frames[top].next]
                frames[top].next += 1
                startLine()
                writeIndicator(UInt8(ascii: "-"))
                try writeNode(value, inMap: false)
            case .map(let entries):
                guard frames[top].next < entries.count else { closeContainer(); continue }
                let entry = entries[frames[top].next]
                frames[top].next += 1
                startLine()
                try writeKey(entry.key)
                try writeNode(entry.value, inMap: true)
            }
        }
        startLine()
    }

    // MARK: Nodes

    private mutating func writeNode(_ value: Value, inMap: Bool) throws(YAMLError) {
        switch value {
        case .null: writeWord("null")
        case .bool(let value): writeWord(value ? "true" : "false")
        case .int(let value):
            separate()
            GoFormat.appendInteger(value, to: &output)
            endScalar()
        case .float(let value): try writeFloat(value)
        case .string(let text): try writeString(text)
        case .list(let values):
            if values.isEmpty { return writeWord("[]") }
            let isCompact = dialect == .v2 && inMap && !isIndented
            try openContainer(.list(values), adds: isCompact ? 0 : 2)
        case .map(let map):
            if map.isEmpty { return writeWord("{}") }
            try openContainer(.map(YAMLKeyOrder.sorted(map, dialect)), adds: 2)
        }
    }

    private mutating func openContainer(_ content: Content, adds: Int) throws(YAMLError) {
        // go-yaml v2 reads back the JSON that it is given, and so has a bound here too.
        if frames.count >= YAMLComposer.maximumDepth {
            throw .yaml(.unsupportedValue, "exceeded max depth of \(YAMLComposer.maximumDepth)")
        }
        frames.append(Frame(outerIndent: indent, content: content))
        indent = indent < 0 ? 0 : indent + adds
    }

    private mutating func closeContainer() {
        if let frame = frames.popLast() { indent = frame.outerIndent }
    }

    private mutating func writeKey(_ key: String) throws(YAMLError) {
        if key.utf8.count <= 128, writePlain(key, mayFold: false) {
            output.append(UInt8(ascii: ":"))
            return
        }
        if dialect == .v2 { try YAMLRoundTrip.checkKey(key) }
        let scalar = YAMLScalarStyle(key, dialect)
        if scalar.isMultiline || key.utf8.count > 128 {
            writeIndicator(UInt8(ascii: "?"))
            writeScalar(key, scalar, mayFold: true)
            startLine()
            writeIndicator(UInt8(ascii: ":"))
        } else {
            writeScalar(key, scalar, mayFold: false)
            output.append(UInt8(ascii: ":"))
        }
    }

    // MARK: Scalars

    private mutating func writeWord(_ word: StaticString) {
        separate()
        output.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        endScalar()
    }

    private mutating func writeFloat(_ value: Double) throws(YAMLError) {
        separate()
        if dialect == .v2 {
            guard value.isFinite else {
                throw YAMLError(.unsupportedValue, "json: unsupported value: \(GoFormat.float(value))")
            }
            // JSON writes it without an exponent below 1e21, and what then looks like an integer is read as one.
            if value.rounded(.towardZero) == value, value.magnitude < 18_446_744_073_709_551_616,
                value > -9_223_372_036_854_775_808
            {
                if value == 0 { output.append(48) } else { GoFormat.appendFloat(value, form: .decimal, to: &output) }
            } else {
                GoFormat.appendFloat(value, to: &output)
            }
        } else if value.isFinite {
            GoFormat.appendFloat(value, to: &output)
        } else {
            output.append(contentsOf: (value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf").utf8)
        }
        endScalar()
    }

    private mutating func writeString(_ text: String) throws(YAMLError) {
        if writePlain(text, mayFold: true) { return }
        let text = dialect == .v2 ? try YAMLRoundTrip.text(text) : text
        writeScalar(text, YAMLScalarStyle(text, dialect), mayFold: true)
    }

    /// Writes a string of the usual kind; false when it is another.
    private mutating func writePlain(_ text: String, mayFold: Bool) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard YAMLScalarStyle.isEvidentlyPlain(bytes) else { return false }
            separate()
            if mayFold, dialect == .v2, column + bytes.count > Self.width {
                writeFolded(bytes, quoted: false)
            } else {
                output.append(contentsOf: bytes)
            }
            endScalar()
            return true
        }
    }

    private mutating func writeScalar(_ text: String, _ scalar: YAMLScalarStyle, mayFold: Bool) {
        var text = text
        text.withUTF8 { bytes in
            if scalar.style == .literal { return writeLiteral(bytes) }
            separate()
            // Quoting may make four characters of a byte.
            let longest = scalar.style == .plain ? bytes.count : bytes.count * 4
            let folds = mayFold && dialect == .v2 && column + longest > Self.width
            switch scalar.style {
            case .plain where folds: writeFolded(bytes, quoted: false)
            case .plain: output.append(contentsOf: bytes)
            case .double:
                writeDoubleQuoted(bytes, width: folds ? Self.width : Int.max)
            default:
                output.append(UInt8(ascii: "'"))
                if folds || scalar.isMultiline || bytes.contains(UInt8(ascii: "'")) {
                    writeFolded(bytes, quoted: true, width: folds ? Self.width : Int.max)
                } else {
                    output.append(contentsOf: bytes)
                }
                output.append(UInt8(ascii: "'"))
            }
            endScalar()
        }
    }

    /// The characters of a plain or single-quoted scalar. Behind column 80 a single space becomes a line break.
    private mutating func writeFolded(_ bytes: UnsafeBufferPointer<UInt8>, quoted: Bool, width: Int = Self.width) {
        var place = characterColumn
        var index = 0
        var isAfterBreak = false
        var isAfterSpace = false
        while index < bytes.count {
            let byte = bytes[index]
            let breakWidth = YAMLCharacter.breakWidth(bytes, index)
            if breakWidth > 0 {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<(index + breakWidth)]))
                lineStart = output.count
                place = 0
                isAfterBreak = true
                index += breakWidth
                continue
            }
            if byte == 0x20 {
                let isSingle = !isAfterSpace && index + 1 < bytes.count && bytes[index + 1] != 0x20
                if isSingle, place > width, !quoted || index > 0 {
                    place = fold()
                } else {
                    output.append(byte)
                    place += 1
                }
                isAfterSpace = true
                index += 1
                continue
            }
            if isAfterBreak { place = indentScalar() }
            (isAfterBreak, isAfterSpace) = (false, false)
            if quoted, byte == UInt8(ascii: "'") {
                output.append(byte)
                place += 1
            }
            output.append(byte)
            if byte & 0xc0 != 0x80 { place += 1 }
            index += 1
        }
    }

    /// Go: emitterc.go, yaml_emitter_write_double_quoted_scalar.
    private mutating func writeDoubleQuoted(_ bytes: UnsafeBufferPointer<UInt8>, width: Int) {
        output.append(UInt8(ascii: "\""))
        let isMarked = YAMLScalarStyle.startsWithMark(bytes)
        var place = width == Int.max ? 0 : characterColumn
        var index = 0
        var isAfterSpace = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x20, !isMarked {
                if !isAfterSpace, place > width, index > 0, index < bytes.count - 1 {
                    place = fold()
                    if bytes[index + 1] == 0x20 {
                        output.append(UInt8(ascii: "\\"))
                        place += 1
                    }
                } else {
                    output.append(byte)
                    place += 1
                }
                isAfterSpace = true
                index += 1
                continue
            }
            let start = output.count
            index += YAMLScalarStyle.appendQuoted(bytes, index, always: isMarked, to: &output)
            place += output[start] == UInt8(ascii: "\\") ? output.count - start : 1
            isAfterSpace = false
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Goes on with a scalar on the next line.
    private mutating func fold() -> Int {
        breakLine()
        return indentScalar()
    }

    private mutating func writeLiteral(_ bytes: UnsafeBufferPointer<UInt8>) {
        separate()
        output.append(UInt8(ascii: "|"))
        if bytes[0] == 0x20 || YAMLCharacter.breakWidth(bytes, 0) > 0 { output.append(UInt8(ascii: "2")) }
        if let chomping = YAMLCharacter.chomping(bytes) { output.append(chomping) }
        breakLine()
        var isAfterBreak = true
        var index = 0
        while index < bytes.count {
            let width = YAMLCharacter.breakWidth(bytes, index)
            if width > 0 {
                appendBreak(bytes, index, width)
                isAfterBreak = true
                index += width
                continue
            }
            if isAfterBreak { _ = indentScalar() }
            isAfterBreak = false
            let start = index
            repeat { index += 1 } while index < bytes.count && YAMLCharacter.breakWidth(bytes, index) == 0
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        }
        isIndented = isAfterBreak
        hasWhitespace = true
    }

    private mutating func appendBreak(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ width: Int) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<(index + width)]))
        lineStart = output.count
    }

    /// A scalar's lines stand deeper than what is around it, two even at the root.
    /// Returns the column.
    private mutating func indentScalar() -> Int {
        pad(to: indent < 0 ? 2 : indent + 2)
        return indent < 0 ? 2 : indent + 2
    }

    private mutating func endScalar() {
        hasWhitespace = false
        isIndented = false
    }

    // MARK: Lines

    /// In bytes, which is enough for indentation.
    private var column: Int { output.count - lineStart }

    /// In characters, as line folding counts.
    private var characterColumn: Int { output[lineStart...].count { $0 & 0xc0 != 0x80 } }

    /// Begins a line at the current indentation, unless this one still is at it.
    private mutating func startLine() {
        let target = max(indent, 0)
        if !isIndented || column > target || (column == target && !hasWhitespace) { breakLine() }
        pad(to: target)
        hasWhitespace = true
        isIndented = true
    }

    private mutating func breakLine() {
        output.append(UInt8(ascii: "\n"))
        lineStart = output.count
    }

    private mutating func pad(to target: Int) {
        let missing = target - column
        if missing > 0 { output.append(contentsOf: repeatElement(0x20, count: missing)) }
    }

    /// `-`, `?` or `:` in front of a node that may go on on the same line.
    private mutating func writeIndicator(_ indicator: UInt8) {
        separate()
        output.append(indicator)
        hasWhitespace = false
    }

    private mutating func separate() {
        if !hasWhitespace { output.append(0x20) }
    }
}
