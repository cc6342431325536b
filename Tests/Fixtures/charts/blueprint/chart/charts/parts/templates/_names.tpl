{{- define "parts.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end -}}
{{- end -}}

{{- define "parts.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "parts.fullname" . }}
  labels:
{{ include "parts.labels" . | indent 4 }}
spec:
  ports:
  {{- range $i, $name := keys .Values.ports | sortAlpha }}
    - {name: {{ $name }}, port: {{ get $.Values.ports $name }}, targetPort: {{ $name }}} # {{ add1 $i }}
  {{- end }}
{{- end -}}
