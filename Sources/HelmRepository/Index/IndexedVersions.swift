public import HelmValues

extension RepositoryIndex {
    /// One version of a chart. Its texts are made when they are asked for.
    public struct Version: Sendable {
        private let content: IndexContent
        private let place: Int

        init(content: IndexContent, place: Int) {
            self.content = content
            self.place = place
        }

        private var record: IndexContent.Record { content.records[place] }

        /// The chart's own name, which is that in the index unless somebody made a mistake. Control characters are gone
        /// from it, from ``appVersion``, ``description`` and ``keywords``.
        public var name: String { content.text(record.name) }
        public var version: String { content.text(record.version) }
        public var order: SemanticVersion { content.orders[place] }
        public var appVersion: String { content.text(record.appVersion) }
        public var description: String { content.text(record.description) }
        /// `application`, `library` or empty.
        public var type: String { content.text(record.type) }
        public var keywords: [String] { content.texts(record.keywords) }
        public var isDeprecated: Bool { record.flags.contains(.deprecated) }
        /// As they stand in the index: relative to the repository, or absolute.
        public var urls: [String] { content.texts(record.urls) }
        /// SHA-256 in hexadecimal digits, with or without `sha256:`; empty when the repository does not tell.
        public var digest: String { content.text(record.digest) }
        /// RFC 3339; empty when the repository does not tell.
        public var created: String { content.text(record.created) }

        func hasVersion(_ text: String) -> Bool { content.bytes[record.version.range].elementsEqual(text.utf8) }
    }

    /// The versions of one chart, the newest first. Of equal ones the first in the index comes first.
    public struct Versions: RandomAccessCollection, Sendable {
        let content: IndexContent
        private let start: Int
        public let count: Int

        init(content: IndexContent, first: Int, count: Int) {
            self.content = content
            start = first
            self.count = count
        }

        public var startIndex: Int { 0 }
        public var endIndex: Int { count }

        public subscript(position: Int) -> Version { Version(content: content, place: start + position) }

        /// The version that a dependency means.
        public func first(_ wanted: RequestedVersion) -> Version? {
            switch wanted {
            case .newest(let constraint): return first { constraint.allows($0.order) }
            case .exactly(let text):
                if let same = first(where: { $0.hasVersion(text) }) { return same }
                guard let version = try? SemanticVersion(text) else { return nil }
                return first { $0.order.compare(to: version) == 0 }
            }
        }
    }
}
