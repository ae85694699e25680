internal import CFastCGI
internal import GatewayInterface

/// Reads the records at the start of a request, up to the end of its parameters.
///
/// libfcgi overflows a buffer on some FCGI_GET_VALUES records, asserts on lengths that no memory fits, cuts values at a
/// NUL, and takes half an environment for a whole one. So libfcgi receives a request only after all its parameters were
/// checked here. ``BodyReader`` reads what follows.
enum RequestScanner {
    /// What the bytes are.
    enum Finding {
        /// A valid beginning so far. Scan again when this many bytes have arrived.
        case incomplete(until: Int)
        /// A request, with all its parameters.
        case request(RequestHead)
        /// A management record of this length, and the response to send.
        case management(length: Int, response: [UInt8])
        /// A record of this length for a request that is not active: ignore it (FastCGI specification, section 3.3).
        /// The end of a body and FCGI_ABORT_REQUEST may come after the response.
        case stale(length: Int)
        /// Bytes that are not valid here. Close the connection; the text is for the log.
        case foreign(String)
    }

    /// How many other requests a peer may try to begin among the parameters of one.
    private static let mostMultiplexed = 64

    /// The types of records that a peer may send for a request that has ended.
    private static let staleTypes = [FCGI_ABORT_REQUEST, FCGI_STDIN, FCGI_DATA]

    private struct Header {
        let type: Int32
        let requestID: UInt16
        let content: Range<Int>
        /// Where the next record begins.
        let end: Int
    }

    /// Examines the bytes that have arrived.
    ///
    /// - Parameters:
    ///   - bytes: all bytes since the last request ended.
    ///   - limits: limits for the parameters. The first bytes beyond a limit end the scan.
    ///   - workers: the value for FCGI_MAX_CONNS and FCGI_MAX_REQS.
    static func scan(_ bytes: ArraySlice<UInt8>, limits: ParameterLimits, workers: Int) -> Finding {
        guard bytes.first == nil || bytes.first == UInt8(FCGI_VERSION_1) else {
            return .foreign("not FastCGI version 1")
        }
        if bytes.count >= 2 {
            let type = Int32(bytes[bytes.startIndex + 1])
            guard type == FCGI_BEGIN_REQUEST || type >= FCGI_GET_VALUES || staleTypes.contains(type) else {
                return .foreign("the first record has type \(type)")
            }
        }
        guard let first = header(bytes, at: bytes.startIndex) else {
            return .incomplete(until: min(bytes.count + 1, RecordHeader.length))
        }
        if staleTypes.contains(first.type) {
            guard first.requestID != 0 else { return .foreign("a record of type \(first.type) has request id 0") }
            guard first.end <= bytes.endIndex else { return .incomplete(until: first.end - bytes.startIndex) }
            return .stale(length: first.end - bytes.startIndex)
        }
        if first.type != FCGI_BEGIN_REQUEST {
            return management(bytes, first, workers: workers)
        }
        guard first.requestID != 0, first.content.count == MemoryLayout<FCGI_BeginRequestBody>.size else {
            return .foreign("the FCGI_BEGIN_REQUEST is malformed")
        }
        guard first.end <= bytes.endIndex else { return .incomplete(until: first.end - bytes.startIndex) }
        let start = first.content.lowerBound
        let begin = Begin(
            requestID: first.requestID,
            role: Role(number: UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])),
            keepsConnection: bytes[start + 2] & UInt8(FCGI_KEEP_CONN) != 0
        )
        return parameters(bytes, from: first.end, begin, limits)
    }

    /// The content of FCGI_BEGIN_REQUEST, and the requests that began after it.
    private struct Begin {
        let requestID: UInt16
        let role: Role
        let keepsConnection: Bool
        var multiplexed: [UInt16] = []
    }

    /// - Parameter start: may lie beyond the bytes that have arrived.
    private static func header(_ bytes: ArraySlice<UInt8>, at start: Int) -> Header? {
        guard bytes.endIndex - start >= RecordHeader.length else { return nil }
        let header = RecordHeader { bytes[start + $0] }
        let content = start + RecordHeader.length
        return Header(
            type: header.type,
            requestID: header.requestID,
            content: content..<content + header.contentLength,
            end: start + header.recordLength
        )
    }

    private static func parameters(
        _ bytes: ArraySlice<UInt8>,
        from start: Int,
        _ begin: Begin,
        _ limits: ParameterLimits
    ) -> Finding {
        var begin = begin
        var block: [UInt8] = []
        var position = start
        while true {
            guard let record = header(bytes, at: position) else {
                return .incomplete(until: position - bytes.startIndex + RecordHeader.length)
            }
            if record.requestID != begin.requestID, record.requestID != 0, record.type != -1 {
                // Another request on the same connection. Multiplexing is not supported.
                if record.type == FCGI_BEGIN_REQUEST {
                    begin.multiplexed.append(record.requestID)
                    guard begin.multiplexed.count <= mostMultiplexed else {
                        return .foreign("too many requests at a time")
                    }
                }
                position = record.end
                continue
            }
            guard record.type == FCGI_PARAMS, record.requestID == begin.requestID else {
                return .foreign("a record of type \(record.type) among the parameters")
            }
            // The limit includes the length fields, up to eight bytes a pair.
            guard block.count + record.content.count <= limits.longestBlock else {
                return request(begin, .failure(ParametersError(.tooLarge, limit: limits.bytes)), length: nil)
            }
            guard record.end <= bytes.endIndex else { return .incomplete(until: record.end - bytes.startIndex) }
            position = record.end
            if record.content.isEmpty { break }
            // Nearly always all parameters are in one record.
            if block.isEmpty { block = Array(bytes[record.content]) } else { block += bytes[record.content] }
        }
        do throws(ParametersError) {
            let parameters = try Parameters(nameValuePairs: block, limits: limits)
            return request(begin, .success(parameters), length: position - bytes.startIndex)
        } catch  where error == ParametersError(.malformedPair) {
            return .foreign("the parameters end inside a pair")
        } catch {
            return request(begin, .failure(error), length: position - bytes.startIndex)
        }
    }

    private static func request(
        _ begin: Begin,
        _ parameters: Result<Parameters, ParametersError>,
        length: Int?
    ) -> Finding {
        .request(
            RequestHead(
                requestID: begin.requestID,
                role: begin.role,
                keepsConnection: begin.keepsConnection,
                parameters: parameters,
                contentLength: (try? parameters.get()).map { ContentLength($0) } ?? .absent,
                length: length,
                multiplexed: begin.multiplexed
            )
        )
    }

    /// Responds to a management record (FastCGI specification, section 4).
    private static func management(_ bytes: ArraySlice<UInt8>, _ record: Header, workers: Int) -> Finding {
        guard record.requestID == 0 else { return .foreign("a record of type \(record.type) has a request id") }
        guard record.end <= bytes.endIndex else { return .incomplete(until: record.end - bytes.startIndex) }
        let length = record.end - bytes.startIndex
        guard record.type == FCGI_GET_VALUES else {
            return .management(length: length, response: RecordBytes.unknownType(record.type))
        }
        guard let response = response(to: Array(bytes[record.content]), workers: workers) else {
            return .foreign("the FCGI_GET_VALUES is malformed")
        }
        return .management(length: length, response: response)
    }

    /// The response to the content of an FCGI_GET_VALUES (FastCGI specification, section 4.1).
    ///
    /// - Returns: `nil` if the content is malformed or names a variable twice, which makes libfcgi fail.
    static func response(to question: [UInt8], workers: Int) -> [UInt8]? {
        guard let asked = try? Parameters(nameValuePairs: question, limits: ParameterLimits()) else { return nil }
        var content: [UInt8] = []
        for (name, value) in [
            (FCGI_MAX_CONNS, String(workers)), (FCGI_MAX_REQS, String(workers)), (FCGI_MPXS_CONNS, "0"),
        ] where asked.contains(name) {
            content += [UInt8(name.utf8.count), UInt8(value.utf8.count)]
            content += name.utf8
            content += value.utf8
        }
        return RecordBytes.record(FCGI_GET_VALUES_RESULT, requestID: 0, content)
    }
}
