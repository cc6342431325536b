/// The patterns of `.Files.Glob`: those of github.com/gobwas/glob with `/` as separator.
///
/// `*` and `?` stop at a slash, `**` does not; `[abc]`, `[!abc]`, `[a-z]`, `[!a-z]`; `{one,two}`, nested; `\` escapes.
struct GlobPattern {
    private indirect enum Step {
        case literal(Unicode.Scalar)
        case any
        case run(crossesFolders: Bool)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        case choice([[Step]])
    }

    /// Bounds the work of one match: patterns come from charts.
    private static let maximumWork = 200_000
    private static let maximumDepth = 16

    private let steps: [Step]

    init?(_ pattern: String) {
        var rest = Array(pattern.unicodeScalars)[...]
        guard let steps = Self.steps(&rest, depth: 0), rest.isEmpty else { return nil }
        self.steps = steps
    }

    func matches(_ name: String) -> Bool {
        let text = Array(name.unicodeScalars)
        var work = 0
        return Self.match(steps[...], text[...], &work) { $0.isEmpty }
    }

    private static func steps(_ rest: inout ArraySlice<Unicode.Scalar>, depth: Int) -> [Step]? {
        var steps: [Step] = []
        while let scalar = rest.first {
            if depth > 0, scalar == "," || scalar == "}" { return steps }
            rest.removeFirst()
            switch scalar {
            case "*":
                let crosses = rest.first == "*"
                while rest.first == "*" { rest.removeFirst() }
                steps.append(.run(crossesFolders: crosses))
            case "?": steps.append(.any)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                steps.append(.literal(escaped))
            case "[":
                guard let set = set(&rest) else { return nil }
                steps.append(set)
            case "{":
                guard depth < maximumDepth, let choice = choice(&rest, depth: depth + 1) else { return nil }
                steps.append(choice)
            case "]", "}": return nil
            default: steps.append(.literal(scalar))
            }
        }
        return depth == 0 ? steps : nil
    }

    private static func choice(_ rest: inout ArraySlice<Unicode.Scalar>, depth: Int) -> Step? {
        var choices: [[Step]] = []
        while true {
            guard let steps = steps(&rest, depth: depth) else { return nil }
            choices.append(steps)
            if rest.popFirst() == "}" { return .choice(choices) }
        }
    }

    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Step? {
        let isNegated = rest.first == "!"
        if isNegated { rest.removeFirst() }
        var members: [Unicode.Scalar] = []
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "]":
                ranges += members.map { $0...$0 }
                return ranges.isEmpty ? nil : .set(ranges, isNegated: isNegated)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                members.append(escaped)
            case "-" where !members.isEmpty && rest.first != "]":
                guard let high = rest.popFirst(), let low = members.popLast(), low <= high else { return nil }
                ranges.append(low...high)
            default: members.append(scalar)
            }
        }
        return nil
    }

    private static func match(
        _ steps: ArraySlice<Step>, _ text: ArraySlice<Unicode.Scalar>, _ work: inout Int,
        then rest: (ArraySlice<Unicode.Scalar>) -> Bool
    ) -> Bool {
        work += 1
        guard work < maximumWork else { return false }
        guard let step = steps.first else { return rest(text) }
        let next = steps.dropFirst()
        switch step {
        case .literal(let expected):
            return text.first == expected && match(next, text.dropFirst(), &work, then: rest)
        case .any:
            guard let scalar = text.first, scalar != "/" else { return false }
            return match(next, text.dropFirst(), &work, then: rest)
        case .set(let ranges, let isNegated):
            guard let scalar = text.first, ranges.contains(where: { $0.contains(scalar) }) != isNegated else {
                return false
            }
            return match(next, text.dropFirst(), &work, then: rest)
        case .run(let crossesFolders):
            var tail = text
            while true {
                if match(next, tail, &work, then: rest) { return true }
                guard let scalar = tail.popFirst(), crossesFolders || scalar != "/" else { return false }
            }
        case .choice(let choices):
            for choice in choices {
                if match(Array(choice + next)[...], text, &work, then: rest) { return true }
            }
            return false
        }
    }
}
