internal import CFastCGI
internal import Glibc

/// The one owner of an `FCGX_Request`: each method stands for the C function that it names.
///
/// It holds no connection of its own: ``accept(_:)`` takes one and ``release()`` gives it back, because Swift owns the
/// sockets and libfcgi speaks the protocol.
///
/// Sendable is unchecked because of the pointer. What it points to is reached through this one value alone, which cannot be
/// copied: whoever has it has all of it, on whatever thread. libfcgi keeps nothing of a request elsewhere.
@safe
struct FCGXRequest: ~Copyable, @unchecked Sendable {
    // Valid from init to deinit, and known to nobody else.
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// FCGX_InitRequest, without a socket to accept on.
    init() throws(FastCGIError) {
        try Library.initialize()
        unsafe request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        unsafe FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        unsafe FCGX_Free(request, 1)
        unsafe request.deallocate()
    }

    /// FCGX_Accept_r on a connection that has been accepted already: reads the request's begin and its parameters.
    ///
    /// - Parameter connection: taken over; closed if the peer spoke no FastCGI, or broke off.
    /// - Returns: whether there is a request now. `false` also when the parameters broke off at a pair's end, which
    ///   libfcgi itself takes for a complete environment.
    mutating func accept(_ connection: consuming Descriptor) -> Bool {
        unsafe gatehouse_fcgx_adopt(request, connection.relinquish())
        // Without this libfcgi closes with shutdown, poll and read, for as long as the peer keeps sending.
        unsafe FCGX_Detach(request)
        guard unsafe FCGX_Accept_r(request) == 0 else { return false }
        guard unsafe FCGX_GetError(request.pointee.in) == 0 else {
            _ = finish()
            _ = release()
            return false
        }
        return true
    }

    /// Whether the peer asked to keep the connection (FCGI_KEEP_CONN).
    var keepsConnection: Bool { unsafe gatehouse_fcgx_keeps_connection(request) != 0 }

    /// FCGX_GetStr on `in`: at most `limit` bytes; fewer only at the end of the stream or when it breaks.
    mutating func read(upTo limit: Int) -> [UInt8] {
        // The array's own storage is handed to FCGX_GetStr, which writes at most its capacity.
        unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = unsafe buffer.withMemoryRebound(to: CChar.self) {
                Int(unsafe FCGX_GetStr($0.baseAddress, CInt(clamping: limit), request.pointee.in))
            }
        }
    }

    /// FCGX_GetChar on `in`, to see whether the body has ended: reads the record that says so if it has arrived.
    ///
    /// - Returns: `false` too if that record is not there yet; nothing waits for it.
    mutating func bodyHasEnded() -> Bool {
        let number = unsafe gatehouse_fcgx_descriptor(request)
        func atEnd() -> Bool {
            unsafe FCGX_GetChar(request.pointee.in) == EOF && FCGX_GetError(request.pointee.in) == 0
        }
        return Descriptor.borrowing(number) { descriptor in
            guard (try? descriptor.setBlocking(false)) != nil else { return false }
            let result = atEnd()
            // An EAGAIN that stays would make FCGX_Finish_r close the connection before the answer has been read.
            if unsafe FCGX_GetError(request.pointee.in) == EAGAIN { unsafe FCGX_ClearError(request.pointee.in) }
            return (try? descriptor.setBlocking(true)) != nil && result
        }
    }

    /// The connection, for the length of a call.
    func withConnection(_ body: (borrowing Descriptor) -> Void) {
        Descriptor.borrowing(unsafe gatehouse_fcgx_descriptor(request)) { body($0) }
    }

    /// FCGX_GetError of `in`: 0, a negative protocol error, or errno.
    var readError: CInt { unsafe FCGX_GetError(request.pointee.in) }

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

    /// FCGX_PutStr and FCGX_FFlush on `err`: one FCGI_STDERR record, now.
    ///
    /// What `out` holds stays there: each stream of libfcgi has a buffer of its own, which leaves in whole records.
    ///
    /// - Parameter bytes: fewer than the 8 KiB that libfcgi keeps, so that they are one record and one write(2).
    /// - Returns: `false` without a byte written when the peer has not taken what was sent before: it may be sending a
    ///   body itself and read nothing until that is done, and a line of a log is not worth waiting for it.
    mutating func writeError(_ bytes: [UInt8]) -> Bool {
        let isWritable = Descriptor.borrowing(unsafe gatehouse_fcgx_descriptor(request)) { descriptor in
            // A quarter of the buffer of a Unix socket is in use at most, a half of that of a TCP socket.
            (try? descriptor.isWritable()) ?? false
        }
        guard isWritable else { return false }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe FCGX_PutStr($0.baseAddress, CInt($0.count), request.pointee.err) == CInt($0.count)
                    && FCGX_FFlush(request.pointee.err) == 0
            }
        }
    }

    /// FCGX_Finish_r: sends what `out` still holds and the end of the request.
    ///
    /// ``release()`` is to follow.
    ///
    /// - Returns: whether the connection is of use any more.
    mutating func finish() -> Bool {
        unsafe gatehouse_fcgx_finish(request) == 0
    }

    /// FCGX_Free: forgets the request and sends nothing.
    mutating func surrender() -> Descriptor {
        unsafe FCGX_Free(request, 0)
        return release()
    }

    /// Gives the connection back.
    mutating func release() -> Descriptor {
        let number = unsafe gatehouse_fcgx_descriptor(request)
        unsafe gatehouse_fcgx_release(request)
        return Descriptor(adopting: number)
    }
}
