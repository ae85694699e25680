// swift-tools-version: 6.2

import PackageDescription

let counted = ["malloc", "calloc", "realloc", "memalign", "aligned_alloc", "posix_memalign"]

// A package of its own, so that nothing of it reaches a user of the library. scripts/build-benchmarks builds it, and
// `make bench`, `make bench-check` and `make soak` run it.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "gatehouse", path: "..")
    ],
    targets: [
        // The load generator: sends requests to a FastCGI application over a Unix socket, in a closed loop.
        .executableTarget(name: "fcgi-load", linkerSettings: [.linkedLibrary("pthread"), .linkedLibrary("m")]),
        // Peers in C: libfcgi's own loop, as in its documentation, and a responder without any library.
        .target(name: "Works"),
        .executableTarget(name: "plain-loop", dependencies: ["Works"], linkerSettings: [.linkedLibrary("fcgi")]),
        .executableTarget(name: "floor", dependencies: ["Works"]),

        // The measured programs: the same responses from the binding alone and from the gate.
        .target(
            name: "Responders",
            dependencies: [
                .product(name: "FastCGI", package: "gatehouse"), .product(name: "Gatehouse", package: "gatehouse"),
            ]
        ),
        .executableTarget(name: "binding", dependencies: ["Responders"]),
        .executableTarget(name: "gate", dependencies: ["Responders"]),

        // The application that `make bench` compares with its peers, with JSON, templates, files and uploads.
        .executableTarget(
            name: "gate-app",
            dependencies: [
                .product(name: "Gatehouse", package: "gatehouse"),
                .product(name: "GatehouseJSON", package: "gatehouse"),
            ]
        ),

        // Binding and gate with every allocation counted. The linker puts the counter before malloc and the like.
        .target(name: "AllocationCounter"),
        .executableTarget(
            name: "counted",
            dependencies: ["AllocationCounter", "Responders"],
            linkerSettings: [.unsafeFlags(counted.flatMap { ["-Xlinker", "--wrap=\($0)"] })]
        ),

        // Binding and gate for valgrind, which counts instructions.
        .target(name: "Checkpoint"),
        .executableTarget(name: "instructions", dependencies: ["Checkpoint", "Responders"]),
    ]
)
