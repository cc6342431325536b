public import HelmTemplate

/// The functions that Helm gives to templates, beside Go's own.
public enum FunctionLibrary {
    /// All of Sprig 3.3 but what Helm takes out (`env`, `expandenv`), and Helm's own functions; `lookup` is HelmRender's.
    public static let helm: FunctionTable = {
        var table = FunctionTable()
        for family in families { table.register(family) }
        return table
    }()

    static let families: [FunctionFamily] = [
        Strings.family, StringCases.family, StringLists.family, RandomTexts.family,
        Lists.family, Dicts.family, Defaults.family, Types.family,
        Numbers.family, Ranges.family, Encoding.family, Paths.family, URLs.family, Semver.family,
        RegexFunctions.family, HelmBasics.family, JSONFunctions.family, YAMLFunctions.family, DateFunctions.family,
        TOMLFunctions.family, Hashes.family, Ciphers.family, Passwords.family,
        Certificates.family,
    ]
}
