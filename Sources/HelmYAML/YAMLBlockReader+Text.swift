internal import HelmValues

extension YAMLBlockReader {
    /// Reads a `|` text with all its lines. Its indentation is that of its first line with content.
    mutating func readLiteral(parent: Int) throws(Unusual) -> String {
        position += 1
        var chomping: UInt8?
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            chomping = bytes[position]
            position += 1
        }
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard position < bytes.count, bytes[position] == 0x0a else { throw Unusual() }
        position += 1

        let indent = try literalIndent(parent: parent)
        var text: [UInt8] = []
        var breaks = 0
        while position < bytes.count {
            let start = position
            var content = start
            while content < bytes.count, content - start < indent, bytes[content] == 0x20 { content += 1 }
            if content >= bytes.count { throw Unusual() }
            if bytes[content] == 0x0a {
                breaks += 1
                position = content + 1
                continue
            }
            guard content - start == indent else { break }
            var end = content
            while end < bytes.count, bytes[end] != 0x0a { end += 1 }
            if !isSkimming {
                text.append(contentsOf: repeatElement(0x0a, count: breaks))
                text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[content..<end]))
            }
            breaks = end < bytes.count ? 1 : 0
            position = min(end + 1, bytes.count)
        }
        if isSkimming { return "" }
        switch chomping {
        case UInt8(ascii: "-"): break
        case UInt8(ascii: "+"): text.append(contentsOf: repeatElement(0x0a, count: breaks))
        default: if breaks > 0 { text.append(0x0a) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Gives up on a text without content, and on blank lines before it that are longer than its indentation.
    private func literalIndent(parent: Int) throws(Unusual) -> Int {
        var index = position
        var longest = 0
        while index < bytes.count {
            let start = index
            while index < bytes.count, bytes[index] == 0x20 { index += 1 }
            guard index < bytes.count else { throw Unusual() }
            if bytes[index] != 0x0a {
                guard index - start > max(parent, 0), index - start >= longest else { throw Unusual() }
                return index - start
            }
            longest = max(longest, index - start)
            index += 1
        }
        throw Unusual()
    }

    /// Reads `[…]` or `{…}` that ends on its line.
    mutating func readFlow(depth: Int) throws(Unusual) -> Value {
        if depth > 64 { throw Unusual() }
        let isMap = bytes[position] == UInt8(ascii: "{")
        let closing = isMap ? UInt8(ascii: "}") : UInt8(ascii: "]")
        position += 1
        var values: [Value] = []
        var entries: [ValueMap.Entry] = []
        while true {
            skipFlowSpaces()
            guard !isAtLineEnd else { throw Unusual() }
            if bytes[position] == closing {
                position += 1
                return isMap ? .map(ValueMap(entries: entries)) : .list(values)
            }
            if isMap {
                let key = try readFlowKey()
                let value = try readFlowValue(depth: depth)
                if !isSkimming { entries.append(.init(key: key, value: value)) }
            } else {
                let value = try readFlowValue(depth: depth)
                if !isSkimming { values.append(value) }
            }
            skipFlowSpaces()
            guard !isAtLineEnd else { throw Unusual() }
            if bytes[position] == UInt8(ascii: ",") {
                position += 1
            } else if bytes[position] != closing {
                throw Unusual()
            }
        }
    }

    private mutating func skipFlowSpaces() {
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    }

    private mutating func readFlowKey() throws(Unusual) -> String {
        let keyStart = position
        let key: String
        if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") {
            key = try readQuoted()
        } else {
            let start = position
            skipFlowWord()
            let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
            guard !text.isEmpty, YAMLScalar.isString(text) else { throw Unusual() }
            key = string(text)
        }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: ":"), bytes[position + 1] == 0x20,
            position - keyStart < 1000
        else { throw Unusual() }
        position += 2
        skipFlowSpaces()
        return key
    }

    private mutating func readFlowValue(depth: Int) throws(Unusual) -> Value {
        guard !isAtLineEnd else { throw Unusual() }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try readQuoted())
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try readFlow(depth: depth + 1)
        default:
            let start = position
            skipFlowWord()
            guard position > start else { throw Unusual() }
            return try scalar(start, position)
        }
    }

    /// Words of characters that mean nothing to YAML. A dash needs something behind it.
    private mutating func skipFlowWord() {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case 97...122, 65...90, 48...57, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "$"),
                UInt8(ascii: "("), UInt8(ascii: ")"):
                position += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "~"):
                if position == start, position + 1 >= bytes.count || !YAMLCharacter.isWord(bytes[position + 1]) {
                    return
                }
                position += 1
            default: return
            }
        }
    }
}
