import HelmHTTP
import Testing

@Suite struct OutboundAddressTests {
    @Test(arguments: [
        ("169.254.169.254", true), ("::ffff:169.254.169.254", true), ("fe80::1%eth0", true), ("FEBF::1", true),
        ("fd00:ec2::254", true), ("100.100.100.200", true), ("0.0.0.0", true), ("10.0.0.1", false),
        ("127.0.0.1", false), ("2852039166", true), ("0xa9fea9fe", true), ("0251.0376.0251.0376", true),
        ("::ffff:a9fe:a9fe", true), ("64:ff9b::a9fe:a9fe", true), ("168.63.129.16", true), ("fd20:ce::254", true),
        ("0.charts.example.com", false), ("feba", false), ("169.254.example.com", false), ("::", true), ("::1", false),
        ("fec0::1", false), ("2001:db8::1", false), ("169.25.4.1", false),
    ])
    func knowsLinkLocalAddresses(_ address: String, _ expected: Bool) {
        #expect(OutboundAddress.isLinkLocalOrMetadata(address) == expected)
    }
}
