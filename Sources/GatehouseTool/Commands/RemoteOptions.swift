#if Tool
    internal import ArgumentParser

    /// The options for a host.
    struct RemoteOptions: ParsableArguments {
        @Option(help: .init("A configuration file for ssh. Defaults to that of ssh itself.", valueName: "file"))
        var sshConfig: String?

        /// The way to a host, with the file that runs now as the tool.
        func deployment(_ address: RemoteAddress) -> RemoteDeployment {
            RemoteDeployment(
                host: RemoteHost(
                    destination: address.destination, configuration: sshConfig.map(LocalFiles.absolute)),
                tool: "/proc/self/exe")
        }
    }
#endif
