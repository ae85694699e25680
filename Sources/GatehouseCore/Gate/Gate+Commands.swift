internal import GatewayInterface

/// A custom command of a program: ``Gate/command(_:_:help:fileID:line:_:)``.
package struct Command: Sendable {
    package let name: String
    /// The arguments in the usage text, such as `ADDRESS`.
    package let arguments: String
    package let help: String
    package let run: @Sendable ([String]) async throws -> Void
}

extension Gate {
    /// Adds a custom command, which is run from the command line: `app.fcgi invite ada@example.com`.
    ///
    /// ```swift
    /// gate.command("invite", "ADDRESS", help: "makes an invitation and prints it") { arguments in
    ///     guard let address = arguments.first else { throw CommandError("invite needs an address", exitStatus: 64) }
    ///     print(try await invitations.make(for: address))
    /// }
    /// ```
    ///
    /// If the first argument of the program is the name of the command, `serve()` runs the command instead of serving.
    /// The closure gets all further arguments. Then the process exits: with status 0, or after an error, which it
    /// prints to standard error, with the status of a ``CommandError`` or 1. `--help` lists the commands. An unknown
    /// command is an error with status 64.
    ///
    /// No client can run a command. Under CGI, the arguments of a process come from the client (RFC 3875, section 4.4),
    /// so they are ignored. The program refuses a command if descriptor 0 is a listening socket or the environment is
    /// that of a gateway.
    ///
    /// - Parameters:
    ///   - name: lower-case letters, digits and "-", beginning with a letter. Duplicate names are a configuration
    ///     error.
    ///   - arguments: the arguments in the usage text.
    ///   - help: one line for the usage text.
    ///   - fileID: the file of the call. Omit it.
    ///   - line: the line of the call. Omit it.
    ///   - run: the body of the command.
    public mutating func command(
        _ name: String,
        _ arguments: String = "",
        help: String,
        fileID: String = #fileID,
        line: UInt = #line,
        _ run: @escaping @Sendable ([String]) async throws -> Void
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        let isName = name.utf8.allSatisfy { isLetter($0) || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
        if !isName || !(name.utf8.first.map(isLetter) ?? false) {
            list.problems.append(
                "\(location): invalid command name \(name.debugDescription); use a-z, 0-9 and \"-\", and begin with a letter"
            )
        } else if commands.contains(where: { $0.name == name }) {
            list.problems.append("\(location): duplicate command '\(name)'; use another name")
        }
        commands.append(Command(name: name, arguments: arguments, help: help, run: run))
    }
}
