internal import HelmValues

/// The formats that drafts up to 7 check; others are taken as they are.
///
/// santhosh-tekuri/jsonschema v6, format.go. Not checked, other than there: idn-*, iri*, uri-template, period.
enum SchemaFormats {
    /// What is wrong with `text`, in the library's words; nil when nothing is.
    static func problem(_ format: String, _ text: String) -> String? {
        switch format {
        case "regex": regex(text)
        case "ipv4": ipv4(text)
        case "ipv6": ipv6(text)
        case "date": date(text)
        case "time": time(text)
        case "date-time": dateTime(text)
        case "hostname": hostname(text)
        case "email": email(text)
        case "uri": uri(text)
        case "uuid": uuid(text)
        case "json-pointer": pointer(text)
        case "semver": semver(text)
        default: nil
        }
    }

    private static func regex(_ text: String) -> String? {
        do throws(SchemaError) {
            _ = try SchemaRegex(text)
            return nil
        } catch {
            return error.message
        }
    }

    private static func parts(_ text: String, _ separator: Character) -> [Substring] {
        text.split(separator: separator, omittingEmptySubsequences: false)
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func ipv4(_ text: String) -> String? {
        let groups = parts(text, ".")
        guard groups.count == 4 else { return "expected four decimals" }
        for group in groups {
            if group.count > 1, group.hasPrefix("0") { return "leading zeros" }
            guard let number = Int(group) else { return "strconv.Atoi: parsing \"\(group)\": invalid syntax" }
            if number < 0 || number > 255 { return "decimal must be between 0 and 255" }
        }
        return nil
    }

    /// Go: net/netip, ParseAddr
    private static func ipv6(_ text: String) -> String? {
        guard text.contains(":") else { return "missing colon" }
        func failure(_ words: String, _ rest: Substring) -> String {
            "ParseAddr(\(GoQuote.quoted(text))): \(words)"
                + (rest.isEmpty ? "" : " (at \(GoQuote.quoted(String(rest))))")
        }
        if text.contains("%") { return "zone id is not a part of ipv6 address" }
        var rest = text[...]
        var groups = 0
        var hasEllipsis = false
        if rest.hasPrefix("::") {
            hasEllipsis = true
            rest = rest.dropFirst(2)
            if rest.isEmpty { return nil }
        }
        while groups < 8 {
            let digits = rest.prefix { $0.isHexDigit }
            if digits.isEmpty { return failure("each colon-separated field must have at least one digit", rest) }
            if rest.dropFirst(digits.count).first == ".", hasEllipsis || groups == 6 {
                if groups > 6 {
                    return failure("embedded IPv4 address must replace the final 2 fields of the address", rest)
                }
                return ipv4(String(rest)).map { failure($0, "") }
            }
            if digits.count > 4 { return failure("IPv6 field has value >=2^16", rest) }
            groups += 1
            rest = rest.dropFirst(digits.count)
            if rest.isEmpty { break }
            if rest.first != ":" { return failure("unexpected character, want colon", rest) }
            if rest.count == 1 { return failure("colon must be followed by more characters", rest) }
            rest = rest.dropFirst()
            if rest.first == ":" {
                if hasEllipsis { return failure("multiple :: in address", rest) }
                hasEllipsis = true
                rest = rest.dropFirst()
                if rest.isEmpty { break }
            }
        }
        if !rest.isEmpty { return failure("trailing garbage after address", rest) }
        if groups < 8, !hasEllipsis { return failure("address string too short", "") }
        if groups == 8, hasEllipsis { return failure("the :: must expand to at least one field of zeros", "") }
        return nil
    }

    private static func date(_ text: String) -> String? {
        let fields = parts(text, "-")
        let quoted = GoQuote.quoted(text)
        guard text.utf8.count == 10, fields.map(\.count) == [4, 2, 2], fields.allSatisfy({ isDigits($0) }) else {
            return "parsing time \(quoted) as \"2006-01-02\": cannot parse \(quoted) as \"2006\""
        }
        let (year, month, day) = (Int(fields[0]) ?? 0, Int(fields[1]) ?? 0, Int(fields[2]) ?? 0)
        guard (1...12).contains(month) else { return "parsing time \(quoted): month out of range" }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day) ? nil : "parsing time \(quoted): day out of range"
    }

    private static func time(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 9 else { return "less than 9 characters long" }
        guard bytes[2] == 0x3a, bytes[5] == 0x3a else { return "missing colon in correct place" }
        let fields = parts(String(decoding: bytes[..<8], as: UTF8.self), ":").map { Int($0) }
        guard fields.count == 3, let hour = fields[0], let minute = fields[1], let second = fields[2] else {
            return "invalid hour/min/sec"
        }
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else {
            return "hour/min/sec out of range"
        }
        var rest = String(decoding: bytes[8...], as: UTF8.self)[...]
        if rest.hasPrefix(".") {
            let digits = rest.dropFirst().prefix { isDigits(String($0)) }
            if digits.isEmpty { return "no digits in second fraction" }
            rest = rest.dropFirst(digits.count + 1)
        }
        if rest.lowercased() == "z" { return nil }
        guard rest.utf8.count == 6 else { return "offset must be 6 characters long" }
        guard rest.hasPrefix("+") || rest.hasPrefix("-") else { return "offset must begin with plus/minus" }
        let zone = parts(String(rest.dropFirst()), ":").map { Int($0) }
        guard zone.count == 2, let hours = zone[0], let minutes = zone[1] else { return "invalid hour/min in offset" }
        return (0...23).contains(hours) && (0...59).contains(minutes) ? nil : "hour/min in offset out of range"
    }

    private static func dateTime(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20 else { return "less than 20 characters long" }
        guard bytes[10] | 0x20 == 0x74 else { return "11th character must be t or T" }
        if let problem = date(String(decoding: bytes[..<10], as: UTF8.self)) {
            return "invalid date element: \(problem)"
        }
        return time(String(decoding: bytes[11...], as: UTF8.self)).map { "invalid time element: \($0)" }
    }

    private static func hostname(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        if name.utf8.count > 253 { return "more than 253 characters long" }
        for label in parts(name, ".") {
            if label.isEmpty || label.utf8.count > 63 { return "label must be 1 to 63 characters long" }
            if label.hasPrefix("-") { return "label starts with hyphen" }
            if label.hasSuffix("-") { return "label ends with hyphen" }
            if let bad = label.first(where: { !($0.isASCII && ($0.isLetter || $0.isNumber)) && $0 != "-" }) {
                return "invalid character '\(bad)'"
            }
        }
        return nil
    }

    private static func email(_ text: String) -> String? {
        if text.utf8.count > 254 { return "more than 255 characters long" }
        guard let at = text.lastIndex(of: "@") else { return "missing @" }
        let (local, domain) = (text[..<at], text[text.index(after: at)...])
        if local.utf8.count > 64 { return "local part more than 64 characters long" }
        if !(local.count > 1 && local.hasPrefix("\"")) {
            if local.hasPrefix(".") { return "starts with dot" }
            if local.hasSuffix(".") { return "ends with dot" }
            if local.contains("..") { return "consecutive dots" }
            let allowed = ".!#$%&'*+-/=?^_`{|}~"
            if let bad = local.first(where: { !($0.isASCII && ($0.isLetter || $0.isNumber)) && !allowed.contains($0) })
            {
                return "invalid character '\(bad)'"
            }
        }
        if domain.hasPrefix("["), domain.hasSuffix("]") {
            let address = String(domain.dropFirst().dropLast())
            if address.hasPrefix("IPv6:") {
                return ipv6(String(address.dropFirst(5))).map { "invalid ipv6 address: \($0)" }
            }
            return ipv4(address).map { "invalid ipv4 address: \($0)" }
        }
        return hostname(String(domain)).map { "invalid domain: \($0)" }
    }

    private static func uri(_ text: String) -> String? {
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            return "parse \(GoQuote.quoted(text)): net/url: invalid control character in URL"
        }
        let scheme = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        guard !scheme.isEmpty, scheme.first?.isLetter == true, text.dropFirst(scheme.count).hasPrefix(":") else {
            return "relative url"
        }
        return nil
    }

    private static func uuid(_ text: String) -> String? {
        let groups = parts(text, "-")
        let sizes = [8, 4, 4, 4, 12]
        guard groups.count == sizes.count else { return "must have \(sizes.count) elements" }
        for (index, group) in groups.enumerated() {
            if group.utf8.count != sizes[index] {
                return "element \(index + 1) must be \(sizes[index]) characters long"
            }
            if let bad = group.first(where: { !($0.isASCII && $0.isHexDigit) }) { return "non-hex character '\(bad)'" }
        }
        return nil
    }

    private static func pointer(_ text: String) -> String? {
        if text.isEmpty { return nil }
        if !text.hasPrefix("/") { return "not starting with /" }
        for part in parts(text, "/") {
            var rest = part[...]
            while let tilde = rest.firstIndex(of: "~") {
                rest = rest[rest.index(after: tilde)...]
                if rest.first != "0", rest.first != "1" { return "~ must be followed by 0 or 1" }
            }
        }
        return nil
    }

    private static func semver(_ text: String) -> String? {
        var core = text[...]
        if let plus = core.firstIndex(of: "+") {
            if core.index(after: plus) == core.endIndex { return "build is empty" }
            core = core[..<plus]
        }
        if let dash = core.firstIndex(of: "-") {
            for part in parts(String(core[core.index(after: dash)...]), ".") {
                if part.isEmpty { return "pre-release identifier is empty" }
                if isDigits(part), part.count > 1, part.hasPrefix("0") {
                    return "pre-release numeric identifier starts with zero"
                }
            }
            core = core[..<dash]
        }
        let numbers = parts(String(core), ".")
        guard numbers.count == 3 else { return "versionCore must have 3 numbers separated by dot" }
        for (name, number) in zip(["major", "minor", "patch"], numbers) {
            if number.isEmpty { return "\(name) is empty" }
            if number.count > 1, number.hasPrefix("0") { return "\(name) starts with zero" }
            if !isDigits(number) { return "\(name) contains non-digit" }
        }
        return nil
    }
}
