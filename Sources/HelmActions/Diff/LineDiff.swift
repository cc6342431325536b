internal import HelmValues

/// What changes from one text to another, as the hunks of a unified diff.
enum LineDiff {
    /// Lines around a change.
    private static let context = 3
    /// Beyond so many changed lines the search for the shortest difference costs too much: the block is told as replaced.
    private static let maximumSearch = 2_000

    private struct Edit {
        enum Kind { case kept, removed, added }
        let kind: Kind
        let line: ArraySlice<UInt8>
    }

    /// Empty when nothing changes. Every line ends with a line end.
    static func unified(_ old: [UInt8], _ new: [UInt8]) -> String {
        let edits = edits(lines(old), lines(new))
        var text: [UInt8] = []
        for hunk in hunks(edits) { append(hunk, of: edits, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func edits(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var (oldEnd, newEnd) = (old.count, new.count)
        while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        return old[..<start].map { Edit(kind: .kept, line: $0) }
            + changed(old[start..<oldEnd], new[start..<newEnd])
            + old[oldEnd...].map { Edit(kind: .kept, line: $0) }
    }

    private static func changed(
        _ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>
    ) -> [Edit] {
        guard old.count + new.count <= maximumSearch else {
            return old.map { Edit(kind: .removed, line: $0) } + new.map { Edit(kind: .added, line: $0) }
        }
        let difference = Array(new).difference(from: Array(old))
        let removed = Set(
            difference.removals.map { change in
                if case .remove(let offset, _, _) = change { offset } else { -1 }
            })
        let added = Set(
            difference.insertions.map { change in
                if case .insert(let offset, _, _) = change { offset } else { -1 }
            })
        var edits: [Edit] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                edits.append(Edit(kind: .removed, line: old[old.startIndex + i]))
                i += 1
            } else if j < new.count, added.contains(j) {
                edits.append(Edit(kind: .added, line: new[new.startIndex + j]))
                j += 1
            } else if i < old.count {
                edits.append(Edit(kind: .kept, line: old[old.startIndex + i]))
                i += 1
                j += 1
            } else {
                break
            }
        }
        return edits
    }

    /// The changes with what is around them; those that are near each other together.
    private static func hunks(_ edits: [Edit]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in edits.indices where edits[index].kind != .kept {
            let range = max(0, index - context)..<min(edits.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private static func append(_ hunk: Range<Int>, of edits: [Edit], to text: inout [UInt8]) {
        let before = edits[..<hunk.lowerBound]
        let inside = edits[hunk]
        func header(_ skipped: Edit.Kind) -> String {
            let count = inside.count { $0.kind != skipped }
            let start = before.count { $0.kind != skipped } + (count == 0 ? 0 : 1)
            return count == 1 ? "\(start)" : "\(start),\(count)"
        }
        text += "@@ -\(header(.added)) +\(header(.removed)) @@\n".utf8
        for edit in inside {
            switch edit.kind {
            case .kept: text.append(UInt8(ascii: " "))
            case .removed: text.append(UInt8(ascii: "-"))
            case .added: text.append(UInt8(ascii: "+"))
            }
            text += edit.line
            text.append(UInt8(ascii: "\n"))
        }
    }
}
