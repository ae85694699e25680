public import FastCGI

/// A web server's side of a connection to a FastCGI application. Its methods block the calling thread.
public struct ClientConnection: ~Copyable {
    private let descriptor: Descriptor
    private var decoder = RecordDecoder()

    /// Connects to an address.
    ///
    /// - Throws: ``ClientError`` if nothing listens there.
    public init(to address: SocketAddress) throws(ClientError) {
        do throws(SystemError) {
            descriptor = try address.connect()
        } catch {
            throw ClientError("\(error)")
        }
    }

    /// Sends bytes unchanged, even if they are not valid records.
    ///
    /// - Throws: ``ClientError`` if the application has closed the connection.
    public func send(_ bytes: some Sequence<UInt8>) throws(ClientError) {
        do throws(SystemError) {
            try descriptor.write(bytes)
        } catch {
            throw ClientError("\(error)")
        }
    }

    /// Closes the sending direction, as a peer that ended does.
    public func finishSending() throws(ClientError) {
        do throws(SystemError) {
            try descriptor.finishWriting()
        } catch {
            throw ClientError("\(error)")
        }
    }

    /// Waits for the next record. Returns `nil` if the application has closed the connection.
    ///
    /// - Throws: ``ClientError`` if the connection breaks, or ends inside a record.
    public mutating func receive() throws(ClientError) -> Record? {
        while true {
            if let record = decoder.next() { return record }
            let bytes: [UInt8]
            do throws(SystemError) {
                bytes = try descriptor.read(upTo: 64 * 1024)
            } catch {
                throw ClientError("\(error)")
            }
            if bytes.isEmpty {
                guard !decoder.isInsideRecord else { throw ClientError("the connection ended inside a record") }
                return nil
            }
            decoder.append(bytes)
        }
    }

    /// Receives records until the end of a request.
    ///
    /// - Throws: ``ClientError`` if the connection ends before that, or if the application breaks the response off.
    public mutating func receiveResponse() throws(ClientError) -> ClientResponse {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        while let record = try receive() {
            switch record.kind {
            case .standardOutput: output += record.content
            case .standardError: errors += record.content
            case .endRequest:
                guard record.content.count == 8 else { throw ClientError("FCGI_END_REQUEST is not 8 bytes long") }
                let status = record.content[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                return ClientResponse(
                    output: output,
                    errors: errors,
                    applicationStatus: status,
                    protocolStatus: record.content[4]
                )
            // The mark of a response that is broken off.
            case RecordKind(rawValue: 99): throw ClientError("the application broke the response off")
            default: throw ClientError("an unexpected record of type \(record.kind.rawValue)")
            }
        }
        throw ClientError("the application closed the connection without a response")
    }

    /// Sends a request and receives the response.
    ///
    /// - Parameters:
    ///   - request: is sent completely before the response is read.
    ///   - keepsConnection: whether to set FCGI_KEEP_CONN.
    /// - Throws: ``ClientError`` if the connection ends before the response does.
    public mutating func exchange(
        _ request: ClientRequest,
        keepsConnection: Bool = false
    ) throws(ClientError) -> ClientResponse {
        try send(request.bytes(keepsConnection: keepsConnection))
        return try receiveResponse()
    }
}
