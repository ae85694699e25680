internal import GatewayInterface

/// Checks JSON (RFC 8259) before it is decoded, in one pass and without recursion.
///
/// It accepts only JSON that all parsers read alike: UTF-8 without a byte order mark, no name twice in an object, and no NUL
/// or half of a surrogate pair in a string. I-JSON (RFC 7493, section 2) has the same rules. Strings also pass the checks of
/// ``ClientText``, so that comparing them takes linear time.
package struct JSONScan {
    /// An error, with its message for the client.
    package struct Failure: Error, Equatable {
        package let message: String
        /// Whether the body is not JSON at all. Otherwise it breaks a limit or an additional rule.
        package let isMalformed: Bool

        init(_ message: String, isMalformed: Bool = false) {
            self.message = message
            self.isMalformed = isMalformed
        }
    }

    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var place = 0
    private var values = 0
    /// The arrays and objects around the current place, from the outermost to the innermost; `true` for an object.
    private var containers: [Bool] = []
    /// The names so far in each of these objects. `String` compares by canonical equivalence, like the keys of the decoder's
    /// dictionary.
    private var names: [Set<String>] = []

    /// The places of the exponents of zeros.
    private var zeroExponents: [Range<Int>] = []

    private init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Checks a whole body.
    ///
    /// - Returns: the body for `JSONDecoder`. The decoder refuses `0e1` as a `Double` or a `Float`, so each exponent of a 0 is
    ///   replaced with spaces.
    /// - Throws: ``Failure`` for invalid JSON and for JSON beyond the limits. The limit of bytes is not checked here.
    @discardableResult
    package static func check(_ bytes: [UInt8], limits: JSONLimits) throws(Failure) -> [UInt8] {
        var scan = JSONScan(bytes, limits)
        try scan.run()
        guard !scan.zeroExponents.isEmpty else { return bytes }
        var readable = bytes
        for index in scan.zeroExponents.joined() { readable[index] = 0x20 }
        return readable
    }

    private var malformed: Failure { Failure("The body is not valid JSON: see byte \(place).", isMalformed: true) }

    private mutating func run() throws(Failure) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Failure("The body is not in UTF-8.", isMalformed: true)
        }
        while true {
            // A value begins here.
            skipSpace()
            if try !value() { continue }
            // A value has ended. Close all containers that end here.
            while true {
                skipSpace()
                guard let isObject = containers.last else {
                    guard place == bytes.count else { throw malformed }
                    return
                }
                guard let byte = take() else { throw malformed }
                if byte == UInt8(ascii: ",") {
                    if isObject { try name() }
                    break
                }
                guard byte == UInt8(ascii: isObject ? "}" : "]") else { throw malformed }
                leave()
            }
        }
    }

    /// Reads a scalar value, or the beginning of an array or object.
    ///
    /// - Returns: whether the value is complete.
    private mutating func value() throws(Failure) -> Bool {
        values += 1
        guard values <= limits.values else {
            throw Failure("The body has more than \(limits.values) values.")
        }
        guard let first = take() else { throw malformed }
        switch first {
        case UInt8(ascii: "["):
            try enter(isObject: false)
            return close(UInt8(ascii: "]"))
        case UInt8(ascii: "{"):
            try enter(isObject: true)
            if close(UInt8(ascii: "}")) { return true }
            try name()
            return false
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"): try word("rue")
        case UInt8(ascii: "f"): try word("alse")
        case UInt8(ascii: "n"): try word("ull")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(first)
        default: throw malformed
        }
        return true
    }

    private mutating func enter(isObject: Bool) throws(Failure) {
        guard containers.count < limits.depth else {
            throw Failure("The body has more than \(limits.depth) nested levels.")
        }
        containers.append(isObject)
        if isObject { names.append([]) }
    }

    private mutating func leave() {
        if containers.removeLast() { names.removeLast() }
    }

    /// Closes a container if it is empty.
    private mutating func close(_ end: UInt8) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == end else { return false }
        place += 1
        leave()
        return true
    }

    /// Reads a name and the following colon.
    private mutating func name() throws(Failure) {
        skipSpace()
        guard take() == UInt8(ascii: "\"") else { throw malformed }
        let name = try text()
        guard name.count <= limits.nameBytes else {
            throw Failure("The body has a name of more than \(limits.nameBytes) bytes.")
        }
        skipSpace()
        guard take() == UInt8(ascii: ":") else { throw malformed }
        guard names[names.count - 1].insert(String(decoding: name, as: UTF8.self)).inserted else {
            throw Failure("An object in the body has a name twice.")
        }
    }

    private mutating func take() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    private mutating func word(_ rest: String) throws(Failure) {
        for byte in rest.utf8 {
            guard take() == byte else { throw malformed }
        }
    }

    /// Reads the rest of a number: `-`, digits without a leading zero, a fraction, an exponent.
    private mutating func number(_ first: UInt8) throws(Failure) {
        let start = place - 1
        var digit: UInt8? = first
        if first == UInt8(ascii: "-") { digit = take() }
        guard let digit, digit.isASCIIDigit else { throw malformed }
        if digit != UInt8(ascii: "0") { _ = digits() }
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            place += 1
            guard digits() > 0 else { throw malformed }
        }
        let mantissa = start..<place
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < bytes.count, "+-".utf8.contains(bytes[place]) { place += 1 }
            guard digits() > 0 else { throw malformed }
        }
        // The fast path for most numbers: no exponent, and few digits.
        guard place > mantissa.upperBound || mantissa.count > 300 else { return }
        if bytes[mantissa].allSatisfy({ !(49...57).contains($0) }) {
            zeroExponents.append(mantissa.upperBound..<place)
        } else if Double(String(decoding: bytes[start..<place], as: UTF8.self)) == 0 {
            // The decoder would accept it as a whole number.
            throw Failure("The body has a number that is too close to 0: see byte \(start).")
        }
    }

    private mutating func digits() -> Int {
        let start = place
        while place < bytes.count, bytes[place].isASCIIDigit { place += 1 }
        return place - start
    }

    /// Reads the rest of a string.
    ///
    /// - Returns: the unescaped string.
    private mutating func text() throws(Failure) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = take() {
            switch byte {
            case UInt8(ascii: "\""):
                guard ClientText.isStreamSafe(text.span) else {
                    throw Failure("A string in the body \(ClientTextError.tooManyMarks).")
                }
                return text
            case UInt8(ascii: "\\"): try escape(&text)
            case 0x20...: text.append(byte)
            default: throw malformed
            }
        }
        throw malformed
    }

    private mutating func escape(_ text: inout [UInt8]) throws(Failure) {
        switch take() {
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var value = try unit()
            guard value != 0 else { throw Failure("A string in the body contains a NUL.") }
            if (0xD800..<0xDC00).contains(value), take() == UInt8(ascii: "\\"), take() == UInt8(ascii: "u") {
                let low = try unit()
                if (0xDC00..<0xE000).contains(low) { value = 0x10000 + (value - 0xD800) << 10 + low - 0xDC00 }
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw Failure("A string in the body contains half of a surrogate pair.")
            }
            text += UTF8.encode(scalar).map { Array($0) } ?? []
        default: throw malformed
        }
    }

    /// Reads four hexadecimal digits.
    private mutating func unit() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = take(), let digit = byte.hexadecimalValue else { throw malformed }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
