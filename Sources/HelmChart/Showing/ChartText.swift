internal import HelmValues

extension Chart {
    /// What `helm show` can print.
    public enum ShownPart: String, Sendable, CaseIterable {
        case all, chart, values, readme, crds
    }

    /// The text that `helm show` prints.
    ///
    /// Helm: action/show.go, Run
    public func shown(_ part: ShownPart) -> [UInt8] {
        var text = ShownText(hasSeparators: part == .all)
        if part == .chart || part == .all { text.append(metadata.completeYAML) }
        if part == .values || part == .all, let values = raw.first(where: { bytesEqual($0.name, "values.yaml") }) {
            text.separate()
            text.append(values.data)
        }
        if part == .readme || part == .all, let readme {
            text.separate()
            text.append(readme.data)
        }
        if part == .crds || part == .all {
            for crd in crds {
                if !crd.data.starts(with: "---".utf8) { text.append(Array("---".utf8)) }
                text.append(crd.data)
            }
        }
        return text.bytes
    }

    /// The file at the top of the chart that tells about it, whatever the case of its name.
    public var readme: ChartFile? {
        files.first { ["readme.md", "readme.txt", "readme"].contains($0.name.lowercased()) }
    }
}

private struct ShownText {
    /// Whether parts are set off from each other.
    let hasSeparators: Bool
    var bytes: [UInt8] = []

    init(hasSeparators: Bool) { self.hasSeparators = hasSeparators }

    mutating func separate() {
        if hasSeparators { append(Array("---".utf8)) }
    }

    mutating func append(_ line: [UInt8]) {
        bytes += line
        bytes.append(UInt8(ascii: "\n"))
    }
}
