import FastCGI
import Foundation

/// Gives signals a disposition, creates a server, which starts libfcgi, and sends itself these signals. Prints the
/// effect on standard output, and ends the process.
///
/// - Parameters:
///   - disposition: `own` for a handler of the program, `ignored` or `default`.
///   - raised: the signals that it sends itself.
func tellOfSignals(_ disposition: String, raised: [Int32] = [SIGPIPE, SIGUSR1, SIGTERM]) async throws {
    // The parent may have blocked them.
    var none = sigset_t()
    // Both calls read or write the local set.
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    for number in [SIGTERM, SIGUSR1] {
        switch disposition {
        case "own": signal(number, tell)
        case "ignored": signal(number, SIG_IGN)
        default: signal(number, SIG_DFL)
        }
    }
    _ = try Server()
    for number in raised {
        raise(number)
        write("after \(number)\n")
    }
    // A child process inherits these.
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigIgn:") }),
        let ignored = UInt64(line.dropFirst("SigIgn:".count).trimmingCharacters(in: .whitespaces), radix: 16)
    {
        for number in [SIGPIPE, SIGUSR1, SIGTERM] where ignored >> UInt64(number - 1) & 1 == 1 {
            write("ignored \(number)\n")
        }
    }
    exit(0)
}

private func tell(_ number: Int32) {
    write("own handler \(number)\n")
}

private func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
}
