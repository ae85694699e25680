#if Tool
    internal import FastCGI
    internal import Subprocess

    /// Sends requests to one origin: over a socket for http, and through `openssl s_client` for https.
    struct ProbeTransport: Sendable {
        /// No response, or no connection.
        struct Failure: Error, CustomStringConvertible {
            let description: String
        }

        /// The most bytes of a response that are received.
        static let longestResponse = 64 * 1024

        let url: ProbeURL
        /// The numeric address of the host.
        let address: String
        let timeout: Duration

        /// Sends a request on a connection of its own.
        ///
        /// - Parameter arrivals: gets the times at which parts of the body arrive, and can end the response early.
        func send(_ request: ProbeRequest, _ arrivals: Arrivals? = nil) async throws(Failure) -> ProbeResponse {
            let bytes = request.bytes(authority: url.authority)
            let isComplete: ([UInt8]) -> Bool = { received in
                let isEnough = ProbeResponse.hasBody(received) && arrivals?.note() == true
                return ProbeResponse.isComplete(received, to: request) || isEnough
            }
            switch url.scheme {
            case .http: return ProbeResponse(try overSocket(bytes, isComplete))
            case .https: return ProbeResponse(try await overTLS(bytes, isComplete))
            }
        }

        private func overSocket(
            _ bytes: [UInt8], _ isComplete: ([UInt8]) -> Bool
        ) throws(Failure) -> [UInt8] {
            do throws(SystemError) {
                let socket = try ClientSocket(address: address, port: url.port, until: .now + timeout)
                return try socket.exchange(bytes, limit: Self.longestResponse, isComplete: isComplete)
            } catch {
                throw Failure(description: "\(error)")
            }
        }

        private func overTLS(
            _ bytes: [UInt8], _ isComplete: ([UInt8]) -> Bool
        ) async throws(Failure) -> [UInt8] {
            var received: [UInt8] = []
            do {
                _ = try await Subprocess.run(
                    .name("openssl"), arguments: Arguments(["s_client", "-quiet"] + openSSLArguments),
                    input: .array(bytes), output: .sequence, error: .discarded
                ) { execution in
                    let timer = Task {
                        try await Task.sleep(for: timeout)
                        try execution.send(signal: .kill)
                    }
                    defer { timer.cancel() }
                    for try await buffer in execution.standardOutput {
                        received.append(buffer.bytes)
                        if received.count >= Self.longestResponse || isComplete(received) { break }
                    }
                    try? execution.send(signal: .kill)
                }
            } catch let error as SubprocessError where error.code == .executableNotFound {
                throw Failure(description: "https needs the program openssl, which is not installed here")
            } catch {
                // A server can respond before openssl has sent the whole body.
                if received.isEmpty { throw Failure(description: "\(error)") }
            }
            guard !received.isEmpty else { throw Failure(description: "no response over TLS within \(timeout)") }
            return received
        }

        /// The arguments for the address and the name of the host.
        var openSSLArguments: [String] {
            let place = address.contains(":") ? "[\(address)]:\(url.port)" : "\(address):\(url.port)"
            return ["-connect", place] + (url.isNumeric ? ["-noservername"] : ["-servername", url.host])
        }
    }

    extension ProbeTransport {
        /// The numeric address of a host. A static program cannot use glibc's resolver, so `getent` finds it.
        static func resolve(_ host: String) async throws(ToolError) -> String {
            let isNumeric = host.contains(":") || host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
            if isNumeric { return host }
            if host.lowercased() == "localhost" { return "127.0.0.1" }
            let output: String?
            do {
                output = try await Subprocess.run(
                    .name("getent"), arguments: ["ahosts", host], output: .string(limit: 64 * 1024), error: .discarded
                ).standardOutput
            } catch {
                throw ToolError(
                    "cannot find the address of \(host): the program getent does not run (\(error))",
                    remedy: "pass --address with the numeric address of the host", status: .unavailable)
            }
            // IPv4 first: a machine without IPv6 still gets the addresses of it.
            let addresses = (output ?? "").split(separator: "\n").compactMap { $0.split(separator: " ").first }
            guard let address = addresses.first(where: { !$0.contains(":") }) ?? addresses.first else {
                throw ToolError(
                    "there is no address of the host \(host)", remedy: "check its name", status: .unavailable)
            }
            return String(address)
        }
    }
#endif
