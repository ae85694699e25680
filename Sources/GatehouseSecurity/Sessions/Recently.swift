#if Security
    /// Evidence that the user entered the password or a second factor a short time ago.
    public struct Recently<User: Sendable>: Sendable {
        /// The user.
        public let user: User

        /// The session.
        public let session: Session

        /// The moment of the last proof.
        public let provedAt: Timestamp

        /// Requests that arrive together may start in another order.
        private static var tolerance: Int64 { 60 }

        /// `nil` if the last proof is too old. A proof in the future, from a clock that was wrong, does not count.
        package init?(_ signedIn: SignedIn<User>, within seconds: Int64, at time: Timestamp) {
            let proofs = [signedIn.session.passwordAt, signedIn.session.secondFactorAt].compactMap(\.self).filter {
                let (age, overflow) = time.secondsSince1970.subtractingReportingOverflow($0.secondsSince1970)
                return !overflow && (-Self.tolerance...max(seconds, 0)).contains(age)
            }
            guard let last = proofs.max() else { return nil }
            user = signedIn.user
            session = signedIn.session
            provedAt = last
        }
    }
#endif
