import HelmValues

/// The constant defaults of the API server, by type: what a missing field is filled with.
///
/// Kubernetes states them in pkg/apis/*/v1/defaults.go. Defaults that depend on other fields: `DefaultRules`.
enum DefaultTable {
    static let values: [String: ValueMap] = [
        "core.v1.PodSpec": [
            "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
            "securityContext": [:], "schedulerName": "default-scheduler",
        ],
        "core.v1.Container": container,
        "core.v1.EphemeralContainer": container,
        "core.v1.ContainerPort": ["protocol": "TCP"],
        "core.v1.Probe": ["timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3],
        "core.v1.HTTPGetAction": ["path": "/", "scheme": "HTTP"],
        "core.v1.GRPCAction": ["service": ""],
        "core.v1.ObjectFieldSelector": ["apiVersion": "v1"],
        "core.v1.ResourceFieldSelector": ["divisor": "0"],
        "core.v1.ConfigMapVolumeSource": ["defaultMode": 420],
        "core.v1.SecretVolumeSource": ["defaultMode": 420],
        "core.v1.ProjectedVolumeSource": ["defaultMode": 420],
        "core.v1.DownwardAPIVolumeSource": ["defaultMode": 420],
        "core.v1.HostPathVolumeSource": ["type": ""],
        "core.v1.ServiceAccountTokenProjection": ["expirationSeconds": 3600],
        "core.v1.ServicePort": ["protocol": "TCP"],
        "core.v1.ServiceSpec": ["type": "ClusterIP", "sessionAffinity": "None"],
        "core.v1.PersistentVolumeClaimSpec": ["volumeMode": "Filesystem", "resources": [:]],
        "core.v1.PersistentVolumeSpec": [
            "persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem",
        ],
        "core.v1.Secret": ["type": "Opaque"],
        "core.v1.ReplicationControllerSpec": ["replicas": 1],
        "apps.v1.DeploymentSpec": [
            "replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600, "strategy": [:],
        ],
        "apps.v1.ReplicaSetSpec": ["replicas": 1],
        "apps.v1.StatefulSetSpec": [
            "replicas": 1, "podManagementPolicy": "OrderedReady", "revisionHistoryLimit": 10, "updateStrategy": [:],
            "persistentVolumeClaimRetentionPolicy": ["whenDeleted": "Retain", "whenScaled": "Retain"],
        ],
        "apps.v1.DaemonSetSpec": ["revisionHistoryLimit": 10, "updateStrategy": [:]],
        "apps.v1.StatefulSetUpdateStrategy": ["type": "RollingUpdate"],
        "apps.v1.DaemonSetUpdateStrategy": ["type": "RollingUpdate"],
        "apps.v1.DeploymentStrategy": ["type": "RollingUpdate"],
        "batch.v1.JobSpec": [
            "backoffLimit": 6, "completionMode": "NonIndexed", "suspend": false,
            "podReplacementPolicy": "TerminatingOrFailed",
        ],
        "batch.v1.CronJobSpec": [
            "concurrencyPolicy": "Allow", "suspend": false, "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 1,
        ],
        "autoscaling.v2.HorizontalPodAutoscalerSpec": ["minReplicas": 1],
        "autoscaling.v1.HorizontalPodAutoscalerSpec": ["minReplicas": 1],
        "networking.v1.NetworkPolicyPort": ["protocol": "TCP"],
        "rbac.v1.RoleRef": ["apiGroup": "rbac.authorization.k8s.io"],
        "storage.v1.StorageClass": ["reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"],
        "scheduling.v1.PriorityClass": ["preemptionPolicy": "PreemptLowerPriority"],
        "apiextensions.v1.CustomResourceDefinitionSpec": ["conversion": ["strategy": "None"]],
        "admissionregistration.v1.MutatingWebhook": webhook.merging(["reinvocationPolicy": "Never"]),
        "admissionregistration.v1.ValidatingWebhook": webhook,
        "admissionregistration.v1.RuleWithOperations": ["scope": "*"],
        "admissionregistration.v1.ServiceReference": ["port": 443],
        "apiregistration.v1.ServiceReference": ["port": 443],
        "apiextensions.v1.ServiceReference": ["port": 443],
    ]

    private static let container: ValueMap = [
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File", "resources": [:],
    ]

    private static let webhook: ValueMap = [
        "failurePolicy": "Fail", "matchPolicy": "Equivalent", "namespaceSelector": [:], "objectSelector": [:],
        "timeoutSeconds": 10,
    ]
}

extension ValueMap {
    fileprivate func merging(_ other: ValueMap) -> ValueMap {
        var result = self
        for entry in other { result[entry.key] = entry.value }
        return result
    }
}
