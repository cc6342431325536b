import HelmHTTP
import Testing

@Suite struct OutboundAddressTests {
    @Test(arguments: [
        ("169.254.169.254", true), ("::ffff:169.254.169.254", true), ("fe80::1%eth0", true), ("FEBF::1", true),
        ("fd00:ec2::254", true), ("100.100.100.200", true), ("0.0.0.0", true), ("10.0.0.1", false),
        ("127.0.0.1", false), ("::1", false), ("fec0::1", false), ("2001:db8::1", false), ("169.25.4.1", false),
    ])
    func knowsLinkLocalAddresses(_ address: String, _ expected: Bool) {
        #expect(OutboundAddress.isLinkLocalOrMetadata(address) == expected)
    }
}
