#if Security
    internal import CArgon2

    /// The password hash Argon2id (RFC 9106), as libargon2 computes it.
    package enum Argon2 {
        /// A failure of libargon2. It never contains the password.
        package struct Failure: Error, CustomStringConvertible {
            package let description: String
        }

        /// Computes a raw hash with `argon2id_hash_raw`.
        ///
        /// - Parameters:
        ///   - password: the password.
        ///   - salt: at least 8 bytes.
        ///   - kibibytes: the memory.
        ///   - passes: the number of passes.
        ///   - lanes: the number of lanes, which libargon2 computes in as many threads.
        ///   - length: the length of the hash in bytes, at least 4.
        /// - Throws: ``Failure``, for example if there is not enough memory.
        package static func hash(
            _ password: [UInt8],
            salt: [UInt8],
            kibibytes: UInt32,
            passes: UInt32,
            lanes: UInt32,
            length: Int
        ) throws(Failure) -> [UInt8] {
            var hash = [UInt8](repeating: 0, count: length)
            // libargon2 reads the two arrays and writes the third, each with its length, and keeps no pointer.
            let status = unsafe argon2id_hash_raw(
                passes, kibibytes, lanes, password, password.count, salt, salt.count, &hash, hash.count)
            guard status == ARGON2_OK.rawValue else {
                // The text is a constant of the library.
                let reason = unsafe argon2_error_message(status).map { unsafe String(cString: $0) }
                throw Failure(description: "Argon2: \(reason ?? "error \(status)")")
            }
            return hash
        }
    }
#endif
