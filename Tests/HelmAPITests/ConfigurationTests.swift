import Foundation
import HelmHTTP
import HelmRepository
import Logging
import Testing

@testable import HelmAPI

@Suite("Configuration and environment")
struct ConfigurationTests {
    private func message(_ text: String) -> String? {
        do throws(ConfigurationError) {
            _ = try ServerConfiguration.parse(Array(text.utf8), name: "config.yaml")
            return nil
        } catch {
            return error.message
        }
    }

    @Test(arguments: [
        ("a: [", "config.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content"),
        ("uploadPath: charts", "charts upload path is not absolute: uploadPath: charts"),
        ("uploadPath: 1", "config.yaml: uploadPath must be a string"),
        ("helmRepos: x", "config.yaml: helmRepos must be a list"),
        ("helmRepos: [{name: a}]", "config.yaml: helmRepos[0].url must be a string"),
        ("maxUploadBytes: 0", "config.yaml: maxUploadBytes must be a positive whole number"),
        ("repositoryRefreshInterval: soon", "config.yaml: repositoryRefreshInterval must be a duration such as 10m"),
        ("repositoryRefreshInterval: -1m", "config.yaml: repositoryRefreshInterval must be a duration such as 10m"),
        ("allowedHosts: x", "config.yaml: allowedHosts must be a list of strings"),
        ("- a", "config.yaml: the configuration must be a map of keys"),
    ])
    func refusesInOneLine(_ text: String, _ expected: String) {
        #expect(message(text) == expected)
    }

    @Test func namesAnUnknownKeyAndItsPlace() {
        #expect(message("uploadPth: /x")?.hasPrefix("config.yaml: unknown key \"uploadPth\"; known here: ") == true)
        let nested = "helmRepos: [{name: a, url: b, pasword: c}]"
        #expect(message(nested)?.hasPrefix("config.yaml: unknown key \"helmRepos[0].pasword\"") == true)
    }

    @Test func refusesAMissingFileAndAnUnusableFolder() throws {
        #expect(throws: ConfigurationError.self) { try ServerConfiguration.load(path: "/does/not/exist.yaml") }
        let file = FileManager.default.temporaryDirectory.path + "/helm-wrapper-\(UUID().uuidString).yaml"
        try Data("uploadPath: /proc/charts\n".utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(throws: ConfigurationError.self) { try ServerConfiguration.load(path: file) }
    }

    @Test func theExampleIsGood() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let example = [UInt8](try Data(contentsOf: root.appending(path: "config-example.yaml")))
        let configuration = try ServerConfiguration.parse(example, name: "config-example.yaml")
        #expect(configuration.helmRepos.map(\.name) == ["bitnami"])
        #expect(configuration.maxUploadBytes == 20_971_520)
    }

    @Test func repositoriesAndWhereTheyMayLie() throws {
        let text = """
            repositoryRefreshInterval: 1h30m
            allowedHosts: ["*.example.com"]
            helmRepos: [{name: own, url: "http://u:p@repo.local:8080/charts", bearerToken: t}]
            helmRegistries: [{name: reg, url: "oci://registry.local/x"}]
            """
        let configuration = try ServerConfiguration.parse(Array(text.utf8), name: "config.yaml")
        #expect(configuration.repositoryRefreshInterval == .seconds(5400))
        #expect(configuration.helmRepos.first?.bearerToken == "t")
        let gate = configuration.outboundGate
        for url in ["http://repo.local:8080/a", "https://charts.example.com/a", "https://registry.local/v2/"] {
            #expect(throws: Never.self) { try gate.check(url) }
        }
        for url in ["http://repo.local/a", "https://example.com", "http://169.254.169.254"] {
            #expect(throws: HTTPError.self) { try gate.check(url) }
        }
        let off = try ServerConfiguration.parse(Array("repositoryRefreshInterval: 0\n".utf8), name: "config.yaml")
        #expect(off.repositoryRefreshInterval == nil)
        #expect(throws: Never.self) { try off.outboundGate.check("http://anywhere.invalid/") }
    }

    @Test func environmentNamesAreHelms() {
        let environment = HelmEnvironment(variables: [
            "HOME": "/home/me", "HELM_NAMESPACE": "apps", "HELM_MAX_HISTORY": "3", "HELM_KUBEASGROUPS": "a,b",
            "HELM_CACHE_HOME": "/cache",
        ])
        #expect(environment.namespace == "apps")
        #expect(environment.maxHistory == 3)
        #expect(environment.kubeAsGroups == ["a", "b"])
        #expect(environment.repositoryCache == "/cache/repository")
        #expect(environment.repositoryConfig == "/home/me/.config/helm/repositories.yaml")
    }

    /// Services are printed into the debug log.
    @Test func nothingPrintsATokenOfTheEnvironment() throws {
        let variables = [
            "HOME": "/tmp", "HELM_KUBETOKEN": "very-secret", "HELM_DRIVER": "sql",
            "HELM_DRIVER_SQL_CONNECTION_STRING": "postgres://me:very-secret@db.invalid/helm",
        ]
        let environment = HelmEnvironment(variables: variables)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let services = try Services(
            configuration: ServerConfiguration(), environment: environment, variables: variables, logger: logger)
        let server = HelmServer(services: services, address: "127.0.0.1", port: 0, logger: logger)
        for text in ["\(environment)", String(reflecting: environment), "\(services)", "\(server)"] {
            #expect(!text.contains("very-secret"))
        }
    }

    @Test(arguments: ["etcd", "Secret", "sqlite"])
    func aDriverThatHelmLacksIsRefused(_ driver: String) {
        let error = #expect(throws: (any Error).self) { try Self.services(["HELM_DRIVER": driver]) }
        #expect("\(error.map { "\($0)" } ?? "")" == "unknown driver \"\(driver)\"")
    }

    @Test func aConnectionStringThatCannotBeReadIsNotRepeated() {
        let variables = ["HELM_DRIVER": "sql", "HELM_DRIVER_SQL_CONNECTION_STRING": "password very-secret"]
        let error = #expect(throws: (any Error).self) { try Self.services(variables) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix("unable to instantiate SQL driver: "))
        #expect(!text.contains("very-secret"))
    }

    @Test(arguments: ["", "secret", "secrets", "configmap", "configmaps", "memory"])
    func helmsDriversAreTaken(_ driver: String) throws {
        _ = try Self.services(["HELM_DRIVER": driver])
    }

    private static func services(_ variables: [String: String]) throws -> Services {
        try Services(
            configuration: ServerConfiguration(), environment: HelmEnvironment(variables: variables),
            variables: variables, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
