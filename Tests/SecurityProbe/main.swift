#if Security
    import FastCGI
    import GatehouseSecurity

    // A program for the tests of GatehouseSecurity with several processes. The first argument is the command.
    switch CommandLine.arguments.dropFirst().first {
    case "throttle":
        try probeThrottling(Array(CommandLine.arguments.dropFirst(2)))
    case "passwords": MainThread.run { try await passwords(Array(CommandLine.arguments.dropFirst(2))) }
    case "sessions": MainThread.run { try await serveSessions(Array(CommandLine.arguments.dropFirst(2))) }
    case "accounts": MainThread.run { try await changeAccounts(Array(CommandLine.arguments.dropFirst(2))) }
    case "links": try changeLinks(Array(CommandLine.arguments.dropFirst(2)))
    case "measure-sessions": MainThread.run { try await measureSessions(Array(CommandLine.arguments.dropFirst(2))) }
    default:
        StandardDescriptors.writeError("usage: SecurityProbe COMMAND …\n")
        Process.exit(64)
    }
#endif
