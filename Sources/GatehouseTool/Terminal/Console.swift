#if Tool
    internal import FastCGI
    internal import Glibc
    internal import Synchronization

    /// Where a command prints.
    public struct Console: Sendable {
        private let output: @Sendable (String) -> Void
        private let error: @Sendable (String) -> Void
        private let isColored: Bool
        private let showsProgress: Bool

        /// The console of the running command.
        @TaskLocal public static var current = Console.standard

        /// Standard output and standard error. Colours only on a terminal, and not if the environment has `NO_COLOR`.
        public static let standard = Console(
            isColored: isatty(STDOUT_FILENO) == 1 && ProcessEnvironment.value("NO_COLOR")?.isEmpty != false,
            showsProgress: isatty(STDERR_FILENO) == 1,
            output: { try? StandardDescriptors.writeOutput(Array($0.utf8)) },
            error: { StandardDescriptors.writeError($0) }
        )

        /// Creates a console.
        ///
        /// - Parameters:
        ///   - isColored: whether ``Style`` has an effect.
        ///   - showsProgress: whether ``progress(_:)`` has an effect.
        ///   - output: gets the results, with line ends.
        ///   - error: gets errors and progress, with line ends.
        public init(
            isColored: Bool = false, showsProgress: Bool = false, output: @escaping @Sendable (String) -> Void,
            error: @escaping @Sendable (String) -> Void
        ) {
            self.isColored = isColored
            self.showsProgress = showsProgress
            self.output = output
            self.error = error
        }

        /// This console with its results on standard error, beside a result for programs.
        var beside: Console {
            Console(isColored: isColored, showsProgress: showsProgress, output: error, error: error)
        }

        /// The look of a line on a terminal.
        public enum Style: Int, Sendable {
            /// As other text.
            case plain = 0
            /// A heading.
            case bold = 1
            /// A problem, or a removed line.
            case red = 31
            /// A success, or an added line.
            case green = 32
            /// A warning.
            case yellow = 33
        }

        /// Prints a line of the result.
        public func print(_ line: String, _ style: Style = .plain) {
            output(styled(line, style) + "\n")
        }

        /// Prints a line beside the result, such as progress.
        public func note(_ line: String, _ style: Style = .plain) {
            error((showsProgress ? "\r\u{1B}[K" : "") + styled(line, style) + "\n")
        }

        /// Shows what a long command does now. The next line overwrites it. Nothing is shown unless standard error is a
        /// terminal.
        public func progress(_ line: String) {
            if showsProgress { error("\r\u{1B}[K" + line.prefix(100)) }
        }

        private func styled(_ line: String, _ style: Style) -> String {
            isColored && style != .plain ? "\u{1B}[\(style.rawValue)m\(line)\u{1B}[0m" : line
        }
    }
#endif
