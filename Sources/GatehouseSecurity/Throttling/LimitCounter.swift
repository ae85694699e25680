#if Security
    internal import GatewayInterface

    /// The counters of one limit.
    package struct LimitCounter: Sendable {
        private let table: BucketTable
        private let rate: Rate
        /// The first part of each key. It ends where the rest begins, because it contains the length of the name.
        private let prefix: [UInt8]

        init(_ table: BucketTable, _ kind: UInt8, _ rate: Rate, _ name: String, _ key: LimitKey) {
            self.table = table
            self.rate = rate
            var prefix = [kind, key.rawValue]
            for number in [rate.cost, rate.capacity, UInt64(name.utf8.count)] {
                for byte in 0..<8 { prefix.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))) }
            }
            self.prefix = prefix + name.utf8
        }

        /// Counts a request.
        ///
        /// - Returns: `nil`, or the seconds to wait if the limit is reached. Then nothing is counted.
        package func take(_ key: [UInt8]) throws -> Int? {
            try table.take(table.place(of: prefix + key), rate).map(Rate.seconds)
        }

        /// The seconds to wait; `nil` if a request would be counted now.
        package func wait(_ key: [UInt8]) throws -> Int? {
            try table.wait(table.place(of: prefix + key), rate).map(Rate.seconds)
        }

        /// Takes back a request that was counted.
        package func giveBack(_ key: [UInt8]) throws {
            try table.giveBack(table.place(of: prefix + key), rate)
        }

        /// The key of a request.
        func key(_ request: Request, _ key: LimitKey) -> [UInt8] {
            var bytes: [UInt8] = []
            if key.contains(.client) { bytes = Self.network(of: request.countedClient) }
            if key.contains(.route) {
                // A HEAD request belongs to the route for GET.
                bytes += (request.method == .head ? "GET" : request.method.rawValue).utf8
                bytes.append(0)
                bytes += (request.routePath ?? "").utf8
            }
            return bytes
        }

        /// The bytes that an address is counted under: all of an IPv4 address, the first 8 of an IPv6 address.
        static func network(of address: IPAddress?) -> [UInt8] {
            guard let address else { return [0] }
            let (length, bits) = address.isIPv4 ? (4, address.bits) : (8, address.bits >> 64)
            return [UInt8(length)] + (0..<length).map { UInt8(truncatingIfNeeded: bits >> UInt128(8 * $0)) }
        }
    }
#endif
