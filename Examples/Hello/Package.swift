// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Hello",
    dependencies: [
        .package(name: "gatehouse", path: "../..")
    ],
    targets: [
        .executableTarget(name: "Hello", dependencies: [.product(name: "Gatehouse", package: "gatehouse")])
    ]
)
