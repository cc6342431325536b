// swift-format-ignore-file
// Written by scripts/generate-kube-schema.py. Do not edit.

/// The resources of a Kubernetes API server; `CompactResources` reads them.
enum BuiltInResources {
    static let text: StaticString = """
@/v1
bindings Binding - N create
componentstatuses ComponentStatus - C get,list ~cs
configmaps ConfigMap - N * ~cm
endpoints Endpoints - N * ~ep
events Event - N * ~ev
limitranges LimitRange - N * ~limits
namespaces Namespace - C create,delete,get,list,patch,update,watch ~ns /finalize::update /status::=
nodes Node - C * ~no /proxy://NodeProxyOptions:create,delete,get,patch,update /status::=
persistentvolumeclaims PersistentVolumeClaim - N * ~pvc /status::=
persistentvolumes PersistentVolume - C * ~pv /status::=
pods Pod - N * ~po #all /attach://PodAttachOptions:create,get /binding://Binding:create /ephemeralcontainers::= /eviction:policy/v1/Eviction:create /exec://PodExecOptions:create,get /log::get /portforward://PodPortForwardOptions:create,get /proxy://PodProxyOptions:create,delete,get,patch,update /resize::= /status::=
podtemplates PodTemplate - N *
replicationcontrollers ReplicationController - N * ~rc #all /scale:autoscaling/v1/Scale:= /status::=
resourcequotas ResourceQuota - N * ~quota /status::=
secrets Secret - N *
serviceaccounts ServiceAccount - N * ~sa /token:authentication.k8s.io/v1/TokenRequest:create
services Service - N * ~svc #all /proxy://ServiceProxyOptions:create,delete,get,patch,update /status::=
@apiregistration.k8s.io/v1
apiservices APIService - C * #api-extensions /status::=
@apps/v1
controllerrevisions ControllerRevision - N *
daemonsets DaemonSet - N * ~ds #all /status::=
deployments Deployment - N * ~deploy #all /scale:autoscaling/v1/Scale:= /status::=
replicasets ReplicaSet - N * ~rs #all /scale:autoscaling/v1/Scale:= /status::=
statefulsets StatefulSet - N * ~sts #all /scale:autoscaling/v1/Scale:= /status::=
@events.k8s.io/v1
events Event - N * ~ev
@authentication.k8s.io/v1
selfsubjectreviews SelfSubjectReview - C create
tokenreviews TokenReview - C create
@authorization.k8s.io/v1
localsubjectaccessreviews LocalSubjectAccessReview - N create
selfsubjectaccessreviews SelfSubjectAccessReview - C create
selfsubjectrulesreviews SelfSubjectRulesReview - C create
subjectaccessreviews SubjectAccessReview - C create
@autoscaling/v2
horizontalpodautoscalers HorizontalPodAutoscaler - N * ~hpa #all /status::=
@autoscaling/v1
horizontalpodautoscalers HorizontalPodAutoscaler - N * ~hpa #all /status::=
@batch/v1
cronjobs CronJob - N * ~cj #all /status::=
jobs Job - N * #all /status::=
@certificates.k8s.io/v1
certificatesigningrequests CertificateSigningRequest - C * ~csr /approval::= /status::=
@networking.k8s.io/v1
ingressclasses IngressClass - C *
ingresses Ingress - N * ~ing /status::=
ipaddresses IPAddress - C * ~ip
networkpolicies NetworkPolicy - N * ~netpol
servicecidrs ServiceCIDR - C * /status::=
@policy/v1
poddisruptionbudgets PodDisruptionBudget - N * ~pdb /status::=
@rbac.authorization.k8s.io/v1
clusterrolebindings ClusterRoleBinding - C *
clusterroles ClusterRole - C *
rolebindings RoleBinding - N *
roles Role - N *
@storage.k8s.io/v1
csidrivers CSIDriver - C *
csinodes CSINode - C *
csistoragecapacities CSIStorageCapacity - N *
storageclasses StorageClass - C * ~sc
volumeattachments VolumeAttachment - C * /status::=
volumeattributesclasses VolumeAttributesClass - C * ~vac
@admissionregistration.k8s.io/v1
mutatingadmissionpolicies MutatingAdmissionPolicy - C * #api-extensions
mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding - C * #api-extensions
mutatingwebhookconfigurations MutatingWebhookConfiguration - C * #api-extensions
validatingadmissionpolicies ValidatingAdmissionPolicy - C * #api-extensions /status::=
validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding - C * #api-extensions
validatingwebhookconfigurations ValidatingWebhookConfiguration - C * #api-extensions
@apiextensions.k8s.io/v1
customresourcedefinitions CustomResourceDefinition - C * ~crd ~crds #api-extensions /status::=
@scheduling.k8s.io/v1
priorityclasses PriorityClass - C * ~pc
@coordination.k8s.io/v1
leases Lease - N *
@node.k8s.io/v1
runtimeclasses RuntimeClass - C *
@discovery.k8s.io/v1
endpointslices EndpointSlice - N *
@resource.k8s.io/v1
deviceclasses DeviceClass - C *
resourceclaims ResourceClaim - N * /status::=
resourceclaimtemplates ResourceClaimTemplate - N *
resourceslices ResourceSlice - C *
@flowcontrol.apiserver.k8s.io/v1
flowschemas FlowSchema - C * /status::=
prioritylevelconfigurations PriorityLevelConfiguration - C * /status::=
"""
}
