import HelmValues
import Testing

@testable import EmbeddedCluster

@Suite struct SelectorTests {
    @Test(
        arguments: [
            ("", true), ("app=web", true), ("app==web", true), ("app=db", false), ("app!=db", true), ("app", true),
            ("!app", false), ("!other", true), ("app in (db,web)", true), ("app notin (db, web)", false),
            ("other notin (x)", true), ("app=web,tier=back", true), ("app=web, tier!=back", false), ("n>4", true),
            ("n<4", false), ("app in (web),tier", true), ("empty=", true), ("app=", false),
        ])
    func matches(text: String, expected: Bool) throws {
        let labels: ValueMap = ["app": "web", "tier": "back", "n": "5", "empty": ""]
        #expect(try LabelSelector(parsing: text).matches(labels) == expected)
    }

    @Test(arguments: ["app in", "app in web", "app in (a", "=b", ",", "a=b,", "a b", "(", "n>x", "!", "a in (b))"])
    func refuses(text: String) {
        #expect(throws: APIStatus.self) { try LabelSelector(parsing: text) }
    }

    @Test func acceptHeaders() throws {
        func format(_ header: String?, protobuf: Bool = true) throws -> ReplyFormat {
            try ReplyFormat.negotiated(header, hasProtobuf: protobuf)
        }
        #expect(try format(nil) == .json)
        #expect(try format("application/json, */*") == .json)
        #expect(try format("application/vnd.kubernetes.protobuf,application/json").encoding == .protobuf)
        #expect(try format("application/vnd.kubernetes.protobuf,application/json", protobuf: false) == .json)
        let table =
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
        #expect(try format(table).shape == .table(version: "v1"))
        #expect(
            try format("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1").shape
                == .metadata(version: "v1"))
        #expect(try format("application/yaml;q=0.9, application/json;q=0.5").encoding == .yaml)
        #expect(throws: APIStatus.self) { try format("text/html") }
    }

    @Test func authentication() {
        let authenticator = Authenticator(token: "secret")
        #expect(authenticator.accepts("Bearer secret"))
        #expect(
            authenticator.accepts("Basic " + String(decoding: Base64.encode(Array("x:secret".utf8)), as: UTF8.self)))
        for wrong in [
            nil, "", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "Basic eDp5", "Basic !", "Digest x",
        ] {
            #expect(!authenticator.accepts(wrong))
        }
        #expect(!Authenticator(token: "").accepts("Bearer "))
    }

    @Test func timestamps() {
        for seconds: Int64 in [0, 951_782_400, 1_709_164_800, 1_795_261_556, 4_102_444_799] {
            #expect(Timestamp.seconds(Timestamp.text(seconds: seconds)) == seconds)
        }
        #expect(Timestamp.text(seconds: 951_782_400) == "2000-02-29T00:00:00Z")
        #expect(Timestamp.seconds("yesterday") == nil)
    }

    @Test func versionsInOrder() {
        let sorted = ["v1alpha1", "v2", "v1beta1", "v10", "foo", "v1", "v1beta2"].sorted {
            KubeVersion($0) > KubeVersion($1)
        }
        #expect(sorted == ["v10", "v2", "v1", "v1beta2", "v1beta1", "v1alpha1", "foo"])
    }

    @Test func ages() {
        #expect(
            [5, 119, 120, 300, 601, 11000, 30000, 200_000, 800_000].map { Age.text(seconds: $0) }
                == ["5s", "119s", "2m", "5m", "10m", "3h3m", "8h", "2d7h", "9d"])
    }
}
