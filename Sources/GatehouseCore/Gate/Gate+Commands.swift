/// A command of a program's own: ``Gate/command(_:_:help:fileID:line:_:)``.
package struct Command: Sendable {
    package let name: String
    /// What stands behind the name, for the usage text: `ADDRESS`.
    package let arguments: String
    package let help: String
    package let run: @Sendable ([String]) async throws -> Void
}

extension Gate {
    /// Adds a command of the program's own, for the person who runs it on the command line: `app.fcgi invite ada@example.com`.
    ///
    /// ```swift
    /// gate.command("invite", "ADDRESS", help: "makes an invitation and prints it") { arguments in
    ///     guard let address = arguments.first else { throw CommandError("invite needs an address", exitStatus: 64) }
    ///     print(try await invitations.make(for: address))
    /// }
    /// ```
    ///
    /// `serve()` runs it, in the place of serving, where the command is the first argument. All arguments behind it go to the
    /// closure. The process then ends: with status 0, or with what was thrown on standard error and the status of a
    /// ``CommandError``, 1 for any other error. `--help` lists the commands. A word that is no command ends the process with 64.
    ///
    /// No client can run it. Under CGI the arguments of a process come from the client (RFC 3875, section 4.4) and are not read,
    /// and where descriptor 0 is a listening socket or the environment is that of a gateway, a command is refused.
    ///
    /// - Parameters:
    ///   - name: lower-case letters, digits and "-", the first a letter. Two commands of one name are a mistake of the gate.
    ///   - arguments: what follows the name in the usage text.
    ///   - help: one line for the usage text.
    ///   - fileID: where it is written. Leave it out.
    ///   - line: the same.
    ///   - run: does it.
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
        let isName = name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        if !isName || !(name.utf8.first.map(isLetter) ?? false) {
            list.problems.append(
                "\(location): the command \(name.debugDescription) needs a name of lower-case letters, digits and \"-\""
            )
        } else if commands.contains(where: { $0.name == name }) {
            list.problems.append("\(location): there is a command \(name) already")
        }
        commands.append(Command(name: name, arguments: arguments, help: help, run: run))
    }
}
