internal import Glibc

/// A TCP connection to any machine, for one request and its response. The command-line tool probes hosts with it.
package struct ClientSocket: ~Copyable {
    private let descriptor: Descriptor
    private let deadline: ContinuousClock.Instant

    /// Connects with connect(2).
    ///
    /// - Parameters:
    ///   - address: A numeric IPv4 or IPv6 address.
    ///   - port: The port.
    ///   - deadline: When this and every later call ends.
    /// - Throws: EINVAL if the address is not numeric, ETIMEDOUT after the deadline, or the error of connect(2).
    package init(
        address: String, port: UInt16, until deadline: ContinuousClock.Instant
    ) throws(SystemError) {
        guard let socketAddress = SocketAddress.remote(address, port: port) else {
            throw SystemError("connect \(address)", number: EINVAL)
        }
        let socket = try socketAddress.openSocket()
        try socket.setBlocking(false)
        do throws(SystemError) {
            try socketAddress.connect(socket.number)
        } catch  where error.number == EINPROGRESS {
            guard try Poll.ready([(socket.number, true)], timeout: ContinuousClock.now.duration(to: deadline))[0] else {
                throw SystemError("connect \(socketAddress)", number: ETIMEDOUT)
            }
            // The second call reports how the first one ended.
            do throws(SystemError) {
                try socketAddress.connect(socket.number)
            } catch  where error.number == EISCONN {
            }
        }
        descriptor = socket
        self.deadline = deadline
    }

    /// Sends a request and receives the response at the same time, because a server can respond before it has read
    /// everything.
    ///
    /// - Parameters:
    ///   - request: The bytes. The rest is not sent if the server breaks the connection.
    ///   - limit: How many bytes of the response to receive at most.
    ///   - isComplete: Whether the bytes so far are a whole response.
    /// - Returns: What arrived until the response is complete, the limit, the end of the connection, or the deadline.
    /// - Throws: ETIMEDOUT if nothing arrived before the deadline, or the error of send(2) or recv(2) if nothing arrived.
    package func exchange(
        _ request: [UInt8], limit: Int, isComplete: ([UInt8]) -> Bool
    ) throws(SystemError) -> [UInt8] {
        var unsent = request[...]
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while received.count < limit {
            let timeout = ContinuousClock.now.duration(to: deadline)
            let wanted = [(descriptor.number, false)] + (unsent.isEmpty ? [] : [(descriptor.number, true)])
            let ready = try Poll.ready(wanted.map { (number: $0.0, forWriting: $0.1) }, timeout: timeout)
            guard ready.contains(true) else {
                if received.isEmpty { throw SystemError("recv", number: ETIMEDOUT) }
                break
            }
            if ready.count == 2, ready[1] {
                do throws(SystemError) {
                    unsent = unsent.dropFirst(try descriptor.sendWithoutWaiting(unsent))
                } catch {
                    // The response may have arrived before.
                    unsent = []
                }
            }
            if ready[0] {
                do throws(SystemError) {
                    let count = try descriptor.receive(into: &buffer)
                    if count == 0 { break }
                    received += buffer.prefix(count)
                } catch {
                    if error.number == EAGAIN { continue }
                    if received.isEmpty { throw error }
                    break
                }
                if isComplete(received) { break }
            }
        }
        return received
    }
}
