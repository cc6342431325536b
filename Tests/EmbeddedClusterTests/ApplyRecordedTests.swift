import Foundation
import HelmValues
import KubeSchema
import Testing

@testable import EmbeddedCluster

/// All writes to one object in a recording of Helm with a real API server, and what the server then held.
struct RecordedWrites: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let events: [Value]

    static let all: [RecordedWrites] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance/kube-schema/writes.json")
        guard let data = try? Data(contentsOf: file), let list = try? JSON.parse([UInt8](data)).listValue else {
            return []
        }
        return list.map {
            RecordedWrites(
                testDescription: "\($0["name"]?.stringValue ?? "") \($0["path"]?.stringValue ?? "")",
                events: $0["events"]?.listValue ?? []
            )
        }
    }()
}

@Suite struct ApplyRecordedTests {
    @Test func hasCases() { #expect(RecordedWrites.all.count >= 100) }

    @Test(arguments: RecordedWrites.all)
    func holdsWhatTheServerHeld(_ recorded: RecordedWrites) throws {
        var server = ReplayServer()
        for (index, event) in recorded.events.enumerated() {
            if let expected = event["get"] {
                #expect(
                    text(ReplayServer.comparable(server.live)) == text(ReplayServer.comparable(expected)),
                    "event \(index)")
            } else if event["message"]?.stringValue?.hasSuffix("already exists") == true {
                continue
            } else {
                let outcome = server.write(event, time: "2026-01-01T00:\(index / 60 + 10):\(index % 60 + 10)Z")
                let status = event["status"]?.intValue ?? 200
                #expect((outcome == nil) == (status < 400), "event \(index): \(outcome ?? "no error")")
                if let outcome, let message = event["message"]?.stringValue, !message.hasPrefix("Job.batch") {
                    #expect(outcome == message, "event \(index)")
                }
            }
        }
    }

    private func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
}

/// The writing half of an API server, for one object.
struct ReplayServer {
    var live: Value = .null
    var checksMigration = true

    /// Returns the refusal, or nil.
    mutating func write(_ event: Value, time: String) -> String? {
        let body = event["body"] ?? .null
        let source = live.isNull ? body : live
        let kind = GroupVersionKind(
            apiVersion: source["apiVersion"]?.stringValue ?? "", kind: source["kind"]?.stringValue ?? "")
        let objectType = TypeCatalog.kubernetes.type(of: kind)
        let type = objectType.map { SchemaType.object($0) } ?? .untyped
        let writer = ServerSideApply.Writer(
            manager: event["manager"]?.stringValue ?? "", apiVersion: kind.apiVersion,
            subresource: event["subresource"]?.stringValue ?? "", time: time)
        var old: Value?
        if !live.isNull { old = live }
        do {
            var result: Value
            switch event["type"]?.stringValue {
            case "application/apply-patch+yaml":
                result = try ServerSideApply.apply(
                    live: old, applied: body, writer: writer, force: event["force"] == true, type: type)
                result = finished(result, kind)
            case "application/strategic-merge-patch+json":
                guard let objectType else { return "no type" }
                result = try StrategicMergePatch.apply(body, to: live, type: objectType)
                result = try ServerSideApply.update(live: old, new: finished(result, kind), writer: writer, type: type)
            case "application/merge-patch+json":
                result = finished(try JSONMergePatch.apply(body, to: live), kind)
                result = try ServerSideApply.update(live: old, new: result, writer: writer, type: type)
            case "application/json-patch+json":
                checkMigration(body)
                result = finished(try JSONPatch.apply(body, to: live), kind)
                result = try ServerSideApply.update(live: old, new: result, writer: writer, type: type)
            default:
                var object = body
                if let status = old?["status"] { object["status"] = status }
                result = try ServerSideApply.update(live: old, new: finished(object, kind), writer: writer, type: type)
            }
            let problems = ObjectRules.problems(result, old: old, kind: kind)
            if !problems.isEmpty {
                let name = result["metadata"]?["name"]?.stringValue ?? ""
                return ObjectRules.message(problems, kind: kind, name: name)
            }
            result["metadata"]?["resourceVersion"] = "1"
            live = result
            return nil
        } catch let error as ApplyError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    private func finished(_ object: Value, _ kind: GroupVersionKind) -> Value {
        var object = object
        if kind.kind == "Secret", let texts = object["stringData"]?.mapValue {
            for entry in texts {
                let bytes = Base64.encode(Array((entry.value.stringValue ?? "").utf8))
                var data = object["data"] ?? [:]
                data[entry.key] = .string(String(decoding: bytes, as: UTF8.self))
                object["data"] = data
            }
            object["stringData"] = nil
        }
        if kind.kind == "Job", object["metadata"]?["uid"] == nil { object["metadata"]?["uid"] = "<uid>" }
        return ObjectRules.defaulted(object, kind: kind)
    }

    /// Helm turns its Update entry into Apply: what it read is what we hold.
    private func checkMigration(_ body: Value) {
        guard checksMigration, let entries = body.listValue?.first?["value"]?.listValue else { return }
        func owned(_ list: [Value]) -> FieldSet {
            list.filter { $0["manager"] == "helm" }
                .reduce(FieldSet()) { $0.union(FieldSet($1["fieldsV1"] ?? [:]) ?? FieldSet()) }
        }
        let mine = owned(live["metadata"]?["managedFields"]?.listValue ?? [])
        let theirs = owned(entries)
        #expect(
            String(decoding: JSON.encode(mine.fieldsV1), as: UTF8.self)
                == String(decoding: JSON.encode(theirs.fieldsV1), as: UTF8.self))
    }

    /// What is to be the same: no times, addresses, or what controllers write.
    static func comparable(_ object: Value) -> Value {
        var result = object
        var metadata: Value = [:]
        for field in ["name", "namespace", "labels", "annotations"] { metadata[field] = object["metadata"]?[field] }
        metadata["annotations"]?["deployment.kubernetes.io/revision"] = nil
        if metadata["annotations"]?.mapValue?.isEmpty == true { metadata["annotations"] = nil }
        let managers = (object["metadata"]?["managedFields"]?.listValue ?? []).map { entry -> String in
            if let text = entry.stringValue { return text }
            return [entry["manager"], entry["operation"], entry["subresource"]].compactMap { $0?.stringValue }
                .joined(separator: " ")
        }.filter { !$0.hasPrefix("kube-") }
        metadata["managers"] = .list(managers.sorted().map { .string($0) })
        result["metadata"] = metadata
        result["status"] = nil
        if result["kind"] == "Service" {
            for field in ["clusterIP", "clusterIPs"] { result["spec"]?[field] = nil }
        }
        if result["kind"] == "Job" || result["kind"] == "Pod" { result["spec"] = nil }
        return result
    }
}
