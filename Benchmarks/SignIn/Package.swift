// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that swift-crypto reaches neither the other benchmarks nor their builds.
let package = Package(
    name: "sign-in",
    dependencies: [
        .package(name: "gatehouse", path: "../..", traits: ["Security"])
    ],
    targets: [
        .executableTarget(
            name: "sign-in-app",
            dependencies: [
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseSecurity", package: "gatehouse"),
            ]
        )
    ]
)
