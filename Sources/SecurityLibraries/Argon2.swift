#if Security
    internal import CArgon2
    internal import Glibc

    /// The password hash Argon2id (RFC 9106), as libargon2 computes it.
    package enum Argon2 {
        /// A failure of libargon2. It never contains the password.
        package struct Failure: Error, CustomStringConvertible {
            package let description: String
            /// Whether the memory could not be allocated.
            package let isMemory: Bool
        }

        /// Computes a raw hash with `argon2id_ctx`, on the calling thread.
        ///
        /// The memory comes from mmap(2) and returns to the system at the end. malloc(3) would keep a freed block of
        /// this size in each process.
        ///
        /// - Parameters:
        ///   - password: the password.
        ///   - salt: at least 8 bytes.
        ///   - secret: the key of a keyed hash.
        ///   - associatedData: further input.
        ///   - kibibytes: the memory.
        ///   - passes: the number of passes.
        ///   - lanes: the number of lanes, which are computed one after another.
        ///   - length: the length of the hash in bytes, at least 4.
        /// - Throws: ``Failure``, for example if there is not enough memory.
        package static func hash(
            _ password: [UInt8],
            salt: [UInt8],
            secret: [UInt8] = [],
            associatedData: [UInt8] = [],
            kibibytes: UInt32,
            passes: UInt32,
            lanes: UInt32,
            length: Int
        ) throws(Failure) -> [UInt8] {
            var hash = [UInt8](repeating: 0, count: length)
            // The context has pointers to mutable bytes. libargon2 writes only to `out`, unless flags say otherwise.
            var inputs = (password, salt, secret, associatedData)
            // The pointers are valid until the innermost closure returns, and libargon2 keeps none of them.
            let status = unsafe hash.withUnsafeMutableBufferPointer { hash in
                unsafe inputs.0.withUnsafeMutableBufferPointer { password in
                    unsafe inputs.1.withUnsafeMutableBufferPointer { salt in
                        unsafe inputs.2.withUnsafeMutableBufferPointer { secret in
                            unsafe inputs.3.withUnsafeMutableBufferPointer { data in
                                var context = unsafe argon2_context()
                                unsafe context.out = hash.baseAddress
                                unsafe context.outlen = UInt32(hash.count)
                                unsafe context.pwd = password.baseAddress
                                unsafe context.pwdlen = UInt32(password.count)
                                unsafe context.salt = salt.baseAddress
                                unsafe context.saltlen = UInt32(salt.count)
                                unsafe context.secret = secret.baseAddress
                                unsafe context.secretlen = UInt32(secret.count)
                                unsafe context.ad = data.baseAddress
                                unsafe context.adlen = UInt32(data.count)
                                unsafe context.t_cost = passes
                                unsafe context.m_cost = kibibytes
                                unsafe context.lanes = lanes
                                unsafe context.threads = 1
                                unsafe context.version = ARGON2_VERSION_13.rawValue
                                unsafe context.allocate_cbk = allocate
                                unsafe context.free_cbk = free
                                return unsafe argon2id_ctx(&context)
                            }
                        }
                    }
                }
            }
            guard status == ARGON2_OK.rawValue else {
                // The text is a constant of the library.
                let reason = unsafe argon2_error_message(status).map { unsafe String(cString: $0) }
                throw Failure(
                    description: "Argon2: \(reason ?? "error \(status)")",
                    isMemory: status == ARGON2_MEMORY_ALLOCATION_ERROR.rawValue)
            }
            return hash
        }

        /// Maps zeroed pages. libargon2 recognizes a failure by the pointer, which it has set to NULL.
        private static let allocate: allocate_fptr = { memory, count in
            let pages = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let pages = unsafe pages, unsafe pages != MAP_FAILED else { return -1 }
            unsafe memory?.pointee = pages.assumingMemoryBound(to: UInt8.self)
            return 0
        }

        /// Unmaps them. libargon2 has overwritten them before.
        private static let free: deallocate_fptr = { memory, count in
            unsafe munmap(memory, count)
        }
    }
#endif
