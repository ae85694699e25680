// swift-tools-version: 6.2

import PackageDescription

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let tool = [
    (name: "ArgumentParser", package: "swift-argument-parser"), (name: "Subprocess", package: "swift-subprocess"),
    (name: "SystemPackage", package: "swift-system"), (name: "NIOCore", package: "swift-nio"),
    (name: "NIOPosix", package: "swift-nio"), (name: "NIOHTTP1", package: "swift-nio"),
]

let package = Package(
    name: "gatehouse",
    products: [
        // The binding alone, for programs with their own router.
        // A product includes the targets whose types its API uses. SwiftPM recompiles a program only if a direct dependency
        // of its target changes, and a program with the old layout of a type crashes.
        .library(name: "FastCGI", targets: ["FastCGI", "GatewayInterface"]),
        // A FastCGI client for tests of a handler or of a whole program.
        .library(name: "FastCGIClient", targets: ["FastCGIClient", "FastCGI", "GatewayInterface"]),
        .library(name: "Gatehouse", targets: ["Gatehouse", "GatehouseCore", "GatewayInterface"]),
        .library(name: "GatehouseJSON", targets: ["GatehouseJSON", "GatehouseCore", "GatewayInterface"]),
        .library(
            name: "GatehouseConfiguration", targets: ["GatehouseConfiguration", "GatehouseCore", "GatewayInterface"]),
        // Sign-in. It needs the trait "Security", because its dependencies are large.
        .library(
            name: "GatehouseSecurity",
            targets: ["GatehouseSecurity", "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatewayInterface"]),
        .library(name: "GatehouseTesting", targets: ["GatehouseTesting"]),
        // The command-line tool. It needs the trait "Tool".
        .executable(name: "gatehouse", targets: ["GatehouseCommand"]),
        // Embeds the directory Assets of a target in the program. Other programs do not compile it.
        .plugin(name: "EmbedAssets", targets: ["EmbedAssets"]),
    ],
    traits: [
        .trait(
            name: "Security",
            description:
                "Builds GatehouseSecurity. It needs swift-crypto, and Debian's libargon2-dev and libqrcodegen-dev."),
        .trait(name: "Tool", description: "Builds the command-line tool gatehouse."),
    ],
    dependencies: [
        // `traits: []`: the default trait of swift-http-types links Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        // `traits: []`: the default trait adds support for JSON files, which is not used here.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        // Resolved only with the trait "Security".
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // Resolved only with the trait "Tool".
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CFastCGI",
            pkgConfig: "fcgi",
            providers: [.apt(["libfcgi-dev"]), .brew(["fcgi"])]
        ),
        .target(name: "GatewayInterface"),
        .target(name: "FastCGI", dependencies: ["CFastCGI", "GatewayInterface", httpTypes, logging]),
        .target(name: "GatehouseCore", dependencies: ["GatewayInterface", httpTypes, logging]),
        .target(
            name: "Gatehouse",
            dependencies: ["FastCGI", "GatehouseCore", "GatewayInterface", httpTypes, logging, metrics]
        ),
        // Links FoundationEssentials for its JSON coders. The 6 MB affect only programs that use this product.
        .target(name: "GatehouseJSON", dependencies: ["GatehouseCore", "GatewayInterface", httpTypes]),
        // Links swift-configuration and FoundationEssentials, likewise.
        .target(
            name: "GatehouseConfiguration",
            dependencies: [
                "FastCGI", "GatehouseCore", "GatewayInterface",
                .product(name: "Configuration", package: "swift-configuration"),
            ]
        ),
        .systemLibrary(
            name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]),
        .systemLibrary(name: "CQRCode", pkgConfig: "qrcodegen", providers: [.apt(["libqrcodegen-dev"])]),
        // The only code that calls the two libraries. Without the trait "Security", this target and the next are empty.
        .target(
            name: "SecurityLibraries",
            dependencies: [
                .target(name: "CArgon2", condition: .when(traits: ["Security"])),
                .target(name: "CQRCode", condition: .when(traits: ["Security"])),
            ]
        ),
        .target(
            name: "GatehouseSecurity",
            dependencies: [
                "FastCGI", "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatewayInterface",
                "SecurityLibraries", httpTypes, logging,
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Security"])),
            ]
        ),
        .target(name: "FastCGIClient", dependencies: ["FastCGI", httpTypes]),
        .target(
            name: "GatehouseTesting",
            dependencies: [
                "FastCGI", "FastCGIClient", "Gatehouse", "GatehouseCore", "GatewayInterface", httpTypes, logging,
            ]
        ),

        .plugin(name: "EmbedAssets", capability: .buildTool()),

        // The command-line tool. Without the trait "Tool", the library is empty, and the program says how to build it.
        .target(
            name: "GatehouseTool",
            dependencies: [
                "FastCGI", "FastCGIClient", "GatehouseConfiguration", "GatehouseCore", "GatewayInterface", httpTypes,
            ]
                + tool.map { .product(name: $0.name, package: $0.package, condition: .when(traits: ["Tool"])) },
            // The files of a new application, which the plugin embeds.
            exclude: ["Skeleton"],
            plugins: ["EmbedTemplates"]
        ),
        .plugin(name: "EmbedTemplates", capability: .buildTool()),
        .executableTarget(name: "GatehouseCommand", dependencies: ["FastCGI", "GatehouseTool"]),
        .testTarget(
            name: "GatehouseToolTests",
            dependencies: [
                "FastCGI", "GatehouseCommand", "GatehouseTool", "TestApp", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system", condition: .when(traits: ["Tool"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Tool"])),
            ]),

        // A program for the tests, with slow responses, failing handlers and every kind of denial.
        .executableTarget(
            name: "TestApp",
            dependencies: ["Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatewayInterface", logging],
            path: "Tests/TestApp"
        ),
        // The same for the binding without the gate.
        .executableTarget(
            name: "TestResponder", dependencies: ["FastCGI", "GatewayInterface"], path: "Tests/TestResponder"),
        // Sends text of a client to every place where it enters, for a test that counts the instructions.
        .executableTarget(
            name: "TextProbe",
            dependencies: ["Gatehouse", "GatehouseCore", "GatehouseJSON", "GatewayInterface", httpTypes, logging],
            path: "Tests/TextProbe"
        ),
        .target(name: "TestSupport", dependencies: [logging], path: "Tests/TestSupport"),
        .testTarget(name: "GatewayInterfaceTests", dependencies: ["GatewayInterface"]),
        .testTarget(
            name: "FastCGITests",
            dependencies: [
                "CFastCGI", "FastCGI", "FastCGIClient", "GatewayInterface", "TestSupport", httpTypes, logging,
            ]
        ),
        .testTarget(
            name: "FastCGIClientTests",
            dependencies: ["FastCGI", "FastCGIClient", "GatewayInterface", httpTypes, logging]),
        .testTarget(
            name: "GatehouseCoreTests",
            dependencies: ["GatehouseCore", "GatewayInterface", "TestSupport", httpTypes, logging]
        ),
        .testTarget(
            name: "GatehouseTestingTests",
            dependencies: [
                "FastCGI", "Gatehouse", "GatehouseCore", "GatehouseJSON", "GatehouseTesting", "GatewayInterface",
                "TestSupport",
                httpTypes, logging,
            ]
        ),
        .testTarget(
            name: "GatehouseJSONTests",
            dependencies: [
                "Gatehouse", "GatehouseCore", "GatehouseJSON", "GatehouseTesting", "GatewayInterface", httpTypes,
            ]
        ),
        .testTarget(
            name: "GatehouseConfigurationTests",
            dependencies: ["GatehouseConfiguration", "GatehouseCore", "GatewayInterface", "TestSupport"]
        ),
        // A program for the tests of sign-in with several processes.
        .executableTarget(
            name: "SecurityProbe",
            dependencies: [
                "FastCGI", "Gatehouse", "GatehouseCore", "GatehouseSecurity", "GatewayInterface", httpTypes,
            ],
            path: "Tests/SecurityProbe"
        ),
        // A site with accounts, for tests with a web server and a browser.
        .executableTarget(
            name: "SignInApp",
            dependencies: ["Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatehouseSecurity"],
            path: "Tests/SignInApp"
        ),
        .testTarget(
            name: "GatehouseSecurityTests",
            dependencies: [
                "SecurityProbe",
                "FastCGI", "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatehouseSecurity",
                "GatehouseTesting", "GatewayInterface", "SecurityLibraries", "TestSupport", httpTypes, logging,
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Security"])),
            ]
        ),
        // Tests of whole programs, with cgi-fcgi and behind a real Apache.
        .testTarget(
            name: "GatehouseTests",
            // The programs in the documentation are compiled against GatehouseConfiguration, GatehouseJSON and GatehouseTesting.
            dependencies: [
                "FastCGI", "FastCGIClient", "Gatehouse", "GatehouseConfiguration", "GatehouseCore", "GatehouseJSON",
                "GatehouseSecurity", "GatehouseTesting", "GatewayInterface", "SignInApp", "TestApp",
                "TestResponder", "TestSupport",
                httpTypes, logging,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
    ]
)

// The settings of all targets.
for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
    // Warnings fail the build in CI only.
    if Context.environment["CI"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
