internal import HelmValues

/// Takes apart the cycles that templates make of maps: `set $v "root" $` puts the root into what the root holds, and
/// Swift counts references.
///
/// Only a map changed after it was made can close a cycle. Those are noted while a body runs, and emptied after it.
public enum CycleBreaking {
    /// Runs `body`; afterwards every map that was changed in it to hold another container is empty.
    ///
    /// A render runs in one body: what it returns must be text, not values of the templates.
    public static func around<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let registry = MapRegistry()
        defer { registry.emptyAll() }
        let result = MapRegistry.$current.withValue(registry) { () -> Swift.Result<Result, Failure> in
            do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

/// What happens to the maps and lists of a body.
///
/// `@unchecked Sendable`: a body runs on one thread, and nothing hands the registry on.
final class MapRegistry: @unchecked Sendable {
    @TaskLocal static var current: MapRegistry?

    /// Counts the changes of any container.
    var changes = 0
    /// Counts what may differ from one include to the next without any change: random numbers, `.Template`.
    var volatileReads = 0
    private var maps: [GoMap] = []

    func note(_ map: GoMap) { maps.append(map) }

    func emptyAll() {
        for map in maps { map.entries = [:] }
        maps = []
    }
}
