internal import HelmTemplate
internal import HelmValues
internal import Synchronization

/// Parsed templates of the charts rendered last, so that a warm render parses nothing.
///
/// A chart is known by the paths and texts of its templates, all of them compared: a chart that is still in memory
/// shares its bytes with the cached one, which makes that comparison cheap.
final class TemplateCache: Sendable {
    private struct Entry {
        var paths: [String]
        var texts: [[UInt8]]
        var plan: RenderPlan
        var bytes: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private let maximumBytes: Int
    private let maximumEntries: Int

    init(maximumBytes: Int = 16 << 20, maximumEntries: Int = 64) {
        self.maximumBytes = maximumBytes
        self.maximumEntries = maximumEntries
    }

    /// How these templates render; `parse` parses them, in the order given, when they are not here.
    func plan(
        for templates: [ScopedTemplate], parse: ([ScopedTemplate]) throws(RenderError) -> TemplateSet
    ) throws(RenderError) -> RenderPlan {
        let key = Self.key(templates)
        if let found = find(key, templates) { return found }
        let order = RenderPlan.order(templates)
        let plan = RenderPlan(set: try parse(order.map { templates[$0] }), templates: templates, order: order)
        store(plan, key, templates)
        return plan
    }

    private static func key(_ templates: [ScopedTemplate]) -> Int {
        var hasher = Hasher()
        for template in templates {
            var path = template.path
            path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(template.text.count)
        }
        return hasher.finalize()
    }

    private func find(_ key: Int, _ templates: [ScopedTemplate]) -> RenderPlan? {
        let found = state.withLock { state -> Entry? in
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return state.entries[key]
        }
        guard let found, found.paths.count == templates.count else { return nil }
        for (index, template) in templates.enumerated() {
            guard bytesEqual(found.paths[index], template.path), found.texts[index] == template.text else { return nil }
        }
        return found.plan
    }

    private func store(_ plan: RenderPlan, _ key: Int, _ templates: [ScopedTemplate]) {
        let entryBytes = templates.reduce(0) { $0 + $1.path.utf8.count + $1.text.count }
        guard entryBytes <= maximumBytes / 4 else { return }
        let (paths, texts) = (templates.map(\.path), templates.map(\.text))
        state.withLock { state in
            state.clock += 1
            let entry = Entry(paths: paths, texts: texts, plan: plan, bytes: entryBytes, lastUse: state.clock)
            state.bytes += entryBytes - (state.entries.updateValue(entry, forKey: key)?.bytes ?? 0)
            while state.bytes > maximumBytes || state.entries.count > maximumEntries {
                guard let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
                state.bytes -= oldest.value.bytes
                state.entries[oldest.key] = nil
            }
        }
    }
}
