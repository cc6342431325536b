internal import HelmValues

/// Builds one document's value out of libyaml's events, by the rules of sigs.k8s.io/yaml: what go-yaml v2 reads,
/// turned into JSON and read back.
///
/// Go works in stages (all of the text, then tags, aliases and merge keys, then keys, then numbers), and an error of an
/// earlier stage hides those of a later one. Here one walk does it all and keeps the first error of each later stage.
struct YAMLComposer {
    /// Deeper nesting is refused. (go-yaml: 10,000, see ``JSON/maximumDepth``.)
    static let maximumDepth = JSON.maximumDepth

    /// A finished node.
    private struct Node {
        var content: Content
        /// How many nodes it has, aliases expanded.
        var weight: Int
        /// How many bytes of text it has, aliases expanded.
        var size: Int

        enum Content {
            case scalar(YAMLScalar)
            case list([Value])
            case map([ValueMap.Entry])
            case listOfMaps([Value], entries: [[ValueMap.Entry]?])
        }
    }

    private enum Anchor {
        case open
        case done(Node)
    }

    private struct Frame {
        let isMap: Bool
        let anchor: String?
        var weight = 1
        var size = 0
        var values: [Value] = []
        var entries: [ValueMap.Entry] = []
        /// The key that waits for its value.
        var key: Key?
        /// Whether this is the value of a merge key, whose maps are needed apart.
        var isMergeList = false
        var maps: [[ValueMap.Entry]?] = []
        var keyError: YAMLError?
    }

    private enum Key {
        case text(String)
        /// A null or something else that JSON cannot have as a key.
        case unsupported(YAMLScalar)
        case merge
        /// Already reported.
        case invalid
    }

    private let numbers: NumberReading
    private var frames: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var decodeError: YAMLError?
    private var keyError: YAMLError?
    private var hasUnsupportedFloat = false
    private var bound = AliasBound()

    private init(numbers: NumberReading) { self.numbers = numbers }

    /// The value of the first document; null when there is none.
    /// - Parameter selection: where given, what it does not name may be missing.
    static func compose(
        _ bytes: UnsafeBufferPointer<UInt8>, numbers: NumberReading, selection: YAMLSelection? = nil
    ) throws(YAMLError) -> Value {
        if let value = YAMLBlockReader.read(bytes, numbers: numbers, selection: selection) { return value }
        return try composeByEvents(bytes, numbers: numbers)
    }

    /// As ``compose(_:numbers:)``, always through libyaml.
    static func composeByEvents(
        _ bytes: UnsafeBufferPointer<UInt8>, numbers: NumberReading
    ) throws(YAMLError) -> Value {
        try YAMLCompatibility.read(bytes) { (buffer) throws(Failure) in
            var parser = LibYAMLParser(buffer)
            var composer = YAMLComposer(numbers: numbers)
            while true {
                let event: YAMLEvent
                do throws(LibYAMLFailure) { event = try parser.next() } catch { throw .grammar(error) }
                switch event {
                case .streamStart: continue
                case .documentStart: return try composer.document(&parser)
                default: return .null
                }
            }
        }
    }

    /// An error of the text, or of what it means.
    enum Failure: Error {
        case grammar(LibYAMLFailure)
        case meaning(YAMLError)
    }

    // MARK: Events

    private mutating func document(_ parser: inout LibYAMLParser) throws(Failure) -> Value {
        var root: Value = .null
        while true {
            let event: YAMLEvent
            do throws(LibYAMLFailure) {
                event = try parser.next()
            } catch {
                throw .grammar(error)
            }
            let finished: Node?
            switch event {
            case .documentEnd, .streamEnd:
                do { return try checked(root) } catch { throw .meaning(error) }
            case .streamStart, .documentStart: finished = nil
            case .scalar(let text, let tag, let anchor, let isImplicit):
                finished = scalar(text, tag: tag, anchor: anchor, isImplicit: isImplicit)
            case .alias(let name): finished = try alias(name)
            case .listStart(let anchor): finished = try open(isMap: false, anchor, &parser)
            case .mapStart(let anchor): finished = try open(isMap: true, anchor, &parser)
            case .listEnd, .mapEnd: finished = close()
            }
            if let finished, let complete = attach(finished) { root = complete }
        }
    }

    private mutating func open(
        isMap: Bool, _ anchor: String?, _ parser: inout LibYAMLParser
    ) throws(Failure) -> Node? {
        if frames.count >= Self.maximumDepth { throw .grammar(parser.tooDeep(Self.maximumDepth)) }
        if let anchor { anchors[anchor] = .open }
        bound.count(1)
        var frame = Frame(isMap: isMap, anchor: anchor)
        if !isMap, case .merge = frames.last?.key { frame.isMergeList = true }
        frames.append(frame)
        return nil
    }

    private mutating func scalar(_ text: String, tag: String?, anchor: String?, isImplicit: Bool) -> Node? {
        if text == "<<", isImplicit || tag == "tag:yaml.org,2002:merge", let top = frames.indices.last,
            frames[top].isMap, frames[top].key == nil
        {
            frames[top].key = .merge
            return nil
        }
        bound.count(1)
        let value: YAMLScalar
        do {
            value = try YAMLScalar(text, tag: tag, isImplicit: isImplicit)
        } catch {
            if decodeError == nil { decodeError = error }
            value = .null
        }
        let node = Node(content: .scalar(value), weight: 1, size: text.utf8.count)
        if let anchor { anchors[anchor] = .done(node) }
        return node
    }

    private mutating func alias(_ name: String) throws(Failure) -> Node {
        guard let anchor = anchors[name] else {
            throw .meaning(.yaml(.syntax, "unknown anchor '\(name)' referenced"))
        }
        guard case .done(var node) = anchor else {
            if decodeError == nil { decodeError = .yaml(.conversion, "anchor '\(name)' value contains itself") }
            return Node(content: .scalar(.null), weight: 1, size: 0)
        }
        bound.count(1)
        bound.expand(weight: node.weight, size: node.size)
        node.weight = node.weight.addingReportingOverflow(1).partialValue
        return node
    }

    private mutating func close() -> Node? {
        guard let frame = frames.popLast() else { return nil }
        if keyError == nil { keyError = frame.keyError }
        let content: Node.Content
        if frame.isMap {
            content = .map(frame.entries)
        } else if frame.isMergeList {
            content = .listOfMaps(frame.values, entries: frame.maps)
        } else {
            content = .list(frame.values)
        }
        let node = Node(content: content, weight: frame.weight, size: frame.size)
        if let anchor = frame.anchor { anchors[anchor] = .done(node) }
        return node
    }

    // MARK: Values

    /// Puts a finished node into its container; returns its value when it is the document itself.
    private mutating func attach(_ node: Node) -> Value? {
        guard let top = frames.indices.last else { return value(of: node) }
        frames[top].weight = Self.sum(frames[top].weight, node.weight)
        frames[top].size = Self.sum(frames[top].size, node.size)
        if !frames[top].isMap {
            if frames[top].isMergeList {
                if case .map(let entries) = node.content {
                    frames[top].maps.append(entries)
                } else {
                    frames[top].maps.append(nil)
                }
            }
            frames[top].values.append(value(of: node))
            return nil
        }
        guard let key = frames[top].key else {
            frames[top].key = self.key(of: node)
            return nil
        }
        frames[top].key = nil
        switch key {
        case .text(let text): frames[top].entries.append(.init(key: text, value: value(of: node)))
        case .merge: merge(node, into: top)
        case .unsupported(let scalar):
            // Of the same key twice the last wins, here too.
            frames[top].keyError = Self.unsupportedKey(scalar, value: value(of: node))
        case .invalid: break
        }
        return nil
    }

    /// Go: yaml.v2 decode.go, decoder.merge. Maps are put in where the merge key stands, so that what follows overrides.
    private mutating func merge(_ node: Node, into top: Int) {
        switch node.content {
        case .map(let entries): frames[top].entries.append(contentsOf: entries)
        case .listOfMaps(_, let maps) where maps.allSatisfy({ $0 != nil }):
            for entries in maps.reversed() { frames[top].entries.append(contentsOf: entries ?? []) }
        default:
            if decodeError == nil {
                decodeError = .yaml(.conversion, "map merge requires map or sequence of maps as the value")
            }
        }
    }

    private mutating func value(of node: Node) -> Value {
        switch node.content {
        case .list(let values), .listOfMaps(let values, _): return .list(values)
        case .map(let entries): return .map(ValueMap(entries: entries))
        case .scalar(let scalar):
            if case .float(let value) = scalar, !value.isFinite { hasUnsupportedFloat = true }
            return scalar.value(numbers: numbers)
        }
    }

    private mutating func key(of node: Node) -> Key {
        guard case .scalar(let scalar) = node.content else {
            if decodeError == nil {
                decodeError = .yaml(.conversion, "invalid map key: \(GoSyntax.text(value(of: node)))")
            }
            return .invalid
        }
        switch scalar {
        case .string(let text), .timestamp(let text): return .text(text)
        case .bool(let value): return .text(value ? "true" : "false")
        case .int(let value): return .text(String(value))
        case .float(let value): return .text(GoSyntax.floatKey(value))
        case .null, .unsigned: return .unsupported(scalar)
        }
    }

    /// sigs.k8s.io/yaml: convertToJSONableObject.
    private static func unsupportedKey(_ scalar: YAMLScalar, value: Value) -> YAMLError {
        let (type, key) =
            if case .unsigned(let number) = scalar {
                ("uint64", "0x" + String(number, radix: 16))
            } else {
                ("%!s(<nil>)", "<nil>")
            }
        return YAMLError(
            .conversion, "unsupported map key of type: \(type), key: \(key), value: \(GoSyntax.text(value))")
    }

    // MARK: The end

    private func checked(_ root: Value) throws(YAMLError) -> Value {
        if let decodeError { throw decodeError }
        if bound.isExceeded { throw .yaml(.excessiveAliasing, "document contains excessive aliasing") }
        if let keyError { throw keyError }
        guard hasUnsupportedFloat else { return root }
        do {
            _ = try JSON.checkedEncode(root)
        } catch {
            throw YAMLError(.conversion, error.message)
        }
        return root
    }

    static func sum(_ a: Int, _ b: Int) -> Int {
        let (result, overflows) = a.addingReportingOverflow(b)
        return overflows ? Int.max : result
    }
}

/// Whether aliases make too much of a document.
///
/// Go: yaml.v2 decode.go, allowedAliasRatio. The bound on bytes is ours: values are shared here and cost nothing, but
/// whoever writes them out would pay.
struct AliasBound {
    static let maximumBytes = 64 << 20

    private(set) var isExceeded = false
    private var decoded = 1
    private var aliased = 0
    private var bytes = 0

    mutating func count(_ nodes: Int) {
        decoded = YAMLComposer.sum(decoded, nodes)
        if aliased > 100 { check() }
    }

    mutating func expand(weight: Int, size: Int) {
        decoded = YAMLComposer.sum(decoded, weight)
        aliased = YAMLComposer.sum(aliased, weight)
        bytes = YAMLComposer.sum(bytes, size)
        check()
    }

    private mutating func check() {
        if bytes > Self.maximumBytes { isExceeded = true }
        guard aliased > 100, decoded > 1000 else { return }
        let allowed =
            if decoded <= 400_000 {
                0.99
            } else if decoded >= 4_000_000 {
                0.10
            } else {
                0.99 - 0.89 * (Double(decoded - 400_000) / 3_600_000)
            }
        if Double(aliased) / Double(decoded) > allowed { isExceeded = true }
    }
}
