internal import Glibc

/// The one owner of a file descriptor: closes it exactly once.
package struct Descriptor: ~Copyable {
    package let number: CInt

    /// Takes over a descriptor that is open and that nobody else closes.
    package init(adopting number: CInt) {
        self.number = number
    }

    deinit {
        _ = Glibc.close(number)
    }

    /// Uses a descriptor that somebody else owns.
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

    /// Gives the descriptor away without closing it.
    package consuming func relinquish() -> CInt {
        let number = self.number
        discard self
        return number
    }

    /// read(2): at most `limit` bytes; none at the end.
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

    /// recv(2): puts what has arrived into a buffer, without waiting.
    ///
    /// - Parameters:
    ///   - buffer: of which at least one byte is behind `start`.
    ///   - start: where the bytes go; those before stay.
    /// - Returns: how many there are; 0 at the end.
    /// - Throws: EAGAIN too, when nothing has arrived.
    func receive(into buffer: inout [UInt8], from start: Int = 0) throws(SystemError) -> Int {
        try receive(into: &buffer, from: start, flags: MSG_DONTWAIT)
    }

    /// recv(2) with MSG_PEEK: the same with bytes that stay to be read.
    func peek(into buffer: inout [UInt8]) throws(SystemError) -> Int {
        try receive(into: &buffer, from: 0, flags: MSG_DONTWAIT | MSG_PEEK)
    }

    private func receive(into buffer: inout [UInt8], from start: Int, flags: Int) throws(SystemError) -> Int {
        // A buffer of no bytes would look like the end.
        precondition(start < buffer.count)
        // recv(2) writes at most the bytes behind `start`, which lies inside the buffer.
        return try systemCall("recv") {
            unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(number, $0.baseAddress?.advanced(by: start), $0.count - start, CInt(flags))
            }
        }
    }

    /// Whether the socket takes a little without waiting, as poll(2) tells; `false` too when it is broken.
    func isWritable() throws(SystemError) -> Bool {
        var polled = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = try systemCall("poll") { unsafe poll(&polled, 1, 0) }
        return polled.revents == Int16(POLLOUT)
    }

    /// Whether the connection is closed or broken (POLLHUP, POLLERR), without waiting.
    ///
    /// - Parameter afterEnd: whether it counts already that the peer will send no more (POLLRDHUP).
    func isHungUp(afterEnd: Bool) throws(SystemError) -> Bool {
        // poll(2) reports POLLHUP and POLLERR unasked. 0x2000 is POLLRDHUP, which glibc shows only under
        // _GNU_SOURCE.
        var polled = pollfd(fd: number, events: afterEnd ? 0x2000 : 0, revents: 0)
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

    /// write(2), again until every byte has gone.
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

    /// Writes what is small, if the socket takes it at once: for answers that the watchdog does not look after, and for which a
    /// worker must not wait.
    ///
    /// A Unix socket that is writable has used a quarter of its buffer at most, a TCP socket two thirds: so little goes
    /// whole.
    ///
    /// - Parameter bytes: a few kilobytes at most.
    /// - Returns: `false` if nothing was written.
    func writeWithoutWaiting(_ bytes: [UInt8]) throws(SystemError) -> Bool {
        guard try isWritable() else { return false }
        try write(bytes)
        return true
    }

    /// send(2), again until every byte has gone.
    ///
    /// - Parameter isFollowed: whether more comes at once (MSG_MORE), so that TCP makes one packet of it.
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

    /// sendfile(2), again until that many bytes have gone.
    ///
    /// - Throws: EIO too when the file has become shorter meanwhile: what was promised cannot be kept.
    func send(_ file: borrowing OpenFile, from start: Int, length: Int) throws(SystemError) {
        var offset = off_t(start)
        let end = off_t(start + length)
        while offset < end {
            // sendfile(2) moves the local `offset` forward by what it sent.
            let sent = try systemCall("sendfile") { unsafe sendfile(number, file.number, &offset, Int(end - offset)) }
            if sent == 0 { throw SystemError("sendfile: the file has become shorter", number: EIO) }
        }
    }

    /// shutdown(2) of the sending direction.
    package func finishWriting() throws(SystemError) {
        _ = try systemCall("shutdown") { Glibc.shutdown(number, CInt(SHUT_WR)) }
    }

    /// Bounds every later read of a socket (SO_RCVTIMEO).
    func setReadTimeout(_ timeout: Duration) throws(SystemError) {
        try setOption(SO_RCVTIMEO, to: timeval(timeout))
    }

    /// Bounds every later write to a socket (SO_SNDTIMEO).
    func setWriteTimeout(_ timeout: Duration) throws(SystemError) {
        try setOption(SO_SNDTIMEO, to: timeval(timeout))
    }

    /// Lets more of an answer be on its way at a time (SO_SNDBUF), so that who sends and who receives it wait for each
    /// other less often: 512 KiB, or what net.core.wmem_max allows; the kernel doubles it.
    ///
    /// A TCP socket is left as it is: the kernel sizes its buffer by itself, unless somebody sets it.
    func enlargeSendBuffer() throws(SystemError) {
        var domain = CInt(0)
        var length = socklen_t(MemoryLayout<CInt>.size)
        // It writes the local variable, of the length that it is told.
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
        // Zero would mean for ever.
        let (seconds, attoseconds) = min(max(duration, .milliseconds(1)), .seconds(CInt.max)).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
