/// A number of bytes as text for people: "900 bytes", "1.5 MB".
struct ByteCount: CustomStringConvertible {
    let description: String

    init(_ bytes: Int) {
        var value = bytes * 10
        var units = ["kB", "MB", "GB", "TB"][...]
        guard bytes >= 1000 else {
            description = bytes == 1 ? "1 byte" : "\(bytes) bytes"
            return
        }
        repeat {
            value = (value + 500) / 1000
            guard value >= 10_000, units.count > 1 else { break }
            units.removeFirst()
        } while true
        description = "\(value / 10).\(value % 10) \(units[units.startIndex])"
    }
}
