internal import HelmValues

/// A new chart to start from: a web server behind a service, with the files that `helm create` makes.
///
/// The texts are our own. Names of objects and labels are made of the chart's name so that every name that is taken
/// installs.
public enum ChartScaffold {
    /// Longer names are refused. (Helm: chart/v2/util/create.go)
    public static let maximumNameLength = 250

    /// - Throws: ``ChartError`` with code `invalidChart` in Helm's words for a name that no chart may have.
    public static func files(name: String) throws(ChartError) -> [ChartFile] {
        try check(name)
        return contents.map { file in
            ChartFile(name: file.name, data: Array(file.text.utf8).replacing(placeholder.utf8, with: name.utf8))
        }
    }

    /// Takes letters, digits, `.`, `_` and `-`, up to 250 of them.
    public static func check(_ name: String) throws(ChartError) {
        if name.isEmpty || name.utf8.count > maximumNameLength {
            throw ChartError(
                .invalidChart, "chart name must be between 1 and \(maximumNameLength) characters")
        }
        let isTaken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "._-".utf8.contains(byte)
            }
        }
        if !isTaken {
            throw ChartError(.invalidChart, "chart name must match the regular expression \"^[a-zA-Z0-9._-]+$\"")
        }
    }

    /// Stands for the chart's name in the texts.
    private static let placeholder = "CHARTNAME"

    private static let contents: [(name: String, text: String)] = [
        (".helmignore", ignoreFile),
        ("Chart.yaml", chartFile),
        ("templates/NOTES.txt", notes),
        ("templates/_helpers.tpl", helpers),
        ("templates/deployment.yaml", deployment),
        ("templates/hpa.yaml", autoscaler),
        ("templates/httproute.yaml", httpRoute),
        ("templates/ingress.yaml", ingress),
        ("templates/service.yaml", service),
        ("templates/serviceaccount.yaml", serviceAccount),
        ("templates/tests/test-connection.yaml", connectionTest),
        ("values.yaml", valuesFile),
    ]
}
