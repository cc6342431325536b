internal import HelmTemplate

/// Go's `strings` package on bytes.
enum ByteText {
    /// The first place of `needle` in `text` at or after `start`.
    static func index(of needle: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        let count = needle.count
        if count == 0 { return start <= text.count ? start : nil }
        guard count <= text.count, start <= text.count - count else { return nil }
        return text.withUnsafeBufferPointer { text in
            needle.withUnsafeBufferPointer { needle in
                let first = needle[0]
                var index = start
                while index <= text.count - count {
                    if text[index] == first {
                        var offset = 1
                        while offset < count, text[index + offset] == needle[offset] { offset += 1 }
                        if offset == count { return index }
                    }
                    index += 1
                }
                return nil
            }
        }
    }

    static func contains(_ text: [UInt8], _ needle: [UInt8]) -> Bool { index(of: needle, in: text) != nil }
    static func hasPrefix(_ text: [UInt8], _ prefix: [UInt8]) -> Bool { text.starts(with: prefix) }

    static func hasSuffix(_ text: [UInt8], _ suffix: [UInt8]) -> Bool {
        text.count >= suffix.count && text[(text.count - suffix.count)...].elementsEqual(suffix)
    }

    /// Go's `strings.SplitN`: `limit` < 0 is no limit, 0 no parts, an empty separator cuts between characters.
    static func split(_ text: [UInt8], by separator: [UInt8], limit: Int = -1) -> [[UInt8]] {
        if limit == 0 { return [] }
        var parts: [[UInt8]] = []
        if separator.isEmpty {
            var start = 0
            while start < text.count {
                if limit > 0, parts.count == limit - 1 {
                    parts.append(Array(text[start...]))
                    break
                }
                let width = Runes.decode(text, at: start).width
                parts.append(Array(text[start..<(start + width)]))
                start += width
            }
            return parts
        }
        var start = 0
        while limit < 0 || parts.count < limit - 1, let found = index(of: separator, in: text, from: start) {
            parts.append(Array(text[start..<found]))
            start = found + separator.count
        }
        parts.append(Array(text[start...]))
        return parts
    }

    static func join(_ parts: [[UInt8]], _ separator: [UInt8]) throws -> [UInt8] {
        var size = parts.reduce(0) { $0 + $1.count }
        if parts.count > 1 {
            try Limits.checkText(parts.count - 1, times: separator.count)
            size += (parts.count - 1) * separator.count
        }
        try Limits.checkText(size)
        var result: [UInt8] = []
        result.reserveCapacity(size)
        for (index, part) in parts.enumerated() {
            if index > 0 { result += separator }
            result += part
        }
        return result
    }

    /// Go's `strings.ReplaceAll`; an empty `old` matches before every character and at the end.
    static func replace(_ text: [UInt8], _ old: [UInt8], with new: [UInt8]) throws -> [UInt8] {
        if old == new { return text }
        if old.isEmpty {
            let parts = split(text, by: [])
            try Limits.checkText(parts.count + 1, times: new.count)
            return try new + join(parts, new) + (parts.isEmpty ? [] : new)
        }
        guard index(of: old, in: text) != nil else { return text }
        return try join(split(text, by: old), new)
    }

    static func repeated(_ text: [UInt8], _ count: Int) throws -> [UInt8] {
        if count < 0 { throw FunctionError.panic("strings: negative Repeat count") }
        try Limits.checkText(count, times: text.count)
        var result: [UInt8] = []
        result.reserveCapacity(count * text.count)
        if text.isEmpty { return result }
        for _ in 0..<count { result += text }
        return result
    }

    /// Without the characters at both ends that satisfy `isCut`.
    static func trim(_ text: [UInt8], _ isCut: (UInt32) -> Bool) -> [UInt8] {
        var start = 0
        while start < text.count {
            let (rune, width) = Runes.decode(text, at: start)
            if !isCut(rune) { break }
            start += width
        }
        var end = text.count
        while end > start {
            var last = end - 1
            while last > start, end - last < 4, text[last] & 0xC0 == 0x80 { last -= 1 }
            var (rune, width) = Runes.decode(text, at: last)
            if last + width != end { (rune, width) = (Runes.replacement, 1) }
            if !isCut(rune) { break }
            end -= width
        }
        return Array(text[start..<end])
    }

    static func trimSpace(_ text: [UInt8]) -> [UInt8] { trim(text, Runes.isSpace) }
}
