public import HelmValues

/// Chart.yaml, in Helm's order of fields. Absent texts are empty, as in Go.
public struct ChartMetadata: Sendable, Equatable {
    public var name = ""
    public var home = ""
    public var sources: [String] = []
    public var version = ""
    public var description = ""
    public var keywords: [String] = []
    public var maintainers: [Maintainer] = []
    public var icon = ""
    public var apiVersion = ""
    public var condition = ""
    public var tags = ""
    public var appVersion = ""
    public var deprecated = false
    public var annotations: ByteOrderedMap<String> = [:]
    public var kubeVersion = ""
    public var dependencies: [ChartDependency] = []
    public var type = ""
    /// Whether the file has a list of dependencies at all. Helm looks at an empty list's subcharts, without one it
    /// leaves them as they are.
    public var listsDependencies = false

    public init() {}

    public struct Maintainer: Sendable, Equatable {
        public var name = ""
        public var email = ""
        public var url = ""

        public init() {}
    }
}

/// One entry of a chart's `dependencies`.
public struct ChartDependency: Sendable, Equatable {
    public var name = ""
    public var version = ""
    public var repository = ""
    public var condition = ""
    public var tags: [String] = []
    public var enabled = false
    /// Strings, or maps of `child` and `parent`.
    public var importValues: [Value] = []
    public var alias = ""

    public init() {}
}

/// Chart.lock or requirements.lock.
public struct ChartLock: Sendable, Equatable {
    /// As it stands in the file.
    public var generated = ""
    public var digest = ""
    public var dependencies: [ChartDependency] = []

    public init() {}
}
