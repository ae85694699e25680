// swift-tools-version: 6.2

import PackageDescription

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "gatehouse",
    products: [
        // The binding alone, for those who bring their own router.
        // With the targets whose types a product shows: SwiftPM compiles a program anew only when a module changes that
        // its target depends on directly, and a program with the old layout of a type crashes.
        .library(name: "FastCGI", targets: ["FastCGI", "GatewayInterface"]),
        // Asks a handler of the binding in a test, and any FastCGI program.
        .library(name: "FastCGIClient", targets: ["FastCGIClient", "FastCGI", "GatewayInterface"]),
        .library(name: "Gatehouse", targets: ["Gatehouse", "GatehouseCore", "GatewayInterface"]),
        .library(name: "GatehouseJSON", targets: ["GatehouseJSON", "GatehouseCore", "GatewayInterface"]),
        .library(
            name: "GatehouseConfiguration", targets: ["GatehouseConfiguration", "GatehouseCore", "GatewayInterface"]),
        .library(name: "GatehouseTesting", targets: ["GatehouseTesting"]),
    ],
    dependencies: [
        // `traits: []`: the default trait of swift-http-types links Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        // `traits: []`: its default brings JSON files, which nobody reads here.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CFastCGI",
            pkgConfig: "fcgi",
            providers: [.apt(["libfcgi-dev"]), .brew(["fcgi"])]
        ),
        .target(name: "GatewayInterface"),
        .target(name: "FastCGI", dependencies: ["CFastCGI", "GatewayInterface", httpTypes, logging]),
        .target(name: "GatehouseCore", dependencies: ["GatewayInterface", httpTypes, logging]),
        .target(
            name: "Gatehouse",
            dependencies: ["FastCGI", "GatehouseCore", "GatewayInterface", httpTypes, logging, metrics]
        ),
        // The coders of FoundationEssentials: 6 MB that only the users of this product pay.
        .target(name: "GatehouseJSON", dependencies: ["GatehouseCore", "GatewayInterface", httpTypes]),
        // swift-configuration, with FoundationEssentials: likewise.
        .target(
            name: "GatehouseConfiguration",
            dependencies: [
                "FastCGI", "GatehouseCore", "GatewayInterface",
                .product(name: "Configuration", package: "swift-configuration"),
            ]
        ),
        .target(name: "FastCGIClient", dependencies: ["FastCGI", httpTypes]),
        .target(
            name: "GatehouseTesting",
            dependencies: [
                "FastCGI", "FastCGIClient", "Gatehouse", "GatehouseCore", "GatewayInterface", httpTypes, logging,
            ]
        ),

        // Serves what the tests need and no example would: slow answers, failing handlers, every kind of denial.
        .executableTarget(
            name: "TestApp",
            dependencies: ["Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatewayInterface", logging],
            path: "Tests/TestApp"
        ),
        // The same for the binding alone.
        .executableTarget(
            name: "TestResponder", dependencies: ["FastCGI", "GatewayInterface"], path: "Tests/TestResponder"),
        // The example that is a whole application, a package of its own: built here as well, so that it is tested with the rest.
        .target(
            name: "LockboxApp",
            dependencies: [
                "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatehouseJSON", "GatewayInterface", httpTypes,
            ],
            path: "Examples/Lockbox/Sources/LockboxApp"
        ),
        .executableTarget(name: "Lockbox", dependencies: ["LockboxApp"], path: "Examples/Lockbox/Sources/Lockbox"),
        .testTarget(
            name: "LockboxTests",
            dependencies: [
                "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatehouseTesting", "GatewayInterface",
                "LockboxApp",
                httpTypes, logging,
            ],
            path: "Examples/Lockbox/Tests/LockboxTests",
            exclude: ["routes.json"]
        ),
        .target(name: "TestSupport", dependencies: ["FastCGI", "FastCGIClient", httpTypes], path: "Tests/TestSupport"),
        .testTarget(name: "GatewayInterfaceTests", dependencies: ["GatewayInterface"]),
        .testTarget(
            name: "FastCGITests",
            dependencies: [
                "CFastCGI", "FastCGI", "FastCGIClient", "GatewayInterface", "TestSupport", httpTypes, logging,
            ]
        ),
        .testTarget(
            name: "FastCGIClientTests",
            dependencies: ["FastCGI", "FastCGIClient", "GatewayInterface", httpTypes, logging]),
        .testTarget(
            name: "GatehouseCoreTests",
            dependencies: ["GatehouseCore", "GatewayInterface", httpTypes, logging]
        ),
        .testTarget(
            name: "GatehouseTestingTests",
            dependencies: [
                "FastCGI", "Gatehouse", "GatehouseCore", "GatehouseTesting", "GatewayInterface", "TestSupport",
                httpTypes, logging,
            ]
        ),
        .testTarget(
            name: "GatehouseJSONTests",
            dependencies: [
                "Gatehouse", "GatehouseCore", "GatehouseJSON", "GatehouseTesting", "GatewayInterface", httpTypes,
            ]
        ),
        .testTarget(
            name: "GatehouseConfigurationTests",
            dependencies: ["GatehouseConfiguration", "GatehouseCore", "GatewayInterface", "TestSupport"]
        ),
        // Whole programs: started as users start them, asked by cgi-fcgi and behind the real Apache.
        .testTarget(
            name: "GatehouseTests",
            // GatehouseConfiguration, GatehouseJSON and GatehouseTesting: the programs of the documentation are compiled against them.
            dependencies: [
                "FastCGI", "FastCGIClient", "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatehouseJSON",
                "GatehouseTesting", "GatewayInterface", "Lockbox", "LockboxApp", "TestApp", "TestResponder",
                "TestSupport",
                httpTypes, logging,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
    ]
)

// One list of settings for every target; a target that needs an exception says so here.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
    ]
    // The example imports what its own package depends on, and no more.
    if target.name != "LockboxApp" {
        target.swiftSettings?.append(.enableUpcomingFeature("MemberImportVisibility"))
    }
    // Warnings are for whoever develops; in CI they fail the build.
    if Context.environment["CI"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
