internal import HelmTemplate
internal import HelmValues

/// Reads TOML 1.1 as BurntSushi/toml does: what is right, what is wrong, and in which words.
struct TOMLReader {
    var scanner: TOMLScanner
    private var tree = TOMLTree()
    /// The line of the last key, which errors about keys name.
    private var keyLine = 1
    private var depth = 0
    /// Where the string that is being read begins.
    var stringStart = 0

    /// - Throws: `FunctionError`: `toml: line 1 (last key "a"): …`.
    static func read(_ bytes: [UInt8]) throws(FunctionError) -> GoMap {
        var text = bytes
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
            text.removeFirst(2)
        } else if text.starts(with: [0xEF, 0xBB, 0xBF]) {
            text.removeFirst(3)
        }
        var reader = TOMLReader(scanner: TOMLScanner(text))
        do throws(TOMLProblem) {
            if text.prefix(6).contains(0) {
                throw TOMLProblem(
                    line: 1,
                    message: "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
                )
            }
            try reader.readDocument()
        } catch {
            let key = reader.tree.lastKey
            let shown = key.isEmpty ? "" : " (last key \(Quoting.quoted(key)))"
            throw FunctionError("toml: line \(error.line)\(shown): \(error.message)")
        }
        return reader.tree.root.goMap
    }

    private init(scanner: TOMLScanner) { self.scanner = scanner }

    /// Does something to the tree; its complaints are placed at the last key.
    private mutating func change<Result>(
        _ body: (inout TOMLTree) throws(TOMLMessage) -> Result
    ) throws(TOMLProblem) -> Result {
        do throws(TOMLMessage) {
            return try body(&tree)
        } catch {
            throw TOMLProblem(line: keyLine, message: error.text)
        }
    }

    // MARK: Document

    private mutating func readDocument() throws(TOMLProblem) {
        while true {
            try scanner.skipBlank()
            if scanner.isAtEnd { return }
            if try scanner.accept(91) {
                try readTableHeader()
            } else {
                let outer = tree.context
                try readPair(in: nil)
                tree.context = outer
                tree.currentKey = ""
            }
            try scanner.skipSpaces()
            let rune = try scanner.peek()
            if rune == 35 || TOMLScanner.isLineEnd(rune) || scanner.isAtEnd { continue }
            try scanner.next()
            throw scanner.problem(
                "expected a top-level item to end with a newline, comment, or EOF, but got "
                    + "\(TOMLScanner.quoted(rune)) instead"
            )
        }
    }

    private mutating func readTableHeader() throws(TOMLProblem) {
        let isArray = try scanner.accept(91)
        var key: [String] = []
        while true {
            try scanner.skipSpaces()
            switch try scanner.peek() {
            case 93, TOMLScanner.end:
                throw scanner.problem("unexpected end of table name (table names cannot be empty)")
            case 46: throw scanner.problem("unexpected table separator (table names cannot be empty)")
            default: key.append(try readName(isFirst: key.isEmpty))
            }
            try scanner.skipSpaces()
            let rune = try scanner.next()
            if rune == 46 { continue }
            if rune == 93 { break }
            throw scanner.problemHere(
                "expected '.' or ']' to end table name, but got \(TOMLScanner.quoted(rune)) instead"
            )
        }
        if isArray {
            let rune = try scanner.next()
            if rune != 93 {
                throw scanner.problemHere(
                    "expected end of table array name delimiter ']', but got \(TOMLScanner.quoted(rune)) instead"
                )
            }
        }
        try change { (tree) throws(TOMLMessage) in try tree.addContext(key, isArray: isArray) }
    }

    /// One part of a key: bare or quoted.
    private mutating func readName(isFirst: Bool) throws(TOMLProblem) -> String {
        let rune = try scanner.peek()
        let name: [UInt8]
        if rune == 34 || rune == 39 {
            try scanner.next()
            name = try rune == 34 ? readString() : readRawString()
        } else {
            let start = scanner.position
            try scanner.skip(TOMLScanner.isBareKey)
            name = Array(scanner.bytes[start..<scanner.position])
        }
        if isFirst { keyLine = scanner.line }
        return String(decoding: name, as: UTF8.self)
    }

    // MARK: Pairs

    /// `key = value`, into the tree, and into `table` as well for an inline table.
    private mutating func readPair(in table: TOMLTable?) throws(TOMLProblem) {
        let key = try readKey()
        tree.currentKey = key[key.count - 1]
        for part in key.dropLast() {
            try change { (tree) throws(TOMLMessage) in try tree.addImplicitContext(part) }
        }
        let value = try readValue(parentIsArray: false)
        let name = tree.currentKey
        try change { (tree) throws(TOMLMessage) in try tree.setValue(name, value) }
        guard var hash = table else { return }
        for part in key.dropLast() {
            if hash.entries[part] == nil { hash.entries[part] = .table(TOMLTable()) }
            guard case .table(let next)? = hash.entries[part] else {
                throw TOMLProblem(
                    line: keyLine, message: "\(Quoting.quoted(TOMLTree.text(tree.context))) is not a table")
            }
            hash = next
        }
        hash.entries[name] = value
    }

    private mutating func readKey() throws(TOMLProblem) -> [String] {
        try scanner.skipSpaces()
        switch try scanner.peek() {
        case 61, TOMLScanner.end: throw scanner.problem("unexpected '=': key name appears blank")
        case 46: throw scanner.problem("unexpected '.': keys cannot start with a '.'")
        default: break
        }
        var key: [String] = []
        while true {
            try scanner.skipSpaces()
            switch try scanner.peek() {
            case 61, TOMLScanner.end: throw scanner.problem("unexpected '='")
            case 46: throw scanner.problem("unexpected '.'")
            default: key.append(try readName(isFirst: key.isEmpty))
            }
            if key.count > TOMLTree.keyLimit {
                throw scanner.problem("exceeds maximum table depth of \(TOMLTree.keyLimit)")
            }
            try scanner.skipSpaces()
            if scanner.isAtEnd { throw scanner.problem("unexpected EOF; expected key separator '='") }
            let rune = try scanner.next()
            if rune == 46 { continue }
            if rune == 61 { return key }
            throw scanner.problem(
                behind: rune, "expected '.' or '=', but got \(TOMLScanner.quoted(rune)) instead"
            )
        }
    }

    // MARK: Values

    mutating func readValue(parentIsArray: Bool) throws(TOMLProblem) -> TOMLTable.Node {
        try scanner.skipSpaces()
        if scanner.isAtEnd { throw scanner.problem("unexpected EOF; expected value") }
        let rune = try scanner.peek()
        switch rune {
        case 91:
            try scanner.next()
            return try nested { (reader) throws(TOMLProblem) in .value(try reader.readArray()) }
        case 123:
            try scanner.next()
            return try nested { (reader) throws(TOMLProblem) in try reader.readInlineTable(parentIsArray) }
        case 34, 39:
            let quotes = rune == 34 ? "\"\"\"" : "'''"
            if scanner.accept(quotes) {
                return .value(.string(bytes: try rune == 34 ? readLongString() : readLongRawString()))
            }
            try scanner.next()
            return .value(.string(bytes: try rune == 34 ? readString() : readRawString()))
        case 46:
            throw scanner.problem("floats must start with a digit, not '.'")
        case 43, 45, 48...57:
            return .value(try readNumber())
        default:
            return .value(try readWord(rune))
        }
    }

    private mutating func nested(
        _ body: (inout TOMLReader) throws(TOMLProblem) -> TOMLTable.Node
    ) throws(TOMLProblem) -> TOMLTable.Node {
        depth += 1
        defer { depth -= 1 }
        if depth > Limits.nesting { throw scanner.problem("exceeds maximum array depth of \(Limits.nesting)") }
        return try body(&self)
    }

    private mutating func readArray() throws(TOMLProblem) -> GoValue {
        tree.markArray()
        var elements: [GoValue] = []
        while true {
            try scanner.skipBlank()
            if try scanner.accept(93) { return .items(elements) }
            if try scanner.accept(44) { throw scanner.problem("unexpected comma") }
            elements.append(try readValue(parentIsArray: true).goValue)
            try scanner.skipBlank()
            let rune = try scanner.next()
            if rune == 93 { return .items(elements) }
            if rune != 44 {
                throw scanner.problem(
                    "expected a comma (',') or array terminator (']'), but got \(TOMLScanner.named(rune))"
                )
            }
        }
    }

    private mutating func readInlineTable(_ parentIsArray: Bool) throws(TOMLProblem) -> TOMLTable.Node {
        let table = TOMLTable()
        let (outerContext, outerKey) = (tree.context, tree.currentKey)
        let context = outerContext + [outerKey]
        tree.context = context
        tree.currentKey = ""
        tree.markImplicit(context)
        try change { (tree) throws(TOMLMessage) in try tree.addContext(context, isArray: parentIsArray) }
        while true {
            try scanner.skipBlank()
            if try scanner.accept(125) { break }
            if try scanner.accept(44) { throw scanner.problem("unexpected comma") }
            try readPair(in: table)
            tree.context = context
            try scanner.skipBlank()
            let rune = try scanner.next()
            if rune == 125 { break }
            if rune != 44 {
                throw scanner.problem(
                    "expected a comma or an inline table terminator '}', but got \(TOMLScanner.named(rune)) instead"
                )
            }
        }
        tree.context = outerContext
        tree.currentKey = outerKey
        return .table(table)
    }
}
