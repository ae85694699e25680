// swift-tools-version: 6.2

import PackageDescription

let counted = ["malloc", "calloc", "realloc", "memalign", "aligned_alloc", "posix_memalign"]

// A package of its own, so that nothing of it reaches a user of the library. scripts/build-benchmarks builds it, and
// `make figures`, `make soak` and `make check-costs` run it.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "gatehouse", path: "..")
    ],
    targets: [
        // Asks a FastCGI application over a Unix socket, in a closed loop.
        .executableTarget(name: "fcgi-load", linkerSettings: [.linkedLibrary("pthread")]),
        // The peer: libfcgi's own loop, as its documentation writes it, in C.
        .executableTarget(name: "plain-loop", linkerSettings: [.linkedLibrary("fcgi")]),

        // What is measured: the same works on the binding alone and on the whole gate.
        .target(
            name: "Responders",
            dependencies: [
                .product(name: "FastCGI", package: "gatehouse"), .product(name: "Gatehouse", package: "gatehouse"),
            ]
        ),
        .executableTarget(name: "binding", dependencies: ["Responders"]),
        .executableTarget(name: "gate", dependencies: ["Responders"]),

        // The same two with every allocation counted. The linker puts the counter before malloc and its kin.
        .target(name: "AllocationCounter"),
        .executableTarget(
            name: "counted",
            dependencies: ["AllocationCounter", "Responders"],
            linkerSettings: [.unsafeFlags(counted.flatMap { ["-Xlinker", "--wrap=\($0)"] })]
        ),
    ]
)
