// swift-tools-version: 6.2

import PackageDescription

let gatehouse = { (name: String) -> Target.Dependency in .product(name: name, package: "gatehouse") }

// The sample applications are a package of their own, so that users of the library do not resolve GRDB.
let package = Package(
    name: "Examples",
    dependencies: [
        .package(name: "gatehouse", path: "..", traits: ["Security"]),
        // SQLite: needs Debian's libsqlite3-dev.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The programs are nearly empty. The applications are in libraries, which the tests import.
        .executableTarget(name: "Board", dependencies: ["BoardApp"], path: "Board/Sources/Board"),
        .target(
            name: "BoardApp",
            dependencies: [
                gatehouse("Gatehouse"), gatehouse("GatehouseConfiguration"), gatehouse("GatehouseJSON"),
                gatehouse("GatehouseSecurity"), .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Board/Sources/BoardApp",
            plugins: [.plugin(name: "EmbedAssets", package: "gatehouse")]
        ),
        .testTarget(
            name: "BoardTests",
            dependencies: ["BoardApp", gatehouse("GatehouseConfiguration"), gatehouse("GatehouseTesting")],
            path: "Board/Tests/BoardTests"
        ),
        // For Board/Tests/browser.
        .executableTarget(name: "BoardProgram", dependencies: ["BoardApp"], path: "Board/Tests/BoardProgram"),
        .executableTarget(name: "Lockbox", dependencies: ["LockboxApp"], path: "Lockbox/Sources/Lockbox"),
        .target(
            name: "LockboxApp",
            dependencies: [
                gatehouse("Gatehouse"), gatehouse("GatehouseConfiguration"), gatehouse("GatehouseSecurity"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Lockbox/Sources/LockboxApp",
            plugins: [.plugin(name: "EmbedAssets", package: "gatehouse")]
        ),
        .testTarget(
            name: "LockboxTests",
            dependencies: [
                "LockboxApp", gatehouse("Gatehouse"), gatehouse("GatehouseConfiguration"),
                gatehouse("GatehouseSecurity"), gatehouse("GatehouseTesting"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Lockbox/Tests/LockboxTests",
            exclude: ["routes.json"]
        ),
    ]
)
