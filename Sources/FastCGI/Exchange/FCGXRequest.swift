internal import CFastCGI
internal import Glibc

/// The only owner of an `FCGX_Request`. Each method names the C function that it calls.
///
/// It does not own its connection: ``accept(_:_:)`` takes one and ``release()`` returns it. Swift owns the sockets, and
/// libfcgi speaks the protocol. libfcgi reads from a ``HeadFile`` and writes to the connection; it never reads from the
/// connection.
///
/// `Sendable` is unchecked because of the pointer. The memory is reachable only through this value, which cannot be
/// copied, so one thread at a time uses it. libfcgi keeps no other state of a request.
@safe
struct FCGXRequest: ~Copyable, @unchecked Sendable {
    // Valid from init to deinit; no other code has this pointer.
    private let request: UnsafeMutablePointer<FCGX_Request>
    /// `nil` after libfcgi has closed it.
    private var headFile: HeadFile?
    /// Whether a log line was written without libfcgi, which then does not end FCGI_STDERR.
    private var hasErrorsPastLibrary = false
    /// FCGI_BEGIN_REQUEST and an empty FCGI_PARAMS (FastCGI specification, sections 5.1 and 5.2). Most requests have the
    /// same as the one before.
    private var records = [UInt8](repeating: 0, count: 24)
    private var begun: (requestID: UInt16, role: UInt16, keepsConnection: Bool) = (0, 0, false)

    /// Calls FCGX_InitRequest without a listening socket.
    init() throws(FastCGIError) {
        try LibFCGI.initialize()
        do throws(SystemError) {
            headFile = try HeadFile()
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        unsafe request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        unsafe FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        unsafe FCGX_Free(request, 1)
        unsafe request.deallocate()
    }

    /// Calls FCGX_Accept_r with two records: the peer's FCGI_BEGIN_REQUEST, and empty parameters. The parameters have
    /// been read already, and libfcgi would allocate a copy of each.
    ///
    /// - Parameters:
    ///   - connection: the connection for the response. The call takes ownership, and closes it if it returns `false`.
    ///   - head: the content of the peer's FCGI_BEGIN_REQUEST.
    /// - Returns: whether libfcgi accepted the request.
    mutating func accept(_ connection: consuming Descriptor, _ head: RequestHead) -> Bool {
        hasErrorsPastLibrary = false
        let number = connection.number
        let request = unsafe request
        setRecords(head)
        let result: CInt
        do throws(SystemError) {
            var file = if let usual = headFile.take() { usual } else { try HeadFile() }
            result = try file.offer(records) { unsafe gatehouse_fcgx_accept(request, $0, number) }
            if result == 0 { headFile = consume file } else { file.wasClosed() }
        } catch {
            return false
        }
        guard result == 0 else { return false }
        _ = connection.relinquish()
        // libfcgi takes truncated parameters for a complete environment.
        guard unsafe FCGX_GetError(request.pointee.in) == 0 else {
            _ = surrender()
            return false
        }
        return true
    }

    private mutating func setRecords(_ head: RequestHead) {
        let begins = (head.requestID, head.role.number, head.keepsConnection)
        // A request id is never 0.
        if begins == begun { return }
        begun = begins
        RecordHeader(FCGI_BEGIN_REQUEST, requestID: head.requestID, contentLength: 8).write(to: &records, at: 0)
        RecordHeader(FCGI_PARAMS, requestID: head.requestID, contentLength: 0).write(to: &records, at: 16)
        records[8] = UInt8(head.role.number >> 8)
        records[9] = UInt8(head.role.number & 0xFF)
        records[10] = head.keepsConnection ? UInt8(FCGI_KEEP_CONN) : 0
    }

    /// Whether the peer wants to keep the connection (FCGI_KEEP_CONN).
    var keepsConnection: Bool { unsafe gatehouse_fcgx_keeps_connection(request) != 0 }

    /// The descriptor number of the connection.
    var connection: CInt { unsafe gatehouse_fcgx_descriptor(request) }

    /// Lends the connection for the duration of a call.
    func withConnection(_ body: (borrowing Descriptor) -> Void) {
        Descriptor.borrowing(connection) { body($0) }
    }

    /// Calls FCGX_PutStr on `out`. libfcgi buffers up to 8 KiB and sends it with the end of the request.
    ///
    /// - Returns: whether libfcgi took all bytes; `false` if the connection is broken.
    mutating func write(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var rest = unsafe buffer[...]
            // The length parameter of FCGX_PutStr is an `int`.
            while unsafe !rest.isEmpty {
                let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
                let pointer = unsafe piece.baseAddress?.assumingMemoryBound(to: CChar.self)
                guard unsafe FCGX_PutStr(pointer, CInt(piece.count), request.pointee.out) == CInt(piece.count) else {
                    return false
                }
                unsafe rest = rest.dropFirst(piece.count)
            }
            return true
        }
    }

    /// Calls FCGX_FFlush on `out`: sends what libfcgi has buffered.
    ///
    /// - Returns: whether the bytes were sent; `false` if the connection is broken.
    mutating func flush() -> Bool {
        unsafe FCGX_FFlush(request.pointee.out) == 0
    }

    /// The id that the peer gave the request.
    var requestID: UInt16 { unsafe UInt16(truncatingIfNeeded: request.pointee.requestId) }

    /// The longest line that fits into one record of libfcgi's error buffer: 512 bytes minus the header. libfcgi splits
    /// a longer line into several records, and web servers log each as an entry of its own.
    private static let longestBufferedError = 504

    /// Calls FCGX_PutStr and FCGX_FFlush on `err`, which sends one FCGI_STDERR record now. A line longer than libfcgi's
    /// buffer is written directly.
    ///
    /// The bytes in `out` stay there: each libfcgi stream has its own buffer and sends whole records.
    ///
    /// - Parameter bytes: a few kilobytes at most, so that one record and one write(2) are enough.
    /// - Returns: `false`, with no byte written, if the peer has not read what was sent before. It may be sending a
    ///   body and read nothing until the body is complete; a log line must not wait for that.
    mutating func writeError(_ bytes: [UInt8]) -> Bool {
        let isWritable = Descriptor.borrowing(connection) { descriptor in
            // True while at most a quarter of a Unix socket's buffer is in use, or half of a TCP socket's.
            (try? descriptor.isWritable()) ?? false
        }
        guard isWritable else { return false }
        if bytes.count > Self.longestBufferedError {
            let record = RecordBytes.record(FCGI_STDERR, requestID: requestID, bytes)
            let hasGone = Descriptor.borrowing(connection) { (try? $0.write(record)) != nil }
            hasErrorsPastLibrary = hasErrorsPastLibrary || hasGone
            return hasGone
        }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe FCGX_PutStr($0.baseAddress, CInt($0.count), request.pointee.err) == CInt($0.count)
                    && FCGX_FFlush(request.pointee.err) == 0
            }
        }
    }

    /// Calls FCGX_SetExitStatus: sets the application status of FCGI_END_REQUEST.
    mutating func setStatus(_ status: UInt32) {
        unsafe FCGX_SetExitStatus(CInt(bitPattern: status), request.pointee.out)
    }

    /// Sends what `out` still holds and the end of the request. It does what FCGX_Finish_r does except close(2):
    /// FCGX_FClose on `err` and `out`, then FCGX_Free.
    ///
    /// Call ``release()`` next.
    ///
    /// - Returns: whether the connection can be used again.
    mutating func finish() -> Bool {
        if hasErrorsPastLibrary {
            // Each stream must end (FastCGI specification, section 3.3). libfcgi ends FCGI_STDERR only if it wrote to
            // it; a second end does no harm.
            let end = RecordBytes.record(FCGI_STDERR, requestID: requestID, [])
            Descriptor.borrowing(connection) { try? $0.write(end) }
        }
        return unsafe gatehouse_fcgx_finish(request) == 0
    }

    /// Does what ``finish()`` does, and tells the web server with the end of the request that the connection closes.
    ///
    /// FastCGI has no message for that. nginx sends the next request on a connection that it keeps before it sees that the connection
    /// was closed, and loses the request. A record behind the end of the request, in the same write(2), makes it give the
    /// connection up: it must be of no request, and an empty FCGI_GET_VALUES_RESULT says nothing. libfcgi writes by itself,
    /// so it writes to a file in memory here.
    mutating func finishLast() -> Bool {
        let number = connection
        guard let file = try? Descriptor(adopting: systemCall("memfd_create") { gatehouse_memory_file() }) else {
            return finish()
        }
        unsafe gatehouse_fcgx_redirect(request, file.number)
        let isDone = finish()
        unsafe gatehouse_fcgx_redirect(request, number)
        // At most libfcgi's two buffers and the ends of the streams.
        guard isDone, let bytes = try? file.read(at: 0, upTo: 64 * 1024) else { return false }
        let record = RecordBytes.record(FCGI_GET_VALUES_RESULT, requestID: 0, [])
        return Descriptor.borrowing(number) { (try? $0.write(bytes + record)) != nil }
    }

    /// Calls FCGX_Free, which discards the request and sends nothing.
    mutating func surrender() -> Descriptor {
        unsafe FCGX_Free(request, 0)
        return release()
    }

    /// Returns ownership of the connection.
    mutating func release() -> Descriptor {
        let number = connection
        unsafe gatehouse_fcgx_release(request)
        return Descriptor(adopting: number)
    }
}
