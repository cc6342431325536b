internal import Synchronization

/// A time zone: Go's `*time.Location`.
///
/// Go's "Local" is UTC here: what a chart renders to must not depend on where the server stands.
enum GoZone: Sendable {
    case utc
    /// An offset in seconds that never changes; the name may be empty.
    case fixed(String, Int)
    case region(ZoneFile)

    func lookup(_ seconds: Int64) -> (name: String, offset: Int) {
        switch self {
        case .utc: ("UTC", 0)
        case .fixed(let name, let offset): (name, offset)
        case .region(let file): file.lookup(seconds)
        }
    }

    /// The zone of that name from the system's database, UTC when there is none.
    static func named(_ name: String) -> GoZone {
        if name.isEmpty || name == "UTC" || name == "Local" { return .utc }
        if let known = cache.withLock({ $0[name] }) { return known }
        let zone = ZoneFile(named: name).map { GoZone.region($0) } ?? .utc
        cache.withLock { cache in
            // Names are the template's: a chart that makes them up must not fill the memory.
            if cache.count >= 1000 { cache.removeAll() }
            cache[name] = zone
        }
        return zone
    }

    private static let cache = Mutex<[String: GoZone]>([:])
}
