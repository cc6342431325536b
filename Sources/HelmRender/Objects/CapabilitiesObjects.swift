internal import HelmTemplate
internal import HelmValues

/// `.Capabilities`: `*common.Capabilities`.
final class CapabilitiesObject: GoObject {
    private let capabilities: Capabilities
    private let kubeVersion: KubeVersionObject
    private let apiVersions: VersionSetObject
    private let helmVersion: HelmVersionObject

    init(_ capabilities: Capabilities) {
        self.capabilities = capabilities
        kubeVersion = KubeVersionObject(capabilities.kubeVersion)
        apiVersions = VersionSetObject(capabilities.apiVersions)
        helmVersion = HelmVersionObject(capabilities.helmVersion)
    }

    var goType: String { "*common.Capabilities" }
    var goKind: String { "ptr" }
    var printed: String { "&{\(kubeVersion.printed) \(apiVersions.printed) \(helmVersion.printed)}" }

    private var fields: [(name: String, value: GoValue)] {
        [
            ("KubeVersion", .object(kubeVersion)), ("APIVersions", .object(apiVersions)),
            ("HelmVersion", .object(helmVersion)),
        ]
    }

    var shape: GoShape { .pointer(.structure(fields), type: "common.Capabilities") }

    func field(_ name: String) -> GoValue? { fields.first { $0.name == name }?.value }

    func method(_ name: String) -> TemplateFunction? {
        guard name == "Copy" else { return nil }
        let capabilities = capabilities
        return TemplateFunction([]) { _, _ in .object(CapabilitiesObject(capabilities)) }
    }

    func plain() throws -> Value {
        [
            "KubeVersion": try kubeVersion.plain(), "APIVersions": try apiVersions.plain(),
            "HelmVersion": try helmVersion.plain(),
        ]
    }
}

/// `.Capabilities.KubeVersion`: `common.KubeVersion`, whose pointer has a `String` method: an action calls it, `fmt` not.
final class KubeVersionObject: GoObject {
    private let version: KubeVersion

    init(_ version: KubeVersion) { self.version = version }

    var goType: String { "common.KubeVersion" }
    var goKind: String { "struct" }
    var printed: String { "{\(version.version) \(version.normalized) \(version.major) \(version.minor)}" }
    var actionPrinted: String { version.comparable }

    var shape: GoShape {
        .structure([
            ("Version", .string(version.version)), ("normalizedVersion", .string(version.normalized)),
            ("Major", .string(version.major)), ("Minor", .string(version.minor)),
        ])
    }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "Version": .string(version.version)
        case "Major": .string(version.major)
        case "Minor": .string(version.minor)
        default: nil
        }
    }

    func method(_ name: String) -> TemplateFunction? {
        let text: String
        switch name {
        case "String": text = version.comparable
        case "GitVersion": text = version.version
        default: return nil
        }
        return TemplateFunction([]) { _, _ in .string(text) }
    }

    func plain() throws -> Value {
        ["Version": .string(version.version), "Major": .string(version.major), "Minor": .string(version.minor)]
    }
}

/// `.Capabilities.APIVersions`: `common.VersionSet`, a slice of texts.
final class VersionSetObject: GoObject {
    private let versions: [String]

    init(_ versions: [String]) { self.versions = versions }

    var goType: String { "common.VersionSet" }
    var goKind: String { "slice" }
    var printed: String { "[\(versions.joined(separator: " "))]" }
    var isTrue: Bool { !versions.isEmpty }
    var shape: GoShape { .list(versions.map { .string($0) }) }

    func method(_ name: String) -> TemplateFunction? {
        guard name == "Has" else { return nil }
        let versions = versions
        return TemplateFunction([.string]) { arguments, _ in
            guard case .string(let wanted)? = arguments.first else { return .bool(false) }
            return .bool(versions.contains { bytesEqual($0, wanted) })
        }
    }

    func plain() throws -> Value { .list(versions.map { .string($0) }) }
}

/// `.Capabilities.HelmVersion`: `version.BuildInfo`.
final class HelmVersionObject: GoObject {
    private let fields: [(name: String, key: String, text: String)]

    init(_ version: Capabilities.HelmVersion) {
        fields = [
            ("Version", "version", version.version), ("GitCommit", "git_commit", version.gitCommit),
            ("GitTreeState", "git_tree_state", version.gitTreeState), ("GoVersion", "go_version", version.goVersion),
            ("KubeClientVersion", "kube_client_version", version.kubeClientVersion),
        ]
    }

    var goType: String { "version.BuildInfo" }
    var goKind: String { "struct" }
    var printed: String { "{\(fields.map(\.text).joined(separator: " "))}" }
    var shape: GoShape { .structure(fields.map { ($0.name, .string($0.text)) }) }

    func field(_ name: String) -> GoValue? { fields.first { $0.name == name }.map { .string($0.text) } }

    func plain() throws -> Value {
        let present = fields.filter { !$0.text.isEmpty || $0.key == "kube_client_version" }
        return .map(ValueMap(pairs: present.map { (key: $0.key, value: .string($0.text)) }))
    }
}
