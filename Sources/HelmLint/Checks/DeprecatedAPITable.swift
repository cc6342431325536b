extension DeprecatedAPIs {
    /// The deprecated kinds of Kubernetes 1.36: `apiVersion deprecated removed replacement kinds`, `-` for none.
    ///
    /// A kind is replaced by the one of its own name, or by that after `=`. The source are the life cycle functions of
    /// k8s.io/api 0.36.1, of the groups that Helm knows.
    static let table = """
        admissionregistration.k8s.io/v1alpha1 1.35 1.38 - MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding, \
            MutatingAdmissionPolicyBindingList,MutatingAdmissionPolicyList
        admissionregistration.k8s.io/v1alpha1 1.29 1.32 - ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding, \
            ValidatingAdmissionPolicyBindingList,ValidatingAdmissionPolicyList
        admissionregistration.k8s.io/v1beta1 1.37 1.40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy, \
            MutatingAdmissionPolicyBinding,MutatingAdmissionPolicyBindingList,MutatingAdmissionPolicyList
        admissionregistration.k8s.io/v1beta1 1.16 1.22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration, \
            MutatingWebhookConfigurationList,ValidatingWebhookConfiguration,ValidatingWebhookConfigurationList
        admissionregistration.k8s.io/v1beta1 1.31 1.34 - ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding, \
            ValidatingAdmissionPolicyBindingList,ValidatingAdmissionPolicyList
        apps/v1beta1 1.8 1.16 apps/v1 ControllerRevision,ControllerRevisionList,Deployment,DeploymentList, \
            DeploymentRollback,StatefulSet,StatefulSetList
        apps/v1beta1 1.8 1.16 autoscaling/v1 Scale
        apps/v1beta2 1.9 1.16 apps/v1 ControllerRevision,ControllerRevisionList,DaemonSet,DaemonSetList,Deployment, \
            DeploymentList,ReplicaSet,ReplicaSetList,StatefulSet,StatefulSetList
        apps/v1beta2 1.9 1.16 autoscaling/v1 Scale
        authentication.k8s.io/v1alpha1 1.29 1.32 - SelfSubjectReview
        authentication.k8s.io/v1beta1 1.30 1.33 - SelfSubjectReview
        authentication.k8s.io/v1beta1 1.19 1.22 authentication.k8s.io/v1 TokenReview
        authorization.k8s.io/v1beta1 1.19 1.22 authorization.k8s.io/v1 LocalSubjectAccessReview, \
            SelfSubjectAccessReview,SelfSubjectRulesReview,SubjectAccessReview
        batch/v1beta1 1.21 1.25 batch/v1 CronJob,CronJobList
        certificates.k8s.io/v1alpha1 1.34 1.37 - ClusterTrustBundle,ClusterTrustBundleList
        certificates.k8s.io/v1beta1 1.19 1.22 certificates.k8s.io/v1 CertificateSigningRequest, \
            CertificateSigningRequestList
        certificates.k8s.io/v1beta1 1.37 1.40 - ClusterTrustBundle,ClusterTrustBundleList
        certificates.k8s.io/v1beta1 1.38 1.41 - PodCertificateRequest,PodCertificateRequestList
        coordination.k8s.io/v1alpha2 1.35 1.38 - LeaseCandidate,LeaseCandidateList
        coordination.k8s.io/v1beta1 1.19 1.22 coordination.k8s.io/v1 Lease,LeaseList
        coordination.k8s.io/v1beta1 1.36 1.39 - LeaseCandidate,LeaseCandidateList
        discovery.k8s.io/v1beta1 1.21 1.25 discovery.k8s.io/v1 EndpointSlice,EndpointSliceList=EndpointSlice
        events.k8s.io/v1beta1 1.22 1.25 - Event,EventList
        extensions/v1beta1 1.8 1.16 apps/v1 DaemonSet,DaemonSetList,Deployment,DeploymentList,ReplicaSet, \
            ReplicaSetList
        extensions/v1beta1 1.8 1.16 - DeploymentRollback
        extensions/v1beta1 1.14 1.22 networking.k8s.io/v1 Ingress,IngressList
        extensions/v1beta1 1.9 1.16 networking.k8s.io/v1 NetworkPolicy,NetworkPolicyList
        extensions/v1beta1 1.2 1.16 - Scale
        flowcontrol.apiserver.k8s.io/v1beta1 1.23 1.26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema, \
            FlowSchemaList,PriorityLevelConfiguration,PriorityLevelConfigurationList
        flowcontrol.apiserver.k8s.io/v1beta2 1.26 1.29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema, \
            FlowSchemaList,PriorityLevelConfiguration,PriorityLevelConfigurationList
        flowcontrol.apiserver.k8s.io/v1beta3 1.29 1.32 flowcontrol.apiserver.k8s.io/v1 FlowSchema,FlowSchemaList, \
            PriorityLevelConfiguration,PriorityLevelConfigurationList
        networking.k8s.io/v1beta1 1.34 1.37 - IPAddress,IPAddressList,ServiceCIDR,ServiceCIDRList
        networking.k8s.io/v1beta1 1.19 1.22 networking.k8s.io/v1 Ingress,IngressClass=IngressClassList, \
            IngressClassList,IngressList
        node.k8s.io/v1beta1 1.22 1.25 - RuntimeClass,RuntimeClassList
        policy/v1beta1 1.22 1.25 - Eviction
        policy/v1beta1 1.21 1.25 policy/v1 PodDisruptionBudget,PodDisruptionBudgetList
        rbac.authorization.k8s.io/v1beta1 1.17 1.22 rbac.authorization.k8s.io/v1 ClusterRole,ClusterRoleBinding, \
            ClusterRoleBindingList,ClusterRoleList,Role,RoleBinding,RoleBindingList,RoleList
        resource.k8s.io/v1alpha3 1.36 1.39 - DeviceTaintRule,DeviceTaintRuleList
        resource.k8s.io/v1alpha3 1.39 1.42 - ResourcePoolStatusRequest,ResourcePoolStatusRequestList
        resource.k8s.io/v1beta1 1.35 1.38 - DeviceClass,DeviceClassList,ResourceClaim,ResourceClaimList, \
            ResourceClaimTemplate,ResourceClaimTemplateList,ResourceSlice,ResourceSliceList
        resource.k8s.io/v1beta2 1.36 1.39 - DeviceClass,DeviceClassList,ResourceClaim,ResourceClaimList, \
            ResourceClaimTemplate,ResourceClaimTemplateList,ResourceSlice,ResourceSliceList
        resource.k8s.io/v1beta2 1.39 1.42 - DeviceTaintRule,DeviceTaintRuleList
        scheduling.k8s.io/v1beta1 1.14 1.22 scheduling.k8s.io/v1 PriorityClass,PriorityClassList
        storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1beta1 CSIStorageCapacity,CSIStorageCapacityList
        storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1 VolumeAttachment,VolumeAttachmentList
        storage.k8s.io/v1alpha1 1.32 1.35 storage.k8s.io/v1 VolumeAttributesClass,VolumeAttributesClassList
        storage.k8s.io/v1beta1 1.19 1.22 storage.k8s.io/v1 CSIDriver,CSIDriverList,StorageClass,StorageClassList, \
            VolumeAttachment,VolumeAttachmentList
        storage.k8s.io/v1beta1 1.17 1.22 storage.k8s.io/v1 CSINode,CSINodeList=CSINode
        storage.k8s.io/v1beta1 1.24 1.27 storage.k8s.io/v1 CSIStorageCapacity,CSIStorageCapacityList
        storage.k8s.io/v1beta1 1.34 1.37 storage.k8s.io/v1 VolumeAttributesClass,VolumeAttributesClassList
        storagemigration.k8s.io/v1beta1 1.38 1.41 - StorageVersionMigration,StorageVersionMigrationList
        """
}
