/// A pattern of hosts as the configuration has them: `charts.example.com`, `*.example.com`, `registry.local:5000`.
///
/// `*` stands for any characters. Without a port every port is meant.
public struct HostPattern: Sendable, Hashable {
    private let text: [UInt8]
    private let hasPort: Bool

    public init(_ pattern: String) {
        text = Array(pattern.lowercased().utf8)
        let afterAddress = text.lastIndex(of: UInt8(ascii: "]")) ?? text.startIndex
        hasPort = text[afterAddress...].contains(UInt8(ascii: ":"))
    }

    public func matches(_ origin: URLOrigin) -> Bool {
        let host = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        let subject = hasPort ? "\(host):\(origin.port)" : host
        return Self.matches(text[...], Array(subject.utf8)[...])
    }

    /// Star by star, each as short as it can be: no more than the product of the lengths.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while true {
            if let next = pattern.first, next == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, text)
            } else if let next = pattern.first, next == text.first {
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            } else if pattern.isEmpty, text.isEmpty {
                return true
            } else if let last = retry, !last.text.isEmpty {
                retry = (last.pattern, last.text.dropFirst())
                pattern = last.pattern
                text = last.text.dropFirst()
            } else {
                return false
            }
        }
    }
}
