internal import CFastCGI
internal import GatewayInterface

/// Reads the records at the start of a request, up to the end of its parameters.
///
/// libfcgi overflows a buffer on some FCGI_GET_VALUES records, asserts on lengths that no memory fits, cuts values at a
/// NUL and takes half an environment for a whole one. So it gets to see a request only when its beginning and all its
/// parameters have been seen here, and are in order. What follows is the business of ``BodyReader``.
enum RequestScanner {
    /// What the bytes are.
    enum Finding {
        /// The beginning of something that may be in order; nothing else can be found before there are so many bytes.
        case incomplete(until: Int)
        /// A request, with all its parameters.
        case request(RequestHead)
        /// A management record: this many bytes, to be answered with these.
        case management(length: Int, response: [UInt8])
        /// A record of a request that is not under way, of this many bytes: to be ignored (FastCGI specification, section
        /// 3.3). The end of a body and FCGI_ABORT_REQUEST may come after the response.
        case stale(length: Int)
        /// Nothing that can be answered. The text is for the log.
        case foreign(String)
    }

    /// How many other requests a peer may try to begin among the parameters of one.
    private static let mostMultiplexed = 64

    /// What a peer may send of a request that has ended meanwhile.
    private static let staleTypes = [FCGI_ABORT_REQUEST, FCGI_STDIN, FCGI_DATA]

    private struct Header {
        let type: Int32
        let requestID: UInt16
        let content: Range<Int>
        /// Where the next record begins.
        let end: Int
    }

    /// Looks at the bytes that have arrived.
    ///
    /// - Parameters:
    ///   - bytes: all of them since the last request ended.
    ///   - limits: of the parameters; breaking them is a finding as soon as it can be seen.
    ///   - workers: the answer to FCGI_MAX_CONNS and FCGI_MAX_REQS.
    static func scan(_ bytes: ArraySlice<UInt8>, limits: ParameterLimits, workers: Int) -> Finding {
        guard bytes.first == nil || bytes.first == UInt8(FCGI_VERSION_1) else {
            return .foreign("no FastCGI, version 1")
        }
        if bytes.count >= 2 {
            let type = Int32(bytes[bytes.startIndex + 1])
            guard type == FCGI_BEGIN_REQUEST || type >= FCGI_GET_VALUES || staleTypes.contains(type) else {
                return .foreign("it begins with a record of type \(type)")
            }
        }
        guard let first = header(bytes, at: bytes.startIndex) else {
            return .incomplete(until: min(bytes.count + 1, Int(FCGI_HEADER_LEN)))
        }
        if staleTypes.contains(first.type) {
            guard first.requestID != 0 else { return .foreign("a record of type \(first.type) belongs to no request") }
            guard first.end <= bytes.endIndex else { return .incomplete(until: first.end - bytes.startIndex) }
            return .stale(length: first.end - bytes.startIndex)
        }
        if first.type != FCGI_BEGIN_REQUEST {
            return management(bytes, first, workers: workers)
        }
        guard first.requestID != 0, first.content.count == MemoryLayout<FCGI_BeginRequestBody>.size else {
            return .foreign("its FCGI_BEGIN_REQUEST is malformed")
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

    /// What FCGI_BEGIN_REQUEST says, and who else has begun since.
    private struct Begin {
        let requestID: UInt16
        let role: Role
        let keepsConnection: Bool
        var multiplexed: [UInt16] = []
    }

    /// - Parameter start: may lie behind what has arrived.
    private static func header(_ bytes: ArraySlice<UInt8>, at start: Int) -> Header? {
        guard bytes.endIndex - start >= Int(FCGI_HEADER_LEN) else { return nil }
        let content = start + Int(FCGI_HEADER_LEN)
        let length = Int(bytes[start + 4]) << 8 | Int(bytes[start + 5])
        return Header(
            // Any other version is a type that nobody expects.
            type: bytes[start] == UInt8(FCGI_VERSION_1) ? Int32(bytes[start + 1]) : -1,
            requestID: UInt16(bytes[start + 2]) << 8 | UInt16(bytes[start + 3]),
            content: content..<content + length,
            end: content + length + Int(bytes[start + 6])
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
                return .incomplete(until: position - bytes.startIndex + Int(FCGI_HEADER_LEN))
            }
            if record.requestID != begin.requestID, record.requestID != 0, record.type != -1 {
                // Another request on the same connection, which cannot be.
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
                return .foreign("a record of type \(record.type) stands among its parameters")
            }
            // The lengths, of up to eight bytes a pair, come on top of names and values.
            guard block.count + record.content.count <= limits.longestBlock else {
                return request(begin, .failure(ParametersError(.tooLarge, limit: limits.bytes)), length: nil)
            }
            guard record.end <= bytes.endIndex else { return .incomplete(until: record.end - bytes.startIndex) }
            position = record.end
            if record.content.isEmpty { break }
            block += bytes[record.content]
        }
        do throws(ParametersError) {
            let parameters = try Parameters(nameValuePairs: block, limits: limits)
            return request(begin, .success(parameters), length: position - bytes.startIndex)
        } catch  where error == ParametersError(.malformedPair) {
            return .foreign("its parameters end inside a pair")
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
                length: length,
                multiplexed: begin.multiplexed
            )
        )
    }

    /// Answers a management record (FastCGI specification, section 4).
    private static func management(_ bytes: ArraySlice<UInt8>, _ record: Header, workers: Int) -> Finding {
        guard record.requestID == 0 else { return .foreign("a record of type \(record.type) belongs to a request") }
        guard record.end <= bytes.endIndex else { return .incomplete(until: record.end - bytes.startIndex) }
        let length = record.end - bytes.startIndex
        guard record.type == FCGI_GET_VALUES else {
            return .management(length: length, response: RecordBytes.unknownType(record.type))
        }
        guard let response = response(to: Array(bytes[record.content]), workers: workers) else {
            return .foreign("its FCGI_GET_VALUES is malformed")
        }
        return .management(length: length, response: response)
    }

    /// The answer to the content of a FCGI_GET_VALUES (FastCGI specification, section 4.1).
    ///
    /// - Returns: `nil` for one that is malformed, also because it asks twice for the same; that is the one that libfcgi
    ///   falls over.
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
