/// A value in a table of ``CSV``: a text, a number, or nothing.
///
/// A literal is a cell: `"a text"`, `"\(note.title)"`, `5`, `0.5`, `nil`.
public struct CSVCell: Sendable, Hashable {
    private enum Storage: Sendable, Hashable {
        case text(String)
        case number(String)
        case empty
    }

    private let storage: Storage

    /// A text. A spreadsheet never takes it for a formula; see ``CSV``.
    public static func text(_ text: some StringProtocol) -> CSVCell { CSVCell(storage: .text(String(text))) }

    /// A whole number, written in decimal digits: `-5`.
    public static func number(_ number: some BinaryInteger) -> CSVCell { CSVCell(storage: .number(String(number))) }

    /// A number with a decimal point: `-0.5`. The cell is empty for a number that is infinite or not a number.
    public static func number(_ number: Double) -> CSVCell {
        CSVCell(storage: number.isFinite ? .number(String(number)) : .empty)
    }

    /// A cell without content.
    public static let empty = CSVCell(storage: .empty)

    /// Appends the cell as RFC 4180 describes it.
    func append(to line: inout [UInt8]) {
        switch storage {
        case .empty: return
        case .number(let text): line += text.utf8
        case .text(let text): Self.append(text, to: &line)
        }
    }

    /// Appends a text. It is always in quotes: if a spreadsheet that separates cells at ";" joined it with a negative number in
    /// front, the quotes keep the result from being a formula.
    private static func append(_ text: String, to line: inout [UInt8]) {
        let start = line.count
        line.append(quote)
        // A spreadsheet with another separator, or one that ends a cell at a line break, begins a cell at these places too.
        var isAtStart = true
        for scalar in text.unicodeScalars {
            if isAtStart, beginsFormula(scalar) || (line.count == start + 1 && isBlank(scalar)) {
                line.append(UInt8(ascii: "'"))
            }
            if scalar == "\"" { line.append(quote) }
            line += scalar.utf8
            // Such a reader also drops quotes at the beginning of a cell.
            isAtStart = endsCell(scalar) || (isAtStart && scalar == "\"")
        }
        line.append(quote)
    }

    private static let quote = UInt8(ascii: "\"")

    /// Whether a spreadsheet can take a cell that begins with this character for a formula (OWASP: CSV Injection).
    private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\0": true
        // The same characters in full width, for East Asian input.
        case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    /// Whether a spreadsheet can skip this character at the start of a cell.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\r", "\n": true
        default: false
        }
    }

    private static func endsCell(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ";", "\t", "\r", "\n": true
        default: false
        }
    }
}

extension CSVCell: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }

    /// A whole number.
    public init(integerLiteral number: Int) { self = .number(number) }

    /// A number with a decimal point.
    public init(floatLiteral number: Double) { self = .number(number) }

    /// An empty cell.
    public init(nilLiteral: ()) { self = .empty }
}
