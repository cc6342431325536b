public import HelmTemplate

/// The functions that Helm gives to templates, beside Go's own.
public enum FunctionLibrary {
    /// All of Sprig 3.3 but what Helm takes out (`env`, `expandenv`), and Helm's own; `lookup` is HelmRender's.
    public static let helm: FunctionTable = {
        var table = FunctionTable()
        for family in families { table.register(family) }
        return table
    }()

    /// What templates outside of charts see, such as that of a release's name: Sprig's without Helm's own.
    public static let sprig: FunctionTable = {
        var table = FunctionTable()
        for family in sprigFamilies { table.register(family) }
        let shared = ["fail", "getHostByName", "fromJson", "toJson"]
        for family in helmFamilies { table.register(family.filter { shared.contains($0.key) }) }
        return table
    }()

    static let families = sprigFamilies + helmFamilies

    private static let helmFamilies: [FunctionFamily] = [
        HelmBasics.family, JSONFunctions.family, YAMLFunctions.family, TOMLFunctions.family,
    ]

    private static let sprigFamilies: [FunctionFamily] = [
        Strings.family, StringCases.family, StringLists.family, RandomTexts.family,
        Lists.family, Dicts.family, Defaults.family, Types.family,
        Numbers.family, Ranges.family, Encoding.family, Paths.family, URLs.family, Semver.family,
        RegexFunctions.family, DateFunctions.family, Hashes.family, Ciphers.family, Passwords.family,
        Certificates.family,
    ]
}
