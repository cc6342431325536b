/// A shell pattern for paths: Go's `filepath.Match`. `*` and `?` never match a `/`.
struct PathPattern {
    /// A plain step without references, so that matching counts none.
    private enum Step {
        /// One byte of UTF-8: equal bytes are equal characters.
        case literal(UInt8)
        case any
        case anyRun
        /// Those of ``ranges`` from `first` up to `end`.
        case set(first: Int32, end: Int32, isNegated: Bool)
    }

    private var steps: [Step] = []
    private var ranges: [ClosedRange<UInt32>] = []

    /// Nil for a pattern that Go calls malformed.
    init?(_ pattern: some Sequence<Unicode.Scalar>) {
        var rest = Array(pattern)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": steps.append(.anyRun)
            case "?": steps.append(.any)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                append(escaped)
            case "[":
                guard appendSet(&rest) else { return nil }
            default: append(scalar)
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { steps.append(.literal(byte)) }
    }

    private mutating func appendSet(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        var isNegated = false
        if rest.first == "^" {
            isNegated = true
            rest.removeFirst()
        }
        let first = ranges.count
        while true {
            if rest.first == "]", ranges.count > first {
                rest.removeFirst()
                steps.append(.set(first: Int32(first), end: Int32(ranges.count), isNegated: isNegated))
                return true
            }
            guard let low = Self.member(&rest) else { return false }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = Self.member(&rest) else { return false }
                high = end
            }
            // An upside-down range matches nothing, as in Go.
            ranges.append(low.value <= high.value ? low.value...high.value : UInt32.max...UInt32.max)
        }
    }

    private static func member(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return nil }
        let result = scalar == "\\" ? rest.popFirst() : scalar
        return rest.isEmpty ? nil : result
    }

    /// Whether the pattern matches all of `text`, which is valid UTF-8.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        steps.withUnsafeBufferPointer { steps in match(steps, text) }
    }

    private func match(_ steps: UnsafeBufferPointer<Step>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var (step, position) = (0, 0)
        // Where to go on when a later step fails: the last run, taking one character more.
        var retry: (step: Int, position: Int)?
        while true {
            if step == steps.count {
                if position == text.count { return true }
            } else if case .anyRun = steps[step] {
                retry = (step, position)
                step += 1
                continue
            } else if position < text.count, let width = accepted(steps[step], text, position) {
                step += 1
                position += width
                continue
            }
            guard let last = retry, last.position < text.count, text[last.position] != UInt8(ascii: "/") else {
                return false
            }
            retry = (last.step, last.position + Self.width(text[last.position]))
            (step, position) = (last.step + 1, last.position + Self.width(text[last.position]))
        }
    }

    /// How many bytes of the text the step takes; nil when it does not fit.
    private func accepted(_ step: Step, _ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int? {
        let byte = text[position]
        switch step {
        case .literal(let expected): return expected == byte ? 1 : nil
        case .any: return byte == UInt8(ascii: "/") ? nil : Self.width(byte)
        case .anyRun: return nil
        case .set(let first, let end, let isNegated):
            let scalar = Self.scalar(text, position)
            let isMember = ranges[Int(first)..<Int(end)].contains { $0.contains(scalar) }
            return byte != UInt8(ascii: "/") && isMember != isNegated ? Self.width(byte) : nil
        }
    }

    private static func width(_ byte: UInt8) -> Int { byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4 }

    private static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt32 {
        let first = UInt32(text[position])
        let width = width(text[position])
        guard width > 1, position + width <= text.count else { return first }
        return text[(position + 1)..<(position + width)].reduce(first & (0x7f >> UInt32(width))) {
            $0 << 6 | UInt32($1 & 0x3f)
        }
    }
}
