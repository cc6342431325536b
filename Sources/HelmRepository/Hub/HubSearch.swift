internal import FoundationEssentials
public import HelmHTTP
internal import HelmValues

/// One chart that a hub knows.
public struct HubChart: Sendable, Equatable {
    /// Its page for people.
    public let url: String
    public let version: String
    public let appVersion: String
    public let description: String
    public let repositoryURL: String
    public let repositoryName: String
}

/// `helm search hub`: a hub that speaks Monocular's search, as Artifact Hub does.
public struct HubSearch: Sendable {
    /// Helm's default.
    public static let defaultEndpoint = "https://hub.helm.sh"
    private static let maximumBytes = 16 << 20
    private static let maximumKeywordBytes = 1024

    public let endpoint: String
    private let gate: OutboundGate

    /// - Parameter endpoint: set up by the operator, whom the gate trusts; what a hub redirects to is checked.
    public init(endpoint: String = HubSearch.defaultEndpoint, gate: OutboundGate = OutboundGate()) {
        self.endpoint = endpoint
        var gate = gate
        if let origin = URLOrigin(endpoint) { gate.trustedOrigins.insert(origin) }
        self.gate = gate
    }

    /// - Throws: ``RepositoryError``: `.invalid` for a keyword or endpoint that is none, `.unreachable` in Helm's words.
    public func charts(_ keyword: String) async throws(RepositoryError) -> [HubChart] {
        guard keyword.utf8.count <= Self.maximumKeywordBytes else {
            throw RepositoryError(.invalid, "the keyword is longer than \(Self.maximumKeywordBytes) bytes")
        }
        guard let url = Self.url(endpoint, keyword) else {
            throw RepositoryError(
                .invalid, "unable to create connection to \(shownEndpoint): no hostname provided")
        }
        var request = HTTPRequest("GET", url, headers: ["User-Agent": "helm-wrapper", "Accept": "application/json"])
        request.maximumBodyBytes = Self.maximumBytes
        request.timeout = .seconds(30)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await gate.send(request)
        } catch {
            throw failed
        }
        guard response.status == 200, let answer = try? JSON.parse(response.body), let root = answer.mapValue else {
            throw failed
        }
        return (root["data"]?.listValue ?? []).compactMap { $0.mapValue.map(chart) }
    }

    private var shownEndpoint: String { GoQuote.quoted(ShownURL.text(endpoint)) }

    private var failed: RepositoryError {
        RepositoryError(.unreachable, "unable to perform search against \(shownEndpoint)")
    }

    // Helm: internal/monocular/search.go, SearchWithContext
    static func url(_ endpoint: String, _ keyword: String) -> String? {
        guard var parts = URLComponents(string: endpoint), parts.host?.isEmpty == false else { return nil }
        let base = parts.path.split(separator: "/").map(String.init)
        parts.path = "/" + (base + ["api/chartsvc/v1/charts/search"]).joined(separator: "/")
        (parts.percentEncodedQuery, parts.fragment) = ("q=" + escaped(keyword), nil)
        return parts.string
    }

    /// Go's `url.QueryEscape`.
    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: " "): result.append(UInt8(ascii: "+"))
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    // Helm: cmd/search_hub.go, newHubSearchWriter
    private func chart(_ result: ValueMap) -> HubChart {
        func text(_ path: String...) -> String {
            path.reduce(Value.map(result)) { value, key in value.mapValue?[key] ?? .null }.stringValue ?? ""
        }
        let page = text("artifactHub", "packageUrl")
        return HubChart(
            url: page.isEmpty ? ShownURL.text(endpoint) + "/charts/" + text("id") : page,
            version: text("relationships", "latestChartVersion", "data", "version"),
            appVersion: text("relationships", "latestChartVersion", "data", "app_version"),
            description: text("attributes", "description"), repositoryURL: text("attributes", "repo", "url"),
            repositoryName: text("attributes", "repo", "name"))
    }
}
