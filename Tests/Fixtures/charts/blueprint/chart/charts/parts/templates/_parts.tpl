{{/* Merges the YAML of the second template over the first's. */}}
{{- define "parts.merge" -}}
{{- $root := first . -}}
{{- $base := fromYaml (include (index . 1) $root) | default (dict) -}}
{{- $over := fromYaml (include (index . 2) $root) | default (dict) -}}
{{- toYaml (mergeOverwrite $base $over) -}}
{{- end -}}

{{- define "parts.labels" -}}
{{- $fixed := dict "app.kubernetes.io/name" .Chart.Name "app.kubernetes.io/managed-by" .Release.Service -}}
{{- toYaml (merge $fixed (deepCopy .Values.labels)) -}}
{{- end -}}

{{- define "parts.ports" -}}
{{- range $name, $port := . }}
- {name: {{ $name }}, containerPort: {{ $port }}}
{{- end -}}
{{- end -}}

{{- define "parts.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "parts.fullname" . }}
  labels: {{- include "parts.labels" . | nindent 4 }}
spec:
  replicas: 1
  template:
    metadata:
      labels: {{- include "parts.labels" . | nindent 8 }}
    spec: {{- toYaml .Values.parts.defaults | nindent 6 }}
{{- end -}}
