internal import CFastCGI
internal import Glibc

/// The only owner of a file descriptor. It closes the descriptor exactly once.
package struct Descriptor: ~Copyable {
    package let number: CInt

    /// Takes ownership of an open descriptor that has no other owner.
    package init(adopting number: CInt) {
        self.number = number
    }

    deinit {
        _ = Glibc.close(number)
    }

    /// Uses a descriptor of another owner, without closing it.
    static func borrowing<Result, Failure: Error>(
        _ number: CInt,
        _ body: (borrowing Descriptor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let descriptor = Descriptor(adopting: number)
        do throws(Failure) {
            let result = try body(descriptor)
            _ = descriptor.relinquish()
            return result
        } catch {
            _ = descriptor.relinquish()
            throw error
        }
    }

    /// Gives up ownership without closing the descriptor.
    package consuming func relinquish() -> CInt {
        let number = self.number
        discard self
        return number
    }

    /// Reads at most `limit` bytes with read(2); an empty array at the end.
    package func read(upTo limit: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        // The array's own storage is handed to read(2), which writes at most its capacity.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemError) {
                count = try systemCall("read") { unsafe Glibc.read(number, buffer.baseAddress, buffer.count) }
            } catch {
                count = 0
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads at most `limit` bytes at an offset with pread(2); an empty array at the end. The file position does not change.
    ///
    /// - Parameter operation: What an error names.
    func read(
        at offset: Int, upTo limit: Int, _ operation: @autoclosure () -> String = "pread"
    ) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        // The array's own storage is handed to pread(2), which writes at most its capacity.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemError) {
                count = try systemCall(operation()) {
                    unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
                }
            } catch {
                count = 0
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads the bytes that have arrived into a buffer with recv(2).
    ///
    /// - Parameters:
    ///   - buffer: The buffer, which is longer than `start`.
    ///   - start: The offset at which the bytes are stored. The bytes before it remain.
    ///   - waits: Whether to wait for bytes as long as ``setReadTimeout(_:)`` allows.
    /// - Returns: The number of bytes; 0 at the end.
    /// - Throws: The error of recv(2); EAGAIN if nothing has arrived.
    func receive(into buffer: inout [UInt8], from start: Int = 0, waits: Bool = false) throws(SystemError) -> Int {
        try receive(into: &buffer, from: start, flags: waits ? 0 : MSG_DONTWAIT)
    }

    /// Like ``receive(into:from:)``, but the bytes can be read again (MSG_PEEK).
    func peek(into buffer: inout [UInt8]) throws(SystemError) -> Int {
        try receive(into: &buffer, from: 0, flags: MSG_DONTWAIT | MSG_PEEK)
    }

    private func receive(into buffer: inout [UInt8], from start: Int, flags: Int) throws(SystemError) -> Int {
        // An empty buffer would look like the end.
        precondition(start < buffer.count)
        // recv(2) writes at most the bytes after `start`, which is inside the buffer.
        return try systemCall("recv") {
            unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(number, $0.baseAddress?.advanced(by: start), $0.count - start, CInt(flags))
            }
        }
    }

    /// Whether poll(2) reports that the socket accepts data without waiting. `false` also for a broken connection.
    func isWritable() throws(SystemError) -> Bool {
        var polled = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = try systemCall("poll") { unsafe poll(&polled, 1, 0) }
        return polled.revents == Int16(POLLOUT)
    }

    /// Whether the connection is closed or broken (POLLHUP, POLLERR), without waiting.
    ///
    /// - Parameter afterEnd: Whether it also counts that the peer will send no more data (POLLRDHUP).
    func isHungUp(afterEnd: Bool) throws(SystemError) -> Bool {
        // poll(2) always reports POLLHUP and POLLERR.
        var polled = pollfd(fd: number, events: afterEnd ? gatehouse_pollrdhup : 0, revents: 0)
        _ = try systemCall("poll") { unsafe poll(&polled, 1, 0) }
        return polled.revents != 0
    }

    /// Switches between calls that wait and calls that fail with EAGAIN.
    func setBlocking(_ isBlocking: Bool) throws(SystemError) {
        let flags = try systemCall("fcntl") { fcntl(number, F_GETFL) }
        _ = try systemCall("fcntl") {
            fcntl(number, F_SETFL, isBlocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
        }
    }

    /// Allocates the blocks of the first bytes of a file with posix_fallocate(3). Existing bytes remain.
    ///
    /// - Parameters:
    ///   - length: The number of bytes.
    ///   - name: The name of the file, for the error.
    func allocate(_ length: Int, _ name: String) throws(SystemError) {
        _ = try systemCall("posix_fallocate \(name)") {
            // The call returns the error instead of setting errno.
            let failure = posix_fallocate(number, 0, off_t(length))
            errno = failure
            return failure == 0 ? 0 : -1
        }
    }

    /// Writes all bytes, with as many calls of write(2) as needed.
    package func write(_ bytes: some Sequence<UInt8>) throws(SystemError) {
        let bytes = ContiguousArray(bytes)
        var written = 0
        while written < bytes.count {
            // The pointer stays inside the closure, and the count inside the array.
            written += try systemCall("write") {
                unsafe bytes.withUnsafeBytes {
                    unsafe Glibc.write(number, $0.baseAddress?.advanced(by: written), bytes.count - written)
                }
            }
        }
    }

    /// Writes a short text if the socket accepts it at once. Used for responses that the watchdog does not supervise
    /// and a worker must not wait for.
    ///
    /// A writable Unix socket has used at most a quarter of its buffer, a TCP socket at most two thirds. A short text
    /// therefore fits completely.
    ///
    /// - Parameter bytes: A few kilobytes at most.
    /// - Returns: `false` if nothing was written.
    func writeWithoutWaiting(_ bytes: [UInt8]) throws(SystemError) -> Bool {
        guard try isWritable() else { return false }
        try write(bytes)
        return true
    }

    /// Sends what the buffer of the socket has room for, with send(2) and MSG_DONTWAIT.
    ///
    /// - Returns: How many bytes were sent; 0 if the buffer is full.
    func sendWithoutWaiting(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        do throws(SystemError) {
            // The pointer stays inside the closure, and the count inside the slice.
            return try systemCall("send") {
                unsafe bytes.withUnsafeBytes {
                    unsafe Glibc.send(
                        number, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
                }
            }
        } catch  where error.number == EAGAIN {
            return 0
        }
    }

    /// Sends all bytes, with as many calls of send(2) as needed.
    ///
    /// - Parameter isFollowed: Whether more bytes follow at once (MSG_MORE), so that TCP combines them into one
    ///   packet.
    func send(_ bytes: [UInt8], isFollowed: Bool) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            // The pointer stays inside the closure, and the count inside the array.
            sent += try systemCall("send") {
                unsafe bytes.withUnsafeBytes {
                    unsafe Glibc.send(
                        number,
                        $0.baseAddress?.advanced(by: sent),
                        bytes.count - sent,
                        isFollowed ? CInt(MSG_MORE) : 0
                    )
                }
            }
        }
    }

    /// Sends a part of a file, with as many calls of sendfile(2) as needed.
    ///
    /// - Throws: The error of sendfile(2); EIO if the file has become shorter and the announced length cannot be
    ///   sent.
    func send(_ file: borrowing OpenFile, from start: Int, length: Int) throws(SystemError) {
        var offset = off_t(start)
        let end = off_t(start + length)
        while offset < end {
            // sendfile(2) moves the local `offset` forward by what it sent.
            let sent = try systemCall("sendfile") { unsafe sendfile(number, file.number, &offset, Int(end - offset)) }
            if sent == 0 { throw SystemError("sendfile: the file has become shorter", number: EIO) }
        }
    }

    /// Ends the sending direction with shutdown(2).
    package func finishWriting() throws(SystemError) {
        _ = try systemCall("shutdown") { Glibc.shutdown(number, CInt(SHUT_WR)) }
    }

    /// Limits the duration of every later read from the socket (SO_RCVTIMEO).
    func setReadTimeout(_ timeout: Duration) throws(SystemError) {
        try setOption(SO_RCVTIMEO, to: timeval(timeout))
    }

    /// Limits the duration of every later write to the socket (SO_SNDTIMEO).
    func setWriteTimeout(_ timeout: Duration) throws(SystemError) {
        try setOption(SO_SNDTIMEO, to: timeval(timeout))
    }

    /// Enlarges the send buffer (SO_SNDBUF), so that sender and receiver wait for each other less often.
    ///
    /// It requests 512 KiB, limited by net.core.wmem_max; the kernel doubles the value. A TCP socket is unchanged:
    /// the kernel sizes its buffer automatically, unless a program sets it.
    func enlargeSendBuffer() throws(SystemError) {
        var domain = CInt(0)
        var length = socklen_t(MemoryLayout<CInt>.size)
        // getsockopt(2) writes the local variable, with the given length.
        _ = try systemCall("getsockopt") { unsafe getsockopt(number, SOL_SOCKET, SO_DOMAIN, &domain, &length) }
        if domain == AF_UNIX { try setOption(SO_SNDBUF, to: CInt(512 * 1024)) }
    }

    private func setOption<Value>(_ option: CInt, to value: Value) throws(SystemError) {
        // setsockopt(2) copies the value before it returns.
        _ = try systemCall("setsockopt") {
            unsafe withUnsafeBytes(of: value) {
                unsafe setsockopt(number, SOL_SOCKET, option, $0.baseAddress, socklen_t($0.count))
            }
        }
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        // Zero would mean no timeout.
        let (seconds, attoseconds) = min(max(duration, .milliseconds(1)), .seconds(CInt.max)).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
