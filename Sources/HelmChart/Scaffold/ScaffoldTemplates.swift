// The templates of a new chart.
extension ChartScaffold {
    static let helpers = #"""
        {{/* The chart's name in the form that names of objects have: small letters, digits and hyphens. */}}
        {{- define "CHARTNAME.name" -}}
        {{- $name := .Values.nameOverride | default .Chart.Name | lower -}}
        {{- regexReplaceAll "[^a-z0-9]+" $name "-" | trunc 53 | trimAll "-" | default "chart" -}}
        {{- end }}

        {{/* What the release's objects are called. */}}
        {{- define "CHARTNAME.fullname" -}}
        {{- $name := include "CHARTNAME.name" . -}}
        {{- $release := .Release.Name | replace "." "-" -}}
        {{- if .Values.fullnameOverride -}}
        {{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
        {{- else if contains $name $release -}}
        {{- $release | trunc 63 | trimSuffix "-" -}}
        {{- else -}}
        {{- printf "%s-%s" $release $name | trunc 63 | trimSuffix "-" -}}
        {{- end -}}
        {{- end }}

        {{/* What tells the release's pods from others: may never change. */}}
        {{- define "CHARTNAME.selectorLabels" -}}
        app.kubernetes.io/name: {{ include "CHARTNAME.name" . | quote }}
        app.kubernetes.io/instance: {{ .Release.Name | quote }}
        {{- end }}

        {{- define "CHARTNAME.labels" -}}
        {{ include "CHARTNAME.selectorLabels" . }}
        {{- with .Chart.AppVersion }}
        app.kubernetes.io/version: {{ . | quote }}
        {{- end }}
        app.kubernetes.io/managed-by: {{ .Release.Service }}
        helm.sh/chart: {{ printf "%s-%s" (include "CHARTNAME.name" .) (replace "+" "_" .Chart.Version) | trunc 63 | trimAll "-_." | quote }}
        {{- end }}

        {{- define "CHARTNAME.serviceAccountName" -}}
        {{- $own := ternary (include "CHARTNAME.fullname" .) "default" .Values.serviceAccount.create -}}
        {{- .Values.serviceAccount.name | default $own -}}
        {{- end }}

        """#

    static let deployment = #"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ include "CHARTNAME.fullname" . }}
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
        spec:
          {{- if not .Values.autoscaling.enabled }}
          replicas: {{ .Values.replicaCount }}
          {{- end }}
          selector:
            matchLabels:
              {{- include "CHARTNAME.selectorLabels" . | nindent 6 }}
          template:
            metadata:
              {{- with .Values.podAnnotations }}
              annotations:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              labels:
                {{- include "CHARTNAME.labels" . | nindent 8 }}
                {{- with .Values.podLabels }}
                {{- toYaml . | nindent 8 }}
                {{- end }}
            spec:
              serviceAccountName: {{ include "CHARTNAME.serviceAccountName" . }}
              {{- with .Values.imagePullSecrets }}
              imagePullSecrets:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              {{- with .Values.podSecurityContext }}
              securityContext:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              containers:
                - name: {{ include "CHARTNAME.name" . }}
                  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
                  imagePullPolicy: {{ .Values.image.pullPolicy }}
                  ports:
                    - name: http
                      containerPort: {{ .Values.containerPort }}
                      protocol: TCP
                  {{- range $field := list "livenessProbe" "readinessProbe" "resources" "securityContext" "volumeMounts" }}
                  {{- with get $.Values $field }}
                  {{ $field }}:
                    {{- toYaml . | nindent 12 }}
                  {{- end }}
                  {{- end }}
              {{- range $field := list "volumes" "nodeSelector" "affinity" "tolerations" }}
              {{- with get $.Values $field }}
              {{ $field }}:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              {{- end }}

        """#

    static let service = #"""
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ include "CHARTNAME.fullname" . }}
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
        spec:
          type: {{ .Values.service.type }}
          selector:
            {{- include "CHARTNAME.selectorLabels" . | nindent 4 }}
          ports:
            - name: http
              port: {{ .Values.service.port }}
              targetPort: http
              protocol: TCP

        """#

    static let serviceAccount = #"""
        {{- if .Values.serviceAccount.create }}
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: {{ include "CHARTNAME.serviceAccountName" . }}
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
          {{- with .Values.serviceAccount.annotations }}
          annotations:
            {{- toYaml . | nindent 4 }}
          {{- end }}
        automountServiceAccountToken: {{ .Values.serviceAccount.automount }}
        {{- end }}

        """#

    static let ingress = #"""
        {{- if .Values.ingress.enabled }}
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: {{ include "CHARTNAME.fullname" . }}
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
          {{- with .Values.ingress.annotations }}
          annotations:
            {{- toYaml . | nindent 4 }}
          {{- end }}
        spec:
          {{- with .Values.ingress.className }}
          ingressClassName: {{ . | quote }}
          {{- end }}
          {{- with .Values.ingress.tls }}
          tls:
            {{- toYaml . | nindent 4 }}
          {{- end }}
          rules:
            {{- range $rule := .Values.ingress.hosts }}
            - host: {{ $rule.host | quote }}
              http:
                paths:
                  {{- range $rule.paths }}
                  - path: {{ .path | quote }}
                    pathType: {{ .pathType | default "Prefix" }}
                    backend:
                      service:
                        name: {{ include "CHARTNAME.fullname" $ }}
                        port:
                          name: http
                  {{- end }}
            {{- end }}
        {{- end }}

        """#

    static let httpRoute = #"""
        {{- if .Values.httpRoute.enabled }}
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata:
          name: {{ include "CHARTNAME.fullname" . }}
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
          {{- with .Values.httpRoute.annotations }}
          annotations:
            {{- toYaml . | nindent 4 }}
          {{- end }}
        spec:
          parentRefs:
            {{- toYaml .Values.httpRoute.parentRefs | nindent 4 }}
          {{- with .Values.httpRoute.hostnames }}
          hostnames:
            {{- toYaml . | nindent 4 }}
          {{- end }}
          rules:
            {{- range $rule := .Values.httpRoute.rules }}
            - backendRefs:
                - name: {{ include "CHARTNAME.fullname" $ }}
                  port: {{ $.Values.service.port }}
              {{- range $field := list "matches" "filters" }}
              {{- with get $rule $field }}
              {{ $field }}:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              {{- end }}
            {{- end }}
        {{- end }}

        """#

    static let autoscaler = #"""
        {{- if .Values.autoscaling.enabled }}
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: {{ include "CHARTNAME.fullname" . }}
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
        spec:
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: {{ include "CHARTNAME.fullname" . }}
          minReplicas: {{ .Values.autoscaling.minReplicas }}
          maxReplicas: {{ .Values.autoscaling.maxReplicas }}
          metrics:
            {{- $targets := dict "cpu" .Values.autoscaling.targetCPUUtilizationPercentage }}
            {{- $_ := set $targets "memory" .Values.autoscaling.targetMemoryUtilizationPercentage }}
            {{- range $resource, $target := $targets }}
            {{- with $target }}
            - type: Resource
              resource:
                name: {{ $resource }}
                target:
                  type: Utilization
                  averageUtilization: {{ . }}
            {{- end }}
            {{- end }}
        {{- end }}

        """#

    static let connectionTest = #"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{ include "CHARTNAME.fullname" . | trunc 48 | trimSuffix "-" }}-test-connection
          labels:
            {{- include "CHARTNAME.labels" . | nindent 4 }}
          annotations:
            helm.sh/hook: test
        spec:
          restartPolicy: Never
          containers:
            - name: wget
              image: busybox
              command: [wget, -q, -O, /dev/null]
              args: ["http://{{ include "CHARTNAME.fullname" . }}:{{ .Values.service.port }}/"]

        """#

    static let notes = #"""
        {{ include "CHARTNAME.fullname" . }} is installed in the namespace {{ .Release.Namespace }}.
        {{- if or .Values.ingress.enabled .Values.httpRoute.enabled }}

        It answers at:
        {{- if .Values.httpRoute.enabled }}
        {{- range .Values.httpRoute.hostnames }}
          http://{{ . }}/
        {{- end }}
        {{- end }}
        {{- if .Values.ingress.enabled }}
        {{- range $rule := .Values.ingress.hosts }}
        {{- range .paths }}
          http{{ if $.Values.ingress.tls }}s{{ end }}://{{ $rule.host }}{{ .path }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- else }}

        To look at it from here:

          kubectl --namespace {{ .Release.Namespace }} port-forward service/{{ include "CHARTNAME.fullname" . }} 8080:{{ .Values.service.port }}
          curl http://127.0.0.1:8080/
        {{- end }}

        """#
}
