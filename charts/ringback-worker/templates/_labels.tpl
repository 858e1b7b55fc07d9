{{- define "ringback-worker.selector" -}}
app.kubernetes.io/name: probe-worker
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .kind }}
{{- end }}

{{- define "ringback-worker.labels" -}}
{{ include "ringback-worker.selector" . }}
app.kubernetes.io/part-of: ringback
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
ringback/region: {{ .root.Values.region }}
{{- end }}
