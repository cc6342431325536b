/// A chart as a request names it.
public struct ChartReference: Sendable {
    /// `repo/name`, `name`, `file.tgz`, `https://…`, `oci://…`, or a path inside an allowed folder.
    public var chart: String
    public var version = ""
    /// URL of a repository to look `chart` up in.
    public var repo = ""
    public var username = ""
    public var password = ""
    public var certFile = ""
    public var keyFile = ""
    public var caFile = ""
    public var keyring = ""
    public var insecureSkipTLSVerify = false
    public var plainHTTP = false
    public var passCredentials = false
    public var verify = false
    public var devel = false
    public var dependencyUpdate = false

    public init(_ chart: String) { self.chart = chart }
}
