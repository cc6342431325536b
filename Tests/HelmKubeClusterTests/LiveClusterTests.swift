import HelmHTTP
import HelmKube
import HelmValues
import KubeSchema
import Logging
import Testing

/// HelmKube's parts together, against a real API server's behaviour.
@Suite struct LiveClusterTests {
    struct World {
        let client: KubeClient
        let discovery: Discovery
        let namespace: String
        let ownership: Ownership

        var applier: ObjectApplier { ObjectApplier(client: client) }
        var watcher: Waiter { Waiter(client: client, strategy: .watcher) }

        func objects(_ manifest: String) async throws -> [KubeObject] {
            try await ObjectBuilder(client: client, discovery: discovery, defaultNamespace: namespace)
                .objects(of: manifest)
        }

        func owned(_ manifest: String) async throws -> [KubeObject] {
            try await objects(manifest).map(ownership.stamped)
        }

        func get(_ resource: String, _ name: String, group: String = "") async throws -> Value {
            try await client.get(KubePath(group: group, resource, namespace: namespace, name: name))
        }
    }

    private func world(_ namespace: String) async throws -> World {
        let client = KubeClient(
            connection: try await RunningCluster.connection.value, logger: Logger(label: "test"))
        _ = try await client.create(
            KubePath("namespaces"),
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
        return World(
            client: client, discovery: Discovery(), namespace: namespace,
            ownership: Ownership(release: "demo", namespace: namespace))
    }

    private func failure<Output>(_ body: () async throws(KubeError) -> Output) async -> KubeError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    private func web(replicas: Int = 1, env: String = "", annotations: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, annotations: {\(annotations)}}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}, annotations: {\(annotations)}}
            spec:
              containers:
              - name: web
                image: example.com/web:1
                env: [\(env)]
              - {name: side, image: "example.com/side:1"}
        """
    }

    private let config = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {a: "1", b: "2"}
        """

    private func together(_ documents: String...) -> String { documents.joined(separator: "\n---\n") }

    @Test(arguments: [true, false])
    func createsWaitsUpdatesAndDeletes(_ isServerSide: Bool) async throws {
        let world = try await world(isServerSide ? "live-ssa" : "live-csa")
        let method: ApplyMethod = isServerSide ? .serverSide() : .clientSide
        let service = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """
        let first = together(config, service, web(env: "{name: A, value: \"1\"}, {name: B, value: \"2\"}"))
        let original = try await world.owned(first)
        #expect(try await world.applier.adoptable(original, ownership: world.ownership).isEmpty)
        let created = try await world.applier.create(original, options: CreateOptions(method: method))
        #expect(created.count == 3)
        try await world.watcher.ready(created, timeout: .seconds(60))
        #expect(try await world.applier.adoptable(original, ownership: world.ownership).count == 3)

        // Somebody else adds a label; the next version drops an environment variable, the Service, and a key.
        _ = try await world.client.patch(
            KubePath("configmaps", namespace: world.namespace, name: "settings"), type: .merge,
            body: ["metadata": ["labels": ["theirs": "yes"]]])
        let second = together(
            config.replacing("b: \"2\"", with: "c: \"3\""), web(replicas: 2, env: "{name: B, value: \"3\"}"),
            config.replacing("settings", with: "more"))
        let outcome = await world.applier.update(
            original: try await world.objects(first), target: try await world.owned(second),
            options: UpdateOptions(method: method))
        #expect(outcome.failure == nil)
        #expect(outcome.created.map(\.name) == ["more"])
        #expect(outcome.updated.map(\.name) == ["settings", "web"])
        #expect(outcome.deleted.map(\.name) == ["web"])
        try await world.watcher.ready(outcome.updated + outcome.created, timeout: .seconds(60))

        let settings = try await world.get("configmaps", "settings")
        #expect(settings["data"] == ["a": "1", "c": "3"])
        #expect(settings[path: ["metadata", "labels", "theirs"]] == "yes")
        let deployment = try await world.get("deployments", "web", group: "apps")
        let containers = deployment[path: ["spec", "template", "spec", "containers"]]?.listValue ?? []
        #expect(containers.map { $0["env"] } == [[["name": "B", "value": "3"]], nil])
        #expect(deployment[path: ["status", "readyReplicas"]] == 2)

        let all = outcome.updated + outcome.created
        let (deleted, failures) = await world.applier.delete(all, propagation: .foreground)
        #expect(deleted.count == 3 && failures.isEmpty)
        try await world.watcher.gone(all, timeout: .seconds(60))
        #expect(
            await failure { () async throws(KubeError) in
                try await world.client.get(all[0].path)
            }?.code == .notFound)
        // Once more: what is gone counts as deleted.
        #expect(await world.applier.delete(all, propagation: .background).failures.isEmpty)
    }

    @Test func foreignObjectsAreNotTakenOver() async throws {
        let world = try await world("live-owner")
        _ = try await world.applier.create(try await world.objects(config))
        let target = try await world.owned(config)
        let error = await failure { () async throws(KubeError) in
            try await world.applier.adoptable(target, ownership: world.ownership)
        }
        #expect(error?.code == .notOwned)
        #expect(
            error?.message
                == "ConfigMap \"settings\" in namespace \"live-owner\" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key \"app.kubernetes.io/managed-by\": must be set to \"Helm\"; annotation validation error: missing key \"meta.helm.sh/release-name\": must be set to \"demo\"; annotation validation error: missing key \"meta.helm.sh/release-namespace\": must be set to \"live-owner\""
        )
        #expect(try await world.applier.adoptable(target, ownership: nil).count == 1)
    }

    @Test func conflictsAreToldAndForced() async throws {
        let world = try await world("live-conflict")
        let target = try await world.owned(config)
        _ = try await world.applier.create(target)
        _ = try await world.client.patch(
            KubePath("configmaps", namespace: world.namespace, name: "settings"),
            query: [("fieldManager", "somebody")], type: .merge, body: ["data": ["a": "theirs"]])
        var outcome = await world.applier.update(original: target, target: target, options: UpdateOptions())
        #expect(outcome.failure?.code == .conflict)
        #expect(
            outcome.failure?.message.hasPrefix(
                "conflict occurred while applying object live-conflict/settings /v1, Kind=ConfigMap: Apply failed with 1 conflict: conflict with \"somebody\""
            ) == true)
        outcome = await world.applier.update(
            original: target, target: target, options: UpdateOptions(method: .serverSide(forcesConflicts: true)))
        #expect(outcome.failure == nil)
        #expect(try await world.get("configmaps", "settings")["data"]?["a"] == "1")
    }

    @Test func movesFromClientSideToServerSide() async throws {
        let world = try await world("live-migrate")
        let first = try await world.owned(config)
        _ = try await world.applier.create(first, options: CreateOptions(method: .clientSide))
        let second = try await world.owned(config.replacing(", b: \"2\"", with: ""))
        var options = UpdateOptions()
        options.migratesFieldManagers = true
        let outcome = await world.applier.update(original: first, target: second, options: options)
        #expect(outcome.failure == nil)
        let live = try await world.get("configmaps", "settings")
        // Without the migration the old Update entry would keep b.
        #expect(live["data"] == ["a": "1"])
        let managers = live[path: ["metadata", "managedFields"]]?.listValue ?? []
        #expect(managers.map { $0["operation"] } == ["Apply"])
    }

    @Test(arguments: [true, false])
    func whatSomebodyDeletedIsCreatedAgain(_ isServerSide: Bool) async throws {
        let world = try await world("live-deleted-\(isServerSide)")
        let objects = try await world.owned(together(config, config.replacing("settings", with: "more")))
        let options = UpdateOptions(method: isServerSide ? .serverSide() : .clientSide)
        _ = try await world.applier.create(objects, options: CreateOptions(method: options.method))
        _ = await world.applier.delete([objects[0]], propagation: .background)
        let outcome = await world.applier.update(original: objects, target: objects, options: options)
        #expect(outcome.failure == nil)
        #expect(outcome.created.map(\.name) == ["settings"])
        #expect(outcome.updated.map(\.name) == ["more"])
    }

    @Test func replaces() async throws {
        let world = try await world("live-replace")
        let first = try await world.owned(config)
        _ = try await world.applier.create(first, options: CreateOptions(method: .clientSide))
        var options = UpdateOptions(method: .clientSide)
        options.forcesReplace = true
        let target = try await world.owned(config.replacing(", b: \"2\"", with: ""))
        #expect(await world.applier.update(original: first, target: target, options: options).failure == nil)
        #expect(try await world.get("configmaps", "settings")["data"] == ["a": "1"])
        options.method = .serverSide()
        #expect(
            await world.applier.update(original: first, target: target, options: options).failure?.message
                == "invalid operation: cannot use server-side apply and force replace together")
    }

    @Test func dryRunsChangeNothing() async throws {
        let world = try await world("live-dry")
        var options = CreateOptions()
        options.isDryRun = true
        let target = try await world.owned(config)
        _ = try await world.applier.create(target, options: options)
        #expect(
            await failure { () async throws(KubeError) in try await world.client.get(target[0].path) }?.code
                == .notFound)
    }

    @Test func unknownFieldsAreRefusedByServerSideApply() async throws {
        let world = try await world("live-strict")
        let target = try await world.owned(web().replacing("replicas: 1", with: "replicaz: 1"))
        let error = await failure { () async throws(KubeError) in try await world.applier.create(target) }
        #expect(
            error?.message.hasPrefix("server-side apply failed for object live-strict/web apps/v1, Kind=Deployment: ")
                == true)
        #expect(error?.message.hasSuffix(".spec.replicaz: field not declared in schema") == true)
    }

    @Test func customResources() async throws {
        let world = try await world("live-crd")
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.live.example.com}
            spec:
              group: live.example.com
              scope: Namespaced
              names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """
        let gadget = """
            apiVersion: live.example.com/v1
            kind: Gadget
            metadata: {name: g}
            spec: {size: 1, parts: [a, b]}
            """
        await #expect(throws: KubeError.self) { try await world.objects(gadget) }
        let definitions = try await world.applier.create(try await world.objects(definition))
        try await world.watcher.established(definitions)
        let first = try await world.owned(gadget)
        _ = try await world.applier.create(first, options: CreateOptions(method: .clientSide))
        let second = try await world.owned(gadget.replacing("size: 1, parts: [a, b]", with: "parts: [b]"))
        let outcome = await world.applier.update(
            original: try await world.objects(gadget), target: second, options: UpdateOptions(method: .clientSide))
        #expect(outcome.failure == nil)
        #expect(try await world.get("gadgets", "g", group: "live.example.com")["spec"] == ["parts": ["b"]])
        try await world.watcher.ready(outcome.updated, timeout: .seconds(20))
    }

    @Test func hooks() async throws {
        let world = try await world("live-hooks")
        func job(_ name: String, _ annotations: String = "") -> String {
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: \(name), annotations: {\(annotations)}}
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {\(annotations)}}
                spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
            """
        }
        let waiter = Waiter(client: world.client, strategy: .hookOnly)
        let good = try await world.applier.create(try await world.objects(job("good")))
        try await waiter.hookDone(good, timeout: .seconds(60))
        let bad = try await world.applier.create(
            try await world.objects(job("bad", "\(Simulation.annotation): \(Simulation.failing)")))
        let error = await failure { () async throws(KubeError) in
            try await waiter.hookDone(bad, timeout: .seconds(60))
        }
        #expect(error?.code == .failed)
        #expect(
            error?.message.hasPrefix(
                "resource Job/live-hooks/bad not ready. status: Failed, message: Job Failed. failed: ")
                == true)
    }

    @Test(arguments: [Waiter.Strategy.watcher, .legacy])
    func neverReady(_ strategy: Waiter.Strategy) async throws {
        let world = try await world("live-never-\(strategy)")
        let objects = try await world.applier.create(
            try await world.owned(web(annotations: "\(Simulation.annotation): \(Simulation.neverReady)")))
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: world.client, strategy: strategy).ready(objects, timeout: .seconds(8))
        }
        #expect(error?.code == .timedOut)
        #expect(
            error?.message
                == (strategy == .legacy
                    ? "context deadline exceeded"
                    : "resource Deployment/live-never-watcher/web not ready. status: InProgress, message: Available: 0/1\ncontext deadline exceeded")
        )
    }

    @Test func legacyWaits() async throws {
        let world = try await world("live-legacy")
        let objects = try await world.applier.create(try await world.owned(web(replicas: 2)))
        let waiter = Waiter(client: world.client, strategy: .legacy)
        try await waiter.ready(objects, timeout: .seconds(60))
        _ = await world.applier.delete(objects, propagation: .background)
        try await waiter.gone(objects, timeout: .seconds(60))
    }

    @Test func looksUp() async throws {
        let world = try await world("live-lookup")
        _ = try await world.applier.create(try await world.owned(config))
        let query = LookupQuery(client: world.client, discovery: world.discovery)
        let found = try await query.lookup(
            apiVersion: "v1", kind: "ConfigMap", namespace: world.namespace, name: "settings")
        #expect(found["data"]?["a"] == "1")
        let list = try await query.lookup(apiVersion: "v1", kind: "ConfigMap", namespace: world.namespace, name: "")
        #expect(list["items"]?.listValue?.contains { $0[path: ["metadata", "name"]] == "settings" } == true)
    }

    @Test func listsPagesMetadataAndTables() async throws {
        let world = try await world("live-list")
        for number in 0..<7 {
            _ = try await world.client.create(
                KubePath("secrets", namespace: world.namespace),
                body: [
                    "apiVersion": "v1", "kind": "Secret",
                    "metadata": ["name": "s\(number)", "labels": ["owner": "helm"]],
                    "data": ["x": "eA=="],
                ])
        }
        let path = KubePath("secrets", namespace: world.namespace)
        let query: KubeQuery = [("labelSelector", "owner=helm")]
        let metadata = try await world.client.list(path, query: query, pageSize: 3, form: .metadataOnly(isList: true))
        #expect(metadata.items.count == 7)
        #expect(metadata.items.allSatisfy { $0["data"] == nil && $0["metadata"] != nil })
        let table = try await world.client.list(path, query: query, form: .table)
        #expect(table.items.count == 7 && !table.columns.isEmpty)
    }

    @Test func wrongTokens() async throws {
        var connection = try await RunningCluster.connection.value
        connection.credentials = Credentials(.bearerToken("wrong"))
        let client = KubeClient(connection: connection, logger: Logger(label: "test"))
        let error = await failure { () async throws(KubeError) in try await client.get(KubePath("namespaces")) }
        #expect(error?.code == .unauthorized)
    }
}
