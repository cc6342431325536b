internal import HelmTemplate

/// Rows of integers. Sprig: numeric.go.
enum Ranges {
    static let family: FunctionFamily = [
        "until": TemplateFunction([.int]) { arguments, _ in
            let end = arguments[0].integer
            return list(try integers(0, end, end < 0 ? -1 : 1))
        },
        "untilStep": TemplateFunction([.int, .int, .int]) { arguments, _ in
            list(try integers(arguments[0].integer, arguments[1].integer, arguments[2].integer))
        },
        "seq": TemplateFunction([], variadic: .int) { arguments, _ in
            .string(try sequence(arguments.map(\.integer)).map(String.init).joined(separator: " "))
        },
    ]

    private static func list(_ values: [Int]) -> GoValue {
        .list(GoList(values.map { .int($0) }, elementType: .int))
    }

    /// From `start` to before `end`; empty when the step leads away from it.
    private static func integers(_ start: Int, _ end: Int, _ step: Int) throws -> [Int] {
        guard end < start ? step < 0 : step > 0 else { return [] }
        let (distance, isHuge) = end.subtractingReportingOverflow(start)
        if isHuge { try Limits.checkList(.max) }
        try Limits.checkList(Int(clamping: (distance.magnitude &+ step.magnitude &- 1) / step.magnitude))
        return Array(stride(from: start, to: end, by: step))
    }

    private static func sequence(_ bounds: [Int]) throws -> [Int] {
        let start = bounds.count > 1 ? bounds[0] : 1
        guard let end = bounds.last, bounds.count <= 3 else { return [] }
        let increment = end < start ? -1 : 1
        if bounds.count == 3, end < start, bounds[1] > 0 { return [] }
        let step = bounds.count == 3 ? bounds[1] : increment
        let (last, isHuge) = end.addingReportingOverflow(increment)
        if isHuge { try Limits.checkList(.max) }
        return try integers(start, last, step)
    }
}
