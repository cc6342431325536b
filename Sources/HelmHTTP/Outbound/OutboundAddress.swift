/// What is known of numeric addresses, for `HTTPRequest.allowsAddress`.
public enum OutboundAddress {
    /// Whether only the machine and its hypervisor are reached there: link-local addresses and the metadata services
    /// of clouds. Nothing that a caller names may lead to them.
    public static func isLinkLocalOrMetadata(_ address: String) -> Bool {
        var text = Substring(address.lowercased())
        if let zone = text.firstIndex(of: "%") { text = text[..<zone] }
        // IPv4 in IPv6.
        if text.hasPrefix("::ffff:"), text.contains(".") { text = text.dropFirst("::ffff:".count) }
        if text.contains(".") {
            return text.hasPrefix("169.254.") || text == "100.100.100.200" || text.hasPrefix("0.")
        }
        let first = text.prefix { $0 != ":" }
        if first.count == 4, let group = UInt16(first, radix: 16), group & 0xffc0 == 0xfe80 { return true }
        return text == "fd00:ec2::254"
    }
}
