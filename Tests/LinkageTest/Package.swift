// swift-tools-version: 6.2

import PackageDescription

// A separate package: it uses Gatehouse as a user's package does, with only the products that it names.
// scripts/check-linkage builds it and checks what it links.
let package = Package(
    name: "LinkageTest",
    dependencies: [
        .package(name: "gatehouse", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "LinkageTest",
            dependencies: [
                .product(name: "FastCGI", package: "gatehouse"),
                .product(name: "Gatehouse", package: "gatehouse"),
            ]
        )
    ]
)
