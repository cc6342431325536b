internal import HelmTemplate
internal import HelmValues

/// The methods of Go's `time.Time` that a template can call.
enum TimeMethods {
    struct Call: Sendable {
        let parameters: [ParameterType]
        let body: @Sendable (_ time: GoTime, _ arguments: [GoValue]) throws -> GoValue
    }

    /// Those without arguments.
    static let parts: [String: @Sendable (GoTime) -> GoValue] = [
        "Year": { .int(Int($0.civil.year)) },
        "Month": { .object(NamedNumber(month: $0.civil.month)) },
        "Day": { .int($0.civil.day) },
        "Weekday": { .object(NamedNumber(weekday: $0.civil.weekday)) },
        "YearDay": { .int($0.civil.dayOfYear) },
        "Hour": { .int($0.civil.hour) },
        "Minute": { .int($0.civil.minute) },
        "Second": { .int($0.civil.second) },
        "Nanosecond": { .int($0.nanoseconds) },
        "Unix": { .int64($0.seconds) },
        "UnixMilli": { .int64($0.seconds &* 1000 &+ Int64($0.nanoseconds / 1_000_000)) },
        "UnixMicro": { .int64($0.seconds &* 1_000_000 &+ Int64($0.nanoseconds / 1000)) },
        "UnixNano": { .int64($0.seconds &* 1_000_000_000 &+ Int64($0.nanoseconds)) },
        "UTC": { .object(TimeObject($0.shown(in: .utc))) },
        "Local": { .object(TimeObject($0.shown(in: .utc))) },
        "IsZero": { .bool($0.isZero) },
        "String": { .string($0.text) },
    ]

    static let calls: [String: Call] = [
        "Format": Call(parameters: [.string]) { time, arguments in
            .string(bytes: time.formatted(arguments[0].bytes))
        },
        "AddDate": Call(parameters: [.int, .int, .int]) { time, arguments in
            let later = time.adding(
                years: arguments[0].integer, months: arguments[1].integer, days: arguments[2].integer
            )
            return .object(TimeObject(later))
        },
        "Add": Call(parameters: [.any]) { time, arguments in
            .object(TimeObject(time.adding(try duration(arguments[0]))))
        },
        "Truncate": Call(parameters: [.any]) { time, arguments in
            .object(TimeObject(time.truncated(try duration(arguments[0]))))
        },
        "Round": Call(parameters: [.any]) { time, arguments in
            .object(TimeObject(time.truncated(try duration(arguments[0]), rounding: true)))
        },
        "Sub": comparison { .object(DurationObject($0.since($1))) },
        "Before": comparison { .bool($0.compare(to: $1) < 0) },
        "After": comparison { .bool($0.compare(to: $1) > 0) },
        "Equal": comparison { .bool($0.compare(to: $1) == 0) },
        "Compare": comparison { .int($0.compare(to: $1)) },
    ]

    private static func comparison(_ result: @escaping @Sendable (GoTime, GoTime) -> GoValue) -> Call {
        Call(parameters: [.object("time.Time")]) { time, arguments in result(time, Self.time(arguments[0])) }
    }

    /// The time that a checked argument holds.
    static func time(_ value: GoValue) -> GoTime {
        guard case .object(let object) = value, let object = object as? TimeObject else { return .zero }
        return object.time
    }

    /// A duration, or a whole number of nanoseconds as literals give it.
    static func duration(_ value: GoValue) throws -> GoDuration {
        switch value {
        case .int, .int64: return GoDuration(nanoseconds: Int64(value.integer))
        case .object(let object as DurationObject): return object.duration
        default:
            throw FunctionError("wrong type for value; expected time.Duration; got \(GoPrint.goType(of: value))")
        }
    }
}
