internal import CFastCGI
internal import Glibc

/// Writes FCGI_STDOUT records directly to a connection. libfcgi's buffer of 8 KiB would turn 1 MiB into 128 writes.
///
/// Flush libfcgi's buffer first.
enum RecordWriter {
    private static let longest = RecordHeader.longestContent

    /// The number of records in one writev(2). Each needs two entries, and the end of the head one more: well below
    /// IOV_MAX.
    private static let recordsAtOnce = 256

    private static func header(_ length: Int, _ requestID: UInt16) -> [UInt8] {
        RecordHeader(FCGI_STDOUT, requestID: requestID, contentLength: length).bytes
    }

    /// Writes a head and a body, one after the other, as records with writev(2).
    ///
    /// Up to 256 records are written in one call. The peer then wakes up once, with a part of the body to read; a
    /// separate write of the head would wake it twice.
    ///
    /// - Parameter transferred: counts the bytes that the socket has accepted.
    static func write(
        head: [UInt8] = [],
        _ body: [UInt8],
        requestID: UInt16,
        to connection: borrowing Descriptor,
        _ transferred: TransferCount? = nil
    ) throws(SystemError) {
        let count = head.count + body.count
        var position = 0
        while position < count {
            let end = min(position + recordsAtOnce * longest, count)
            try write(head, body, in: position..<end, requestID: requestID, to: connection, transferred)
            position = end
        }
    }

    /// - Parameter range: a range of the bytes of head and body together.
    private static func write(
        _ head: [UInt8],
        _ body: [UInt8],
        in range: Range<Int>,
        requestID: UInt16,
        to connection: borrowing Descriptor,
        _ transferred: TransferCount?
    ) throws(SystemError) {
        let count = (range.count + longest - 1) / longest
        var headers = [UInt8](repeating: 0, count: count * RecordHeader.length)
        for index in 0..<count {
            let length = min(longest, range.count - index * longest)
            RecordHeader(FCGI_STDOUT, requestID: requestID, contentLength: length)
                .write(to: &headers, at: index * RecordHeader.length)
        }
        var failure: SystemError?
        // The three arrays outlive the closures, and each entry lies inside one of them: a header has eight bytes, a
        // piece of the head ends with the head, and a piece of the body ends with the range.
        unsafe headers.withUnsafeBytes { headers in
            unsafe head.withUnsafeBytes { head in
                unsafe body.withUnsafeBytes { body in
                    var vectors = unsafe [iovec]()
                    unsafe vectors.reserveCapacity(count * 2 + 1)
                    for index in 0..<count {
                        unsafe vectors.append(iovec(headers, index * 8..<index * 8 + 8))
                        let start = range.lowerBound + index * longest
                        let end = min(start + longest, range.upperBound)
                        if start < head.count {
                            unsafe vectors.append(iovec(head, start..<min(end, head.count)))
                        }
                        if end > head.count {
                            unsafe vectors.append(iovec(body, max(start - head.count, 0)..<end - head.count))
                        }
                    }
                    do throws(SystemError) {
                        try unsafe writeAll(&vectors, range.count, connection.number, transferred)
                    } catch {
                        failure = error
                    }
                }
            }
        }
        if let failure { throw failure }
    }

    /// Up to this size, the first call may wait, because the buffer of the socket usually has room for all bytes.
    private static let mostAtOnce = 2 * TransferCount.piece

    /// Calls writev(2) until all bytes are written. A timeout of the socket can interrupt it anywhere.
    ///
    /// Of many bytes, it first sends what the socket accepts without waiting. If the peer is slower, each further call has
    /// about one record. The watchdog could not distinguish a call that waits for minutes from a peer that reads nothing.
    private static func writeAll(
        _ vectors: inout [iovec], _ count: Int, _ number: CInt, _ transferred: TransferCount?
    ) throws(SystemError) {
        var first = 0
        var isFirst = true
        while unsafe first < vectors.count {
            var written =
                if isFirst, count > mostAtOnce {
                    try unsafe sendWithoutWaiting(vectors, number)
                } else {
                    try systemCall("writev") {
                        unsafe vectors.withUnsafeBufferPointer {
                            let rest = $0.count - first
                            return unsafe writev(
                                number, $0.baseAddress?.advanced(by: first),
                                CInt(count > mostAtOnce ? min(rest, 2) : rest))
                        }
                    }
                }
            isFirst = false
            transferred?.add(written)
            while unsafe first < vectors.count, unsafe written >= vectors[first].iov_len {
                written -= unsafe vectors[first].iov_len
                first += 1
            }
            if unsafe first < vectors.count, written > 0 {
                unsafe vectors[first].iov_base = vectors[first].iov_base?.advanced(by: written)
                unsafe vectors[first].iov_len -= written
            }
        }
    }

    /// Calls sendmsg(2) with MSG_DONTWAIT.
    ///
    /// - Returns: How many bytes were sent; 0 if the buffer of the socket is full.
    private static func sendWithoutWaiting(_ vectors: [iovec], _ number: CInt) throws(SystemError) -> Int {
        do throws(SystemError) {
            // The pointer stays inside the closure, and the kernel only reads what it points to.
            return try systemCall("sendmsg") {
                unsafe vectors.withUnsafeBufferPointer {
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = UnsafeMutablePointer(mutating: $0.baseAddress)
                    unsafe message.msg_iovlen = $0.count
                    return unsafe sendmsg(number, &message, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
                }
            }
        } catch  where error.number == EAGAIN {
            return 0
        }
    }

    /// Writes a head and a part of a file as records: head and record headers with send(2), contents with sendfile(2).
    ///
    /// Before each record except the first, it checks that the file still holds the announced bytes. A record that
    /// cannot be completed is not begun.
    ///
    /// - Parameter isInsideRecord: whether a record is incomplete, also if this throws.
    static func write(
        head: [UInt8],
        _ file: borrowing ResponseFile,
        requestID: UInt16,
        to connection: borrowing Descriptor,
        _ transferred: TransferCount,
        _ isInsideRecord: inout Bool
    ) throws(SystemError) {
        var bytes = header(head.count, requestID) + head
        var position = file.offset
        let end = file.offset + file.length
        while position < end {
            let length = min(longest, end - position)
            if position > file.offset, try file.currentSize() < position + length {
                throw SystemError("fstat: the file has become shorter", number: EIO)
            }
            bytes += header(length, requestID)
            isInsideRecord = true
            try connection.send(bytes, isFollowed: true)
            bytes.removeAll(keepingCapacity: true)
            try connection.send(file.file, from: position, length: length)
            transferred.add(length)
            isInsideRecord = false
            position += length
        }
    }
}

extension iovec {
    /// An entry for a range of a buffer. The range is not empty, so the address is not null.
    fileprivate init(_ buffer: UnsafeRawBufferPointer, _ range: Range<Int>) {
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[range])
        unsafe self.init(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
    }
}
