/// Texts one behind the other.
struct TextList {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []

    var count: Int { ends.count }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    mutating func append(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        ends.indices.contains { self[$0].elementsEqual(text) }
    }
}

/// One version of a chart while it is read. Used again for the next one, so that its buffers are.
struct EntryDraft {
    var name: [UInt8] = []
    var version: [UInt8] = []
    var appVersion: [UInt8] = []
    var description: [UInt8] = []
    var type: [UInt8] = []
    var digest: [UInt8] = []
    var created: [UInt8] = []
    var urls = TextList()
    var keywords = TextList()
    var isDeprecated = false
    var hasEmptyMaintainer = false
    /// What is wrong with its dependencies, in Helm's words.
    private(set) var dependencyFault: String?
    private var dependencyKeys: Set<[UInt8]> = []
    private var hasTwins = false

    mutating func clear() {
        name.removeAll(keepingCapacity: true)
        version.removeAll(keepingCapacity: true)
        appVersion.removeAll(keepingCapacity: true)
        description.removeAll(keepingCapacity: true)
        type.removeAll(keepingCapacity: true)
        digest.removeAll(keepingCapacity: true)
        created.removeAll(keepingCapacity: true)
        urls.removeAll()
        keywords.removeAll()
        (isDeprecated, hasEmptyMaintainer, hasTwins, dependencyFault) = (false, false, false, nil)
        dependencyKeys.removeAll(keepingCapacity: true)
    }

    /// Nil stands for an empty node.
    // Helm: chart/v2/metadata.go, Validate; repo/v1/index.go takes dependencies that share a name, but looks no further.
    mutating func addDependency(_ dependency: (name: [UInt8], alias: [UInt8])?) {
        guard dependencyFault == nil, !hasTwins else { return }
        guard let dependency else {
            dependencyFault = "dependencies must not contain empty or null nodes"
            return
        }
        let name = EntryText.sanitized(dependency.name)
        guard dependency.alias.allSatisfy(EntryText.isAliasByte) else {
            dependencyFault = "dependency \(EntryText.quoted(name)) has disallowed characters in the alias"
            return
        }
        hasTwins = !dependencyKeys.insert(dependency.alias.isEmpty ? name : dependency.alias).inserted
    }
}
