// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "@NAME@",
    dependencies: [
        //-if sign-in
        .package(name: "gatehouse", path: "@LIBRARY@", traits: ["Security"]),
        //-else
        .package(name: "gatehouse", path: "@LIBRARY@"),
        //-end
        //-if database
        // SQLite: needs Debian's libsqlite3-dev.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        //-end
    ],
    targets: [
        // The program is nearly empty. The application is in a library, which the tests import.
        .executableTarget(name: "App", dependencies: ["Site"]),
        .target(
            name: "Site",
            dependencies: [
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseConfiguration", package: "gatehouse"),
                //-if sign-in
                .product(name: "GatehouseSecurity", package: "gatehouse"),
                //-end
                //-if database
                .product(name: "GRDB", package: "GRDB.swift"),
                //-end
            ],
            plugins: [.plugin(name: "EmbedAssets", package: "gatehouse")]
        ),
        .testTarget(
            name: "SiteTests",
            dependencies: [
                "Site", .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseConfiguration", package: "gatehouse"),
                //-if sign-in
                .product(name: "GatehouseSecurity", package: "gatehouse"),
                //-end
                .product(name: "GatehouseTesting", package: "gatehouse"),
            ],
            exclude: ["routes.json"]
        ),
    ]
)
