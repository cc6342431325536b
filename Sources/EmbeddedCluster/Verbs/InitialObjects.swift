import HelmValues

extension ClusterAPI {
    /// What every cluster has from its beginning.
    func createInitialObjects() {
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            createSystemObject(["metadata": ["name": .string(name)]], .namespaces, namespace: nil)
        }
        createSystemObject(
            [
                "metadata": ["name": "kubernetes", "labels": ["component": "apiserver", "provider": "kubernetes"]],
                "spec": [
                    "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "type": "ClusterIP",
                    "ports": [["name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443]],
                ],
            ],
            .init(group: "", name: "services"), namespace: "default"
        )
    }

    /// What every namespace has.
    func fillNamespace(_ name: String) {
        createSystemObject(
            ["metadata": ["name": "default"]], .init(group: "", name: "serviceaccounts"), namespace: name
        )
        createSystemObject(
            ["metadata": ["name": "kube-root-ca.crt"], "data": ["ca.crt": ""]], .init(group: "", name: "configmaps"),
            namespace: name
        )
    }

    /// Missing again is no harm: these objects are for show.
    private func createSystemObject(_ object: Value, _ type: ResourceType, namespace: String?) {
        guard let resource = catalog.resource(type) else { return }
        let context = WriteContext(resource: resource, namespace: namespace, manager: "kube-apiserver")
        _ = try? create(object, context)
    }
}
