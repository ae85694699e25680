// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that Hummingbird and what it depends on reach neither the library nor the other benchmarks.
// Only the product `board-peer` builds GRDB, and only `gatehouse-hummingbird` builds Gatehouse.
let package = Package(
    name: "hummingbird-peer",
    dependencies: [
        .package(name: "gatehouse", path: "../.."),
        .package(name: "gatehouse-hummingbird", path: "../../Adapters/GatehouseHummingbird"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "gatehouse-hummingbird",
            dependencies: [
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseHummingbird", package: "gatehouse-hummingbird"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ]
        ),
        .executableTarget(
            name: "hummingbird-peer",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]
        ),
        .executableTarget(
            name: "board-peer",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
    ]
)
