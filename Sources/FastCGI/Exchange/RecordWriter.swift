internal import CFastCGI
internal import Glibc

/// Writes FCGI_STDOUT records straight to a connection, past libfcgi's buffer of 8 KiB, which makes 128 writes of 1 MiB.
///
/// What libfcgi has buffered must have been flushed before.
enum RecordWriter {
    /// The largest content of a record that needs no padding.
    static let longest = 65_528

    /// How many records go into one writev(2): well below IOV_MAX, two entries each.
    private static let recordsAtOnce = 256

    private static func header(_ length: Int, _ requestID: UInt16) -> [UInt8] {
        [
            UInt8(FCGI_VERSION_1), UInt8(FCGI_STDOUT), UInt8(requestID >> 8), UInt8(requestID & 0xFF),
            UInt8(length >> 8), UInt8(length & 0xFF), 0, 0,
        ]
    }

    /// Writes bytes as records by writev(2).
    static func write(
        _ bytes: [UInt8],
        requestID: UInt16,
        to connection: borrowing Descriptor
    ) throws(SystemError) {
        var position = 0
        while position < bytes.count {
            let end = min(position + recordsAtOnce * longest, bytes.count)
            try write(bytes, position..<end, requestID, connection)
            position = end
        }
    }

    private static func write(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ requestID: UInt16,
        _ connection: borrowing Descriptor
    ) throws(SystemError) {
        var headers: [UInt8] = []
        var lengths: [Int] = []
        for start in stride(from: range.lowerBound, to: range.upperBound, by: longest) {
            let length = min(longest, range.upperBound - start)
            headers += header(length, requestID)
            lengths.append(length)
        }
        var failure: SystemError?
        // Both arrays outlive the closures; each entry lies inside one of them: the headers are eight bytes each, the
        // lengths add up to the range.
        unsafe headers.withUnsafeBytes { headers in
            unsafe bytes.withUnsafeBytes { bytes in
                var vectors = unsafe [iovec]()
                var content = range.lowerBound
                for (index, length) in lengths.enumerated() {
                    let base = unsafe UnsafeMutableRawPointer(mutating: headers.baseAddress)
                    unsafe vectors.append(iovec(iov_base: base?.advanced(by: index * 8), iov_len: 8))
                    let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                    unsafe vectors.append(iovec(iov_base: start?.advanced(by: content), iov_len: length))
                    content += length
                }
                do throws(SystemError) {
                    try unsafe writeAll(&vectors, connection.number)
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
    }

    /// writev(2), again until every byte has gone: a timeout of the socket can cut it anywhere.
    private static func writeAll(_ vectors: inout [iovec], _ number: CInt) throws(SystemError) {
        var first = 0
        while unsafe first < vectors.count {
            var written = try systemCall("writev") {
                unsafe vectors.withUnsafeBufferPointer {
                    unsafe writev(number, $0.baseAddress?.advanced(by: first), CInt($0.count - first))
                }
            }
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

    /// Writes a part of a file as records: each header by send(2), its content by sendfile(2).
    static func write(
        _ file: borrowing ResponseFile,
        requestID: UInt16,
        to connection: borrowing Descriptor
    ) throws(SystemError) {
        var position = file.offset
        let end = file.offset + file.length
        while position < end {
            let length = min(longest, end - position)
            try connection.send(header(length, requestID), isFollowed: true)
            try connection.send(file, from: position, length: length)
            position += length
        }
    }
}
