/// A shell pattern for paths: Go's `filepath.Match`. `*` and `?` never match a `/`.
struct PathPattern {
    private enum Step {
        case literal(Unicode.Scalar)
        case any
        case anyRun
        case set(ranges: [ClosedRange<UInt32>], isNegated: Bool)
    }

    private let steps: [Step]

    /// Nil for a pattern that Go calls malformed.
    init?(_ pattern: some Sequence<Unicode.Scalar>) {
        var rest = Array(pattern)[...]
        var steps: [Step] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": steps.append(.anyRun)
            case "?": steps.append(.any)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                steps.append(.literal(escaped))
            case "[":
                guard let set = Self.set(&rest) else { return nil }
                steps.append(set)
            default: steps.append(.literal(scalar))
            }
        }
        self.steps = steps
    }

    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Step? {
        var isNegated = false
        if rest.first == "^" {
            isNegated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<UInt32>] = []
        while true {
            if rest.first == "]", !ranges.isEmpty {
                rest.removeFirst()
                return .set(ranges: ranges, isNegated: isNegated)
            }
            guard let low = member(&rest) else { return nil }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = member(&rest) else { return nil }
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

    func matches(_ name: some Sequence<Unicode.Scalar>) -> Bool {
        let text = Array(name)
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
            } else if position < text.count, accepts(steps[step], text[position]) {
                step += 1
                position += 1
                continue
            }
            guard let last = retry, last.position < text.count, text[last.position] != "/" else { return false }
            retry = (last.step, last.position + 1)
            (step, position) = (last.step + 1, last.position + 1)
        }
    }

    private func accepts(_ step: Step, _ scalar: Unicode.Scalar) -> Bool {
        switch step {
        case .literal(let expected): expected == scalar
        case .any: scalar != "/"
        case .anyRun: false
        case .set(let ranges, let isNegated):
            scalar != "/" && ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }
}
