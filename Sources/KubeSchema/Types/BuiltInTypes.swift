// swift-format-ignore-file
// Written by scripts/generate-kube-schema.py. Do not edit.

/// The built-in types; `CompactTypes` reads them.
enum BuiltInTypes {
    static let text: StaticString = """
@io.k8s.api.admissionregistration.v1
ApplyConfiguration expression:s
AuditAnnotation key!:s valueExpression!:s
ExpressionWarning fieldRef!:s warning!:s
JSONPatch expression:s
MatchCondition expression!:s name!:s
MatchResources~ excludeResourceRules:[a.16 matchPolicy:s namespaceSelector:.559 objectSelector:.559 resourceRules:[a.16
MutatingAdmissionPolicy apiVersion:s kind:s metadata:.564 spec:.11
MutatingAdmissionPolicyBinding apiVersion:s kind:s metadata:.564 spec:.9
MutatingAdmissionPolicyBindingList apiVersion:s items!:[a.7 kind:s metadata:.561
MutatingAdmissionPolicyBindingSpec matchResources:.5 paramRef:.18 policyName:s
MutatingAdmissionPolicyList apiVersion:s items!:[a.6 kind:s metadata:.561
MutatingAdmissionPolicySpec failurePolicy:s matchConditions:[mname;.4^m=name matchConstraints:.5 mutations:[a.15 paramKind:.17 reinvocationPolicy:s variables:[a.33
MutatingWebhook admissionReviewVersions!:[as clientConfig!:.34 failurePolicy:s matchConditions:[mname;.4^m=name matchPolicy:s name!:s namespaceSelector:.559 objectSelector:.559 reinvocationPolicy:s rules:[a.19 sideEffects!:s timeoutSeconds:i
MutatingWebhookConfiguration apiVersion:s kind:s metadata:.564 webhooks:[mname;.12^m=name
MutatingWebhookConfigurationList apiVersion:s items!:[a.13 kind:s metadata:.561
Mutation applyConfiguration:.0 jsonPatch:.3 patchType!:s
NamedRuleWithOperations~ apiGroups:[as apiVersions:[as operations:[as resourceNames:[as resources:[as scope:s
ParamKind~ apiVersion:s kind:s
ParamRef~ name:s namespace:s parameterNotFoundAction:s selector:.559
RuleWithOperations apiGroups:[as apiVersions:[as operations:[as resources:[as scope:s
ServiceReference name!:s namespace!:s path:s port:i
TypeChecking expressionWarnings:[a.2
ValidatingAdmissionPolicy apiVersion:s kind:s metadata:.564 spec:.27 status:.28
ValidatingAdmissionPolicyBinding apiVersion:s kind:s metadata:.564 spec!:.25
ValidatingAdmissionPolicyBindingList apiVersion:s items!:[a.23 kind:s metadata:.561
ValidatingAdmissionPolicyBindingSpec matchResources:.5 paramRef:.18 policyName!:s validationActions!:[ss
ValidatingAdmissionPolicyList apiVersion:s items!:[a.22 kind:s metadata:.561
ValidatingAdmissionPolicySpec auditAnnotations:[a.1 failurePolicy:s matchConditions:[mname;.4^m=name matchConstraints:.5 paramKind:.17 validations:[a.32 variables:[mname;.33^m=name
ValidatingAdmissionPolicyStatus conditions:[mtype;.554 observedGeneration:l typeChecking:.21
ValidatingWebhook admissionReviewVersions!:[as clientConfig!:.34 failurePolicy:s matchConditions:[mname;.4^m=name matchPolicy:s name!:s namespaceSelector:.559 objectSelector:.559 rules:[a.19 sideEffects!:s timeoutSeconds:i
ValidatingWebhookConfiguration apiVersion:s kind:s metadata:.564 webhooks:[mname;.29^m=name
ValidatingWebhookConfigurationList apiVersion:s items!:[a.30 kind:s metadata:.561
Validation expression!:s message:s messageExpression:s reason:s
Variable~ expression!:s name!:s
WebhookClientConfig caBundle:y service:.20 url:s
@io.k8s.api.apps.v1
ControllerRevision apiVersion:s data:O kind:s metadata:.564 revision!:l
ControllerRevisionList apiVersion:s items!:[a.35 kind:s metadata:.561
DaemonSet apiVersion:s kind:s metadata:.564 spec:.40 status:.41
DaemonSetCondition lastTransitionTime:T message:s reason:s status!:s type!:s
DaemonSetList apiVersion:s items!:[a.37 kind:s metadata:.561
DaemonSetSpec minReadySeconds:i revisionHistoryLimit:i selector!:.559 template!:.300 updateStrategy:.42
DaemonSetStatus collisionCount:i conditions:[mtype;.38^m=type currentNumberScheduled!:i desiredNumberScheduled!:i numberAvailable:i numberMisscheduled!:i numberReady!:i numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
DaemonSetUpdateStrategy rollingUpdate:.54 type:s
Deployment apiVersion:s kind:s metadata:.564 spec:.46 status:.47
DeploymentCondition lastTransitionTime:T lastUpdateTime:T message:s reason:s status!:s type!:s
DeploymentList apiVersion:s items!:[a.43 kind:s metadata:.561
DeploymentSpec minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector!:.559 strategy:.48^k template!:.300
DeploymentStatus availableReplicas:i collisionCount:i conditions:[mtype;.44^m=type observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i unavailableReplicas:i updatedReplicas:i
DeploymentStrategy rollingUpdate:.55 type:s
ReplicaSet apiVersion:s kind:s metadata:.564 spec:.52 status:.53
ReplicaSetCondition lastTransitionTime:T message:s reason:s status!:s type!:s
ReplicaSetList apiVersion:s items!:[a.49 kind:s metadata:.561
ReplicaSetSpec minReadySeconds:i replicas:i selector!:.559 template:.300
ReplicaSetStatus availableReplicas:i conditions:[mtype;.50^m=type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas!:i terminatingReplicas:i
RollingUpdateDaemonSet maxSurge:I maxUnavailable:I
RollingUpdateDeployment maxSurge:I maxUnavailable:I
RollingUpdateStatefulSetStrategy maxUnavailable:I partition:i
StatefulSet apiVersion:s kind:s metadata:.564 spec:.62 status:.63
StatefulSetCondition lastTransitionTime:T message:s reason:s status!:s type!:s
StatefulSetList apiVersion:s items!:[a.57 kind:s metadata:.561
StatefulSetOrdinals start:i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:s whenScaled:s
StatefulSetSpec minReadySeconds:i ordinals:.60 persistentVolumeClaimRetentionPolicy:.61 podManagementPolicy:s replicas:i revisionHistoryLimit:i selector!:.559 serviceName:s template!:.300 updateStrategy:.64 volumeClaimTemplates:[a.267
StatefulSetStatus availableReplicas:i collisionCount:i conditions:[mtype;.58^m=type currentReplicas:i currentRevision:s observedGeneration:l readyReplicas:i replicas!:i updateRevision:s updatedReplicas:i
StatefulSetUpdateStrategy rollingUpdate:.56 type:s
@io.k8s.api.authentication.v1
BoundObjectReference apiVersion:s kind:s name:s uid:s
SelfSubjectReview apiVersion:s kind:s metadata:.564 status:.67
SelfSubjectReviewStatus userInfo:.74
TokenRequest apiVersion:s kind:s metadata:.564 spec:.69 status:.70
TokenRequestSpec audiences:[as boundObjectRef:.65 expirationSeconds:l
TokenRequestStatus expirationTimestamp:T token:s
TokenReview apiVersion:s kind:s metadata:.564 spec!:.72 status:.73
TokenReviewSpec audiences:[as token!:s
TokenReviewStatus audiences:[as authenticated:b error:s user:.74
UserInfo extra:{[as groups:[as uid:s username:s
@io.k8s.api.authorization.v1
FieldSelectorAttributes rawSelector:s requirements:[a.556
LabelSelectorAttributes rawSelector:s requirements:[a.560
LocalSubjectAccessReview apiVersion:s kind:s metadata:.564 spec!:.87 status:.88
NonResourceAttributes path:s verb:s
NonResourceRule nonResourceURLs:[as verbs!:[as
ResourceAttributes fieldSelector:.75 group:s labelSelector:.76 name:s namespace:s resource:s subresource:s verb:s version:s
ResourceRule apiGroups:[as resourceNames:[as resources:[as verbs!:[as
SelfSubjectAccessReview apiVersion:s kind:s metadata:.564 spec!:.83 status:.88
SelfSubjectAccessReviewSpec nonResourceAttributes:.78 resourceAttributes:.80
SelfSubjectRulesReview apiVersion:s kind:s metadata:.564 spec!:.85 status:.89
SelfSubjectRulesReviewSpec namespace:s
SubjectAccessReview apiVersion:s kind:s metadata:.564 spec!:.87 status:.88
SubjectAccessReviewSpec extra:{[as groups:[as nonResourceAttributes:.78 resourceAttributes:.80 uid:s user:s
SubjectAccessReviewStatus allowed!:b denied:b evaluationError:s reason:s
SubjectRulesReviewStatus evaluationError:s incomplete!:b nonResourceRules!:[a.79 resourceRules!:[a.81
@io.k8s.api.autoscaling.v1
CrossVersionObjectReference~ apiVersion:s kind!:s name!:s
HorizontalPodAutoscaler apiVersion:s kind:s metadata:.564 spec!:.93 status:.94
HorizontalPodAutoscalerList apiVersion:s items!:[a.91 kind:s metadata:.561
HorizontalPodAutoscalerSpec maxReplicas!:i minReplicas:i scaleTargetRef!:.90 targetCPUUtilizationPercentage:i
HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:i currentReplicas!:i desiredReplicas!:i lastScaleTime:T observedGeneration:l
Scale apiVersion:s kind:s metadata:.564 spec:.96 status:.97
ScaleSpec replicas:i
ScaleStatus replicas!:i selector:s
@io.k8s.api.autoscaling.v2
ContainerResourceMetricSource container!:s name!:s target!:.114
ContainerResourceMetricStatus container!:s current!:.115 name!:s
CrossVersionObjectReference apiVersion:s kind!:s name!:s
ExternalMetricSource metric!:.111 target!:.114
ExternalMetricStatus current!:.115 metric!:.111
HPAScalingPolicy periodSeconds!:i type!:s value!:i
HPAScalingRules policies:[a.103 selectPolicy:s stabilizationWindowSeconds:i tolerance:Q
HorizontalPodAutoscaler apiVersion:s kind:s metadata:.564 spec!:.109 status:.110
HorizontalPodAutoscalerBehavior scaleDown:.104 scaleUp:.104
HorizontalPodAutoscalerCondition lastTransitionTime:T message:s reason:s status!:s type!:s
HorizontalPodAutoscalerList apiVersion:s items!:[a.105 kind:s metadata:.561
HorizontalPodAutoscalerSpec behavior:.106 maxReplicas!:i metrics:[a.112 minReplicas:i scaleTargetRef!:.100
HorizontalPodAutoscalerStatus conditions:[mtype;.107^m=type currentMetrics:[a.113 currentReplicas:i desiredReplicas!:i lastScaleTime:T observedGeneration:l
MetricIdentifier name!:s selector:.559
MetricSpec containerResource:.98 external:.101 object:.116 pods:.118 resource:.120 type!:s
MetricStatus containerResource:.99 external:.102 object:.117 pods:.119 resource:.121 type!:s
MetricTarget averageUtilization:i averageValue:Q type!:s value:Q
MetricValueStatus averageUtilization:i averageValue:Q value:Q
ObjectMetricSource describedObject!:.100 metric!:.111 target!:.114
ObjectMetricStatus current!:.115 describedObject!:.100 metric!:.111
PodsMetricSource metric!:.111 target!:.114
PodsMetricStatus current!:.115 metric!:.111
ResourceMetricSource name!:s target!:.114
ResourceMetricStatus current!:.115 name!:s
@io.k8s.api.batch.v1
CronJob apiVersion:s kind:s metadata:.564 spec!:.124 status:.125
CronJobList apiVersion:s items!:[a.122 kind:s metadata:.561
CronJobSpec concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate!:.131 schedule!:s startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b timeZone:s
CronJobStatus active:[a.265 lastScheduleTime:T lastSuccessfulTime:T
Job apiVersion:s kind:s metadata:.564 spec:.129 status:.130
JobCondition lastProbeTime:T lastTransitionTime:T message:s reason:s status!:s type!:s
JobList apiVersion:s items!:[a.126 kind:s metadata:.561
JobSpec activeDeadlineSeconds:l backoffLimit:i backoffLimitPerIndex:i completionMode:s completions:i managedBy:s manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:.132 podReplacementPolicy:s selector:.559 successPolicy:.136 suspend:b template!:.300 ttlSecondsAfterFinished:i
JobStatus active:i completedIndexes:s completionTime:T conditions:[a.127^m=type failed:i failedIndexes:s ready:i startTime:T succeeded:i terminating:i uncountedTerminatedPods:.138
JobTemplateSpec metadata:.564 spec:.129
PodFailurePolicy rules!:[a.135
PodFailurePolicyOnExitCodesRequirement containerName:s operator!:s values!:[sl
PodFailurePolicyOnPodConditionsPattern status:s type!:s
PodFailurePolicyRule action!:s onExitCodes:.133 onPodConditions:[a.134
SuccessPolicy rules!:[a.137
SuccessPolicyRule succeededCount:i succeededIndexes:s
UncountedTerminatedPods failed:[ss succeeded:[ss
@io.k8s.api.certificates.v1
CertificateSigningRequest apiVersion:s kind:s metadata:.564 spec!:.142 status:.143
CertificateSigningRequestCondition lastTransitionTime:T lastUpdateTime:T message:s reason:s status!:s type!:s
CertificateSigningRequestList apiVersion:s items!:[a.139 kind:s metadata:.561
CertificateSigningRequestSpec expirationSeconds:i extra:{[as groups:[as request!:y signerName!:s uid:s usages:[as username:s
CertificateSigningRequestStatus certificate:y conditions:[mtype;.140
@io.k8s.api.coordination.v1
Lease apiVersion:s kind:s metadata:.564 spec:.146
LeaseList apiVersion:s items!:[a.144 kind:s metadata:.561
LeaseSpec acquireTime:T holderIdentity:s leaseDurationSeconds:i leaseTransitions:i preferredHolder:s renewTime:T strategy:s
@io.k8s.api.core.v1
AWSElasticBlockStoreVolumeSource fsType:s partition:i readOnly:b volumeID!:s
Affinity nodeAffinity:.247 podAffinity:.279 podAntiAffinity:.281
AppArmorProfile localhostProfile:s type!:s
AttachedVolume devicePath!:s name!:s
AzureDiskVolumeSource cachingMode:s diskName!:s diskURI!:s fsType:s kind:s readOnly:b
AzureFilePersistentVolumeSource readOnly:b secretName!:s secretNamespace:s shareName!:s
AzureFileVolumeSource readOnly:b secretName!:s shareName!:s
Binding apiVersion:s kind:s metadata:.564 target!:.265
CSIPersistentVolumeSource controllerExpandSecretRef:.334 controllerPublishSecretRef:.334 driver!:s fsType:s nodeExpandSecretRef:.334 nodePublishSecretRef:.334 nodeStageSecretRef:.334 readOnly:b volumeAttributes:{s volumeHandle!:s
CSIVolumeSource driver!:s fsType:s nodePublishSecretRef:.236 readOnly:b volumeAttributes:{s
Capabilities add:[as drop:[as
CephFSPersistentVolumeSource monitors!:[as path:s readOnly:b secretFile:s secretRef:.334 user:s
CephFSVolumeSource monitors!:[as path:s readOnly:b secretFile:s secretRef:.236 user:s
CinderPersistentVolumeSource fsType:s readOnly:b secretRef:.334 volumeID!:s
CinderVolumeSource fsType:s readOnly:b secretRef:.236 volumeID!:s
ClientIPConfig timeoutSeconds:i
ClusterTrustBundleProjection labelSelector:.559 name:s optional:b path!:s signerName:s
ComponentCondition error:s message:s status!:s type!:s
ComponentStatus apiVersion:s conditions:[mtype;.164^m=type kind:s metadata:.564
ComponentStatusList apiVersion:s items!:[a.165 kind:s metadata:.561
ConfigMap apiVersion:s binaryData:{s data:{s immutable:b kind:s metadata:.564
ConfigMapEnvSource name:s optional:b
ConfigMapKeySelector~ key!:s name:s optional:b
ConfigMapList apiVersion:s items!:[a.167 kind:s metadata:.561
ConfigMapNodeConfigSource kubeletConfigKey!:s name!:s namespace!:s resourceVersion:s uid:s
ConfigMapProjection items:[a.226 name:s optional:b
ConfigMapVolumeSource defaultMode:i items:[a.226 name:s optional:b
Container args:[as command:[as env:[mname;.198^m=name envFrom:[a.197 image:s imagePullPolicy:s lifecycle:.227 livenessProbe:.304 name!:s ports:[mcontainerPort,protocol;.177^m=containerPort readinessProbe:.304 resizePolicy:[a.178 resources:.321 restartPolicy:s restartPolicyRules:[a.179 securityContext:.336 startupProbe:.304 stdin:b stdinOnce:b terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[mdevicePath;.359^m=devicePath volumeMounts:[mmountPath;.360^m=mountPath workingDir:s
ContainerExtendedResourceRequest containerName!:s requestName!:s resourceName!:s
ContainerImage names:[as sizeBytes:l
ContainerPort containerPort!:i hostIP:s hostPort:i name:s protocol:s?TCP
ContainerResizePolicy resourceName!:s restartPolicy!:s
ContainerRestartRule action!:s exitCodes:.180
ContainerRestartRuleOnExitCodes operator!:s values:[sl
ContainerState running:.182 terminated:.183 waiting:.184
ContainerStateRunning startedAt:T
ContainerStateTerminated containerID:s exitCode!:i finishedAt:T message:s reason:s signal:i startedAt:T
ContainerStateWaiting message:s reason:s
ContainerStatus allocatedResources:{Q allocatedResourcesStatus:[mname;.322^m=name containerID:s image!:s imageID!:s lastState:.181 name!:s ready!:b resources:.321 restartCount!:i started:b state:.181 stopSignal:s user:.186 volumeMounts:[mmountPath;.361^m=mountPath
ContainerUser linux:.233
DaemonEndpoint Port!:i
DownwardAPIProjection items:[a.189
DownwardAPIVolumeFile fieldRef:.264 mode:i path!:s resourceFieldRef:.315
DownwardAPIVolumeSource defaultMode:i items:[a.189
EmptyDirVolumeSource medium:s sizeLimit:Q
EndpointAddress~ hostname:s ip!:s nodeName:s targetRef:.265
EndpointPort~ appProtocol:s name:s port!:i protocol:s
EndpointSubset addresses:[a.192 notReadyAddresses:[a.192 ports:[a.193
Endpoints apiVersion:s kind:s metadata:.564 subsets:[a.194
EndpointsList apiVersion:s items!:[a.195 kind:s metadata:.561
EnvFromSource configMapRef:.168 prefix:s secretRef:.330
EnvVar name!:s value:s valueFrom:.199
EnvVarSource configMapKeyRef:.169 fieldRef:.264 fileKeyRef:.208 resourceFieldRef:.315 secretKeyRef:.331
EphemeralContainer args:[as command:[as env:[mname;.198^m=name envFrom:[a.197 image:s imagePullPolicy:s lifecycle:.227 livenessProbe:.304 name!:s ports:[mcontainerPort,protocol;.177^m=containerPort readinessProbe:.304 resizePolicy:[a.178 resources:.321 restartPolicy:s restartPolicyRules:[a.179 securityContext:.336 startupProbe:.304 stdin:b stdinOnce:b targetContainerName:s terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[mdevicePath;.359^m=devicePath volumeMounts:[mmountPath;.360^m=mountPath workingDir:s
EphemeralVolumeSource volumeClaimTemplate:.272
Event action:s apiVersion:s count:i eventTime:T firstTimestamp:T involvedObject!:.265 kind:s lastTimestamp:T message:s metadata!:.564 reason:s related:.265 reportingComponent:s reportingInstance:s series:.204 source:.205 type:s
EventList apiVersion:s items!:[a.202 kind:s metadata:.561
EventSeries count:i lastObservedTime:T
EventSource component:s host:s
ExecAction command:[as
FCVolumeSource fsType:s lun:i readOnly:b targetWWNs:[as wwids:[as
FileKeySelector~ key!:s optional:b path!:s volumeName!:s
FlexPersistentVolumeSource driver!:s fsType:s options:{s readOnly:b secretRef:.334
FlexVolumeSource driver!:s fsType:s options:{s readOnly:b secretRef:.236
FlockerVolumeSource datasetName:s datasetUUID:s
GCEPersistentDiskVolumeSource fsType:s partition:i pdName!:s readOnly:b
GRPCAction port!:i service:s
GitRepoVolumeSource directory:s repository!:s revision:s
GlusterfsPersistentVolumeSource endpoints!:s endpointsNamespace:s path!:s readOnly:b
GlusterfsVolumeSource endpoints!:s path!:s readOnly:b
HTTPGetAction host:s httpHeaders:[a.218 path:s port!:I scheme:s
HTTPHeader name!:s value!:s
HostAlias hostnames:[as ip!:s
HostIP ip!:s
HostPathVolumeSource path!:s type:s
ISCSIPersistentVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn!:s iscsiInterface:s lun!:i portals:[as readOnly:b secretRef:.334 targetPortal!:s
ISCSIVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn!:s iscsiInterface:s lun!:i portals:[as readOnly:b secretRef:.236 targetPortal!:s
ImageVolumeSource pullPolicy:s reference:s
ImageVolumeStatus imageRef!:s
KeyToPath key!:s mode:i path!:s
Lifecycle postStart:.228 preStop:.228 stopSignal:s
LifecycleHandler exec:.206 httpGet:.217 sleep:.346 tcpSocket:.350
LimitRange apiVersion:s kind:s metadata:.564 spec:.232
LimitRangeItem default:{Q defaultRequest:{Q max:{Q maxLimitRequestRatio:{Q min:{Q type!:s
LimitRangeList apiVersion:s items!:[a.229 kind:s metadata:.561
LimitRangeSpec limits!:[a.230
LinuxContainerUser gid!:l supplementalGroups:[al uid!:l
LoadBalancerIngress hostname:s ip:s ipMode:s ports:[a.301
LoadBalancerStatus ingress:[a.234
LocalObjectReference~ name:s
LocalVolumeSource fsType:s path!:s
ModifyVolumeStatus status!:s targetVolumeAttributesClassName:s
NFSVolumeSource path!:s readOnly:b server!:s
Namespace apiVersion:s kind:s metadata:.564 spec:.243 status:.244
NamespaceCondition lastTransitionTime:T message:s reason:s status!:s type!:s
NamespaceList apiVersion:s items!:[a.240 kind:s metadata:.561
NamespaceSpec finalizers:[as
NamespaceStatus conditions:[mtype;.241^m=type phase:s
Node apiVersion:s kind:s metadata:.564 spec:.260 status:.261
NodeAddress address!:s type!:s
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[a.303 requiredDuringSchedulingIgnoredDuringExecution:.257
NodeAllocatableResourceClaimStatus containers:[ss resourceClaimName!:s resources!:{Q
NodeCondition lastHeartbeatTime:T lastTransitionTime:T message:s reason:s status!:s type!:s
NodeConfigSource configMap:.171
NodeConfigStatus active:.250 assigned:.250 error:s lastKnownGood:.250
NodeDaemonEndpoints kubeletEndpoint:.187
NodeFeatures supplementalGroupsPolicy:b
NodeList apiVersion:s items!:[a.245 kind:s metadata:.561
NodeRuntimeHandler features:.256 name:s
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:b userNamespaces:b
NodeSelector~ nodeSelectorTerms!:[a.259
NodeSelectorRequirement key!:s operator!:s values:[as
NodeSelectorTerm~ matchExpressions:[a.258 matchFields:[a.258
NodeSpec configSource:.250 externalID:s podCIDR:s podCIDRs:[ss^m providerID:s taints:[a.351 unschedulable:b
NodeStatus addresses:[mtype;.246^m=type allocatable:{Q capacity:{Q conditions:[mtype;.249^m=type config:.251 daemonEndpoints:.252 declaredFeatures:[as features:.253 images:[a.176 nodeInfo:.263 phase:s runtimeHandlers:[a.255 volumesAttached:[a.150 volumesInUse:[as
NodeSwapStatus capacity:l
NodeSystemInfo architecture!:s bootID!:s containerRuntimeVersion!:s kernelVersion!:s kubeProxyVersion!:s kubeletVersion!:s machineID!:s operatingSystem!:s osImage!:s swap:.262 systemUUID!:s
ObjectFieldSelector~ apiVersion:s fieldPath!:s
ObjectReference~ apiVersion:s fieldPath:s kind:s name:s namespace:s resourceVersion:s uid:s
PersistentVolume apiVersion:s kind:s metadata:.564 spec:.275 status:.276
PersistentVolumeClaim apiVersion:s kind:s metadata:.564 spec:.270 status:.271
PersistentVolumeClaimCondition lastProbeTime:T lastTransitionTime:T message:s reason:s status!:s type!:s
PersistentVolumeClaimList apiVersion:s items!:[a.267 kind:s metadata:.561
PersistentVolumeClaimSpec accessModes:[as dataSource:.356 dataSourceRef:.357 resources:.364 selector:.559 storageClassName:s volumeAttributesClassName:s volumeMode:s volumeName:s
PersistentVolumeClaimStatus accessModes:[as allocatedResourceStatuses:{s allocatedResources:{Q capacity:{Q conditions:[mtype;.268^m=type currentVolumeAttributesClassName:s modifyVolumeStatus:.238 phase:s
PersistentVolumeClaimTemplate metadata:.564 spec!:.270
PersistentVolumeClaimVolumeSource claimName!:s readOnly:b
PersistentVolumeList apiVersion:s items!:[a.266 kind:s metadata:.561
PersistentVolumeSpec accessModes:[as awsElasticBlockStore:.147 azureDisk:.151 azureFile:.152 capacity:{Q cephfs:.158 cinder:.160 claimRef:.265 csi:.155 fc:.207 flexVolume:.209 flocker:.211 gcePersistentDisk:.212 glusterfs:.215 hostPath:.221 iscsi:.222 local:.237 mountOptions:[as nfs:.239 nodeAffinity:.362 persistentVolumeReclaimPolicy:s photonPersistentDisk:.277 portworxVolume:.302 quobyte:.306 rbd:.307 scaleIO:.324 storageClassName:s storageos:.347 volumeAttributesClassName:s volumeMode:s vsphereVolume:.366
PersistentVolumeStatus lastPhaseTransitionTime:T message:s phase:s reason:s
PhotonPersistentDiskVolumeSource fsType:s pdID!:s
Pod apiVersion:s kind:s metadata:.564 spec:.296 status:.297
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[a.367 requiredDuringSchedulingIgnoredDuringExecution:[a.280
PodAffinityTerm labelSelector:.559 matchLabelKeys:[as mismatchLabelKeys:[as namespaceSelector:.559 namespaces:[as topologyKey!:s
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[a.367 requiredDuringSchedulingIgnoredDuringExecution:[a.280
PodCertificateProjection certificateChainPath:s credentialBundlePath:s keyPath:s keyType!:s maxExpirationSeconds:i signerName!:s userAnnotations:{s
PodCondition lastProbeTime:T lastTransitionTime:T message:s observedGeneration:l reason:s status!:s type!:s
PodDNSConfig nameservers:[as options:[a.285 searches:[as
PodDNSConfigOption name:s value:s
PodExtendedResourceClaimStatus requestMappings!:[a.175 resourceClaimName!:s
PodIP ip!:s
PodList apiVersion:s items!:[a.278 kind:s metadata:.561
PodOS name!:s
PodReadinessGate conditionType!:s
PodResourceClaim name!:s resourceClaimName:s resourceClaimTemplateName:s
PodResourceClaimStatus name!:s resourceClaimName:s
PodSchedulingGate name!:s
PodSchedulingGroup podGroupName:s
PodSecurityContext appArmorProfile:.149 fsGroup:l fsGroupChangePolicy:s runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxChangePolicy:s seLinuxOptions:.323 seccompProfile:.328 supplementalGroups:[al supplementalGroupsPolicy:s sysctls:[a.349 windowsOptions:.368
PodSpec activeDeadlineSeconds:l affinity:.148 automountServiceAccountToken:b containers!:[mname;.174^m=name dnsConfig:.284 dnsPolicy:s enableServiceLinks:b ephemeralContainers:[mname;.200^m=name hostAliases:[mip;.219^m=ip hostIPC:b hostNetwork:b hostPID:b hostUsers:b hostname:s hostnameOverride:s imagePullSecrets:[mname;.236^m=name initContainers:[mname;.174^m=name nodeName:s nodeSelector:{~s os:.289 overhead:{Q preemptionPolicy:s priority:i priorityClassName:s readinessGates:[a.290 resourceClaims:[mname;.291^mk=name resources:.321 restartPolicy:s runtimeClassName:s schedulerName:s schedulingGates:[mname;.293^m=name schedulingGroup:.294 securityContext:.295 serviceAccount:s serviceAccountName:s setHostnameAsFQDN:b shareProcessNamespace:b subdomain:s terminationGracePeriodSeconds:l tolerations:[a.352 topologySpreadConstraints:[mtopologyKey,whenUnsatisfiable;.355^m=topologyKey volumes:[mname;.358^mk=name
PodStatus allocatedResources:{Q conditions:[mtype;.283^m=type containerStatuses:[a.185 ephemeralContainerStatuses:[a.185 extendedResourceClaimStatus:.286 hostIP:s hostIPs:[a.220^m=ip initContainerStatuses:[a.185 message:s nodeAllocatableResourceClaimStatuses:[a.248 nominatedNodeName:s observedGeneration:l phase:s podIP:s podIPs:[mip;.287^m=ip qosClass:s reason:s resize:s resourceClaimStatuses:[mname;.292^mk=name resources:.321 startTime:T
PodTemplate apiVersion:s kind:s metadata:.564 template:.300
PodTemplateList apiVersion:s items!:[a.298 kind:s metadata:.561
PodTemplateSpec metadata:.564 spec:.296
PortStatus error:s port!:i protocol!:s
PortworxVolumeSource fsType:s readOnly:b volumeID!:s
PreferredSchedulingTerm preference!:.259 weight!:i
Probe exec:.206 failureThreshold:i grpc:.213 httpGet:.217 initialDelaySeconds:i periodSeconds:i successThreshold:i tcpSocket:.350 terminationGracePeriodSeconds:l timeoutSeconds:i
ProjectedVolumeSource defaultMode:i sources:[a.363
QuobyteVolumeSource group:s readOnly:b registry!:s tenant:s user:s volume!:s
RBDPersistentVolumeSource fsType:s image!:s keyring:s monitors!:[as pool:s readOnly:b secretRef:.334 user:s
RBDVolumeSource fsType:s image!:s keyring:s monitors!:[as pool:s readOnly:b secretRef:.236 user:s
ReplicationController apiVersion:s kind:s metadata:.564 spec:.312 status:.313
ReplicationControllerCondition lastTransitionTime:T message:s reason:s status!:s type!:s
ReplicationControllerList apiVersion:s items!:[a.309 kind:s metadata:.561
ReplicationControllerSpec minReadySeconds:i replicas:i selector:{~s template:.300
ReplicationControllerStatus availableReplicas:i conditions:[mtype;.310^m=type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas!:i
ResourceClaim name!:s request:s
ResourceFieldSelector~ containerName:s divisor:Q resource!:s
ResourceHealth health:s message:s resourceID!:s
ResourceQuota apiVersion:s kind:s metadata:.564 spec:.319 status:.320
ResourceQuotaList apiVersion:s items!:[a.317 kind:s metadata:.561
ResourceQuotaSpec hard:{Q scopeSelector:.326 scopes:[as
ResourceQuotaStatus hard:{Q used:{Q
ResourceRequirements claims:[mname;.314 limits:{Q requests:{Q
ResourceStatus name!:s resources:[mresourceID;.316
SELinuxOptions level:s role:s type:s user:s
ScaleIOPersistentVolumeSource fsType:s gateway!:s protectionDomain:s readOnly:b secretRef!:.334 sslEnabled:b storageMode:s storagePool:s system!:s volumeName:s
ScaleIOVolumeSource fsType:s gateway!:s protectionDomain:s readOnly:b secretRef!:.236 sslEnabled:b storageMode:s storagePool:s system!:s volumeName:s
ScopeSelector~ matchExpressions:[a.327
ScopedResourceSelectorRequirement operator!:s scopeName!:s values:[as
SeccompProfile localhostProfile:s type!:s
Secret apiVersion:s data:{s immutable:b kind:s metadata:.564 stringData:{s type:s
SecretEnvSource name:s optional:b
SecretKeySelector~ key!:s name:s optional:b
SecretList apiVersion:s items!:[a.329 kind:s metadata:.561
SecretProjection items:[a.226 name:s optional:b
SecretReference~ name:s namespace:s
SecretVolumeSource defaultMode:i items:[a.226 optional:b secretName:s
SecurityContext allowPrivilegeEscalation:b appArmorProfile:.149 capabilities:.157 privileged:b procMount:s readOnlyRootFilesystem:b runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxOptions:.323 seccompProfile:.328 windowsOptions:.368
Service apiVersion:s kind:s metadata:.564 spec:.343 status:.344
ServiceAccount apiVersion:s automountServiceAccountToken:b imagePullSecrets:[a.236 kind:s metadata:.564 secrets:[mname;.265^m=name
ServiceAccountList apiVersion:s items!:[a.338 kind:s metadata:.561
ServiceAccountTokenProjection audience:s expirationSeconds:l path!:s
ServiceList apiVersion:s items!:[a.337 kind:s metadata:.561
ServicePort appProtocol:s name:s nodePort:i port!:i protocol:s?TCP targetPort:I
ServiceSpec allocateLoadBalancerNodePorts:b clusterIP:s clusterIPs:[as externalIPs:[as externalName:s externalTrafficPolicy:s healthCheckNodePort:i internalTrafficPolicy:s ipFamilies:[as ipFamilyPolicy:s loadBalancerClass:s loadBalancerIP:s loadBalancerSourceRanges:[as ports:[mport,protocol;.342^m=port publishNotReadyAddresses:b selector:{~s sessionAffinity:s sessionAffinityConfig:.345 trafficDistribution:s type:s
ServiceStatus conditions:[mtype;.554^m=type loadBalancer:.235
SessionAffinityConfig clientIP:.162
SleepAction seconds!:l
StorageOSPersistentVolumeSource fsType:s readOnly:b secretRef:.265 volumeName:s volumeNamespace:s
StorageOSVolumeSource fsType:s readOnly:b secretRef:.236 volumeName:s volumeNamespace:s
Sysctl name!:s value!:s
TCPSocketAction host:s port!:I
Taint effect!:s key!:s timeAdded:T value:s
Toleration effect:s key:s operator:s tolerationSeconds:l value:s
TopologySelectorLabelRequirement key!:s values!:[as
TopologySelectorTerm~ matchLabelExpressions:[a.353
TopologySpreadConstraint labelSelector:.559 matchLabelKeys:[as maxSkew!:i minDomains:i nodeAffinityPolicy:s nodeTaintsPolicy:s topologyKey!:s whenUnsatisfiable!:s
TypedLocalObjectReference~ apiGroup:s kind!:s name!:s
TypedObjectReference apiGroup:s kind!:s name!:s namespace:s
Volume awsElasticBlockStore:.147 azureDisk:.151 azureFile:.153 cephfs:.159 cinder:.161 configMap:.173 csi:.156 downwardAPI:.190 emptyDir:.191 ephemeral:.201 fc:.207 flexVolume:.210 flocker:.211 gcePersistentDisk:.212 gitRepo:.214 glusterfs:.216 hostPath:.221 image:.224 iscsi:.223 name!:s nfs:.239 persistentVolumeClaim:.273 photonPersistentDisk:.277 portworxVolume:.302 projected:.305 quobyte:.306 rbd:.308 scaleIO:.325 secret:.335 storageos:.348 vsphereVolume:.366
VolumeDevice devicePath!:s name!:s
VolumeMount mountPath!:s mountPropagation:s name!:s readOnly:b recursiveReadOnly:s subPath:s subPathExpr:s
VolumeMountStatus mountPath!:s name!:s readOnly:b recursiveReadOnly:s volumeStatus:.365
VolumeNodeAffinity required:.257
VolumeProjection clusterTrustBundle:.163 configMap:.172 downwardAPI:.188 podCertificate:.282 secret:.333 serviceAccountToken:.340
VolumeResourceRequirements limits:{Q requests:{Q
VolumeStatus image:.225
VsphereVirtualDiskVolumeSource fsType:s storagePolicyID:s storagePolicyName:s volumePath!:s
WeightedPodAffinityTerm podAffinityTerm!:.280 weight!:i
WindowsSecurityContextOptions gmsaCredentialSpec:s gmsaCredentialSpecName:s hostProcess:b runAsUserName:s
@io.k8s.api.discovery.v1
Endpoint addresses!:[ss conditions:.370 deprecatedTopology:{s hints:.371 hostname:s nodeName:s targetRef:.265 zone:s
EndpointConditions ready:b serving:b terminating:b
EndpointHints forNodes:[a.375 forZones:[a.376
EndpointPort~ appProtocol:s name:s port:i protocol:s
EndpointSlice addressType!:s apiVersion:s endpoints:[a.369 kind:s metadata:.564 ports:[a.372
EndpointSliceList apiVersion:s items!:[a.373 kind:s metadata:.561
ForNode name!:s
ForZone name!:s
@io.k8s.api.events.v1
Event action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:T deprecatedLastTimestamp:T deprecatedSource:.205 eventTime!:T kind:s metadata:.564 note:s reason:s regarding:.265 related:.265 reportingController:s reportingInstance:s series:.379 type:s
EventList apiVersion:s items!:[a.377 kind:s metadata:.561
EventSeries count!:i lastObservedTime!:T
@io.k8s.api.flowcontrol.v1
ExemptPriorityLevelConfiguration lendablePercent:i nominalConcurrencyShares:i
FlowDistinguisherMethod type!:s
FlowSchema apiVersion:s kind:s metadata:.564 spec:.385 status:.386
FlowSchemaCondition lastTransitionTime:T message:s reason:s status:s type:s
FlowSchemaList apiVersion:s items!:[a.382 kind:s metadata:.561
FlowSchemaSpec distinguisherMethod:.381 matchingPrecedence:i priorityLevelConfiguration!:.395 rules:[a.391
FlowSchemaStatus conditions:[mtype;.383^m=type
GroupSubject name!:s
LimitResponse queuing:.398 type!:s
LimitedPriorityLevelConfiguration borrowingLimitPercent:i lendablePercent:i limitResponse:.388 nominalConcurrencyShares:i
NonResourcePolicyRule nonResourceURLs!:[ss verbs!:[ss
PolicyRulesWithSubjects nonResourceRules:[a.390 resourceRules:[a.399 subjects!:[a.401
PriorityLevelConfiguration apiVersion:s kind:s metadata:.564 spec:.396 status:.397
PriorityLevelConfigurationCondition lastTransitionTime:T message:s reason:s status:s type:s
PriorityLevelConfigurationList apiVersion:s items!:[a.392 kind:s metadata:.561
PriorityLevelConfigurationReference name!:s
PriorityLevelConfigurationSpec exempt:.380 limited:.389 type!:s
PriorityLevelConfigurationStatus conditions:[mtype;.393^m=type
QueuingConfiguration handSize:i queueLengthLimit:i queues:i
ResourcePolicyRule apiGroups!:[ss clusterScope:b namespaces:[ss resources!:[ss verbs!:[ss
ServiceAccountSubject name!:s namespace!:s
Subject group:.387 kind!:s serviceAccount:.400 user:.402
UserSubject name!:s
@io.k8s.api.networking.v1
HTTPIngressPath backend!:.410 path:s pathType!:s
HTTPIngressRuleValue paths!:[a.403
IPAddress apiVersion:s kind:s metadata:.564 spec!:.407
IPAddressList apiVersion:s items!:[a.405 kind:s metadata:.561
IPAddressSpec parentRef!:.431
IPBlock cidr!:s except:[as
Ingress apiVersion:s kind:s metadata:.564 spec:.421 status:.422
IngressBackend resource:.356 service:.420
IngressClass apiVersion:s kind:s metadata:.564 spec:.414
IngressClassList apiVersion:s items!:[a.411 kind:s metadata:.561
IngressClassParametersReference apiGroup:s kind!:s name!:s namespace:s scope:s
IngressClassSpec controller:s parameters:.413
IngressList apiVersion:s items!:[a.409 kind:s metadata:.561
IngressLoadBalancerIngress hostname:s ip:s ports:[a.418
IngressLoadBalancerStatus ingress:[a.416
IngressPortStatus error:s port!:i protocol!:s
IngressRule host:s http:.404
IngressServiceBackend name!:s port:.432
IngressSpec defaultBackend:.410 ingressClassName:s rules:[a.419 tls:[a.423
IngressStatus loadBalancer:.417
IngressTLS hosts:[as secretName:s
NetworkPolicy apiVersion:s kind:s metadata:.564 spec:.430
NetworkPolicyEgressRule ports:[a.429 to:[a.428
NetworkPolicyIngressRule from:[a.428 ports:[a.429
NetworkPolicyList apiVersion:s items!:[a.424 kind:s metadata:.561
NetworkPolicyPeer ipBlock:.408 namespaceSelector:.559 podSelector:.559
NetworkPolicyPort endPort:i port:I protocol:s
NetworkPolicySpec egress:[a.425 ingress:[a.426 podSelector:.559 policyTypes:[as
ParentReference group:s name!:s namespace:s resource!:s
ServiceBackendPort~ name:s number:i
ServiceCIDR apiVersion:s kind:s metadata:.564 spec:.435 status:.436
ServiceCIDRList apiVersion:s items!:[a.433 kind:s metadata:.561
ServiceCIDRSpec cidrs:[as
ServiceCIDRStatus conditions:[mtype;.554^m=type
@io.k8s.api.node.v1
Overhead podFixed:{Q
RuntimeClass apiVersion:s handler!:s kind:s metadata:.564 overhead:.437 scheduling:.440
RuntimeClassList apiVersion:s items!:[a.438 kind:s metadata:.561
Scheduling nodeSelector:{~s tolerations:[a.352
@io.k8s.api.policy.v1
Eviction apiVersion:s deleteOptions:.555 kind:s metadata:.564
PodDisruptionBudget apiVersion:s kind:s metadata:.564 spec:.444 status:.445
PodDisruptionBudgetList apiVersion:s items!:[a.442 kind:s metadata:.561
PodDisruptionBudgetSpec maxUnavailable:I minAvailable:I selector:.559^r unhealthyPodEvictionPolicy:s
PodDisruptionBudgetStatus conditions:[mtype;.554^m=type currentHealthy:i desiredHealthy:i disruptedPods:{T disruptionsAllowed:i expectedPods:i observedGeneration:l
@io.k8s.api.rbac.v1
AggregationRule clusterRoleSelectors:[a.559
ClusterRole aggregationRule:.446 apiVersion:s kind:s metadata:.564 rules:[a.451
ClusterRoleBinding apiVersion:s kind:s metadata:.564 roleRef!:.456 subjects:[a.457
ClusterRoleBindingList apiVersion:s items!:[a.448 kind:s metadata:.561
ClusterRoleList apiVersion:s items!:[a.447 kind:s metadata:.561
PolicyRule apiGroups:[as nonResourceURLs:[as resourceNames:[as resources:[as verbs!:[as
Role apiVersion:s kind:s metadata:.564 rules:[a.451
RoleBinding apiVersion:s kind:s metadata:.564 roleRef!:.456 subjects:[a.457
RoleBindingList apiVersion:s items!:[a.453 kind:s metadata:.561
RoleList apiVersion:s items!:[a.452 kind:s metadata:.561
RoleRef~ apiGroup:s kind!:s name!:s
Subject~ apiGroup:s kind!:s name!:s namespace:s
@io.k8s.api.resource.v1
AllocatedDeviceStatus conditions:[mtype;.554 data:O device!:s driver!:s networkData:.486 pool!:s shareID:s
AllocationResult allocationTimestamp:T devices:.468 nodeSelector:.257
CELDeviceSelector expression!:s
CapacityRequestPolicy default:Q validRange:.462 validValues:[aQ
CapacityRequestPolicyRange max:Q min!:Q step:Q
CapacityRequirements requests:{Q
Counter value!:Q
CounterSet counters!:{.464 name!:s
Device allNodes:b allowMultipleAllocations:b attributes:{.469 bindingConditions:[as bindingFailureConditions:[as bindsToNode:b capacity:{.470 consumesCounters:[a.478 name!:s nodeAllocatableResourceMappings:{.487 nodeName:s nodeSelector:.257 taints:[a.483
DeviceAllocationConfiguration opaque:.488 requests:[as source!:s
DeviceAllocationResult config:[a.467 results:[a.480
DeviceAttribute bool:b bools:[ab int:l ints:[al string:s strings:[as version:s versions:[as
DeviceCapacity requestPolicy:.461 value!:Q
DeviceClaim config:[a.472 constraints:[a.477 requests:[a.479
DeviceClaimConfiguration opaque:.488 requests:[as
DeviceClass apiVersion:s kind:s metadata:.564 spec!:.476
DeviceClassConfiguration opaque:.488
DeviceClassList apiVersion:s items!:[a.473 kind:s metadata:.561
DeviceClassSpec config:[a.474 extendedResourceName:s selectors:[a.481
DeviceConstraint distinctAttribute:s matchAttribute:s requests:[as
DeviceCounterConsumption counterSet!:s counters!:{.464
DeviceRequest exactly:.485 firstAvailable:[a.482 name!:s
DeviceRequestAllocationResult adminAccess:b bindingConditions:[as bindingFailureConditions:[as consumedCapacity:{Q device!:s driver!:s pool!:s request!:s shareID:s tolerations:[a.484
DeviceSelector cel:.460
DeviceSubRequest allocationMode:s capacity:.463 count:l deviceClassName!:s name!:s selectors:[a.481 tolerations:[a.484
DeviceTaint effect!:s key!:s timeAdded:T value:s
DeviceToleration effect:s key:s operator:s tolerationSeconds:l value:s
ExactDeviceRequest adminAccess:b allocationMode:s capacity:.463 count:l deviceClassName!:s selectors:[a.481 tolerations:[a.484
NetworkDeviceData hardwareAddress:s interfaceName:s ips:[as
NodeAllocatableResourceMapping allocationMultiplier:Q capacityKey:s
OpaqueDeviceConfiguration driver!:s parameters!:O
ResourceClaim apiVersion:s kind:s metadata:.564 spec!:.492 status:.493
ResourceClaimConsumerReference apiGroup:s name!:s resource!:s uid!:s
ResourceClaimList apiVersion:s items!:[a.489 kind:s metadata:.561
ResourceClaimSpec devices:.471
ResourceClaimStatus allocation:.459 devices:[mdriver,device,pool,shareID;.458 reservedFor:[muid;.490^m=uid
ResourceClaimTemplate apiVersion:s kind:s metadata:.564 spec!:.496
ResourceClaimTemplateList apiVersion:s items!:[a.494 kind:s metadata:.561
ResourceClaimTemplateSpec metadata:.564 spec!:.492
ResourcePool generation!:l name!:s resourceSliceCount!:l
ResourceSlice apiVersion:s kind:s metadata:.564 spec!:.500
ResourceSliceList apiVersion:s items!:[a.498 kind:s metadata:.561
ResourceSliceSpec allNodes:b devices:[a.466 driver!:s nodeName:s nodeSelector:.257 perDeviceNodeSelection:b pool!:.497 sharedCounters:[a.465
@io.k8s.api.scheduling.v1
PriorityClass apiVersion:s description:s globalDefault:b kind:s metadata:.564 preemptionPolicy:s value:i
PriorityClassList apiVersion:s items!:[a.501 kind:s metadata:.561
@io.k8s.api.storage.v1
CSIDriver apiVersion:s kind:s metadata:.564 spec!:.505
CSIDriverList apiVersion:s items!:[a.503 kind:s metadata:.561
CSIDriverSpec attachRequired:b fsGroupPolicy:s nodeAllocatableUpdatePeriodSeconds:l podInfoOnMount:b preventPodSchedulingIfMissing:b requiresRepublish:b seLinuxMount:b serviceAccountTokenInSecrets:b storageCapacity:b tokenRequests:[a.514 volumeLifecycleModes:[ss
CSINode apiVersion:s kind:s metadata:.564 spec!:.509
CSINodeDriver allocatable:.523 name!:s nodeID!:s topologyKeys:[as
CSINodeList apiVersion:s items!:[a.506 kind:s metadata:.561
CSINodeSpec drivers!:[mname;.507^m=name
CSIStorageCapacity apiVersion:s capacity:Q kind:s maximumVolumeSize:Q metadata:.564 nodeTopology:.559 storageClassName!:s
CSIStorageCapacityList apiVersion:s items!:[a.510 kind:s metadata:.561
StorageClass allowVolumeExpansion:b allowedTopologies:[a.354 apiVersion:s kind:s metadata:.564 mountOptions:[as parameters:{s provisioner!:s reclaimPolicy:s volumeBindingMode:s
StorageClassList apiVersion:s items!:[a.512 kind:s metadata:.561
TokenRequest audience!:s expirationSeconds:l
VolumeAttachment apiVersion:s kind:s metadata:.564 spec!:.518 status:.519
VolumeAttachmentList apiVersion:s items!:[a.515 kind:s metadata:.561
VolumeAttachmentSource inlineVolumeSpec:.275 persistentVolumeName:s
VolumeAttachmentSpec attacher!:s nodeName!:s source!:.517
VolumeAttachmentStatus attachError:.522 attached!:b attachmentMetadata:{s detachError:.522
VolumeAttributesClass apiVersion:s driverName!:s kind:s metadata:.564 parameters:{s
VolumeAttributesClassList apiVersion:s items!:[a.520 kind:s metadata:.561
VolumeError errorCode:i message:s time:T
VolumeNodeResources count:i
@io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1
CustomResourceColumnDefinition description:s format:s jsonPath!:s name!:s priority:i type!:s
CustomResourceConversion strategy!:s webhook:.547
CustomResourceDefinition apiVersion:s kind:s metadata:.564 spec!:.530 status:.531
CustomResourceDefinitionCondition lastTransitionTime:T message:s observedGeneration:l reason:s status!:s type!:s
CustomResourceDefinitionList apiVersion:s items!:[a.526 kind:s metadata:.561
CustomResourceDefinitionNames categories:[as kind!:s listKind:s plural!:s shortNames:[as singular:s
CustomResourceDefinitionSpec conversion:.525 group!:s names!:.529 preserveUnknownFields:b scope!:s versions!:[a.532
CustomResourceDefinitionStatus acceptedNames:.529 conditions:[mtype;.527 observedGeneration:l storedVersions:[as
CustomResourceDefinitionVersion additionalPrinterColumns:[a.524 deprecated:b deprecationWarning:s name!:s schema:.536 selectableFields:[a.543 served!:b storage!:b subresources:.535
CustomResourceSubresourceScale labelSelectorPath:s specReplicasPath!:s statusReplicasPath!:s
CustomResourceSubresourceStatus=O
CustomResourceSubresources scale:.533 status:O
CustomResourceValidation openAPIV3Schema:.539
ExternalDocumentation description:s url:s
JSON=A
JSONSchemaProps $ref:s $schema:s additionalItems:A additionalProperties:A allOf:[a.539 anyOf:[a.539 default:A definitions:{.539 dependencies:{A description:s enum:[aA example:A exclusiveMaximum:b exclusiveMinimum:b externalDocs:.537 format:s id:s items:A maxItems:l maxLength:l maxProperties:l maximum:n minItems:l minLength:l minProperties:l minimum:n multipleOf:n not:.539 nullable:b oneOf:[a.539 pattern:s patternProperties:{.539 properties:{.539 required:[as title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[as x-kubernetes-list-type:s x-kubernetes-map-type:s x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[mrule;.545^m=rule
JSONSchemaPropsOrArray=A
JSONSchemaPropsOrBool=A
JSONSchemaPropsOrStringArray=A
SelectableField jsonPath!:s
ServiceReference name!:s namespace!:s path:s port:i
ValidationRule fieldPath:s message:s messageExpression:s optionalOldSelf:b reason:s rule!:s
WebhookClientConfig caBundle:y service:.544 url:s
WebhookConversion clientConfig:.546 conversionReviewVersions!:[as
@io.k8s.apimachinery.pkg.api.resource
Quantity=Q
@io.k8s.apimachinery.pkg.apis.meta.v1
APIGroup apiVersion:s kind:s name!:s preferredVersion:.558 serverAddressByClientCIDRs:[a.568 versions!:[a.558
APIGroupList apiVersion:s groups!:[a.549 kind:s
APIResource categories:[as group:s kind!:s name!:s namespaced!:b shortNames:[as singularName!:s storageVersionHash:s verbs!:[as version:s
APIResourceList apiVersion:s groupVersion!:s kind:s resources!:[a.551
APIVersions apiVersion:s kind:s serverAddressByClientCIDRs!:[a.568 versions!:[as
Condition lastTransitionTime!:T message!:s observedGeneration:l reason!:s status!:s type!:s
DeleteOptions apiVersion:s dryRun:[as gracePeriodSeconds:l ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s orphanDependents:b preconditions:.567 propagationPolicy:s
FieldSelectorRequirement key!:s operator!:s values:[as
FieldsV1=O
GroupVersionForDiscovery groupVersion!:s version!:s
LabelSelector~ matchExpressions:[a.560 matchLabels:{s
LabelSelectorRequirement key!:s operator!:s values:[as
ListMeta continue:s remainingItemCount:l resourceVersion:s selfLink:s shardInfo:.569
ManagedFieldsEntry apiVersion:s fieldsType:s fieldsV1:O manager:s operation:s subresource:s time:T
MicroTime=T
ObjectMeta annotations:{s creationTimestamp:T deletionGracePeriodSeconds:l deletionTimestamp:T finalizers:[ss^m generateName:s generation:l labels:{s managedFields:[a.562 name:s namespace:s ownerReferences:[muid;.565^m=uid resourceVersion:s selfLink:s uid:s
OwnerReference~ apiVersion!:s blockOwnerDeletion:b controller:b kind!:s name!:s uid!:s
Patch=O
Preconditions resourceVersion:s uid:s
ServerAddressByClientCIDR clientCIDR!:s serverAddress!:s
ShardInfo selector!:s
Status apiVersion:s code:i details:.572 kind:s message:s metadata:.561 reason:s status:s
StatusCause field:s message:s reason:s
StatusDetails causes:[a.571 group:s kind:s name:s retryAfterSeconds:i uid:s
Time=T
WatchEvent object!:O type!:s
@io.k8s.apimachinery.pkg.runtime
RawExtension=O
@io.k8s.apimachinery.pkg.util.intstr
IntOrString=I
@io.k8s.apimachinery.pkg.version
Info buildDate!:s compiler!:s emulationMajor:s emulationMinor:s gitCommit!:s gitTreeState!:s gitVersion!:s goVersion!:s major!:s minCompatibilityMajor:s minCompatibilityMinor:s minor!:s platform!:s
@io.k8s.kube-aggregator.pkg.apis.apiregistration.v1
APIService apiVersion:s kind:s metadata:.564 spec:.581 status:.582
APIServiceCondition lastTransitionTime:T message:s reason:s status!:s type!:s
APIServiceList apiVersion:s items!:[a.578 kind:s metadata:.561
APIServiceSpec caBundle:y group:s groupPriorityMinimum!:i insecureSkipTLSVerify:b service:.583 version:s versionPriority!:i
APIServiceStatus conditions:[mtype;.579^m=type
ServiceReference name:s namespace:s port:i
%admissionregistration.k8s.io/v1 MutatingAdmissionPolicy:6 MutatingAdmissionPolicyBinding:7 MutatingAdmissionPolicyBindingList:8 MutatingAdmissionPolicyList:10 MutatingWebhookConfiguration:13 MutatingWebhookConfigurationList:14 ValidatingAdmissionPolicy:22 ValidatingAdmissionPolicyBinding:23 ValidatingAdmissionPolicyBindingList:24 ValidatingAdmissionPolicyList:26 ValidatingWebhookConfiguration:30 ValidatingWebhookConfigurationList:31
%apiextensions.k8s.io/v1 CustomResourceDefinition:526 CustomResourceDefinitionList:528
%apiregistration.k8s.io/v1 APIService:578 APIServiceList:580
%apps/v1 ControllerRevision:35 ControllerRevisionList:36 DaemonSet:37 DaemonSetList:39 Deployment:43 DeploymentList:45 ReplicaSet:49 ReplicaSetList:51 StatefulSet:57 StatefulSetList:59
%authentication.k8s.io/v1 SelfSubjectReview:66 TokenRequest:68 TokenReview:71
%authorization.k8s.io/v1 LocalSubjectAccessReview:77 SelfSubjectAccessReview:82 SelfSubjectRulesReview:84 SubjectAccessReview:86
%autoscaling/v1 HorizontalPodAutoscaler:91 HorizontalPodAutoscalerList:92 Scale:95
%autoscaling/v2 HorizontalPodAutoscaler:105 HorizontalPodAutoscalerList:108
%batch/v1 CronJob:122 CronJobList:123 Job:126 JobList:128
%certificates.k8s.io/v1 CertificateSigningRequest:139 CertificateSigningRequestList:141
%coordination.k8s.io/v1 Lease:144 LeaseList:145
%discovery.k8s.io/v1 EndpointSlice:373 EndpointSliceList:374
%events.k8s.io/v1 Event:377 EventList:378
%flowcontrol.apiserver.k8s.io/v1 FlowSchema:382 FlowSchemaList:384 PriorityLevelConfiguration:392 PriorityLevelConfigurationList:394
%networking.k8s.io/v1 IPAddress:405 IPAddressList:406 Ingress:409 IngressClass:411 IngressClassList:412 IngressList:415 NetworkPolicy:424 NetworkPolicyList:427 ServiceCIDR:433 ServiceCIDRList:434
%node.k8s.io/v1 RuntimeClass:438 RuntimeClassList:439
%policy/v1 Eviction:441 PodDisruptionBudget:442 PodDisruptionBudgetList:443
%rbac.authorization.k8s.io/v1 ClusterRole:447 ClusterRoleBinding:448 ClusterRoleBindingList:449 ClusterRoleList:450 Role:452 RoleBinding:453 RoleBindingList:454 RoleList:455
%resource.k8s.io/v1 DeviceClass:473 DeviceClassList:475 ResourceClaim:489 ResourceClaimList:491 ResourceClaimTemplate:494 ResourceClaimTemplateList:495 ResourceSlice:498 ResourceSliceList:499
%scheduling.k8s.io/v1 PriorityClass:501 PriorityClassList:502
%storage.k8s.io/v1 CSIDriver:503 CSIDriverList:504 CSINode:506 CSINodeList:508 CSIStorageCapacity:510 CSIStorageCapacityList:511 StorageClass:512 StorageClassList:513 VolumeAttachment:515 VolumeAttachmentList:516 VolumeAttributesClass:520 VolumeAttributesClassList:521
%v1 APIGroup:549 APIGroupList:550 APIResourceList:552 APIVersions:553 Binding:154 ComponentStatus:165 ComponentStatusList:166 ConfigMap:167 ConfigMapList:170 Endpoints:195 EndpointsList:196 Event:202 EventList:203 LimitRange:229 LimitRangeList:231 Namespace:240 NamespaceList:242 Node:245 NodeList:254 PersistentVolume:266 PersistentVolumeClaim:267 PersistentVolumeClaimList:269 PersistentVolumeList:274 Pod:278 PodList:288 PodTemplate:298 PodTemplateList:299 ReplicationController:309 ReplicationControllerList:311 ResourceQuota:317 ResourceQuotaList:318 Secret:329 SecretList:332 Service:337 ServiceAccount:338 ServiceAccountList:339 ServiceList:341 Status:570
"""
}
