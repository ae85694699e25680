import Foundation
import Synchronization

/// A program that a test starts. It always ends with the test.
public final class Program: Sendable {
    private let process: Mutex<Process>
    private let output: Lines
    private let errors: Lines
    private let input: Pipe

    /// The process id.
    public let id: Int32

    /// The variables that every program inherits: the options of the sanitizers that it was built with.
    public static let inherited = ProcessInfo.processInfo.environment.filter { variable, _ in
        ["ASAN_OPTIONS", "LSAN_OPTIONS"].contains(variable)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the path of the executable file.
    ///   - environment: the complete environment, apart from ``inherited``. A CGI request without REMOTE_ADDR gets
    ///     127.0.0.1.
    ///   - input: the bytes on standard input; `nil` leaves standard input open until the program is stopped.
    public init(
        _ path: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input bytes: [UInt8]? = []
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        var environment = environment.merging(Self.inherited) { own, _ in own }
        if environment["REQUEST_METHOD"] != nil, environment["REMOTE_ADDR"] == nil {
            environment["REMOTE_ADDR"] = "127.0.0.1"
        }
        process.environment = environment
        let output = Pipe()
        let errors = Pipe()
        let input = Pipe()
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input
        self.output = Lines(output.fileHandleForReading)
        self.errors = Lines(errors.fileHandleForReading)
        self.input = input
        try process.run()
        id = process.processIdentifier
        self.process = Mutex(process)
        if let bytes {
            try input.fileHandleForWriting.write(contentsOf: bytes)
            try input.fileHandleForWriting.close()
        }
    }

    deinit {
        stop()
    }

    /// Waits for the program to end.
    ///
    /// - Returns: its exit status, and everything that it has written.
    public func end() -> (status: Int32, output: [UInt8], errors: String) {
        let output = self.output.rest()
        let errors = self.errors.rest()
        let status = process.withLock { process in
            process.waitUntilExit()
            return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        }
        return (status, output, String(decoding: errors, as: UTF8.self))
    }

    /// Waits for a line of standard output that begins with the prefix; `nil` if the program ends first.
    public func line(beginningWith prefix: String) -> String? {
        output.first { $0.hasPrefix(prefix) }
    }

    /// Waits for a line of standard error that contains the text; `nil` if the program ends first.
    public func errorLine(containing text: String) -> String? {
        errors.first { $0.contains(text) }
    }

    /// Writes to standard input, if it was left open.
    public func write(_ text: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Array(text.utf8))
    }

    /// Sends a signal.
    public func signal(_ number: Int32) {
        kill(id, number)
    }

    /// Closes the program's standard input, and terminates the program if it still runs.
    public func stop() {
        try? input.fileHandleForWriting.close()
        process.withLock { process in
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
        }
    }
}

/// The lines of a pipe, in order.
private final class Lines: Sendable {
    private let handle: FileHandle
    private let pending = Mutex<[UInt8]>([])

    init(_ handle: FileHandle) {
        self.handle = handle
    }

    func first(where isWanted: (String) -> Bool) -> String? {
        while let line = next() {
            if isWanted(line) { return line }
        }
        return nil
    }

    private func next() -> String? {
        pending.withLock { pending in
            while true {
                if let end = pending.firstIndex(of: 0x0A) {
                    let line = String(decoding: pending[..<end], as: UTF8.self)
                    pending.removeFirst(end + 1)
                    return line
                }
                guard let bytes = try? handle.read(upToCount: 1), !bytes.isEmpty else { return nil }
                pending += bytes
            }
        }
    }

    func rest() -> [UInt8] {
        pending.withLock { pending in
            defer { pending = [] }
            return pending + Array((try? handle.readToEnd()) ?? nil ?? Data())
        }
    }
}
