extension ObjectStatus {
    /// What an object has come to, as the server answered it: by the rules of a bare wait.
    public init(of object: KubeObject) {
        self = StatusRules.ready.status(of: object.value, kind: object.kind)
    }
}
