internal import HelmValues

extension YAML {
    /// What sigs.k8s.io/yaml's `UnmarshalStrict` says of keys that the first document has twice; nil when there are none.
    ///
    /// For a text that ``parse(_:numbers:)-([UInt8],_)`` takes. Of a key inside an anchor is told once, not again for
    /// every alias as Go does.
    public static func duplicateKeys(_ bytes: [UInt8]) -> YAMLError? {
        var finder = DuplicateKeys()
        bytes.withUnsafeBufferPointer { finder.read($0) }
        if finder.found.isEmpty { return nil }
        let lines = finder.found.map { "\n  \($0)" }.joined()
        return YAMLError(.conversion, "error converting YAML to JSON: yaml: unmarshal errors:\(lines)")
    }
}

/// Go: yaml.v2 decode.go, decoder.setMapIndex in strict mode. A merge key sets its map's keys one by one, too.
private struct DuplicateKeys {
    /// Beyond this there is nothing more to learn.
    private static let maximumFound = 100

    private(set) var found: [String] = []
    private var frames: [Frame] = []
    private var anchors: [String: [Entry]] = [:]

    /// A key with the line of its value.
    private struct Entry {
        var key: String
        var line: Int
    }

    private struct Frame {
        var isMap: Bool
        var anchor: String?
        /// Where the frame begins, which is where it stands as a value.
        var line: Int
        var entries: [Entry] = []
        var seen: Set<String> = []
        var key: Key?
        /// The maps of a list under a merge key.
        var merged: [[Entry]] = []
    }

    private enum Key {
        case text(String)
        case merge
        case other
    }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        var parser = LibYAMLParser(bytes)
        while found.count < Self.maximumFound, let event = try? parser.next() {
            switch event {
            case .streamStart, .documentStart: continue
            case .documentEnd, .streamEnd: return
            case .scalar(let text, let tag, _, let isImplicit):
                scalar(text, tag: tag, isImplicit: isImplicit, line: parser.line)
            case .alias(let name): value(entries: anchors[name] ?? [], line: parser.line)
            case .listStart(let anchor): frames.append(Frame(isMap: false, anchor: anchor, line: parser.line))
            case .mapStart(let anchor): frames.append(Frame(isMap: true, anchor: anchor, line: parser.line))
            case .listEnd, .mapEnd: close()
            }
            if frames.count > YAMLComposer.maximumDepth { return }
        }
    }

    private mutating func scalar(_ text: String, tag: String?, isImplicit: Bool, line: Int) {
        guard let top = frames.indices.last, frames[top].isMap, frames[top].key == nil else {
            return value(entries: [], line: line)
        }
        if text == "<<", isImplicit || tag == "tag:yaml.org,2002:merge" {
            frames[top].key = .merge
        } else if let scalar = try? YAMLScalar(text, tag: tag, isImplicit: isImplicit) {
            frames[top].key = .text(Self.goSyntax(scalar))
        } else {
            frames[top].key = .other
        }
    }

    /// A finished value; `entries` are its keys when it is a map.
    private mutating func value(entries: [Entry], line: Int) {
        guard let top = frames.indices.last else { return }
        guard frames[top].isMap else { return frames[top].merged.append(entries) }
        let key = frames[top].key
        frames[top].key = nil
        switch key {
        case .text(let text): note(Entry(key: text, line: line), in: top)
        case .merge: for entry in entries { note(entry, in: top) }
        case .other: break
        // A map or list as a key is refused elsewhere.
        case nil: frames[top].key = .other
        }
    }

    private mutating func note(_ entry: Entry, in frame: Int) {
        if frames[frame].seen.insert(entry.key).inserted {
            frames[frame].entries.append(entry)
        } else if found.count < Self.maximumFound {
            found.append("line \(entry.line + 1): key \(entry.key) already set in map")
        }
    }

    private mutating func close() {
        guard let frame = frames.popLast() else { return }
        let isMerged = if case .merge = frames.last?.key { true } else { false }
        let entries = frame.isMap ? frame.entries : isMerged ? frame.merged.reversed().flatMap(\.self) : []
        if let anchor = frame.anchor { anchors[anchor] = entries }
        value(entries: entries, line: frame.line)
    }

    /// Go's `%#v`, and what tells two keys apart.
    private static func goSyntax(_ scalar: YAMLScalar) -> String {
        switch scalar {
        case .null: "<nil>"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .unsigned(let number): "0x" + String(number, radix: 16)
        case .float(let number): GoFormat.float(number)
        case .string(let text), .timestamp(let text): GoQuote.quoted(text)
        }
    }
}
