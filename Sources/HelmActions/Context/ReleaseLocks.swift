/// Lets one operation at a time work on a release, within this process.
///
/// Between processes the store's create-if-absent decides; this only saves the loser's work. Identity is cluster,
/// namespace and name.
public actor ReleaseLocks {
    private var held: Set<String> = []

    public init() {}

    /// Takes the lock, or tells that somebody holds it.
    func take(_ identity: String) -> Bool { held.insert(identity).inserted }

    func give(back identity: String) { held.remove(identity) }
}
