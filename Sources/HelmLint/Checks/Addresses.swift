internal import HelmFunctions

/// Whether texts of Chart.yaml are addresses, as govalidator, which Helm asks, sees them.
enum Addresses {
    /// An address with a scheme, that could be requested.
    static func isRequestURL(_ text: String) -> Bool {
        WebAddress(requestURI: text).map { !$0.scheme.isEmpty } ?? false
    }

    /// The address of a page: scheme and user may be missing, the host may be a name, or an IP address.
    static func isURL(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.count
        guard scalars < 2083, text.utf8.count > 3, text.utf8.first != UInt8(ascii: ".") else { return false }
        let lacksScheme = text.utf8.contains(UInt8(ascii: ":")) && !text.contains("://")
        guard let address = WebAddress(lacksScheme ? "http://" + text : text) else { return false }
        let dot = UInt8(ascii: ".")
        if address.host.first == dot { return false }
        if address.host.isEmpty, !address.path.isEmpty, !address.path.contains(dot) { return false }
        return url.matches(text)
    }

    static func isEmail(_ text: String) -> Bool { email.matches(text) }

    // MARK: Patterns

    private static let url = AddressPattern(
        "(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\\S+@)?(?:\(ipv4)|\\[\(ipv6)\\]|\(host))\\.?(?::\\d{1,5})?"
            + "(?:[/?#]\\S*)?")

    private static let alnum = "[a-zA-Z0-9]"
    /// Letters of other scripts may stand in the last part of a name and in the part before it.
    private static let wide = "a-zA-Z\\x{00a1}-\\x{ffff}"
    private static let host: String = {
        let first = "\(alnum)[a-zA-Z0-9_-]*\(alnum)(?:[-.]\(alnum)+)*"
        let loose = "\(alnum)+(?:[-_.]?\(alnum))*\(alnum)\\.\(alnum)+"
        return "(?:\(first)|www\\.|\(loose))?(?:[\(wide)0-9]+-?-?)*[\(wide)0-9]+(?:\\.[\(wide)]+)?"
    }()

    private static let ipv4: String = {
        let first = "(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3]|24\\d|25[0-5])"
        let middle = "(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])"
        let last = "(?:[0-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])"
        return "\(first)(?:\\.\(middle)){2}\\.\(last)"
    }()

    private static let ipv6: String = {
        let group = "[0-9a-fA-F]{1,4}"
        let byte = "(?:25[0-5]|(?:2[0-4]|1?[0-9])?[0-9])"
        let v4 = "(?:\(byte)\\.){3}\(byte)"
        // `::` may stand after one to seven groups; the more before it, the fewer after it.
        let shortened = (1...6).map { "(?:\(group):){1,\($0)}(?::\(group)){1,\(7 - $0)}" }
        let forms =
            ["(?:\(group):){7}\(group)", "(?:\(group):){1,7}:", ":(?::\(group)){1,7}", "::"] + shortened
            + [
                "fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+", "::(?:ffff(?::0{1,4})?:)?\(v4)",
                "(?:\(group):){1,4}:\(v4)",
            ]
        return "(?:\(forms.joined(separator: "|")))"
    }()

    private static let email: AddressPattern = {
        let other = "\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}"
        let atom = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~\(other)-]+"
        let space = "(?:(?:[ \\t]*\\r\\n)?[ \\t]+)?"
        let quotable = "[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f!#-\\[\\]-~\(other)]"
        // Govalidator's own: each character has a quote before it, and a parenthesis lets a quote or backslash follow.
        let quoted = "(?:\"\(space)(?:\(quotable)|\\([\\x01-\\x09\\x0b-\\x7f]))*\(space)\""
        let letter = "[a-zA-Z\(other)]"
        let label = "[a-zA-Z0-9\(other)](?:[a-zA-Z0-9._~\(other)-]*[a-zA-Z0-9\(other)])?"
        let top = "\(letter)(?:[a-zA-Z0-9_~\(other)-]*\(letter))?"
        return AddressPattern("(?:\(atom)(?:\\.\(atom))*|\(quoted))@(?:\(label)\\.)+\(top)\\.?")
    }()
}
