internal import HTTPTypes

/// The order of a table, and the links that change it: `?sort=date&order=desc`.
///
/// Only the columns of the type exist, so no text of a client reaches a database.
///
/// ```swift
/// enum Column: String { case title, date }
/// let sorting = try Sorting<Column>(request, default: .date, .descending)
/// let shown = try notes.list(by: sorting.column, descending: sorting.order == .descending)
/// let head: HTML = "<tr>\(sorting.heading("Title", .title))\(sorting.heading("Date", .date))</tr>"
/// ```
public struct Sorting<Column: RawRepresentable & Hashable & Sendable>: Sendable where Column.RawValue == String {
    /// The direction of an order.
    public enum Order: String, Sendable {
        /// The smallest value first.
        case ascending = "asc"
        /// The largest value first.
        case descending = "desc"
    }

    /// The column that decides.
    public let column: Column

    /// The direction.
    public let order: Order

    private let request: Request
    private let resets: [String]

    /// Reads the order from the query of a request.
    ///
    /// - Parameters:
    ///   - request: the request. The links keep the rest of its query.
    ///   - column: the column for a request that names none.
    ///   - order: the direction for a request that names no column. With a column, it is ascending by default.
    ///   - resets: the query items that a new order removes, because the pages then have other entries.
    /// - Throws: ``HTTPError`` 422 for an unknown column or direction, 400 for a malformed query and for two values.
    public init(
        _ request: Request,
        default column: Column,
        _ order: Order = .ascending,
        resetting resets: [String] = ["page", "after"]
    ) throws(HTTPError) {
        let query = try request.query()
        let name = try query["sort"]
        guard let chosen = name.map({ Column(rawValue: $0) }) ?? column else {
            throw HTTPError(.unprocessableContent, "There is no column with this name.", field: "sort")
        }
        let direction = try query["order"]
        guard let direction = direction.map({ Order(rawValue: $0) }) ?? (name == nil ? order : .ascending) else {
            throw HTTPError(.unprocessableContent, "The order is neither asc nor desc.", field: "order")
        }
        self.column = chosen
        self.order = direction
        self.request = request
        self.resets = resets
    }

    /// The URL of the same page in another order.
    public func url(by column: Column, _ order: Order) -> String {
        request.url(
            settingQuery: [("sort", column.rawValue), ("order", order.rawValue)] + resets.map { ($0, nil) })
    }

    /// The heading of a column as a `<th>` with a link. The link sorts by the column, or reverses the order if the table is
    /// sorted by it already. `aria-sort` describes the order for screen readers.
    ///
    /// - Parameters:
    ///   - text: the text of the heading.
    ///   - column: the column.
    public func heading(_ text: String, _ column: Column) -> HTML {
        guard column == self.column else {
            return "<th scope=\"col\"><a href=\"\(url(by: column, .ascending))\">\(text)</a></th>"
        }
        let (state, other): (String, Order) =
            order == .ascending ? ("ascending", .descending) : ("descending", .ascending)
        return "<th scope=\"col\" aria-sort=\"\(state)\"><a href=\"\(url(by: column, other))\">\(text)</a></th>"
    }
}
