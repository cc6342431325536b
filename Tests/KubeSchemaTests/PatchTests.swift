import HelmValues
import KubeSchema
import Testing

@Suite struct PatchTests {
    private func json(_ text: String) throws -> Value { try JSON.parse(text) }
    private func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
    private func type(_ apiVersion: String, _ kind: String) throws -> ObjectType {
        try #require(TypeCatalog.kubernetes.type(of: .init(apiVersion: apiVersion, kind: kind)))
    }

    // MARK: RFC 7386, its own examples

    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#), (#"{"e":null}"#, #"{"a":1}"#, #"{"a":1,"e":null}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#), ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func mergesJSON(_ target: String, _ patch: String, _ result: String) throws {
        #expect(text(try JSONMergePatch.apply(json(patch), to: json(target))) == result)
    }

    // MARK: RFC 6902, its own examples

    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
        (#"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#, #"{"foo":["bar","qux","baz"]}"#),
        (#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
        (#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":["bar","baz"]}"#),
        (#"{"baz":"qux"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#, #"{"baz":"boo"}"#),
        (
            #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
            #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#
        ),
        (
            #"{"foo":["all","grass","cows","eat"]}"#, #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
            #"{"foo":["all","cows","eat","grass"]}"#
        ),
        (
            #"{"baz":"qux","foo":["a",2,"c"]}"#, #"[{"op":"test","path":"/foo/1","value":2}]"#,
            #"{"baz":"qux","foo":["a",2,"c"]}"#
        ),
        (#"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc"]}]"#, #"{"foo":["bar",["abc"]]}"#),
        (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
        (#"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
    ])
    func patchesJSON(_ target: String, _ patch: String, _ result: String) throws {
        #expect(text(try JSONPatch.apply(json(patch), to: json(target))) == result)
    }

    @Test(arguments: [
        #"[{"op":"test","path":"/baz","value":"bar"}]"#, #"[{"op":"add","path":"/a/b","value":1}]"#,
        #"[{"op":"remove","path":"/nothing"}]"#, #"[{"op":"replace","path":"/nothing","value":1}]"#,
        #"[{"op":"add","path":"/list/9","value":1}]"#, #"[{"op":"copy","from":"/no","path":"/b"}]"#,
    ])
    func refusesWhatDoesNotApply(_ patch: String) throws {
        let target = try json(#"{"baz":"qux","list":[]}"#)
        let error = #expect(throws: PatchError.self) { try JSONPatch.apply(json(patch), to: target) }
        #expect(error?.code == .notApplicable)
    }

    @Test(arguments: [
        "{}", "[1]", #"[{"op":"jump","path":"/a"}]"#, #"[{"op":"add","path":"a","value":1}]"#,
        #"[{"op":"add","path":"/a"}]"#,
    ])
    func refusesMalformedPatches(_ patch: String) throws {
        #expect(throws: PatchError.self) { try JSONPatch.apply(json(patch), to: ["a": 1]) }
    }

    @Test func boundsWhatCopiesGrowTo() throws {
        var operations: [Value] = []
        for _ in 0..<200 { operations.append(["op": "copy", "from": "/a", "path": "/a/-"]) }
        let error = #expect(throws: PatchError.self) { try JSONPatch.apply(.list(operations), to: ["a": [1, 2]]) }
        #expect(error?.code == .tooComplex)
    }

    @Test func boundsDepth() throws {
        var deep: Value = 1
        for _ in 0..<5000 { deep = ["a": deep] }
        #expect(throws: PatchError.self) { try JSONMergePatch.create(original: [:], modified: deep) }
        #expect(throws: PatchError.self) {
            try StrategicMergePatch.apply(deep, to: [:], type: type("v1", "ConfigMap"))
        }
    }

    // MARK: Strategic merge

    @Test func retainsKeysOfUnions() throws {
        let type = try type("apps/v1", "Deployment")
        let patch = try StrategicMergePatch.create(
            original: json(#"{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}"#),
            modified: json(#"{"spec":{"strategy":{"type":"Recreate"}}}"#),
            current: json(
                #"{"spec":{"replicas":1,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}"#),
            type: type)
        #expect(
            text(patch) == #"{"spec":{"strategy":{"$retainKeys":["type"],"rollingUpdate":null,"type":"Recreate"}}}"#)
        let result = try StrategicMergePatch.apply(
            json(#"{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}"#),
            to: json(#"{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}"#), type: type)
        #expect(text(result) == #"{"spec":{"strategy":{"type":"Recreate"}}}"#)
    }

    @Test func mergesListsOfScalars() throws {
        let type = try type("v1", "ConfigMap")
        let patch = try StrategicMergePatch.createTwoWay(
            original: json(#"{"metadata":{"finalizers":["a","b","c"]}}"#),
            modified: json(#"{"metadata":{"finalizers":["c","a","d"]}}"#), type: type)
        #expect(
            text(patch)
                == ##"{"metadata":{"$deleteFromPrimitiveList/finalizers":["b"],"$setElementOrder/finalizers":["c","a","d"],"finalizers":["d"]}}"##
        )
        let result = try StrategicMergePatch.apply(
            patch, to: json(#"{"metadata":{"finalizers":["a","b","x","c"]}}"#), type: type)
        #expect(text(result) == #"{"metadata":{"finalizers":["x","c","a","d"]}}"#)
    }

    @Test func carriesOutDirectives() throws {
        let type = try type("v1", "Pod")
        let target = try json(
            #"{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}],"nodeSelector":{"x":"y"}}}"#)
        func result(_ patch: String) throws -> String {
            text(try StrategicMergePatch.apply(json(patch), to: target, type: type))
        }
        #expect(
            try result(#"{"spec":{"containers":[{"$patch":"replace"},{"name":"c","image":"2"}]}}"#)
                == #"{"spec":{"containers":[{"image":"2","name":"c"}],"nodeSelector":{"x":"y"}}}"#)
        #expect(
            try result(
                #"{"spec":{"containers":[{"$patch":"delete","name":"a"}],"nodeSelector":{"$patch":"replace","p":"q"}}}"#
            )
                == #"{"spec":{"containers":[{"image":"1","name":"b"}],"nodeSelector":{"p":"q"}}}"#)
        #expect(throws: PatchError.self) { try result(#"{"spec":{"containers":[{"image":"2"}]}}"#) }
        #expect(throws: PatchError.self) { try result(#"{"spec":{"$patch":"nonsense"}}"#) }
    }
}
