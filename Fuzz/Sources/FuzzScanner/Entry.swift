import FuzzSupport

@testable import FastCGI
@testable import GatewayInterface

/// A finding in a form that can be compared.
private enum Seen: Equatable {
    case incomplete
    case request(Request)
    case management(length: Int, response: [UInt8])
    case stale(length: Int)
    case foreign(String)

    struct Request: Equatable {
        let id: UInt16
        let role: UInt16
        let keepsConnection: Bool
        let parameters: Result<[Pair], ParametersError>
        /// The end of the parameters, if it is known.
        let end: Int?
    }

    init(_ finding: RequestScanner.Finding) {
        switch finding {
        case .incomplete: self = .incomplete
        case .foreign(let reason): self = .foreign(reason)
        case .stale(let length): self = .stale(length: length)
        case .management(let length, let response): self = .management(length: length, response: response)
        case .request(let head):
            self = .request(
                Request(
                    id: head.requestID,
                    role: head.role.number,
                    keepsConnection: head.keepsConnection,
                    parameters: head.parameters.map(Pair.all),
                    end: head.length
                ))
        }
    }

    /// Whether this finding may become another when more bytes arrive.
    func mayBecome(_ later: Seen) -> Bool {
        switch (self, later) {
        case (.incomplete, _): true
        case (.foreign, .foreign):
            true
        default: self == later
        }
    }
}

/// Scans longer and longer beginnings of any bytes. A complete finding must not change.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScanner(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let all = input(data, size)
    guard let choice = all.first else { return 0 }
    let bytes = all.dropFirst()
    let limits = choice & 1 == 0 ? ParameterLimits() : ParameterLimits(count: 2, bytes: Int(choice))
    // Each length of a short input, and always the whole input.
    let step = max(bytes.count / 256, 1)
    var seen = Seen.incomplete
    var wanted = 0
    for length in Array(stride(from: 0, to: bytes.count, by: step)) + [bytes.count] {
        let finding = RequestScanner.scan(bytes.prefix(length), limits: limits, workers: 1)
        let now = Seen(finding)
        if case .incomplete(let until) = finding {
            require(until > length, "the scanner waits for bytes that it has")
            wanted = max(wanted, until)
        } else if case .incomplete = seen {
            require(length >= wanted, "complete at \(length) bytes, although the scanner waited for \(wanted)")
        }
        require(seen.mayBecome(now), "at \(length) bytes \(seen) became \(now)")
        switch now {
        case .management(let end, _), .stale(let end): require(end <= length, "the record is longer than the input")
        case .request(let request): require(request.end ?? 0 <= length, "the request is longer than the input")
        case .incomplete, .foreign: break
        }
        seen = now
    }
    return 0
}
