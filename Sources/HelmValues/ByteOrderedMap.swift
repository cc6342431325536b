/// A map from strings to `Element`, kept sorted by the keys' UTF-8 bytes: the order in which Go walks and prints maps.
///
/// Small and compact: one array, binary search. Building from many pairs at once sorts only once, so a reader of
/// untrusted text collects its pairs first instead of inserting one by one.
public struct ByteOrderedMap<Element> {
    /// One key and its value.
    public struct Entry {
        public let key: String
        public var value: Element

        @inlinable
        public init(key: String, value: Element) {
            self.key = key
            self.value = value
        }
    }

    @usableFromInline
    var entries: [Entry]

    @inlinable
    public init() { entries = [] }

    /// Sorts `pairs`; of pairs with the same key the last one wins.
    @inlinable
    public init(pairs: [(key: String, value: Element)]) {
        self.init(entries: pairs.map { Entry(key: $0.key, value: $0.value) })
    }

    /// Sorts `entries` unless they are sorted already; of entries with the same key the last one wins.
    @inlinable
    public init(entries unsorted: [Entry]) {
        var isOrdered = true
        for index in unsorted.indices.dropFirst()
        where compareBytes(unsorted[index - 1].key, unsorted[index].key) >= 0 {
            isOrdered = false
            break
        }
        if isOrdered {
            entries = unsorted
            return
        }
        // Few entries, as nearly all maps have: each goes to its place at once.
        if unsorted.count <= 32 {
            entries = []
            entries.reserveCapacity(unsorted.count)
            for entry in unsorted {
                let (index, isFound) = search(entry.key)
                if isFound { entries[index] = entry } else { entries.insert(entry, at: index) }
            }
            return
        }
        let order = unsorted.indices.sorted { left, right in
            let comparison = compareBytes(unsorted[left].key, unsorted[right].key)
            return comparison == 0 ? left < right : comparison < 0
        }
        entries = []
        entries.reserveCapacity(unsorted.count)
        for index in order {
            if let last = entries.last, bytesEqual(last.key, unsorted[index].key) { entries.removeLast() }
            entries.append(unsorted[index])
        }
    }

    @inlinable
    public var count: Int { entries.count }

    @inlinable
    public var isEmpty: Bool { entries.isEmpty }

    /// The keys in byte order.
    @inlinable
    public var keys: [String] { entries.map(\.key) }

    /// The values in the order of their keys.
    @inlinable
    public var values: [Element] { entries.map(\.value) }

    /// The place of `key`, or where it would be inserted.
    @inlinable
    func search(_ key: String) -> (index: Int, isFound: Bool) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let comparison = compareBytes(entries[middle].key, key)
            if comparison == 0 { return (middle, true) }
            if comparison < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    /// The place of `key`. Most keys differ in their lengths, which are compared first where entries are few.
    @inlinable
    func find(_ key: String) -> Int? {
        if entries.count > 8 {
            let (index, isFound) = search(key)
            return isFound ? index : nil
        }
        let length = key.utf8.count
        for index in entries.indices
        where entries[index].key.utf8.count == length && compareBytes(entries[index].key, key) == 0 {
            return index
        }
        return nil
    }

    @inlinable
    public func contains(key: String) -> Bool { find(key) != nil }

    /// The value of `key`. Setting nil removes the key.
    @inlinable
    public subscript(key: String) -> Element? {
        get { find(key).map { entries[$0].value } }
        set {
            let (index, isFound) = search(key)
            if let newValue {
                if isFound {
                    entries[index].value = newValue
                } else {
                    entries.insert(Entry(key: key, value: newValue), at: index)
                }
            } else if isFound {
                entries.remove(at: index)
            }
        }
        _modify {
            // The entry changes places with the last one while it is out, so that a change in place moves nothing.
            let (index, isFound) = search(key)
            var value: Element?
            if isFound {
                entries.swapAt(index, entries.count - 1)
                value = entries.removeLast().value
            }
            defer { putBack(value, key: key, at: index, wasFound: isFound) }
            yield &value
        }
    }

    @inlinable
    mutating func putBack(_ value: Element?, key: String, at index: Int, wasFound: Bool) {
        switch (value, wasFound) {
        case (let value?, true):
            entries.append(Entry(key: key, value: value))
            entries.swapAt(index, entries.count - 1)
        case (let value?, false):
            entries.insert(Entry(key: key, value: value), at: index)
        case (nil, true):
            if index < entries.count { entries.append(entries.remove(at: index)) }
        case (nil, false):
            break
        }
    }

    /// Puts `value` in the place of what `key` has and returns that; nil, and nothing changes, for a missing key.
    ///
    /// Taking a nested map out this way before changing it saves the copy that a second owner would cause.
    @inlinable
    public mutating func exchange(_ key: String, _ value: Element) -> Element? {
        guard let index = find(key) else { return nil }
        let old = entries[index].value
        entries[index].value = value
        return old
    }

    /// Puts in entries that are in the order of their keys; an entry whose key is here already replaces that one.
    @inlinable
    public mutating func insert(_ added: [Entry]) {
        if added.isEmpty { return }
        var result: [Entry] = []
        result.reserveCapacity(entries.count + added.count)
        var index = 0
        for entry in added {
            while index < entries.count, compareBytes(entries[index].key, entry.key) < 0 {
                result.append(entries[index])
                index += 1
            }
            if index < entries.count, bytesEqual(entries[index].key, entry.key) { index += 1 }
            result.append(entry)
        }
        result.append(contentsOf: entries[index...])
        entries = result
    }

    /// A map of the same keys with every value transformed.
    @inlinable
    public func mapValues<Result, Failure: Error>(
        _ transform: (Element) throws(Failure) -> Result
    ) throws(Failure) -> ByteOrderedMap<Result> {
        var result = ByteOrderedMap<Result>()
        result.entries.reserveCapacity(entries.count)
        for entry in entries {
            result.entries.append(.init(key: entry.key, value: try transform(entry.value)))
        }
        return result
    }

    /// The entries that satisfy `isIncluded`.
    @inlinable
    public func filter(_ isIncluded: (Entry) -> Bool) -> Self {
        var result = Self()
        result.entries = entries.filter(isIncluded)
        return result
    }
}

extension ByteOrderedMap: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { entries.count }
    @inlinable public subscript(position: Int) -> Entry { entries[position] }
}

extension ByteOrderedMap: ExpressibleByDictionaryLiteral {
    @inlinable
    public init(dictionaryLiteral elements: (String, Element)...) {
        self.init(pairs: elements.map { (key: $0.0, value: $0.1) })
    }
}

extension ByteOrderedMap: Sendable where Element: Sendable {}
extension ByteOrderedMap.Entry: Sendable where Element: Sendable {}

extension ByteOrderedMap: Equatable where Element: Equatable {
    @inlinable
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count
            && zip(left.entries, right.entries).allSatisfy { bytesEqual($0.key, $1.key) && $0.value == $1.value }
    }
}
