/// Checks for types that cannot be evidence, because one of their values means that there is none.
enum EvidenceProblems {
    /// The configuration errors of a rule with this type of evidence; empty if the type is valid.
    static func of<Evidence>(_ type: Evidence.Type, in rule: String) -> [String] {
        if type == Void.self {
            return [
                "the rule '\(rule)' has evidence of type Void and would allow every request; write a condition: Access(_:else:when:)"
            ]
        }
        if type == Bool.self {
            return [
                "the rule '\(rule)' has evidence of type Bool, and false would allow a request; write a condition: Access(_:else:when:)"
            ]
        }
        // The cast of `nil` is cheap and succeeds for every optional type. The check for the protocol is not: the
        // runtime scans all protocol conformances of the program, at each start.
        if nothing is Evidence, type is any OptionalEvidence.Type {
            return [
                "the rule '\(rule)' has evidence of an optional type, and nil would allow a request; unwrap the type"
            ]
        }
        return []
    }
}

private let nothing: Never? = nil

/// Identifies optional types.
private protocol OptionalEvidence {}

extension Optional: OptionalEvidence {}
