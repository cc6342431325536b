import HelmValues
import Testing

@testable import EmbeddedCluster

@Suite struct WatchTests {
    let cluster = TestCluster()
    let configMaps = TestCluster.configMaps

    private func events(_ watch: WatchReply, _ count: Int) async -> [(type: String, name: String)] {
        var frames = watch.opening()
        if frames.count < count {
            for await element in watch.watch.changes {
                frames.append(watch.frame(element, isFirst: false))
                if frames.count == count { break }
            }
        }
        return frames.prefix(count).map { frame in
            let event = (try? JSON.parse(frame)) ?? .null
            return (event["type"]?.stringValue ?? "", event["object"]?["metadata"]?["name"]?.stringValue ?? "")
        }
    }

    @Test func followsFromARevision() async throws {
        let list = await cluster.send("GET", configMaps)
        let revision = list.value["metadata"]?["resourceVersion"]?.stringValue ?? ""
        await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        let watch = try #require(await cluster.watch("\(configMaps)?watch=true&resourceVersion=\(revision)"))
        await cluster.send(
            "PATCH", "\(configMaps)/a", ["data": ["a": "2"]], type: "application/merge-patch+json")
        await cluster.send("DELETE", "\(configMaps)/a")
        let found = await events(watch, 3)
        #expect(found.map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
    }

    @Test func objectsMoveInAndOutOfSelections() async throws {
        await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        let watch = try #require(
            await cluster.watch(
                "\(configMaps)?watch=true&labelSelector=x%3Dy&resourceVersion=\(cluster.api.store.revision)"))
        for label: Value in ["y", "z"] {
            await cluster.send(
                "PATCH", "\(configMaps)/a", ["metadata": ["labels": ["x": label]]], type: "application/merge-patch+json"
            )
        }
        #expect(await events(watch, 2).map(\.type) == ["ADDED", "DELETED"])
    }

    @Test func streamsInitialEvents() async throws {
        let watch = try #require(
            await cluster.watch(
                "\(configMaps)?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
            ))
        let frames = watch.opening().map { (try? JSON.parse($0)) ?? .null }
        #expect(frames.map { $0["type"] } == ["ADDED", "BOOKMARK"])
        #expect(frames.last?["object"]?["metadata"]?["annotations"] == ["k8s.io/initial-events-end": "true"])
    }

    @Test func bookmarksStandBehindChanges() async throws {
        let watch = try #require(
            await cluster.watch("\(configMaps)?watch=true&resourceVersion=\(cluster.api.store.revision)"))
        await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        cluster.api.store.bookmark(watch.watch.id)
        #expect(await events(watch, 2).map(\.type) == ["ADDED", "BOOKMARK"])
    }

    @Test func forgottenRevisionsAreGone() async {
        var limits = EmbeddedClusterConfiguration.Limits()
        limits.events = 5
        let cluster = TestCluster(limits: limits)
        let answer = await cluster.send("GET", "\(configMaps)?watch=true&resourceVersion=2")
        #expect(answer.value["type"] == "ERROR" && answer.value["object"]?["code"] == 410)
    }

    @Test func slowReadersAreClosed() async throws {
        var limits = EmbeddedClusterConfiguration.Limits()
        limits.watchBacklog = 3
        let cluster = TestCluster(limits: limits)
        let watch = try #require(
            await cluster.watch("\(configMaps)?watch=true&resourceVersion=\(cluster.api.store.revision)"))
        for number in 0..<5 { await cluster.send("POST", configMaps, TestCluster.configMap("c\(number)")) }
        var count = 0
        for await _ in watch.watch.changes { count += 1 }
        #expect(count == 3)
    }

    @Test func watchesEndWithTheirHolder() async {
        _ = await cluster.watch("\(configMaps)?watch=true")
        var limits = EmbeddedClusterConfiguration.Limits()
        limits.watches = 1
        let small = TestCluster(limits: limits)
        for _ in 0..<3 {
            let watch = await small.watch("\(configMaps)?watch=true")
            #expect(watch != nil)
        }
        let held = await small.watch("\(configMaps)?watch=true")
        #expect(await small.send("GET", "\(configMaps)?watch=true").code == 429)
        _ = held?.contentType
    }
}
