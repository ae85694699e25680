// swift-tools-version: 6.2

import PackageDescription

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "gatehouse",
    products: [
        // The binding alone, for those who bring their own router.
        .library(name: "FastCGI", targets: ["FastCGI"]),
        .library(name: "Gatehouse", targets: ["Gatehouse"]),
        .library(name: "GatehouseTesting", targets: ["GatehouseTesting"]),
    ],
    dependencies: [
        // `traits: []`: the default trait of swift-http-types links Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
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
        .target(name: "Gatehouse", dependencies: ["FastCGI", "GatehouseCore", "GatewayInterface", httpTypes, logging]),
        .target(name: "FastCGIClient", dependencies: ["FastCGI", httpTypes]),
        .target(
            name: "GatehouseTesting",
            dependencies: [
                "FastCGI", "FastCGIClient", "Gatehouse", "GatehouseCore", "GatewayInterface", httpTypes, logging,
            ]
        ),

        // Serves what the tests need and no example would: slow answers, failing handlers, every kind of denial.
        .executableTarget(name: "TestApp", dependencies: ["Gatehouse", logging], path: "Tests/TestApp"),
        .target(name: "TestSupport", dependencies: ["FastCGI", "FastCGIClient", httpTypes], path: "Tests/TestSupport"),
        .testTarget(name: "GatewayInterfaceTests", dependencies: ["GatewayInterface"]),
        .testTarget(
            name: "FastCGITests",
            dependencies: ["FastCGI", "FastCGIClient", "GatewayInterface", "TestSupport", httpTypes, logging]
        ),
        .testTarget(name: "FastCGIClientTests", dependencies: ["FastCGIClient", httpTypes]),
        .testTarget(
            name: "GatehouseCoreTests",
            dependencies: ["GatehouseCore", "GatewayInterface", httpTypes, logging]
        ),
        .testTarget(name: "GatehouseTestingTests", dependencies: ["Gatehouse", "GatehouseTesting"]),
        // Whole programs: started as users start them, asked by cgi-fcgi and behind the real Apache.
        .testTarget(
            name: "GatehouseTests",
            dependencies: ["FastCGI", "FastCGIClient", "TestApp", "TestSupport", httpTypes]
        ),
    ]
)

// One list of settings for every target; a target that needs an exception says so here.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
    ]
    // Warnings are for whoever develops; in CI they fail the build.
    if Context.environment["CI"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
