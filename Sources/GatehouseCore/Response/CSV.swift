internal import HTTPTypes

/// A table as a download in the CSV format (RFC 4180), written row by row.
///
/// ```swift
/// gate.get("/members.csv", allow: admin) { request, admin in
///     CSV("Members.csv", columns: ["Name", "Age"]) { table in
///         for try await member in members.all() { try table.write(.text(member.name), .number(member.age)) }
///     }
/// }
/// ```
///
/// A table of any length needs the memory of one row. If the closure throws, the response is aborted, or becomes a 500 if
/// nothing has been sent yet: ``ResponseBody/stream(length:_:)``.
///
/// A spreadsheet evaluates a cell that begins with `=`, `+`, `-` or `@` as a formula, which can send the table to another
/// host. So a text that begins with one of them, with their full-width forms, with a tab, a line break or a NUL gets an
/// apostrophe in front (OWASP ASVS 5.0, 1.2.10). The same applies after a `;`, a tab or a line break inside of a text,
/// because a spreadsheet in another language begins a cell there. Numbers stay as they are: `.number(-5)` is `-5`.
public struct CSV: Sendable, ResponseConvertible {
    private let name: String
    private let columns: [String]
    private let write: @Sendable (CSVWriter) async throws -> Void

    /// Creates a table.
    ///
    /// - Parameters:
    ///   - name: the file name that the browser suggests; any text.
    ///   - columns: the names of the columns, for the first row.
    ///   - write: writes the other rows. It does not run for a HEAD request.
    public init(
        _ name: String,
        columns: [String],
        _ write: @escaping @Sendable (CSVWriter) async throws -> Void
    ) {
        self.name = name
        self.columns = columns
        self.write = write
    }

    /// Returns status 200 with the table as an attachment in UTF-8.
    public func response(to request: Request) throws -> Response {
        let (columns, write) = (columns, write)
        let body = ResponseBody.stream { writer in
            let table = CSVWriter(writer, columns: columns.count)
            try table.write(columns.map { .text($0) })
            try await write(table)
        }
        return try Download(name, type: "text/csv; charset=utf-8; header=present", body: body).response(to: request)
    }
}

/// Writes the rows of a table; ``CSV`` passes it to its closure.
public struct CSVWriter {
    private let writer: BodyWriter
    private let columns: Int

    init(_ writer: BodyWriter, columns: Int) {
        self.writer = writer
        self.columns = columns
    }

    /// Writes a row.
    ///
    /// - Parameter cells: one cell for each column.
    /// - Throws: an error for another number of cells, and if the connection is closed.
    public func write(_ cells: CSVCell...) throws {
        try write(cells)
    }

    /// Writes a row from an array with one cell for each column.
    ///
    /// - Throws: an error for another number of cells, and if the connection is closed.
    public func write(_ cells: [CSVCell]) throws {
        guard cells.count == columns else { throw CSVRowError(cells: cells.count, columns: columns) }
        var line: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            cell.append(to: &line)
        }
        // Readers skip an empty line.
        if line.isEmpty { line += "\"\"".utf8 }
        line += "\r\n".utf8
        try writer.write(line)
    }

    /// Sends the rows written so far: ``BodyWriter/flush()``.
    ///
    /// - Throws: an error if the connection is closed.
    public func flush() throws {
        try writer.flush()
    }
}

/// A row does not have one cell for each column. The response breaks off.
struct CSVRowError: Error, CustomStringConvertible {
    let cells: Int
    let columns: Int

    var description: String {
        "a row has \(cells) cells, and the table has \(columns) columns; write one cell for each"
    }
}
