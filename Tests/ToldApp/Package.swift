// swift-tools-version: 6.2

import PackageDescription

// A separate package, like a user's: scripts/build-example builds one static file from it, which any user can run.
let package = Package(
    name: "ToldApp",
    dependencies: [
        .package(name: "gatehouse", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "ToldApp",
            dependencies: [
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseConfiguration", package: "gatehouse"),
            ]
        )
    ]
)
