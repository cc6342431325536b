// swift-tools-version: 6.1
import PackageDescription

/// One settings array for every target: Swift 6 mode and the upcoming features that the code is written for.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: [], swiftSettings: settings)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "helm-wrapper",
    products: [.executable(name: "helm-wrapper", targets: ["helm-wrapper"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        system("CLibArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CRNP", pkgConfig: "librnp", apt: "librnp-dev"),
        system("CPQ", pkgConfig: "libpq", apt: "libpq-dev"),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),

        library("HelmValues", []),
        library("HelmYAML", ["HelmValues", "CLibYAML"]),
        library("HelmTemplate", ["HelmValues"]),
        library(
            "HelmFunctions",
            ["HelmTemplate", "HelmYAML", "HelmValues", "CRE2", "CCrypt", crypto, cryptoExtras, x509, asn1]),
        library("HelmArchive", ["CLibArchive", "CZlib"]),
        library("HelmChart", ["HelmYAML", "HelmValues", "HelmArchive", "CRE2"]),
        library("HelmProvenance", ["HelmChart", "HelmArchive", "HelmYAML", "HelmValues", "CRNP", crypto]),
        library("HelmRender", ["HelmChart", "HelmFunctions", "HelmTemplate", "HelmYAML", "HelmValues"]),
        library(
            "HelmLint",
            ["HelmRender", "HelmChart", "HelmFunctions", "HelmTemplate", "HelmYAML", "HelmValues", "CRE2"]),
        library("HelmHTTP", ["CCurl", logging]),
        library(
            "HelmProcess",
            [
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        library(
            "HelmRepository", ["HelmChart", "HelmArchive", "HelmHTTP", "HelmYAML", "HelmValues", "CRE2", crypto]),
        library("HelmRegistry", ["HelmHTTP", "HelmProcess", "HelmChart", "HelmValues", crypto]),
        library("HelmTesting", ["HelmHTTP"]),
        library("KubeSchema", ["HelmValues"]),
        library("HelmKube", ["HelmHTTP", "HelmProcess", "HelmYAML", "HelmValues", "KubeSchema", logging]),
        library("HelmRelease", ["HelmChart", "HelmKube", "HelmArchive", "HelmValues", "CPQ"]),
        library(
            "HelmActions",
            [
                "HelmLint", "HelmRender", "HelmFunctions", "HelmTemplate", "HelmRepository", "HelmRegistry",
                "HelmArchive",
                "HelmRelease", "HelmChart", "HelmProvenance",
                "HelmHTTP", "HelmKube", "HelmYAML", "HelmValues", "KubeSchema", logging,
            ]
        ),
        library(
            "HelmAPI",
            [
                "HelmActions", "HelmLint", "HelmRender", "HelmRelease", "HelmRepository", "HelmRegistry", "HelmChart",
                "HelmKube", "HelmHTTP", "HelmTemplate", "HelmProvenance", "HelmYAML", "HelmValues", hummingbird,
                httpTypes, logging,
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        library(
            "EmbeddedCluster",
            [
                "KubeSchema", "HelmValues", "HelmYAML", hummingbird, logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]
        ),
        .executableTarget(
            name: "helm-wrapper",
            dependencies: [
                "HelmAPI", "HelmActions", "EmbeddedCluster", "HelmYAML", "HelmValues", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // Tools of the repository, which no product needs.
        .executableTarget(
            name: "RenderBench", dependencies: ["HelmRender", "HelmChart", "HelmTemplate", "HelmValues"],
            path: "Tests/Bench/RenderBench", swiftSettings: settings),
        .executableTarget(
            name: "IndexBench", dependencies: ["HelmRepository"], path: "Tests/Bench/IndexBench",
            swiftSettings: settings),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "HelmRender", "HelmRepository", "HelmChart", "HelmArchive", "HelmFunctions", "HelmHTTP", "HelmTemplate",
                "HelmYAML",
                "HelmValues",
            ],
            path: "Tests/Fuzz", exclude: ["Corpus"], swiftSettings: settings),

        tests("Fuzz", ["Fuzz"]),
        tests("HelmFunctions", ["HelmFunctions", "HelmTemplate", "HelmValues"]),
        tests("HelmValues", ["HelmValues", "HelmTesting"]),
        tests("HelmTemplate", ["HelmTemplate", "HelmValues"]),
        tests("HelmYAML", ["HelmYAML", "HelmValues"]),
        tests("HelmKubeCluster", ["HelmKube", "HelmHTTP", "HelmValues", "KubeSchema", "EmbeddedCluster", logging]),
        tests("HelmKube", ["HelmKube", "HelmHTTP", "HelmTesting", "HelmValues", "KubeSchema", logging]),
        tests("HelmArchive", ["HelmArchive", "HelmTesting"]),
        tests("HelmProvenance", ["HelmProvenance", "HelmTesting", "HelmValues"]),
        tests("HelmChart", ["HelmChart", "HelmArchive", "HelmTesting", "HelmValues"]),
        tests(
            "HelmRepository",
            ["HelmRepository", "HelmChart", "HelmArchive", "HelmHTTP", "HelmTesting", "HelmYAML", "HelmValues"]),
        tests("HelmRegistry", ["HelmRegistry", "HelmProcess", "HelmChart", "HelmHTTP", "HelmTesting", "HelmValues"]),
        tests("HelmRender", ["HelmRender", "HelmChart", "HelmTemplate", "HelmValues"]),
        tests("HelmLint", ["HelmLint", "HelmRender", "HelmChart", "HelmTemplate", "HelmValues"]),
        tests("HelmHTTP", ["HelmHTTP", "HelmTesting"]),
        tests("HelmProcess", ["HelmProcess"]),
        tests("KubeSchema", ["KubeSchema", "HelmValues"]),
        tests(
            "EmbeddedCluster",
            [
                "EmbeddedCluster", "KubeSchema", "HelmValues", logging,
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]
        ),
        tests(
            "HelmAPI",
            [
                "HelmAPI", "HelmActions", "HelmRender", "EmbeddedCluster", "HelmHTTP", "HelmRepository", "HelmTesting",
                "HelmValues", logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        tests(
            "HelmRelease",
            [
                "HelmRelease", "HelmChart", "HelmArchive", "HelmKube", "HelmHTTP", "HelmTesting", "HelmValues",
                "EmbeddedCluster", logging,
            ]
        ),
        tests(
            "HelmActions",
            [
                "HelmActions", "HelmRelease", "HelmRender", "HelmTemplate", "HelmKube", "KubeSchema", "HelmChart",
                "HelmYAML", "HelmValues", "HelmHTTP", "HelmTesting", "EmbeddedCluster", logging,
            ]
        ),
    ],
    cxxLanguageStandard: .cxx17
)
