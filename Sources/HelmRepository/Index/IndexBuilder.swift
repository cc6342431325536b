internal import Glibc
internal import HelmValues

/// Checks the entries of an index as they are read and lays them down in compact form.
struct IndexBuilder {
    private var texts = TextPool()
    private var lists: [TextSpan] = []
    private var records: [IndexContent.Record] = []
    private var orders: [SemanticVersion] = []
    private var charts: [IndexContent.Chart] = []
    private var names: Set<[UInt8]> = []
    private let limits: IndexLimits
    private(set) var skipped: [SkippedEntry] = []
    private(set) var skippedCount = 0
    var generated = ""
    var apiVersion: [UInt8] = []

    init(limits: IndexLimits) { self.limits = limits }

    /// - Returns: whether the name is new.
    mutating func beginChart(_ name: [UInt8]) -> Bool {
        guard names.insert(name).inserted else { return false }
        charts.append(IndexContent.Chart(name: texts.add(name), first: records.count, count: 0))
        return true
    }

    mutating func endChart() {
        guard let chart = charts.indices.last else { return }
        let first = charts[chart].first
        charts[chart].count = records.count - first
        // Equal versions stay in the order of the text. Most indexes are sorted already.
        let isSorted = (first + 1..<max(records.count, first + 1)).allSatisfy {
            orders[$0 - 1].compare(to: orders[$0]) >= 0
        }
        if isSorted { return }
        let places = (first..<records.count).sorted { left, right in
            let order = orders[left].compare(to: orders[right])
            return order == 0 ? left < right : order > 0
        }
        let (newRecords, newOrders) = (places.map { records[$0] }, places.map { orders[$0] })
        records.replaceSubrange(first..., with: newRecords)
        orders.replaceSubrange(first..., with: newOrders)
    }

    /// An entry of the last chart with nothing in it.
    mutating func skipEmpty() { skip(version: [], "empty entry") }

    /// Adds a version to the last chart, or notes what is wrong with it.
    mutating func add(_ draft: inout EntryDraft) throws(RepositoryError) {
        guard records.count < limits.maximumVersions else {
            throw RepositoryError(
                .unreachable, "the index has more than \(limits.maximumVersions) chart versions, the most that are read"
            )
        }
        EntryText.sanitize(&draft.name)
        let order = try? SemanticVersion(String(decoding: draft.version, as: UTF8.self))
        var fault = EntryText.fault(name: draft.name, version: draft.version, order: order, type: draft.type)
        if fault == nil, draft.hasEmptyMaintainer { fault = "maintainers must not contain empty or null nodes" }
        guard let order, fault == nil, draft.dependencyFault == nil else {
            return skip(version: draft.version, "validation: \(fault ?? draft.dependencyFault ?? "")")
        }
        EntryText.sanitize(&draft.description)
        EntryText.sanitize(&draft.appVersion)
        var record = IndexContent.Record()
        record.name = texts.add(draft.name)
        record.version = texts.add(draft.version)
        record.appVersion = texts.add(draft.appVersion)
        record.description = texts.add(draft.description)
        record.type = texts.add(draft.type)
        record.digest = texts.addOnce(draft.digest)
        record.created = texts.addOnce(draft.created)
        record.urls = list(draft.urls)
        record.keywords = keywords(draft.keywords)
        if draft.isDeprecated { record.flags.insert(.deprecated) }
        record.flags.formUnion(Self.allowedBy(order))
        records.append(record)
        orders.append(order)
    }

    /// - Throws: `no API version specified`, which Helm finds last.
    mutating func finish() throws(RepositoryError) -> IndexContent {
        if apiVersion.isEmpty { throw RepositoryError(.unreachable, "no API version specified") }
        let bytes = texts.take()
        let sorted = bytes.withUnsafeBufferPointer { all in
            charts.sorted { left, right in
                ByteText.compare(
                    UnsafeBufferPointer(rebasing: all[left.name.range]),
                    UnsafeBufferPointer(rebasing: all[right.name.range])) < 0
            }
        }
        return IndexContent(
            bytes: bytes, lists: lists, records: records, orders: orders, charts: sorted, generated: generated)
    }

    /// Which of the constraints that stand for "any version" allow it.
    private static func allowedBy(_ order: SemanticVersion) -> IndexContent.Flags {
        let isZero = order.major == 0 && order.minor == 0 && order.patch == 0
        var flags: IndexContent.Flags = []
        if !isZero, order.prerelease.isEmpty { flags.insert(.stable) }
        if !isZero || !bytesEqual(order.prerelease, "0") { flags.insert(.development) }
        return flags
    }

    private mutating func skip(version: [UInt8], _ reason: String) {
        skippedCount += 1
        guard skipped.count < limits.maximumSkippedNames, let chart = charts.last else { return }
        skipped.append(
            SkippedEntry(
                chart: EntryText.shown(texts.text(chart.name)), version: EntryText.shown(version), reason: reason))
    }

    private mutating func list(_ list: TextList) -> TextSpan {
        let span = TextSpan(start: UInt32(lists.count), count: UInt32(list.count))
        for index in 0..<list.count { lists.append(texts.addOnce(list[index])) }
        return span
    }

    /// Versions of a chart mostly have the same keywords as the one before.
    private mutating func keywords(_ list: TextList) -> TextSpan {
        let span = TextSpan(start: UInt32(lists.count), count: UInt32(list.count))
        for index in 0..<list.count {
            let word = list[index]
            lists.append(texts.add(EntryText.isPlain(word) ? Array(word) : EntryText.cleaned(word)))
        }
        if let before = records.last?.keywords, before.count == span.count,
            lists[before.range].elementsEqual(lists[span.range])
        {
            lists.removeSubrange(span.range)
            return before
        }
        return span
    }
}

/// All texts of an index, those that come again only once.
struct TextPool {
    private var bytes: [UInt8] = []
    /// Places in `spans` plus one, by hash; a power of two of them.
    private var slots: [UInt32] = Array(repeating: 0, count: 1024)
    private var spans: [TextSpan] = []

    func text(_ span: TextSpan) -> [UInt8] { Array(bytes[span.range]) }

    mutating func take() -> [UInt8] {
        slots = []
        spans = []
        defer { bytes = [] }
        return bytes
    }

    /// For texts that hardly come again.
    mutating func addOnce(_ text: some Collection<UInt8>) -> TextSpan {
        let span = TextSpan(
            start: UInt32(truncatingIfNeeded: bytes.count), count: UInt32(truncatingIfNeeded: text.count))
        bytes.append(contentsOf: text)
        return span
    }

    mutating func add(_ text: [UInt8]) -> TextSpan {
        if text.isEmpty { return TextSpan() }
        if spans.count * 2 >= slots.count { grow() }
        var slot = place(text[...])
        while slots[slot] != 0 {
            let span = spans[Int(slots[slot]) - 1]
            if Int(span.count) == text.count, bytes.withUnsafeBytes({ isEqual($0, span, text) }) { return span }
            slot = (slot + 1) & (slots.count - 1)
        }
        let span = addOnce(text)
        spans.append(span)
        slots[slot] = UInt32(spans.count)
        return span
    }

    private func isEqual(_ bytes: UnsafeRawBufferPointer, _ span: TextSpan, _ text: [UInt8]) -> Bool {
        guard let start = bytes.baseAddress else { return text.isEmpty }
        return memcmp(start + Int(span.start), text, text.count) == 0
    }

    private func place(_ text: ArraySlice<UInt8>) -> Int {
        // Seeded: nobody can make up an index whose texts all collide.
        var hasher = Hasher()
        text.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize() & (slots.count - 1)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, span) in spans.enumerated() {
            var slot = place(bytes[span.range])
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }
}
