public import FastCGI

/// A connection to a FastCGI application, as a web server has one. It blocks the calling thread.
public struct ClientConnection: ~Copyable {
    private let descriptor: Descriptor
    private var decoder = RecordDecoder()

    /// Connects.
    ///
    /// - Throws: ``ClientError`` when nobody listens there.
    public init(to address: SocketAddress) throws(ClientError) {
        do throws(SystemError) {
            descriptor = try address.connect()
        } catch {
            throw ClientError("\(error)")
        }
    }

    /// Sends bytes as they are, whether they make records or not.
    ///
    /// - Throws: ``ClientError`` when the application has closed the connection.
    public func send(_ bytes: some Sequence<UInt8>) throws(ClientError) {
        do throws(SystemError) {
            try descriptor.write(bytes)
        } catch {
            throw ClientError("\(error)")
        }
    }

    /// Ends the sending direction, as a peer does that has died in the middle.
    public func finishSending() throws(ClientError) {
        do throws(SystemError) {
            try descriptor.finishWriting()
        } catch {
            throw ClientError("\(error)")
        }
    }

    /// Waits for the next record; `nil` when the application has closed the connection.
    ///
    /// - Throws: ``ClientError`` when the connection breaks, also in the middle of a record.
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

    /// Receives up to the end of a request.
    ///
    /// - Throws: ``ClientError`` when the connection ends before, or the application breaks the response off.
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
        throw ClientError("the application closed the connection without an answer")
    }

    /// Sends a request and receives its answer.
    ///
    /// - Parameters:
    ///   - request: is sent whole before the answer is read.
    ///   - keepsConnection: whether the application is to leave the connection open.
    /// - Throws: ``ClientError`` when the connection ends before the answer does.
    public mutating func exchange(
        _ request: ClientRequest,
        keepsConnection: Bool = false
    ) throws(ClientError) -> ClientResponse {
        try send(request.bytes(keepsConnection: keepsConnection))
        return try receiveResponse()
    }
}
