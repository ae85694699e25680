/// Suggests a known name for an unknown one.
package enum Spelling {
    /// The longest name that is compared, in bytes.
    private static let longest = 64

    /// The nearest name: with at most two letters missing, wrong, additional or swapped, and fewer than half of the
    /// word.
    ///
    /// - Parameters:
    ///   - word: the unknown name.
    ///   - names: the known names.
    /// - Returns: `nil` if no name is near enough, or two names are equally near.
    package static func nearest(to word: String, among names: some Sequence<String>) -> String? {
        let bytes = Array(word.utf8)
        guard bytes.count <= longest else { return nil }
        var nearest: (name: String, distance: Int)?
        var isAmbiguous = false
        for name in names {
            let distance = distance(bytes, Array(name.utf8))
            guard distance <= 2, distance * 2 < bytes.count, distance <= nearest?.distance ?? 2 else { continue }
            isAmbiguous = distance == nearest?.distance
            nearest = (name, distance)
        }
        return isAmbiguous ? nil : nearest?.name
    }

    /// The number of letters to insert, delete, replace, or swap with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard abs(left.count - right.count) <= 2 else { return 3 }
        var before: [Int] = []
        var above = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var line = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(line[column] + 1, above[column + 1] + 1, above[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    best = min(best, before[column - 1] + 1)
                }
                line.append(best)
            }
            (before, above) = (above, line)
        }
        return above[right.count]
    }
}
