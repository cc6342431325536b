extension YAMLLineEvents {
    // MARK: Plain texts

    /// Reads a plain text with the lines that it goes on with, and finds the next line.
    mutating func readPlain(parent: Int) throws(Unusual) -> Event {
        let (start, end, isCommented) = try plainLine()
        (text, isBuffered) = (start..<end, false)
        var breaks = 0
        while !isCommented {
            let line = position
            while position < bytes.count, bytes[position] == 0x20 { position += 1 }
            guard position < bytes.count else { break }
            if bytes[position] == 0x0a {
                breaks += 1
                position += 1
                continue
            }
            guard position - line > parent, bytes[position] != UInt8(ascii: "#") else {
                position = line
                break
            }
            let (start, end, isCommented) = try plainLine()
            if !isBuffered {
                buffer.removeAll(keepingCapacity: true)
                buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[text]))
                isBuffered = true
            }
            fold(breaks)
            breaks = 0
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
            // A comment ends the text; what stands deeper behind it is a mistake.
            if isCommented { break }
        }
        try findLine()
        return try plainEvent()
    }

    /// One line of plain text, without the spaces and the comment behind it; goes on to the next line.
    private mutating func plainLine() throws(Unusual) -> (start: Int, end: Int, isCommented: Bool) {
        try checkPlainStart()
        let start = position
        var isCommented = false
        while position < bytes.count, bytes[position] != 0x0a {
            if bytes[position] == UInt8(ascii: ":"), isBlank(position + 1) { throw Unusual() }
            if bytes[position] == UInt8(ascii: "#"), bytes[position - 1] == 0x20 {
                isCommented = true
                break
            }
            position += 1
        }
        var end = position
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        skipLine()
        return (start, end, isCommented)
    }

    /// What stands for the line break before the next line, and for empty lines behind it.
    private mutating func fold(_ emptyLines: Int) {
        if emptyLines == 0 {
            buffer.append(0x20)
        } else {
            buffer.append(contentsOf: repeatElement(0x0a, count: emptyLines))
        }
    }

    // MARK: Quoted texts

    /// Reads a quoted text.
    /// - Parameter parent: the column that further lines must be right of.
    mutating func readQuoted(parent: Int) throws(Unusual) {
        let quote = bytes[position]
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0a,
            bytes[position] != UInt8(ascii: "\\")
        {
            position += 1
        }
        guard position < bytes.count else { throw Unusual() }
        if bytes[position] == quote, position + 1 >= bytes.count || bytes[position + 1] != quote {
            (text, isBuffered) = (start..<position, false)
            position += 1
            return
        }
        position = start
        isBuffered = true
        buffer.removeAll(keepingCapacity: true)
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case quote:
                guard quote == UInt8(ascii: "'"), position < bytes.count, bytes[position] == quote else { return }
                position += 1
                buffer.append(quote)
            case 0x0a: try continueQuoted(parent)
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""): try readEscape()
            case 0x20: try readSpaces(parent)
            default: buffer.append(byte)
            }
        }
        throw Unusual()
    }

    /// Spaces inside a quoted text, which go where a line ends.
    private mutating func readSpaces(_ parent: Int) throws(Unusual) {
        let start = position - 1
        skipSpaces()
        guard position < bytes.count else { throw Unusual() }
        if bytes[position] == 0x0a {
            position += 1
            try continueQuoted(parent)
        } else {
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
        }
    }

    /// Goes on behind a line's end inside a quoted text.
    private mutating func continueQuoted(_ parent: Int) throws(Unusual) {
        var emptyLines = 0
        while true {
            let line = position
            skipSpaces()
            guard position < bytes.count else { throw Unusual() }
            if bytes[position] == 0x0a {
                emptyLines += 1
                position += 1
                continue
            }
            guard position - line > parent else { throw Unusual() }
            return fold(emptyLines)
        }
    }

    private mutating func readEscape() throws(Unusual) {
        guard position < bytes.count else { throw Unusual() }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): buffer.append(0x0a)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "r"): buffer.append(0x0d)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x20: buffer.append(byte)
        case UInt8(ascii: "x"): try readCode(2)
        case UInt8(ascii: "u"): try readCode(4)
        case UInt8(ascii: "U"): try readCode(8)
        default: throw Unusual()
        }
    }

    private mutating func readCode(_ digits: Int) throws(Unusual) {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard position < bytes.count, let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue else {
                throw Unusual()
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else { throw Unusual() }
        buffer.append(contentsOf: encoded)
    }

    // MARK: Literal texts

    /// Reads a `|` text with all its lines. Its indentation is that of its first line with content.
    mutating func readLiteral(parent: Int) throws(Unusual) {
        position += 1
        var chomping: UInt8?
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            chomping = bytes[position]
            position += 1
        }
        skipSpaces()
        guard position < bytes.count, bytes[position] == 0x0a else { throw Unusual() }
        position += 1

        let indent = try literalIndent(parent)
        isBuffered = true
        buffer.removeAll(keepingCapacity: true)
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
            buffer.append(contentsOf: repeatElement(0x0a, count: breaks))
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[content..<end]))
            breaks = end < bytes.count ? 1 : 0
            position = min(end + 1, bytes.count)
        }
        switch chomping {
        case UInt8(ascii: "-"): break
        case UInt8(ascii: "+"): buffer.append(contentsOf: repeatElement(0x0a, count: breaks))
        default: if breaks > 0 { buffer.append(0x0a) }
        }
    }

    /// Gives up on a text without content, and on blank lines before it that are longer than its indentation.
    private func literalIndent(_ parent: Int) throws(Unusual) -> Int {
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
}
