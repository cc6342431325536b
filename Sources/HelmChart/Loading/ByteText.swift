// Paths and texts are bytes in Go. Swift's own prefix tests compare characters, so that a combining mark after a slash
// would hide the slash.
extension String {
    func starts(withBytes prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    func ends(withBytes suffix: String) -> Bool { utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

    /// What stands before the first `byte`, and what after it; nil without one.
    func cut(_ byte: UInt8) -> (head: String, tail: String)? {
        guard let index = utf8.firstIndex(of: byte) else { return nil }
        return (String(self[..<index]), String(self[utf8.index(after: index)...]))
    }

    /// The parts between the separators, empty ones included.
    func parts(_ separator: UInt8) -> [String] {
        utf8.split(separator: separator, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
