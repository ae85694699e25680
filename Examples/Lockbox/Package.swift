// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Lockbox",
    dependencies: [
        .package(name: "gatehouse", path: "../..")
    ],
    targets: [
        // Nearly empty. The application is in a library, which the tests import.
        .executableTarget(name: "Lockbox", dependencies: ["LockboxApp"]),
        .target(
            name: "LockboxApp",
            dependencies: [
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseConfiguration", package: "gatehouse"),
                .product(name: "GatehouseJSON", package: "gatehouse"),
            ]
        ),
        .testTarget(
            name: "LockboxTests",
            dependencies: [
                "LockboxApp",
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseConfiguration", package: "gatehouse"),
                .product(name: "GatehouseTesting", package: "gatehouse"),
            ],
            exclude: ["routes.json"]
        ),
    ]
)
