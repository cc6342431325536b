import HelmChart
import HelmRelease
import HelmTemplate
import HelmValues
import Synchronization
import Testing

@testable import HelmActions

/// Values could leave the cluster by the names that a chart looks up, so nothing is looked up unless the request says so.
@Suite struct HostLookupTests {
    private static let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: one}
        data: {address: {{ getHostByName "localhost" | quote }}}
        """

    @Test(arguments: [false, true])
    func onlyWithDNSEnabled(_ isEnabled: Bool) async throws {
        let fixture = ActionFixture()
        var context = fixture.context
        let asked = Asked()
        context.environment.hostAddress = { host in
            asked.hosts.withLock { $0.append(host) }
            return HostLookup.firstAddress(of: host)
        }
        var options = InstallOptions()
        options.render.enableDNS = isEnabled
        let release = try await Install(context).run(
            InstallRequest(name: "demo", chart: ActionFixture.chart(["cm.yaml": Self.template]), options: options))
        #expect(asked.hosts.withLock { $0 } == (isEnabled ? ["localhost"] : []))
        let addresses = isEnabled ? ["127.0.0.1", "::1"] : [""]
        #expect(addresses.contains { release.manifest.contains("address: \"\($0)\"") }, "\(release.manifest)")
    }

    @Test func unknownHostsHaveNoAddress() {
        #expect(HostLookup.firstAddress(of: "nowhere.invalid") == "")
    }

    private final class Asked: Sendable {
        let hosts = Mutex<[String]>([])
    }
}
