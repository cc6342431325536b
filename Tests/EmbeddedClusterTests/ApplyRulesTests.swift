import HelmValues
import KubeSchema
import Testing

@testable import EmbeddedCluster

@Suite struct ApplyRulesTests {
    private func json(_ text: String) throws -> Value { try JSON.parse(text) }

    private func text(_ value: Value?) -> String {
        guard case .map(var object)? = value else { return "" }
        object["metadata"] = Value?.none
        return String(decoding: JSON.encode(.map(object)), as: UTF8.self)
    }

    private func writer(_ manager: String) -> ServerSideApply.Writer {
        .init(manager: manager, apiVersion: "example.com/v1", time: "2026-01-01T00:00:00Z", hasStatusSubresource: false)
    }

    private let schema = #"""
        {"type":"object","properties":{"spec":{"type":"object","properties":{
          "size":{"type":"integer"},
          "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
            "items":{"type":"object","properties":{"name":{"type":"string"},"count":{"type":"integer"}}}},
          "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "plain":{"type":"array","items":{"type":"string"}}}}}}
        """#

    private func apply(
        _ live: Value?, _ spec: String, _ manager: String, force: Bool = false, typed: Bool = true
    ) throws -> Value {
        let applied = try json(
            #"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"n"},"spec":"# + spec
                + "}")
        let type = typed ? SchemaType.customResource(schema: try json(schema), kind: "Widget") : .untyped
        return try ServerSideApply.apply(
            live: live, applied: applied, writer: writer(manager), force: force, type: type)
    }

    @Test func mergesKeyedListsAndSetsOfSeveralManagers() throws {
        var live = try apply(nil, #"{"parts":[{"name":"a","count":1},{"name":"b"}],"tags":["x","y"]}"#, "one")
        live = try apply(live, #"{"parts":[{"name":"c"},{"name":"b"}],"tags":["z"]}"#, "two")
        #expect(
            text(live)
                == #"{"apiVersion":"example.com/v1","kind":"Widget","spec":{"parts":[{"count":1,"name":"a"},{"name":"c"},{"name":"b"}],"tags":["x","y","z"]}}"#
        )
        // What one no longer applies goes, unless two owns it too.
        live = try apply(live, #"{"tags":["y"]}"#, "one")
        #expect(
            text(live)
                == #"{"apiVersion":"example.com/v1","kind":"Widget","spec":{"parts":[{"name":"c"},{"name":"b"}],"tags":["y","z"]}}"#
        )
    }

    @Test func conflictsOnAtomicListsAndScalars() throws {
        let live = try apply(nil, #"{"size":1,"plain":["a"]}"#, "one")
        let error = #expect(throws: ApplyError.self) { try apply(live, #"{"size":2,"plain":["a","b"]}"#, "two") }
        #expect(error?.code == .conflict)
        #expect(error?.message == "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.plain\n- .spec.size")
        #expect(
            error?.causes == [
                .init(message: "conflict with \"one\"", field: ".spec.plain"),
                .init(message: "conflict with \"one\"", field: ".spec.size"),
            ])
        // The same value is shared without a conflict.
        let shared = try apply(live, #"{"size":1}"#, "two")
        #expect(ManagedFields(shared["metadata"]?["managedFields"])?.entries.count == 2)
        // By force the field changes hands.
        let taken = try apply(live, #"{"size":2}"#, "two", force: true)
        let owners = try #require(ManagedFields(taken["metadata"]?["managedFields"]))
        let one = owners.entries.first { $0.key.manager == "one" }
        #expect(one?.value.fields.paths.map(PathElement.display(path:)) == [".spec.plain"])
    }

    @Test func keepsAnUnchangedObjectAsItIs() throws {
        let live = try apply(nil, #"{"size":1,"parts":[{"name":"a"}]}"#, "one")
        var again = writer("one")
        again.time = "2027-01-01T00:00:00Z"
        let applied = try json(
            #"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"n"},"spec":{"size":1,"parts":[{"name":"a"}]}}"#
        )
        let type = SchemaType.customResource(schema: try json(schema), kind: "Widget")
        #expect(
            try ServerSideApply.apply(live: live, applied: applied, writer: again, force: false, type: type) == live)
    }

    @Test func takesListsAsOneWithoutASchema() throws {
        var live = try apply(nil, #"{"list":[{"name":"a"}],"map":{"x":1,"y":2}}"#, "one", typed: false)
        live = try apply(live, #"{"map":{"z":3}}"#, "two", typed: false)
        live = try apply(live, #"{"list":[{"name":"b"}],"map":{"x":1}}"#, "one", typed: false)
        #expect(
            text(live)
                == #"{"apiVersion":"example.com/v1","kind":"Widget","spec":{"list":[{"name":"b"}],"map":{"x":1,"z":3}}}"#
        )
    }

    @Test(arguments: [
        (#"{"color":1}"#, ".spec.color: field not declared in schema"),
        (#"{"size":"big"}"#, ".spec.size: expected numeric (int or float), got string"),
        (#"{"plain":"no"}"#, ".spec.plain: expected list, got &{no}"),
        (#"{"plain":[1]}"#, ".spec.plain[0]: expected string, got &value.valueUnstructured{Value:1}"),
        (
            #"{"parts":[{"count":1}]}"#,
            ".spec.parts: element 0: associative list with keys has an element that omits all key fields [\"name\"] (and doesn't have default values for any key fields)"
        ),
        (#"{"tags":["x","x"]}"#, ".spec.tags: duplicate entries for key [=\"x\"]"),
    ])
    func refusesWhatDoesNotFit(_ spec: String, _ problem: String) throws {
        let error = #expect(throws: ApplyError.self) { try apply(nil, spec, "one") }
        #expect(
            error?.message == "failed to create typed patch object (n/w; example.com/v1, Kind=Widget): \(problem)")
    }

    @Test func refusesWhatIsTooDeep() throws {
        var deep: Value = 1
        for _ in 0..<5000 { deep = ["a": deep] }
        #expect(throws: ApplyError.self) {
            try ServerSideApply.apply(live: nil, applied: deep, writer: writer("one"), force: false, type: .untyped)
        }
        #expect(throws: ApplyError.self) {
            try ServerSideApply.update(live: nil, new: deep, writer: writer("one"), type: .untyped)
        }
    }

    @Test func mergesUpdatersWhenThereAreTooMany() throws {
        var live = try json(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a0":"0"}}"#)
        var before: Value?
        for number in 0..<15 {
            live["data"]?["a\(number)"] = .string("\(number)")
            var author = writer("m\(number)")
            author.apiVersion = "v1"
            author.time = "2026-01-01T00:00:\(number + 10)Z"
            live = try ServerSideApply.update(live: before, new: live, writer: author, type: .untyped)
            before = live
        }
        let owners = try #require(ManagedFields(live["metadata"]?["managedFields"]))
        #expect(owners.entries.count == 10)
        #expect(owners.entries.keys.contains { $0.manager == "ancient-changes" })
    }

    @Test func readsBackFieldSets() throws {
        let fields = try json(
            #"{"f:a":{},"f:b":{".":{},"k:{\"name\":\"x\",\"port\":80}":{"f:name":{}}},"f:c":{"v:\"t\"":{},"i:3":{}}}"#)
        let set = try #require(FieldSet(fields))
        #expect(set.fieldsV1 == fields)
        #expect(
            set.paths.map(PathElement.display(path:)) == [
                ".a", ".b", ".b[name=\"x\",port=80].name", ".c[3]", ".c[=\"t\"]",
            ])
        #expect(FieldSet(["g:a": [:]]) == nil)
        #expect(FieldSet(["f:a": 1]) == nil)
    }
}
