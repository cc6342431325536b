internal import HelmTemplate
internal import HelmValues

/// Dates and durations. Sprig: date.go. What is no date is now.
enum DateFunctions {
    static let family: FunctionFamily = [
        "now": TemplateFunction([]) { _, call in .object(TimeObject(now(call))) },
        "date": TemplateFunction([.string, .any]) { arguments, call in
            .string(bytes: formatted(arguments[0].bytes, arguments[1], "Local", call))
        },
        "dateInZone": dateInZone, "date_in_zone": dateInZone,
        "htmlDate": TemplateFunction([.any]) { arguments, call in
            .string(bytes: formatted(day, arguments[0], "Local", call))
        },
        "htmlDateInZone": TemplateFunction([.any, .string]) { arguments, call in
            .string(bytes: formatted(day, arguments[0], arguments[1].text, call))
        },
        "dateModify": dateModify, "date_modify": dateModify,
        "mustDateModify": mustDateModify, "must_date_modify": mustDateModify,
        "toDate": TemplateFunction([.string, .string]) { arguments, _ in
            .object(TimeObject((try? TimeParser.parse(arguments[0].bytes, arguments[1].bytes)) ?? .zero))
        },
        "mustToDate": TemplateFunction([.string, .string]) { arguments, _ in
            .object(TimeObject(try TimeParser.parse(arguments[0].bytes, arguments[1].bytes)))
        },
        "unixEpoch": TemplateFunction([.object("time.Time")]) { arguments, _ in
            .string(String(TimeMethods.time(arguments[0]).seconds))
        },
        "ago": TemplateFunction([.any]) { arguments, call in
            let date = time(arguments[0], call)
            return .string(now(call).since(date).rounded(GoDuration(nanoseconds: 1_000_000_000)).description)
        },
        "duration": TemplateFunction([.any]) { arguments, _ in
            let seconds: Int64 =
                switch arguments[0] {
                case .string, .invalidUTF8: Numbers.clamped(arguments[0].bytes, base: 10)
                case .int64(let value): value
                default: 0
                }
            return .string(GoDuration(nanoseconds: seconds &* 1_000_000_000).description)
        },
        "durationRound": TemplateFunction([.any]) { arguments, call in
            .string(roughly(length(arguments[0], call).nanoseconds.magnitude))
        },
    ]

    private static let day = Array("2006-01-02".utf8)

    private static let dateInZone = TemplateFunction([.string, .any, .string]) { arguments, call in
        .string(bytes: formatted(arguments[0].bytes, arguments[1], arguments[2].text, call))
    }

    private static let dateModify = TemplateFunction([.string, .object("time.Time")]) { arguments, _ in
        guard let duration = try? GoDuration(arguments[0].bytes) else { return arguments[1] }
        return .object(TimeObject(TimeMethods.time(arguments[1]).adding(duration)))
    }

    private static let mustDateModify = TemplateFunction([.string, .object("time.Time")]) { arguments, _ in
        .object(TimeObject(TimeMethods.time(arguments[1]).adding(try duration(arguments[0].bytes))))
    }

    private static func duration(_ text: [UInt8]) throws -> GoDuration {
        do throws(GoDurationError) { return try GoDuration(text) } catch { throw FunctionError(error.message) }
    }

    private static func now(_ call: any CallContext) -> GoTime {
        let now = call.environment.now()
        return GoTime(seconds: now.seconds, nanoseconds: Int(now.nanoseconds), zone: .utc)
    }

    /// A time, or seconds since 1970; anything else is now.
    private static func time(_ value: GoValue, _ call: any CallContext) -> GoTime {
        switch value {
        case .int, .int64: return GoTime(seconds: Int64(value.integer), nanoseconds: 0, zone: .utc)
        case .object(let object as TimeObject): return object.time
        case .object(let object) where object.goType == "int32":
            if case .integer(let seconds) = object.shape { return GoTime(seconds: seconds, nanoseconds: 0, zone: .utc) }
            return now(call)
        default: return now(call)
        }
    }

    private static func formatted(
        _ layout: [UInt8], _ date: GoValue, _ zone: String, _ call: any CallContext
    ) -> [UInt8] {
        time(date, call).shown(in: .named(zone)).formatted(layout)
    }

    private static func length(_ value: GoValue, _ call: any CallContext) -> GoDuration {
        switch value {
        case .string, .invalidUTF8: (try? GoDuration(value.bytes)) ?? GoDuration(nanoseconds: 0)
        case .int64(let nanoseconds): GoDuration(nanoseconds: nanoseconds)
        case .object(let object as TimeObject): now(call).since(object.time)
        default: GoDuration(nanoseconds: 0)
        }
    }

    /// The biggest unit of which there is more than one.
    private static func roughly(_ nanoseconds: UInt64) -> String {
        let hour: UInt64 = 3_600_000_000_000
        let units: [(UInt64, String)] = [
            (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (60_000_000_000, "m"),
            (1_000_000_000, "s"),
        ]
        guard let (size, name) = units.first(where: { nanoseconds > $0.0 }) else { return "0s" }
        return "\(nanoseconds / size)\(name)"
    }
}
