#if DEBUG
    internal import CFastCGI
    internal import GatewayInterface
    #if canImport(Runtime)
        internal import Runtime
    #endif

    /// Notes each error that is thrown while a request is handled (``ThrownErrors``).
    ///
    /// The Swift runtime calls a hook for each `throw`. A debugger and Swift Testing use it too. A release build does not
    /// contain this code.
    package enum ThrowHook {
        /// The largest part of a source file that is read.
        private static let longestFile = 1024 * 1024

        /// The number of lines that are shown before and after the line of a call.
        private static let context = 5

        /// Installs the hook of this process. Further calls have no effect.
        package static func install() {
            #if canImport(Runtime)
                _ = images
                // The value is the address of a function.
                _ = unsafe previous
            #endif
        }

        #if canImport(Runtime)
            /// The hook that was installed before, for example by Swift Testing.
            private static let previous: gatehouse_throw_hook? =
                unsafe gatehouse_exchange_throw_hook { error in
                    if let error = unsafe error { unsafe ThrowHook.note(error) }
                    unsafe ThrowHook.previous?(error)
                }

            /// The loaded files of this process. Finding them once makes each `throw` 300 times faster.
            ///
            /// They are found at the start. `ImageMap.capture()` ends the program if it cannot open its files (one or two at a
            /// time), and a process that throws because it has no descriptor left must not end. `nil` if fewer than four
            /// are free at the start.
            private static let images: ImageMap? = {
                let files = (0..<4).compactMap { _ in try? OpenFile(path: "/proc/self/maps") }
                return withExtendedLifetime(files) { files.count == 4 } ? ImageMap.capture() : nil
            }()

            private static func note(_ address: UnsafeMutableRawPointer) {
                guard let errors = ThrownErrors.current, let images else { return }
                // The code below may throw and catch errors of its own.
                ThrownErrors.paused {
                    guard
                        let backtrace = try? Backtrace.capture(algorithm: .fast, limit: 64, images: images)
                    else { return }
                    // The runtime passes a reference to the box of the error. `any Error` is exactly that reference.
                    let error = unsafe unsafeBitCast(address, to: (any Error).self)
                    let identity = UInt(bitPattern: address)
                    errors.note(
                        ThrownErrors.Entry(
                            error,
                            isSame: { other in unsafe unsafeBitCast(other as any Error, to: UInt.self) == identity },
                            calls: { calls(backtrace) }
                        )
                    )
                }
            }

            /// The calls in a backtrace whose source line is known, without those of this file and without the thread of the
            /// worker.
            private static func calls(_ backtrace: Backtrace) -> [ThrownErrors.Call] {
                guard let images, let symbolicated = backtrace.symbolicated(with: images) else { return [] }
                var files: [String: [Substring]] = [:]
                var calls: [ThrownErrors.Call] = []
                for frame in symbolicated.frames where !frame.isSwiftThunk {
                    guard let symbol = frame.symbol, let location = symbol.sourceLocation, location.line > 0,
                        location.path != #filePath, location.path != ThrownErrors.sourceFile
                    else { continue }
                    let lines = files[location.path] ?? lines(of: location.path)
                    files[location.path] = lines
                    calls.append(
                        ThrownErrors.Call(
                            function: symbol.name,
                            file: location.path,
                            line: location.line,
                            source: excerpt(lines, around: location.line)
                        )
                    )
                }
                let binding = #filePath.dropLast("System/ThrowHook.swift".count)
                while calls.count > 1, let last = calls.last, last.file.hasPrefix(binding) { calls.removeLast() }
                return calls
            }

            /// The lines of a source file; none if it cannot be read.
            ///
            /// - Parameter path: a path from the program's debug information. It must not come from a request.
            private static func lines(of path: String) -> [Substring] {
                guard let file = try? OpenFile(path: path), let bytes = try? file.bytes(from: 0, upTo: longestFile)
                else { return [] }
                return String(decoding: bytes, as: UTF8.self).split(
                    separator: "\n", omittingEmptySubsequences: false)
            }

            private static func excerpt(_ lines: [Substring], around line: Int) -> [ThrownErrors.SourceLine] {
                guard lines.indices.contains(line - 1) else { return [] }
                return (max(1, line - context)...min(lines.count, line + context)).map { number in
                    ThrownErrors.SourceLine(number: number, text: String(lines[number - 1].prefix(240)))
                }
            }
        #endif
    }
#endif
