// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that the users of the other examples do not resolve Hummingbird.
let package = Package(
    name: "hummingbird-app",
    dependencies: [
        .package(name: "gatehouse", path: "../.."),
        .package(name: "gatehouse-hummingbird", path: "../../Adapters/GatehouseHummingbird"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        .executableTarget(
            name: "HummingbirdApp",
            dependencies: [
                .product(name: "GatehouseConfiguration", package: "gatehouse"),
                .product(name: "GatehouseHummingbird", package: "gatehouse-hummingbird"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ])
    ]
)
