// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that users of Gatehouse do not resolve Hummingbird and SwiftNIO.
let package = Package(
    name: "gatehouse-hummingbird",
    products: [
        .library(name: "GatehouseHummingbird", targets: ["GatehouseHummingbird"])
    ],
    dependencies: [
        .package(name: "gatehouse", path: "../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ],
    targets: [
        .target(
            name: "GatehouseHummingbird",
            dependencies: [
                .product(name: "FastCGI", package: "gatehouse"),
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        // For tests with web servers.
        .executableTarget(
            name: "HummingbirdProbe",
            dependencies: [
                "GatehouseHummingbird",
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/HummingbirdProbe"
        ),
        .testTarget(
            name: "GatehouseHummingbirdTests",
            dependencies: [
                "GatehouseHummingbird",
                .product(name: "FastCGIClient", package: "gatehouse"),
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseTesting", package: "gatehouse"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
    ]
)

for target in package.targets {
    target.swiftSettings = [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .strictMemorySafety(),
    ]
    // The probe and the tests are written like an application, and few applications use these features.
    if target.type == .regular {
        target.swiftSettings? += [
            .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
    }
    // Warnings fail the build in CI only.
    if Context.environment["CI"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
