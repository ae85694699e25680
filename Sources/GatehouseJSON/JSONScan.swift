internal import GatewayInterface

/// Looks through JSON (RFC 8259) before any value is made of it: once, from front to back, without recursion.
///
/// What it lets pass is JSON that every reader reads alike: in UTF-8 without a byte order mark, no name twice in an object,
/// no NUL and no half of a surrogate pair in a text. (I-JSON, RFC 7493, section 2, asks for the same.) Names and texts are
/// short enough, and in a form, that comparing them costs linear time: ``ClientText``.
package struct JSONScan {
    /// What is wrong, for the client.
    package struct Failure: Error, Equatable {
        package let message: String
        /// Whether it is no JSON at all, and not only more than is read here.
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
    /// The arrays and objects around the place: whether each is an object.
    private var containers: [Bool] = []
    /// The names so far in each of these objects. `String` takes names for the same that differ by their Unicode form
    /// only, as the decoder's dictionary does.
    private var names: [Set<String>] = []

    /// The exponents of numbers that are 0.
    private var zeroExponents: [Range<Int>] = []

    private init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Looks through all of a body.
    ///
    /// - Returns: the body as `JSONDecoder` reads it. The decoder refuses `0e1` as a `Double` or a `Float`, so each exponent
    ///   of a 0 is replaced by spaces.
    /// - Throws: ``Failure`` for what is no such JSON, or more than the limits allow. The limit of bytes is for whoever
    ///   reads the body.
    @discardableResult
    package static func check(_ bytes: [UInt8], limits: JSONLimits) throws(Failure) -> [UInt8] {
        var scan = JSONScan(bytes, limits)
        try scan.run()
        guard !scan.zeroExponents.isEmpty else { return bytes }
        var readable = bytes
        for index in scan.zeroExponents.joined() { readable[index] = 0x20 }
        return readable
    }

    private var malformed: Failure { Failure("The body is no JSON: see byte \(place).", isMalformed: true) }

    private mutating func run() throws(Failure) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Failure("The body is not in UTF-8.", isMalformed: true)
        }
        while true {
            // Here a value begins.
            skipSpace()
            if try !value() { continue }
            // Here one has ended: so may the container around it, and the one around that.
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

    /// Reads a value, or the beginning of one that holds others.
    ///
    /// - Returns: whether the value has ended.
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
            throw Failure("The body is deeper than \(limits.depth).")
        }
        containers.append(isObject)
        if isObject { names.append([]) }
    }

    private mutating func leave() {
        if containers.removeLast() { names.removeLast() }
    }

    /// Whether a container ends where it has begun.
    private mutating func close(_ end: UInt8) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == end else { return false }
        place += 1
        leave()
        return true
    }

    /// Reads a name and the colon behind it.
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
            throw Failure("The body has a name twice in one object.")
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

    /// Reads the rest of a number: `-`, digits without a zero in front, a fraction, an exponent.
    private mutating func number(_ first: UInt8) throws(Failure) {
        let start = place - 1
        var digit: UInt8? = first
        if first == UInt8(ascii: "-") { digit = take() }
        guard let digit, (48...57).contains(digit) else { throw malformed }
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
        // Most numbers: whole, or with a few digits behind the point.
        guard place > mantissa.upperBound || mantissa.count > 300 else { return }
        if bytes[mantissa].allSatisfy({ !(49...57).contains($0) }) {
            zeroExponents.append(mantissa.upperBound..<place)
        } else if Double(String(decoding: bytes[start..<place], as: UTF8.self)) == 0 {
            // The decoder takes it for a whole number.
            throw Failure("The body has a number that is too close to 0: see byte \(start).")
        }
    }

    private mutating func digits() -> Int {
        let start = place
        while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
        return place - start
    }

    /// Reads the rest of a text, and what it means.
    private mutating func text() throws(Failure) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = take() {
            switch byte {
            case UInt8(ascii: "\""):
                guard ClientText.isStreamSafe(text.span) else {
                    throw Failure("A text in the body \(ClientTextError.tooManyMarks).")
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
            guard value != 0 else { throw Failure("A text in the body holds a NUL.") }
            if (0xD800..<0xDC00).contains(value), take() == UInt8(ascii: "\\"), take() == UInt8(ascii: "u") {
                let low = try unit()
                if (0xDC00..<0xE000).contains(low) { value = 0x10000 + (value - 0xD800) << 10 + low - 0xDC00 }
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw Failure("A text in the body holds a half of a surrogate pair.")
            }
            text += UTF8.encode(scalar).map { Array($0) } ?? []
        default: throw malformed
        }
    }

    /// Four hexadecimal digits.
    private mutating func unit() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = take(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw malformed }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
