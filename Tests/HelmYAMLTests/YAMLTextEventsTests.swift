import Foundation
import HelmValues
import Testing

@testable import HelmYAML

/// The quick way through a text has the events that libyaml has, or none.
@Suite struct YAMLTextEventsTests {
    private func events(_ text: [UInt8], by method: YAMLTextEvents.Method) -> [String]? {
        text.withUnsafeBufferPointer { bytes in
            do {
                var reader = try YAMLTextEvents(bytes, by: method)
                var events: [String] = []
                while true {
                    let event = try reader.next()
                    let shown = event == .text ? reader.withText { String(decoding: $0, as: UTF8.self) } : ""
                    events.append("\(event) \(shown)")
                    if event == .documentEnd { return events }
                }
            } catch {
                return nil
            }
        }
    }

    private func compare(_ text: [UInt8]) -> Bool {
        guard let lines = events(text, by: .lines) else { return false }
        #expect(lines == events(text, by: .libYAML), "\(String(decoding: text, as: UTF8.self))")
        return true
    }

    @Test(arguments: [
        "a: b\n", "a:\n  b: c\n  d:\n  - e\n  - f: g\n    h: i\n", "- a\n- b: c\n-\n  - d\n",
        "a: b\n  c\n\n  d # e\nf: g",
        "a: 'b\n  c'\n", "a: 'it''s\n\n\n  two'\n", "a: \"b \\\" \\x41\\u00e9\\U0001F600\\n\n  c\\ \"\n",
        "a: |\n  b\n\n   c\nd: |-\n  e\n\nf: |+\n  g\n\n",
        "a: []\nb: {}\nc: [ ] # d\n", "a: # b\n  c: d\n", "\"a\": ~\n'b': 12\n", "---\na: b\n...\nrest: [",
        "a: b\n---\nc", "a: 1 2\n  3\n",
        "a: true\nb: yes\nc: .5\nd: 0x1F\ne: 1.2.3\nf: 2024-01-02\ng:\n", "a:\n- b\nc:\n- d\n", "a: http://b:80/#c\n",
        "a:\n\n  # b\n  c: d\n# e\n",
        "a: b\n\n\n\n  c\n\n", "a: \"\"\nb: ''\n", "a: \"b\n  \"\n", "a: '\n  b'\n", "? a\n", "a: b: c\n", "a: - b\n",
        "a: b\n c: d\n", "- a\nb\n",
    ])
    func texts(_ text: String) {
        _ = compare(Array(text.utf8))
    }

    /// The same with parts cut out and put in elsewhere, as many as a test may take.
    @Test func mixtures() throws {
        let parts = [
            "a", "b: ", "c:\n", "- ", "\n", "  ", " ", "'", "\"", "|\n", "|-\n", "#", " # d\n", "\\", "''", "e f", ":",
            "[]", "{}", "---\n",
            "...\n", "~", "1", "\\n", "\\u00e9", "é", "? ", "&x ", "*x", "!t ", "<<: ", "\n\n", "\n  ", "\n    ",
            "b: c\n", "  d: e f\n", "- g\n", "  - h: i\n", "  j\n", "k: 'l\n  m'\n", "n: \"o\n\n  p\"\n",
            "q: |\n  r\n", "s:\n", "  t:\n",
        ]
        var state: UInt64 = 42
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        var read = 0
        for _ in 0..<60_000 {
            let text = (0..<(2 + random(12))).map { _ in parts[random(parts.count)] }.joined()
            if compare(Array(text.utf8)) { read += 1 }
        }
        #expect(read > 3_000)
    }
}
