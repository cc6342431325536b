// The files of a new chart that are no templates.
extension ChartScaffold {
    static let ignoreFile = #"""
        # What does not belong into the packed chart: one pattern a line.
        .git/
        .gitignore
        .github/
        .hg/
        .svn/
        .DS_Store
        .idea/
        .vscode/
        *.bak
        *.orig
        *.swp
        *.tmp
        *~

        """#

    static let chartFile = #"""
        apiVersion: v2
        name: "CHARTNAME"
        description: CHARTNAME on Kubernetes
        # "library" makes a chart that only gives definitions to others.
        type: application
        # The chart's own version, a semantic one: raise it with every change.
        version: 0.1.0
        # The version of what the chart runs; here it is the image's tag.
        appVersion: "1.27"

        """#

    static let valuesFile = #"""
        # The defaults of CHARTNAME. An install overrides what it wants otherwise.

        # How many pods run. Autoscaling, when it is on, decides instead.
        replicaCount: 1

        image:
          repository: nginx
          # Empty takes appVersion of Chart.yaml.
          tag: ""
          pullPolicy: IfNotPresent
        # Secrets with the registry's credentials: [{name: my-registry}]
        imagePullSecrets: []

        # Instead of the chart's name, and of the whole name of every object.
        nameOverride: ""
        fullnameOverride: ""

        serviceAccount:
          create: true
          # Empty takes the objects' name when the account is created here, else "default".
          name: ""
          annotations: {}
          # Whether pods get a token for the cluster's API.
          automount: true

        podAnnotations: {}
        podLabels: {}
        podSecurityContext: {}
        securityContext: {}
        resources: {}

        # Port and probes of the container.
        containerPort: 80
        livenessProbe:
          httpGet:
            path: /
            port: http
        readinessProbe:
          httpGet:
            path: /
            port: http

        service:
          type: ClusterIP
          port: 80

        ingress:
          enabled: false
          className: ""
          annotations: {}
          hosts:
            - host: app.example.com
              paths:
                - path: /
                  pathType: Prefix
          # [{secretName: app-tls, hosts: [app.example.com]}]
          tls: []

        # A route of the Gateway API, which the cluster must offer.
        httpRoute:
          enabled: false
          annotations: {}
          parentRefs:
            - name: gateway
          hostnames:
            - app.example.com
          rules:
            - matches:
                - path:
                    type: PathPrefix
                    value: /

        autoscaling:
          enabled: false
          minReplicas: 1
          maxReplicas: 10
          targetCPUUtilizationPercentage: 80
          # targetMemoryUtilizationPercentage: 80

        # As in a pod's specification.
        volumes: []
        volumeMounts: []
        nodeSelector: {}
        tolerations: []
        affinity: {}

        """#
}
