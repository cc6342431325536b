public import HelmValues
internal import HelmYAML

extension ChartMetadata {
    /// Chart.yaml as Helm writes it: keys sorted, empty fields left out. The dependencies of an old chart stand in its
    /// requirements.yaml.
    public var yaml: [UInt8] { yaml(withDependencies: !bytesEqual(apiVersion, "v1")) }

    /// As ``yaml``, with the dependencies of an old chart too: so it stands in provenance files and in `helm show chart`.
    public var completeYAML: [UInt8] { yaml(withDependencies: true) }

    private func yaml(withDependencies: Bool) -> [UInt8] {
        var map = fields
        if !withDependencies { map["dependencies"] = nil }
        return YAML.encode(.map(map))
    }

    /// Every field that is set, under its name in Chart.yaml.
    public var fields: ValueMap {
        var map = ValueMap()
        map.put("name", name)
        map.put("home", home)
        map.put("sources", sources)
        map.put("version", version)
        map.put("description", description)
        map.put("keywords", keywords)
        if !maintainers.isEmpty { map["maintainers"] = .list(maintainers.map(\.value)) }
        map.put("icon", icon)
        map.put("apiVersion", apiVersion)
        map.put("condition", condition)
        map.put("tags", tags)
        map.put("appVersion", appVersion)
        if deprecated { map["deprecated"] = true }
        if !annotations.isEmpty { map["annotations"] = .map(annotations.mapValues { .string($0) }) }
        map.put("kubeVersion", kubeVersion)
        if !dependencies.isEmpty { map["dependencies"] = .list(dependencies.map(\.value)) }
        map.put("type", type)
        return map
    }
}

extension ChartMetadata.Maintainer {
    fileprivate var value: Value {
        var map = ValueMap()
        map.put("name", name)
        map.put("email", email)
        map.put("url", url)
        return .map(map)
    }
}

extension ChartDependency {
    fileprivate var value: Value {
        var map = ValueMap()
        map["name"] = .string(name)
        map.put("version", version)
        map["repository"] = .string(repository)
        map.put("condition", condition)
        map.put("tags", tags)
        if enabled { map["enabled"] = true }
        if !importValues.isEmpty { map["import-values"] = .list(importValues) }
        map.put("alias", alias)
        return .map(map)
    }
}

extension ChartLock {
    /// Chart.lock as Helm writes it.
    public var yaml: [UInt8] {
        YAML.encode(
            .map([
                "generated": .string(GoTimestamp.normalized(generated)),
                "digest": .string(digest),
                "dependencies": .list(dependencies.map(\.value)),
            ]))
    }
}

/// Times as Go writes into JSON what it read from there.
public enum GoTimestamp {
    /// Without zeros at the end of the fraction, with `Z` for UTC; an unset time is Go's year 1.
    public static func normalized(_ text: String) -> String {
        guard RFC3339.isValid(text) else { return "0001-01-01T00:00:00Z" }
        let bytes = Array(text.utf8)
        var fraction: ArraySlice<UInt8> = []
        var zone = bytes[19...]
        if zone.first == UInt8(ascii: ".") {
            let digits = zone.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            zone = bytes[digits.endIndex...]
            fraction = digits.prefix(9)
            while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        }
        let isUTC = zone.dropFirst().allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ":") }
        return String(decoding: bytes[..<19], as: UTF8.self)
            + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
            + (isUTC ? "Z" : String(decoding: zone, as: UTF8.self))
    }
}

extension ValueMap {
    fileprivate mutating func put(_ key: String, _ text: String) {
        if !text.isEmpty { self[key] = .string(text) }
    }

    fileprivate mutating func put(_ key: String, _ texts: [String]) {
        if !texts.isEmpty { self[key] = .list(texts.map { .string($0) }) }
    }
}
