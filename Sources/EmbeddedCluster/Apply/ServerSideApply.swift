import HelmValues
import KubeSchema

/// Server-side apply: merging what managers declare, and keeping track in `metadata.managedFields` of who declared it.
///
/// Rules: structured-merge-diff, merge/update.go, and apimachinery, util/managedfields.
enum ServerSideApply {
    /// Who changes an object, when and how, as `managedFields` records it.
    struct Writer: Sendable {
        /// The `fieldManager` parameter, or what the server derives from the user agent.
        var manager: String
        /// `group/version` of the request.
        var apiVersion: String
        /// Empty, `status` or `scale`.
        var subresource: String = ""
        /// RFC 3339, seconds.
        var time: String
        /// Whether `status` is a subresource of the kind: then only its own writes own it.
        var hasStatusSubresource = true
    }

    /// Applies `applied` to `live` (nil: the object is created).
    ///
    /// The caller defaults the result afterwards: what it fills in then belongs to nobody, as on a real server.
    /// - Returns: the object to store, `metadata.managedFields` included; `live` itself when nothing changes.
    /// - Throws: ``ApplyError``; a `conflict` lists every conflicting field and manager.
    static func apply(
        live: Value?, applied: Value, writer: Writer, force: Bool, type: SchemaType
    ) throws(ApplyError) -> Value {
        try check(applied, type)
        let base = withoutManagedFields(live ?? [:])
        var managed = managedFields(of: live)
        if let live, managed.entries.isEmpty, live["metadata"]?["managedFields"]?.listValue?.isEmpty != false {
            adoptUnowned(base, &managed, writer, type)
        }
        let owner = ManagedFields.Owner(
            manager: name(writer), isApply: true, apiVersion: "", subresource: writer.subresource
        )
        let last = managed.entries[owner]
        let ignored = ignoredFields(writer)
        let fields = FieldSetBuilder.fields(of: applied, type).subtractingWhole(ignored)
        managed.entries[owner] = ManagedFields.Entry(
            fields: fields, apiVersion: writer.apiVersion, time: last?.time
        )
        let merged = TypedMerge.merged(base, applied, type) ?? base
        let result = pruned(merged, managed, last?.fields, type)
        var changes = TypedComparison(base, result, type)
        changes.ignore(ignored)
        let conflicts = managed.disown(changes, except: owner, force: force)
        if !conflicts.isEmpty { throw ApplyError(conflicts: conflicts.map { (owner: $0.0, fields: $0.1) }) }
        strip(&managed, owner)
        let object = withoutNulls(result, applied: applied, base: base)
        if object == base, let live {
            if managed.ownsTheSame(as: managedFields(of: live)) { return live }
        }
        managed.entries[owner]?.time = writer.time
        return with(managed, object)
    }

    /// `new` with `managedFields` brought up to date after a create, update or patch (operation `Update`).
    ///
    /// Other than `apply`, call it on the defaulted object: a writer owns the defaults of what it wrote.
    /// - Parameter live: the object before; nil for a create.
    /// - Returns: the object to store, with what a server allocates for its kind.
    static func update(live: Value?, new: Value, writer: Writer, type: SchemaType) throws(ApplyError) -> Value {
        let kind = GroupVersionKind(
            apiVersion: new["apiVersion"]?.stringValue ?? "", kind: new["kind"]?.stringValue ?? ""
        )
        let result = try recorded(live: live, new: new, writer: writer, type: type)
        return KindDefaults.allocated(result, old: live, kind: kind)
    }

    private static func recorded(
        live: Value?, new: Value, writer: Writer, type: SchemaType
    ) throws(ApplyError) -> Value {
        if TypedValidation(new, .untyped).isTooDeep { throw ApplyError(.invalid, "the object is nested too deeply") }
        var managed = managedFieldsToStartFrom(live, new, isSubresource: !writer.subresource.isEmpty)
        var base = withoutManagedFields(live ?? emptyObject(type))
        let object = withoutManagedFields(new)
        // In Go an empty status is there, so whoever first writes into it does not own it itself.
        if base["status"] == nil, emptyObject(type)["status"] != nil { base["status"] = [:] }
        // An object that nobody's fields are recorded of stays so: its first apply finds them.
        if managed.entries.isEmpty, live != nil { return object }
        var changes = TypedComparison(base, object, type)
        changes.ignore(ignoredFields(writer))
        let before = managed
        _ = managed.disown(changes, except: nil, force: true)
        var own = changes.modified.union(changes.added).subtracting(strippedFields)
        let owner = ManagedFields.Owner(
            manager: name(writer), isApply: false, apiVersion: writer.apiVersion, subresource: writer.subresource
        )
        if !own.isEmpty {
            if let previous = managed.entries[owner] { own = own.union(previous.fields) }
            managed.entries[owner] = ManagedFields.Entry(fields: own, apiVersion: writer.apiVersion, time: writer.time)
        }
        managed.capUpdaters()
        // Only when something else changed does the time count.
        if let live, object == withoutManagedFields(live), managed.ownsTheSame(as: before) {
            return with(before, object)
        }
        return with(managed, object)
    }

    /// The manager of a request without `fieldManager`: the part of the user agent before the first `/`, at most 128 characters.
    static func manager(userAgent: String) -> String {
        String(
            (userAgent.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first ?? "").prefix(128))
    }
}

extension ServerSideApply {
    private static func name(_ writer: Writer) -> String { writer.manager.isEmpty ? "unknown" : writer.manager }

    private static func check(_ applied: Value, _ type: SchemaType) throws(ApplyError) {
        let metadata = applied["metadata"]
        if let fields = metadata?["managedFields"], !fields.isNull {
            throw ApplyError(.invalid, "metadata.managedFields must be nil")
        }
        func place() -> String {
            let kind = GroupVersionKind(
                apiVersion: applied["apiVersion"]?.stringValue ?? "", kind: applied["kind"]?.stringValue ?? ""
            )
            let name = "\(metadata?["namespace"]?.stringValue ?? "")/\(metadata?["name"]?.stringValue ?? "")"
            return "(\(name); \(kind.group.isEmpty ? "/" + kind.version : kind.apiVersion), Kind=\(kind.kind))"
        }
        if let problems = TypedValidation(applied, type).message {
            throw ApplyError(.failed, "failed to create typed patch object \(place()): \(problems)")
        }
        if case .object(let object) = type, object.name.hasPrefix("io.k8s."),
            let problem = StrictDecoding.typeError(in: applied, type: type)
        {
            throw ApplyError(.failed, "failed to convert new object \(place()) to proper version: \(problem)")
        }
    }

    /// Removes what the applier declared last time and no longer does, unless someone else owns it.
    private static func pruned(
        _ merged: Value, _ managed: ManagedFields, _ last: FieldSet?, _ type: SchemaType
    ) -> Value {
        guard let last, !last.isEmpty else { return merged }
        let lastNamed = last.withNamedFields(type)
        let mergedFields = FieldSetBuilder.fields(of: merged, type).withNamedFields(type)
        var result = TypedMerge.removing(lastNamed, from: merged, type)
        // Back comes what anyone owns, the applier's new configuration included …
        let kept = FieldSetBuilder.fields(of: result, type).withNamedFields(type)
            .union(managed.all.withNamedFields(type))
        result = TypedMerge.removing(mergedFields.subtracting(kept), from: merged, type)
        // … and what was only inside something removed, and never the applier's.
        let left = FieldSetBuilder.fields(of: result, type).withNamedFields(type)
        return TypedMerge.removing(mergedFields.subtracting(left).intersection(lastNamed), from: merged, type)
    }

    /// Fields of an object that nobody is recorded to own belong to `before-first-apply`.
    private static func adoptUnowned(
        _ base: Value, _ managed: inout ManagedFields, _ writer: Writer, _ type: SchemaType
    ) {
        var changes = TypedComparison(emptyObject(type), base, type)
        changes.ignore(ignoredFields(writer))
        let fields = changes.added.union(changes.modified).subtracting(strippedFields)
        if fields.isEmpty { return }
        let owner = ManagedFields.Owner(
            manager: "before-first-apply", isApply: false, apiVersion: writer.apiVersion,
            subresource: writer.subresource
        )
        managed.entries[owner] = ManagedFields.Entry(fields: fields, apiVersion: writer.apiVersion, time: writer.time)
    }

    /// What the field manager of a resource never records: the status, or all but the status.
    private static func ignoredFields(_ writer: Writer) -> FieldSet {
        var fields = FieldSet()
        if writer.subresource.isEmpty, writer.hasStatusSubresource { fields.insert(["f:status"]) }
        if writer.subresource == "status" { fields.insert(["f:spec"]) }
        return fields
    }

    /// What nobody owns. Rules: managedfields/internal/stripmeta.go.
    private static let strippedFields: FieldSet = {
        var fields = FieldSet()
        for name in ["apiVersion", "kind", "metadata"] { fields.insert(["f:" + name]) }
        let names = [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
            "resourceVersion",
        ]
        for name in names { fields.insert(["f:metadata", "f:" + name]) }
        return fields
    }()

    private static func strip(_ managed: inout ManagedFields, _ owner: ManagedFields.Owner) {
        guard let entry = managed.entries[owner] else { return }
        let fields = entry.fields.subtracting(strippedFields)
        managed.entries[owner]?.fields = fields
        if fields.isEmpty { managed.entries[owner] = nil }
    }

    private static func managedFields(of object: Value?) -> ManagedFields {
        ManagedFields(object?["metadata"]?["managedFields"]) ?? ManagedFields()
    }

    /// A client may write `managedFields` itself: what it sends counts then, and an empty list forgets all.
    private static func managedFieldsToStartFrom(_ live: Value?, _ new: Value, isSubresource: Bool) -> ManagedFields {
        if isSubresource { return managedFields(of: live) }
        let sent = new["metadata"]?["managedFields"]
        if case .list(let list)? = sent, list.isEmpty || list == [[:]] { return ManagedFields() }
        if let managed = ManagedFields(sent), !managed.entries.isEmpty { return managed }
        return managedFields(of: live)
    }

    private static func withoutManagedFields(_ object: Value) -> Value {
        guard case .map(var map) = object, case .map(var metadata)? = map["metadata"],
            metadata.contains(key: "managedFields")
        else { return object }
        metadata["managedFields"] = nil
        map["metadata"] = .map(metadata)
        return .map(map)
    }

    private static func with(_ managed: ManagedFields, _ object: Value) -> Value {
        guard let fields = managed.value, case .map(var map) = object else { return object }
        var metadata = map["metadata"]?.mapValue ?? [:]
        metadata["managedFields"] = fields
        map["metadata"] = .map(metadata)
        return .map(map)
    }

    /// Without the nulls that removal leaves behind, and those that were applied: a null field is no field.
    private static func withoutNulls(_ value: Value, applied: Value, base: Value) -> Value {
        guard case .map(let map) = value else {
            guard case .list(let list) = value else { return value }
            return .list(list.map { withoutNulls($0, applied: .null, base: .null) })
        }
        var pairs: [(key: String, value: Value)] = []
        for entry in map where !entry.value.isNull || base[entry.key]?.isNull == true {
            pairs.append(
                (
                    entry.key,
                    withoutNulls(entry.value, applied: applied[entry.key] ?? .null, base: base[entry.key] ?? .null)
                )
            )
        }
        return .map(ValueMap(pairs: pairs))
    }

    /// What a new object of the type holds before anything is set: Go's structs are there, if empty.
    ///
    /// It decides only whether the creator owns a structure itself (`.`) or just what is in it.
    static func emptyObject(_ type: SchemaType) -> Value {
        // Custom resources are plain maps: nothing is there before it is set.
        guard case .object(let object) = type, object.name.hasPrefix("io.k8s.") else { return [:] }
        var result = empty(object, depth: 0)
        for name in ["apiVersion", "kind"] { result[name] = nil }
        return result
    }

    private static let structs: Set<String> = [
        "metadata", "spec", "status", "template", "strategy", "updateStrategy", "jobTemplate", "names", "acceptedNames",
        "scaleTargetRef", "roleRef", "loadBalancer",
    ]

    private static func empty(_ type: ObjectType, depth: Int) -> Value {
        var pairs: [(key: String, value: Value)] = []
        for field in type.fields {
            if structs.contains(field.name), depth < 5, case .object(let inner) = field.type {
                pairs.append((field.name, empty(inner, depth: depth + 1)))
            } else if type.required.contains(field.name) {
                pairs.append((field.name, .null))
            }
        }
        return .map(ValueMap(pairs: pairs))
    }
}
