internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// The connections that wait for accept(2) on a listening socket.
enum ListenQueue {
    /// Asks the kernel.
    ///
    /// - Parameters:
    ///   - listener: The descriptor of the socket.
    ///   - isTCP: Whether it is a TCP socket.
    /// - Returns: `nil` if the kernel does not tell: a sandbox can forbid netlink sockets (systemd's RestrictAddressFamilies=).
    static func of(_ listener: CInt, isTCP: Bool) -> ServerStatus.Queue? {
        var (waiting, limit): (UInt32, UInt32) = (0, 0)
        do throws(SystemError) {
            if isTCP {
                // The call writes the two local variables.
                _ = try systemCall("getsockopt TCP_INFO") { unsafe gatehouse_tcp_queue(listener, &waiting, &limit) }
            } else {
                var information = stat()
                // fstat(2) and the next call write local variables.
                _ = try systemCall("fstat") { unsafe fstat(listener, &information) }
                let inode = UInt32(truncatingIfNeeded: information.st_ino)
                _ = try systemCall("sock_diag") { unsafe gatehouse_unix_queue(inode, &waiting, &limit) }
            }
        } catch {
            return nil
        }
        return ServerStatus.Queue(waiting: Int(waiting), limit: Int(limit))
    }
}
