#if Tool
    internal import NIOCore
    internal import NIOHTTP1
    internal import Synchronization

    /// What the development server responds: the application, or what keeps it from running.
    final class DevelopmentSite: Sendable {
        private enum Stage {
            case page(StatusPage)
            case application(ProgramPool)
        }

        private let stage: Mutex<Stage>
        private let channel = ReloadChannel()
        private let console: Console

        /// The public directory, as far as the program can tell.
        private let directory: String

        init(directory: String, first: StatusPage, console: Console) {
            self.directory = directory
            self.console = console
            stage = Mutex(.page(first))
        }

        /// Shows a page instead of the application. The open pages reload.
        func show(_ page: StatusPage) { replace(.page(page)) }

        /// Serves with a new build. The open pages reload.
        func serve(_ pool: ProgramPool) { replace(.application(pool)) }

        private func replace(_ new: Stage) {
            stage.withLock { $0 = new }
            channel.reload()
        }

        /// Responds to a request.
        func respond(to request: FrontRequest, _ responder: FrontResponder) async throws {
            if request.path == channel.path {
                try await sendEvents(to: request, responder)
                return
            }
            guard let path = try await checked(request, responder) else { return }
            let start = ContinuousClock.now
            for _ in 0..<3 {
                let number = channel.number
                switch stage.withLock({ $0 }) {
                case .page(let page):
                    try await send(page, number: number, to: request, responder)
                    return
                case .application(let pool):
                    do {
                        let program = try await pool.take()
                        let forward = ForwardedRequest(
                            request: request, responder: responder, program: program, number: number,
                            path: channel.path, console: console)
                        do {
                            try await forward.run(
                                RequestParameters.of(request, path: path, directory: directory), since: start)
                        } catch {
                            await pool.giveBack(program, isFree: false)
                            throw error
                        }
                        await pool.giveBack(program, isFree: true)
                        return
                    } catch ProgramPool.Failure.stopped {
                        continue
                    } catch ProgramPool.Failure.ended(let end) {
                        try await send(.ended(end), number: number, to: request, responder)
                        return
                    } catch let failure as ForwardedRequest.NoResponse {
                        try await send(.ended(failure.end), number: number, to: request, responder)
                        return
                    }
                }
            }
            try await responder.send(.serviceUnavailable, ["retry-after": "1"], [])
        }

        /// The path as Apache decodes it. If Apache would respond by itself, this does it, and returns `nil`.
        private func checked(_ request: FrontRequest, _ responder: FrontResponder) async throws -> [UInt8]? {
            let refusal: (Int, String)
            switch RequestPath(request.head.uri) {
            case _ where request.host == nil && request.head.version != .http1_0:
                refusal = (400, "The request needs one Host field.")
            case _ where [.TRACE, .CONNECT].contains(request.head.method):
                refusal = (405, "Apache allows no \(request.head.method.rawValue).")
            case .refused(let status):
                refusal = (status, "Apache refuses this path by itself: the program gets no request.")
            case .path(let path):
                return path
            }
            let line = RequestLine(
                method: request.head.method.rawValue, path: request.path, status: refusal.0, duration: .zero, log: nil)
            console.print(line.text() + "  refused as by Apache", line.style)
            try await responder.send(
                HTTPResponseStatus(statusCode: refusal.0), ["content-type": "text/plain; charset=utf-8"],
                Array((refusal.1 + "\n").utf8))
            return nil
        }

        /// Sends a page of the development server. Pages have parts of the source, so a page of another site must not read
        /// them by DNS rebinding.
        private func send(
            _ page: StatusPage, number: Int, to request: FrontRequest, _ responder: FrontResponder
        ) async throws {
            guard request.isForThisMachine else {
                try await refuse(responder)
                return
            }
            let line = RequestLine(
                method: request.head.method.rawValue, path: request.path, status: Int(page.status.code),
                duration: .zero, log: nil)
            console.print("\(line.text())  \(page.title)", line.style)
            let (fields, body) = page.response(to: request, number: number, path: channel.path)
            try await responder.send(page.status, fields, body)
        }

        private func refuse(_ responder: FrontResponder) async throws {
            try await responder.send(
                .misdirectedRequest, ["content-type": "text/plain; charset=utf-8"],
                Array("gatehouse serve shows this at http://localhost only.\n".utf8))
        }

        private func sendEvents(to request: FrontRequest, _ responder: FrontResponder) async throws {
            guard request.isForThisMachine, request.head.method == .GET else {
                try await refuse(responder)
                return
            }
            guard let numbers = channel.numbers() else {
                try await responder.send(.serviceUnavailable, [:], [])
                return
            }
            try await responder.begin(
                .ok,
                [
                    "content-type": "text/event-stream", "cache-control": "no-store",
                    "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin",
                ])
            try await responder.write(Array("retry: 500\n\n".utf8))
            for await number in numbers { try await responder.write(Array("data: \(number)\n\n".utf8)) }
            try await responder.finish()
        }
    }
#endif
