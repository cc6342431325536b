internal import HelmTemplate
internal import HelmValues

/// Go's `time.Time` in a template.
final class TimeObject: ComparableObject {
    let time: GoTime
    let goType = "time.Time"
    let goKind = "struct"

    init(_ time: GoTime) { self.time = time }

    var printed: String { time.text }
    var shape: GoShape { .stringer(.opaque) }

    func isEqual(to other: any GoObject) -> Bool {
        guard let other = other as? TimeObject else { return false }
        return time.compare(to: other.time) == 0 && time.zoneNow == other.time.zoneNow
    }

    func plain() throws -> Value {
        let year = time.civil.year
        guard (0...9999).contains(year) else {
            throw FunctionError(
                "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]"
            )
        }
        return .string(String(decoding: time.formatted(GoTime.rfc3339), as: UTF8.self))
    }

    func method(_ name: String) -> TemplateFunction? {
        TimeMethods.parts[name].map { part in
            let time = time
            return TemplateFunction([]) { _, _ in part(time) }
        }
            ?? TimeMethods.calls[name].map { call in
                let time = time
                return TemplateFunction(call.parameters) { arguments, _ in try call.body(time, arguments) }
            }
    }
}

/// Go's `time.Duration`.
final class DurationObject: ComparableObject {
    let duration: GoDuration
    let goType = "time.Duration"
    let goKind = "int64"

    init(_ duration: GoDuration) { self.duration = duration }

    var printed: String { duration.description }
    var isTrue: Bool { duration.nanoseconds != 0 }
    var shape: GoShape { .stringer(.integer(duration.nanoseconds)) }
    func plain() throws -> Value { .int(duration.nanoseconds) }
    func isEqual(to other: any GoObject) -> Bool {
        (other as? DurationObject)?.duration.nanoseconds == duration.nanoseconds
    }

    func method(_ name: String) -> TemplateFunction? {
        let duration = duration
        func value(_ value: GoValue) -> TemplateFunction? {
            guard case .float(let number) = value else {
                let number = value.integer
                return TemplateFunction([]) { _, _ in .int64(Int64(number)) }
            }
            return TemplateFunction([]) { _, _ in .float(number) }
        }
        switch name {
        case "Hours": return value(.float(duration.seconds / 3600))
        case "Minutes": return value(.float(duration.seconds / 60))
        case "Seconds": return value(.float(duration.seconds))
        case "Milliseconds": return value(.int64(duration.nanoseconds / 1_000_000))
        case "Microseconds": return value(.int64(duration.nanoseconds / 1000))
        case "Nanoseconds": return value(.int64(duration.nanoseconds))
        case "String": return TemplateFunction([]) { _, _ in .string(duration.description) }
        case "Abs":
            return TemplateFunction([]) { _, _ in
                .object(DurationObject(GoDuration(nanoseconds: Int64(clamping: duration.nanoseconds.magnitude))))
            }
        case "Round":
            return TemplateFunction([.any]) { arguments, _ in
                .object(DurationObject(duration.rounded(try TimeMethods.duration(arguments[0]))))
            }
        case "Truncate":
            return TemplateFunction([.any]) { arguments, _ in
                .object(DurationObject(duration.truncated(try TimeMethods.duration(arguments[0]))))
            }
        default: return nil
        }
    }
}

/// Go's `time.Month` and `time.Weekday`: numbers with a name.
final class NamedNumber: GoObject {
    let goType: String
    let goKind = "int"
    private let number: Int
    private let name: String

    init(month: Int) {
        goType = "time.Month"
        number = month
        name = TimeLayout.months[month - 1]
    }

    init(weekday: Int) {
        goType = "time.Weekday"
        number = weekday
        name = TimeLayout.weekdays[weekday]
    }

    var printed: String { name }
    var isTrue: Bool { number != 0 }
    var shape: GoShape { .stringer(.integer(Int64(number))) }
    func plain() throws -> Value { .int(Int64(number)) }

    func method(_ method: String) -> TemplateFunction? {
        let name = name
        return method == "String" ? TemplateFunction([]) { _, _ in .string(name) } : nil
    }
}
