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

    /// recv(2) with MSG_PEEK: at most `limit` bytes, which stay to be read; none at the end.
    func peek(upTo limit: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        // The array's own storage is handed to recv(2), which writes at most its capacity.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemError) {
                count = try systemCall("recv") {
                    unsafe recv(number, buffer.baseAddress, buffer.count, CInt(MSG_PEEK))
                }
            } catch {
                count = 0
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
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

    /// shutdown(2) of the sending direction.
    package func finishWriting() throws(SystemError) {
        _ = try systemCall("shutdown") { Glibc.shutdown(number, CInt(SHUT_WR)) }
    }

    /// Bounds every later read and write of a socket (SO_RCVTIMEO, SO_SNDTIMEO).
    func setTimeouts(reading: Duration, writing: Duration) throws(SystemError) {
        try setOption(SO_RCVTIMEO, to: timeval(reading))
        try setOption(SO_SNDTIMEO, to: timeval(writing))
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
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
