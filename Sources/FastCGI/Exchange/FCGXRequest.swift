internal import CFastCGI
internal import Glibc

/// The one owner of an `FCGX_Request`: each method stands for the C function that it names.
///
/// It holds no connection of its own: ``accept(_:_:)`` takes one and ``release()`` gives it back, because Swift owns
/// the sockets and libfcgi speaks the protocol. libfcgi reads from a ``HeadFile`` and writes to the connection: nothing
/// here lets it read a byte from there.
///
/// Sendable is unchecked because of the pointer. What it points to is reached through this one value alone, which cannot be
/// copied: whoever has it has all of it, on whatever thread. libfcgi keeps nothing of a request elsewhere.
@safe
struct FCGXRequest: ~Copyable, @unchecked Sendable {
    // Valid from init to deinit, and known to nobody else.
    private let request: UnsafeMutablePointer<FCGX_Request>
    /// `nil` after libfcgi has closed it.
    private var headFile: HeadFile?
    /// Whether a line of the log has left without libfcgi, which then does not end FCGI_STDERR.
    private var hasErrorsPastLibrary = false
    /// FCGI_BEGIN_REQUEST and an empty FCGI_PARAMS (FastCGI specification, sections 5.1 and 5.2), filled in for each request.
    private var records = [UInt8](repeating: 0, count: 24)

    /// FCGX_InitRequest, without a socket to accept on.
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

    /// FCGX_Accept_r on two records that begin the same request as the peer's, and give it no parameters: those have been
    /// read already, and libfcgi would copy each into a block of memory of its own.
    ///
    /// - Parameters:
    ///   - connection: where the answer goes; taken over, and closed if there is no request.
    ///   - head: what the peer's FCGI_BEGIN_REQUEST said.
    /// - Returns: whether there is a request now.
    mutating func accept(_ connection: consuming Descriptor, _ head: RequestHead) -> Bool {
        hasErrorsPastLibrary = false
        let number = connection.number
        let request = unsafe request
        for (record, type) in [(0, FCGI_BEGIN_REQUEST), (16, FCGI_PARAMS)] {
            records[record] = UInt8(FCGI_VERSION_1)
            records[record + 1] = UInt8(type)
            records[record + 2] = UInt8(head.requestID >> 8)
            records[record + 3] = UInt8(head.requestID & 0xFF)
        }
        records[5] = 8
        records[8] = UInt8(head.role.number >> 8)
        records[9] = UInt8(head.role.number & 0xFF)
        records[10] = head.keepsConnection ? UInt8(FCGI_KEEP_CONN) : 0
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
        // Parameters that broke off, which libfcgi takes for a complete environment.
        guard unsafe FCGX_GetError(request.pointee.in) == 0 else {
            _ = surrender()
            return false
        }
        return true
    }

    /// Whether the peer asked to keep the connection (FCGI_KEEP_CONN).
    var keepsConnection: Bool { unsafe gatehouse_fcgx_keeps_connection(request) != 0 }

    /// The number of the connection.
    var connection: CInt { unsafe gatehouse_fcgx_descriptor(request) }

    /// The connection, for the length of a call.
    func withConnection(_ body: (borrowing Descriptor) -> Void) {
        Descriptor.borrowing(connection) { body($0) }
    }

    /// FCGX_PutStr on `out`. libfcgi keeps up to 8 KiB and writes them together with the end of the request.
    ///
    /// - Returns: whether libfcgi took all of it; `false` when the connection is broken.
    mutating func write(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var rest = unsafe buffer[...]
            // FCGX_PutStr counts in `int`.
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

    /// FCGX_FFlush on `out`: sends what libfcgi has kept.
    ///
    /// - Returns: whether it went; `false` when the connection is broken.
    mutating func flush() -> Bool {
        unsafe FCGX_FFlush(request.pointee.out) == 0
    }

    /// The id that the peer gave the request.
    var requestID: UInt16 { unsafe UInt16(truncatingIfNeeded: request.pointee.requestId) }

    /// What libfcgi's buffer for errors holds, of 512 bytes with the header of a record. It makes several records of a longer
    /// line, and web servers an entry of the log of each.
    private static let longestBufferedError = 504

    /// FCGX_PutStr and FCGX_FFlush on `err`: one FCGI_STDERR record, now; past libfcgi for a line that its buffer does not
    /// hold.
    ///
    /// What `out` holds stays there: each stream of libfcgi has a buffer of its own, which leaves in whole records.
    ///
    /// - Parameter bytes: a few kilobytes at most, and so one record and one write(2).
    /// - Returns: `false` without a byte written when the peer has not taken what was sent before: it may be sending a
    ///   body itself and read nothing until that is done, and a line of a log is not worth waiting for it.
    mutating func writeError(_ bytes: [UInt8]) -> Bool {
        let isWritable = Descriptor.borrowing(connection) { descriptor in
            // A quarter of the buffer of a Unix socket is in use at most, a half of that of a TCP socket.
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

    /// FCGX_SetExitStatus: what FCGI_END_REQUEST says besides.
    mutating func setStatus(_ status: UInt32) {
        unsafe FCGX_SetExitStatus(CInt(bitPattern: status), request.pointee.out)
    }

    /// What FCGX_Finish_r does but for its close(2), by FCGX_FClose on `err` and `out`, and FCGX_Free: sends what `out` still
    /// holds and the end of the request.
    ///
    /// ``release()`` is to follow.
    ///
    /// - Returns: whether the connection is of use any more.
    mutating func finish() -> Bool {
        if hasErrorsPastLibrary {
            // A stream has an end (FastCGI specification, section 3.3), which libfcgi writes only if it has written to it;
            // twice is no harm.
            let end = RecordBytes.record(FCGI_STDERR, requestID: requestID, [])
            Descriptor.borrowing(connection) { try? $0.write(end) }
        }
        return unsafe gatehouse_fcgx_finish(request) == 0
    }

    /// FCGX_Free: forgets the request and sends nothing.
    mutating func surrender() -> Descriptor {
        unsafe FCGX_Free(request, 0)
        return release()
    }

    /// Gives the connection back.
    mutating func release() -> Descriptor {
        let number = connection
        unsafe gatehouse_fcgx_release(request)
        return Descriptor(adopting: number)
    }
}
