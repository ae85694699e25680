#if Tool
    internal import Subprocess

    /// What `openssl` says about TLS at a host.
    struct TLSFacts: Sendable {
        /// Whether the host offers HTTP/2 (ALPN).
        let hasHTTP2: Bool
        /// `nil` if the certificate is valid for the name now.
        let error: String?
        /// When the certificate expires, as openssl writes it.
        let expiry: String?
        /// Whether that is within two weeks.
        let expiresSoon: Bool

        /// Connects once; `nil` if no certificate comes back.
        static func look(_ transport: ProbeTransport) async -> TLSFacts? {
            let url = transport.url
            let name = url.isNumeric ? ["-verify_ip", url.host] : ["-verify_hostname", url.host]
            let arguments = ["s_client", "-alpn", "h2,http/1.1"] + name + transport.openSSLArguments
            guard let text = await openssl(arguments, input: "Q\n", timeout: transport.timeout),
                let start = text.firstRange(of: "-----BEGIN CERTIFICATE-----"),
                let end = text.firstRange(of: "-----END CERTIFICATE-----"), start.lowerBound < end.lowerBound
            else { return nil }
            let certificate = text[start.lowerBound..<end.upperBound] + "\n"
            let dates = await openssl(
                ["x509", "-noout", "-enddate", "-checkend", "1209600"], input: String(certificate),
                timeout: transport.timeout)
            let code = value("Verify return code: ", in: text)
            return TLSFacts(
                hasHTTP2: text.contains("ALPN protocol: h2"),
                error: code.flatMap { $0.hasPrefix("0 ") ? nil : $0 },
                expiry: dates.flatMap { value("notAfter=", in: $0) },
                expiresSoon: dates?.contains("will expire") == true)
        }

        private static func value(_ name: String, in text: String) -> String? {
            guard let start = text.firstRange(of: name) else { return nil }
            return String(text[start.upperBound...].prefix { !$0.isNewline })
        }

        private static func openssl(_ arguments: [String], input: String, timeout: Duration) async -> String? {
            try? await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    try await Subprocess.run(
                        .name("openssl"), arguments: Arguments(arguments), input: .string(input),
                        output: .string(limit: 256 * 1024), error: .discarded
                    ).standardOutput
                }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        }

        /// The checks for a report.
        var checks: [ProbeReport.Check] {
            let until = expiry.map { "valid until \($0)" } ?? "of unknown validity"
            let certificate =
                if let error {
                    ProbeReport.Check(
                        id: "certificate", state: .problem, text: "openssl refuses it: \(error)",
                        remedy: "renew it for this name in the panel of the host")
                } else if expiresSoon {
                    ProbeReport.Check(
                        id: "certificate", state: .problem, text: "\(until), which is within two weeks",
                        remedy: "see in the panel of the host why it is not renewed")
                } else {
                    ProbeReport.Check(id: "certificate", state: .good, text: until)
                }
            return [
                certificate,
                ProbeReport.Check(id: "HTTP/2", state: .note, text: hasHTTP2 ? "offered (ALPN)" : "not offered"),
            ]
        }
    }
#endif
