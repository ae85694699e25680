#if Tool
    /// The lines in which two texts differ, with up to three equal lines around them.
    struct LineDifference {
        /// One line, with "+", "-" or " " in front of it.
        struct Line: Equatable {
            let mark: Character
            let text: String
        }

        /// The lines; "…" stands for equal lines that are left out. Empty if the texts are equal.
        let lines: [Line]

        init(from old: String, to new: String) {
            let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let newLines = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            var removed: Set<Int> = []
            var inserted: Set<Int> = []
            for change in newLines.difference(from: oldLines) {
                switch change {
                case .remove(let offset, _, _): removed.insert(offset)
                case .insert(let offset, _, _): inserted.insert(offset)
                }
            }
            var all: [Line] = []
            var (oldIndex, newIndex) = (0, 0)
            while oldIndex < oldLines.count || newIndex < newLines.count {
                if removed.contains(oldIndex), oldIndex < oldLines.count {
                    all.append(Line(mark: "-", text: oldLines[oldIndex]))
                    oldIndex += 1
                } else if inserted.contains(newIndex), newIndex < newLines.count {
                    all.append(Line(mark: "+", text: newLines[newIndex]))
                    newIndex += 1
                } else {
                    all.append(Line(mark: " ", text: oldLines[oldIndex]))
                    oldIndex += 1
                    newIndex += 1
                }
            }
            lines = Self.shortened(all)
        }

        private static func shortened(_ all: [Line]) -> [Line] {
            let context = 3
            var isNear = Array(repeating: false, count: all.count)
            for (index, line) in all.enumerated() where line.mark != " " {
                for near in max(0, index - context)...min(all.count - 1, index + context) { isNear[near] = true }
            }
            guard isNear.contains(true) else { return [] }
            var lines: [Line] = []
            for (index, line) in all.enumerated() {
                if isNear[index] {
                    lines.append(line)
                } else if index == 0 || isNear[index - 1] {
                    lines.append(Line(mark: " ", text: "…"))
                }
            }
            return lines
        }

        /// Prints the lines, in colours on a terminal.
        func print(to console: Console) {
            for line in lines {
                let style: Console.Style = line.mark == "+" ? .green : line.mark == "-" ? .red : .plain
                console.print("\(line.mark)\(line.text)", style)
            }
        }
    }
#endif
