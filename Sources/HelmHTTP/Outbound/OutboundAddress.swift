internal import Glibc

/// What is known of numeric addresses, for `HTTPRequest.allowsAddress`.
public enum OutboundAddress {
    /// Whether only the machine and its hypervisor are reached there: link-local addresses and the metadata services
    /// of clouds. Nothing that a caller names may lead to them.
    ///
    /// Every spelling that a resolver takes counts, such as `0xa9fea9fe`, and IPv4 inside IPv6. A name is none of these.
    public static func isLinkLocalOrMetadata(_ address: String) -> Bool {
        guard let bytes = bytes(of: address) else { return false }
        if bytes.count == 4 { return isRefused(bytes[...]) }
        if bytes[0] == 0xfe, bytes[1] & 0xc0 == 0x80 { return true }
        if refusedIPv6.contains(where: { self.bytes(of: $0) == bytes }) { return true }
        let holdsIPv4 = embeddingPrefixes.contains { bytes.starts(with: $0) } && bytes != loopback6
        return holdsIPv4 && isRefused(bytes[12...])
    }

    /// Whether it is the machine itself.
    static func isLoopback(_ address: String) -> Bool {
        guard let bytes = bytes(of: address) else { return address == "localhost" }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == loopback6
    }

    private static func isRefused(_ address: ArraySlice<UInt8>) -> Bool {
        if address.starts(with: [169, 254]) || address.first == 0 { return true }
        return refusedIPv4.contains { address.elementsEqual($0) }
    }

    /// Alibaba, Azure, Oracle.
    private static let refusedIPv4: [[UInt8]] = [[100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192]]
    /// AWS, Google.
    private static let refusedIPv6 = ["fd00:ec2::254", "fd20:ce::254"]
    private static let zeros = [UInt8](repeating: 0, count: 10)
    private static let loopback6 = zeros + [0, 0, 0, 0, 0, 1]
    /// IPv4 mapped, IPv4 compatible, NAT64.
    private static let embeddingPrefixes: [[UInt8]] = [
        zeros + [0xff, 0xff], zeros + [0, 0], [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
    ]

    /// Four or sixteen; nil for what is no numeric address.
    private static func bytes(of address: String) -> [UInt8]? {
        let text = address.prefix { $0 != "%" }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 }) else { return nil }
        var six = in6_addr()
        if inet_pton(AF_INET6, String(text), &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        var four = in_addr()
        guard inet_aton(String(text), &four) != 0 else { return nil }
        return withUnsafeBytes(of: four.s_addr) { Array($0) }
    }
}
