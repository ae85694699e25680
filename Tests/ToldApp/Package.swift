// swift-tools-version: 6.2

import PackageDescription

// A package of its own, as a user's is: scripts/build-example makes one static file of it, which runs as any user.
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
