// swift-tools-version: 6.2

import PackageDescription

/// The targets with an entry point for libFuzzer. Each becomes a program.
let fuzzers = [
    "FuzzRecords", "FuzzScanner", "FuzzParameters", "FuzzTarget", "FuzzMultipart", "FuzzCookies", "FuzzRanges",
    "FuzzForwarded", "FuzzFields", "FuzzJSON", "FuzzConditions", "FuzzSecurity",
]

// A package of its own, so that nothing of it reaches a user of the library. `make fuzz` builds and runs it.
//
// The products are archives, because SwiftPM requires a main function in an executable, and libFuzzer has its own.
// scripts/fuzz links them.
let package = Package(
    name: "fuzz",
    products: fuzzers.map { .library(name: $0, type: .static, targets: [$0]) },
    dependencies: [
        .package(name: "gatehouse", path: "..", traits: ["Security"])
    ],
    targets: [
        .target(name: "FuzzSupport", dependencies: [.product(name: "FastCGI", package: "gatehouse")])
    ]
        + fuzzers.map {
            .target(
                name: $0,
                dependencies: [
                    "FuzzSupport", .product(name: "FastCGI", package: "gatehouse"),
                    .product(name: "Gatehouse", package: "gatehouse"),
                    .product(name: "GatehouseJSON", package: "gatehouse"),
                ] + ($0 == "FuzzSecurity" ? [.product(name: "GatehouseSecurity", package: "gatehouse")] : [])
            )
        }
)
