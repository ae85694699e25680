#if Tool
    /// A request target as Apache reads it before it calls a program.
    enum RequestPath: Equatable {
        /// The decoded path, with single slashes and without "." and "..": the value of REDIRECT_URL.
        case path([UInt8])
        /// Apache responds by itself with this status, and the program gets no request.
        case refused(Int)

        /// Reads a target.
        ///
        /// Apache refuses an encoded slash or NUL with 404 (AllowEncodedSlashes is off by default), and a bad
        /// percent-encoding, or a path that leads above the root, with 400.
        init(_ target: String) {
            guard let encoded = Self.encodedPath(target) else {
                self = .refused(400)
                return
            }
            var decoded: [UInt8] = []
            var rest = encoded[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "%") else {
                    decoded.append(byte)
                    continue
                }
                guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit)
                else {
                    self = .refused(400)
                    return
                }
                let value = high << 4 | low
                guard value != 0, value != UInt8(ascii: "/") else {
                    self = .refused(404)
                    return
                }
                decoded.append(value)
            }
            self = Self.normalized(decoded)
        }

        /// The bytes before "?". An absolute target loses its scheme and its authority; `nil` for another text.
        private static func encodedPath(_ target: String) -> [UInt8]? {
            let bytes = Array(target.utf8.prefix { $0 != UInt8(ascii: "?") })
            if bytes.first == UInt8(ascii: "/") { return bytes }
            for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8) {
                let path = bytes.dropFirst(scheme.utf8.count).drop { $0 != UInt8(ascii: "/") }
                return path.isEmpty ? [UInt8(ascii: "/")] : Array(path)
            }
            return nil
        }

        private static func normalized(_ decoded: [UInt8]) -> RequestPath {
            var segments: [ArraySlice<UInt8>] = []
            var endsWithSlash = false
            for segment in decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst() {
                endsWithSlash = true
                if segment.elementsEqual("..".utf8) {
                    guard segments.popLast() != nil else { return .refused(400) }
                } else if !segment.isEmpty && !segment.elementsEqual(".".utf8) {
                    segments.append(segment)
                    endsWithSlash = false
                }
            }
            let path = segments.reduce(into: [UInt8]()) { $0 += [UInt8(ascii: "/")] + $1 }
            return .path(path.isEmpty || endsWithSlash ? path + [UInt8(ascii: "/")] : path)
        }

        private static func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
            default: nil
            }
        }
    }
#endif
