internal import CLibYAML
internal import HelmValues

/// What libyaml's parser reports, with all text copied.
enum YAMLEvent {
    case streamStart, streamEnd, documentStart, documentEnd, listStart(anchor: String?), listEnd, mapStart(
        anchor: String?)
    case mapEnd
    case alias(String)
    /// - isImplicit: a plain scalar without a tag, whose type its text decides.
    case scalar(String, tag: String?, anchor: String?, isImplicit: Bool)
}

/// What libyaml refuses, and where.
struct LibYAMLFailure: Error {
    let problem: String
    /// The line that go-yaml's text names; 0 for none.
    var line = 0
    /// Where the problem is, in characters from the start.
    var index = 0
    /// Where what it is part of begins.
    var contextIndex = 0
    /// Its line, from 0.
    var contextLine = 0
    /// What the parser was looking for.
    var expected = Expected.other

    enum Expected {
        /// A key of a block map, an entry of a block list.
        case key, entry
        /// The value of a key in a block map.
        case value
        case other
    }

    /// go-yaml's error.
    var error: YAMLError { .yaml(.syntax, line == 0 ? problem : "line \(line): \(problem)") }
}

/// The one place that holds libyaml's pointers: a pull parser over bytes.
struct LibYAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    /// The open collections: what closes a flow one, and its line; nil for a block one.
    private var open: [(closing: String, line: Int)?] = []
    /// Where the last event begins, from 0.
    private(set) var line = 0

    /// - Parameter bytes: must stay valid as long as the parser lives.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        yaml_parser_initialize(parser)
        // It wants some address even for nothing at all.
        let start = bytes.baseAddress ?? UnsafeRawPointer(parser).assumingMemoryBound(to: UInt8.self)
        yaml_parser_set_input_string(parser, start, bytes.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        parser.deallocate()
        event.deallocate()
    }

    /// The next event without its text, which ``withText(_:)`` lends until the one after it.
    ///
    /// Nil where a reader needs to know more: anchors, aliases, tags, directives.
    mutating func nextBare() throws(LibYAMLFailure) -> YAMLTextEvents.Event? {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
        switch event.pointee.type {
        case YAML_STREAM_START_EVENT: return try nextBare()
        case YAML_DOCUMENT_START_EVENT:
            let start = event.pointee.data.document_start
            let hasDirectives = start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
            return hasDirectives ? nil : try nextBare()
        case YAML_SCALAR_EVENT:
            let scalar = event.pointee.data.scalar
            guard scalar.anchor == nil, scalar.tag == nil else { return nil }
            try checkQuestionMark()
            return YAMLTextEvents.Event(
                UnsafeBufferPointer(start: scalar.value, count: scalar.length),
                isPlain: scalar.plain_implicit != 0)
        case YAML_SEQUENCE_START_EVENT:
            let list = event.pointee.data.sequence_start
            noteOpen("]", isFlow: list.style == YAML_FLOW_SEQUENCE_STYLE)
            return list.anchor == nil && list.tag == nil ? .listStart : nil
        case YAML_MAPPING_START_EVENT:
            let map = event.pointee.data.mapping_start
            noteOpen("}", isFlow: map.style == YAML_FLOW_MAPPING_STYLE)
            return map.anchor == nil && map.tag == nil ? .mapStart : nil
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            _ = open.popLast()
            return .end
        case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: return .documentEnd
        default: return nil
        }
    }

    /// Lends the text of the scalar that ``nextBare()`` came to.
    func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard event.pointee.type == YAML_SCALAR_EVENT else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let scalar = event.pointee.data.scalar
        return body(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    }

    /// The next event.
    mutating func next() throws(LibYAMLFailure) -> YAMLEvent {
        guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
        defer { yaml_event_delete(event) }
        line = Int(event.pointee.start_mark.line)
        switch event.pointee.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT:
            // libyaml takes 1.2 for good, go-yaml does not.
            if let version = event.pointee.data.document_start.version_directive, version.pointee.minor != 1 {
                throw LibYAMLFailure(
                    problem: "found incompatible YAML document", line: Int(event.pointee.start_mark.line))
            }
            return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(Self.text(event.pointee.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.pointee.data.scalar
            try checkQuestionMark()
            return .scalar(
                String(utf8: UnsafeBufferPointer(start: scalar.value, count: scalar.length)),
                tag: Self.text(scalar.tag), anchor: Self.text(scalar.anchor), isImplicit: scalar.plain_implicit != 0)
        case YAML_SEQUENCE_START_EVENT:
            noteOpen("]", isFlow: event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
            return .listStart(anchor: Self.text(event.pointee.data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT:
            _ = open.popLast()
            return .listEnd
        case YAML_MAPPING_START_EVENT:
            noteOpen("}", isFlow: event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
            return .mapStart(anchor: Self.text(event.pointee.data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT:
            _ = open.popLast()
            return .mapEnd
        default: return .streamEnd
        }
    }

    private mutating func noteOpen(_ closing: String, isFlow: Bool) {
        let (start, end) = (event.pointee.start_mark, event.pointee.end_mark)
        // A map without braces, `[a: b]`, ends where its list does.
        let isBare = isFlow && start.index == end.index
        open.append(isFlow ? (isBare ? (open.last ?? nil)?.closing ?? closing : closing, Int(start.line)) : nil)
    }

    /// go-yaml ends plain text in a flow collection at a `?`, and then misses a comma; to libyaml it is a character.
    private func checkQuestionMark() throws(LibYAMLFailure) {
        let scalar = event.pointee.data.scalar
        guard let flow = open.last ?? nil, scalar.style == YAML_PLAIN_SCALAR_STYLE, scalar.length > 1,
            UnsafeBufferPointer(start: scalar.value + 1, count: scalar.length - 1).contains(UInt8(ascii: "?"))
        else { return }
        let line = Int(event.pointee.end_mark.line)
        throw LibYAMLFailure(
            problem: "did not find expected ',' or '\(flow.closing)'", line: line == 0 ? flow.line : line)
    }

    /// Go: yaml.v2 decode.go, parser.fail: which line the text names.
    private func failure() -> LibYAMLFailure {
        let state = parser.pointee
        var line = 0
        if state.problem_mark.line != 0 {
            line = Int(state.problem_mark.line) + (state.error == YAML_SCANNER_ERROR ? 1 : 0)
        } else if state.context_mark.line != 0 {
            line = Int(state.context_mark.line)
        }
        return LibYAMLFailure(
            problem: state.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content",
            line: line, index: state.problem_mark.index, contextIndex: state.context_mark.index,
            contextLine: Int(state.context_mark.line), expected: Self.expected(in: state.state))
    }

    private static func expected(in state: yaml_parser_state_t) -> LibYAMLFailure.Expected {
        switch state {
        // A list without an indentation of its own ends at what is no entry, and then a key belongs there.
        case YAML_PARSE_BLOCK_MAPPING_KEY_STATE, YAML_PARSE_INDENTLESS_SEQUENCE_ENTRY_STATE: .key
        case YAML_PARSE_BLOCK_SEQUENCE_ENTRY_STATE: .entry
        case YAML_PARSE_BLOCK_MAPPING_VALUE_STATE: .value
        default: .other
        }
    }

    /// A limit of ours was passed here.
    func tooDeep(_ limit: Int) -> LibYAMLFailure {
        LibYAMLFailure(problem: "exceeded max depth of \(limit)", line: Int(parser.pointee.mark.line))
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
