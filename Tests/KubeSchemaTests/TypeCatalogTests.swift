import HelmValues
import Testing

@testable import KubeSchema

@Suite struct TypeCatalogTests {
    let catalog = TypeCatalog.kubernetes

    @Test func readsEveryTypeAndKind() {
        #expect(catalog.count == 584)
        #expect(catalog.kinds.count == 137)
    }

    @Test func knowsContainers() throws {
        let deployment = try #require(catalog.type(of: .init(apiVersion: "apps/v1", kind: "Deployment")))
        #expect(deployment.name == "io.k8s.api.apps.v1.Deployment")
        guard case .object(let container) = catalog.type(named: "io.k8s.api.core.v1.Container") else {
            Issue.record("no container type")
            return
        }
        let ports = try #require(container.field("ports"))
        #expect(ports.patchMergeKey == "containerPort")
        #expect(ports.patchStrategy == .merge)
        guard case .list(let list) = ports.type, case .object(let port) = list.element else {
            Issue.record("ports is no list of objects")
            return
        }
        #expect(list.identity == .map(keys: ["containerPort", "protocol"]))
        #expect(port.field("protocol")?.keyDefault == "TCP")
        #expect(port.required == ["containerPort"])
        #expect(container.field("imagee") == nil)
    }

    @Test func knowsAtomicMapsScalarsAndRetainKeys() throws {
        guard case .object(let service) = catalog.type(named: "io.k8s.api.core.v1.ServiceSpec"),
            case .map(let selector)? = service.field("selector")?.type,
            case .object(let deployment) = catalog.type(named: "io.k8s.api.apps.v1.DeploymentSpec"),
            case .object(let labelSelector)? = deployment.field("selector")?.type,
            case .object(let resources) = catalog.type(named: "io.k8s.api.core.v1.ResourceRequirements"),
            case .map(let limits)? = resources.field("limits")?.type
        else {
            Issue.record("types differ")
            return
        }
        #expect(selector.isAtomic)
        #expect(labelSelector.isAtomic)
        #expect(deployment.field("strategy")?.patchStrategy == .retainKeys)
        guard case .scalar(.quantity) = limits.element else {
            Issue.record("limits are no quantities")
            return
        }
    }

    @Test func listsResources() throws {
        let discovery = DiscoveryCatalog.kubernetes
        #expect(discovery.groups.count == 21)
        let pods = try #require(discovery.resource(of: .init(apiVersion: "v1", kind: "Pod")))
        #expect(pods.name == "pods")
        #expect(pods.singularName == "pod")
        #expect(pods.shortNames == ["po"])
        #expect(pods.categories == ["all"])
        #expect(
            pods.subresources.first { $0.name == "eviction" }?.kind
                == .init(group: "policy", version: "v1", kind: "Eviction"))
        let hpa = try #require(discovery.groups.first { $0.name == "autoscaling" })
        #expect(hpa.versions.map(\.version) == ["v2", "v1"])
    }
}
