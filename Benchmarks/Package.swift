// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nothing of it reaches a user of the library. `make figures` builds and runs it.
let package = Package(
    name: "benchmarks",
    targets: [
        // Asks a FastCGI application over a Unix socket, in a closed loop.
        .executableTarget(name: "fcgi-load", linkerSettings: [.linkedLibrary("pthread")]),
        // The peer: libfcgi's own loop, as its documentation writes it, in C.
        .executableTarget(name: "plain-loop", linkerSettings: [.linkedLibrary("fcgi")]),
    ]
)
