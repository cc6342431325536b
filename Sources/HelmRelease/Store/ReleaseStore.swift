public import HelmValues

/// Where the revisions of releases are kept, in one namespace or in all of them.
///
/// A store keeps every revision under its own key, so that revisions are never overwritten by accident: a new one is
/// created, and that creation is the only lock between two servers that work on one release.
public protocol ReleaseStore: Sendable {
    /// Whether the records lie in the cluster itself, so that reading them tells whether it answers.
    var isInCluster: Bool { get }

    /// Stores a new revision.
    ///
    /// The failure is the only lock between two servers working on one release, so an implementation makes the check
    /// and the write one step.
    /// - Throws: ``ReleaseError`` with code `alreadyExists` when the revision is stored already, `tooLarge` before
    ///   anything is written when the record does not fit.
    func create(_ release: Release) async throws(ReleaseError)

    /// Replaces a stored revision, labels included.
    /// - Throws: code `notFound` when it is not stored.
    func update(_ release: Release) async throws(ReleaseError)

    /// One revision, with everything that is stored of it; of its labels only the user's.
    /// - Throws: code `notFound`; `undecodable` when the record is damaged.
    func release(named name: String, revision: Int) async throws(ReleaseError) -> Release

    /// What is stored, without reading records: by name, then by revision. Empty when nothing matches.
    func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry]

    /// The summaries of these revisions, in any order. Revisions that are gone or undecodable are left out.
    func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary]

    /// Removes one revision.
    /// - Throws: code `notFound` when it is not stored.
    func delete(named name: String, revision: Int) async throws(ReleaseError)

    /// Throws what ``create(_:)`` would refuse of `release` for itself, its size above all, without writing.
    func check(_ release: Release) throws(ReleaseError)
}

extension ReleaseStore {
    public var isInCluster: Bool { false }
}

/// Which revisions of a store are meant.
public struct ReleaseQuery: Sendable, Equatable {
    /// Nil means every release.
    public var name: String?
    /// Nil means every status.
    public var status: ReleaseStatus?

    public init(name: String? = nil, status: ReleaseStatus? = nil) {
        self.name = name
        self.status = status
    }
}

/// What a store knows of a revision without reading its record.
public struct ReleaseEntry: Sendable, Equatable {
    public var name: String
    public var namespace: String
    public var revision: Int
    public var status: ReleaseStatus
    /// All labels of the stored object; see ``ReleaseLabel/user(of:)``.
    public var labels: ByteOrderedMap<String>

    public init(
        name: String, namespace: String, revision: Int, status: ReleaseStatus, labels: ByteOrderedMap<String> = [:]
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.status = status
        self.labels = labels
    }

    /// By name, then namespace, then revision.
    public static func precedes(_ left: ReleaseEntry, _ right: ReleaseEntry) -> Bool {
        let names = compareBytes(left.name, right.name)
        if names != 0 { return names < 0 }
        let namespaces = compareBytes(left.namespace, right.namespace)
        return namespaces != 0 ? namespaces < 0 : left.revision < right.revision
    }
}
