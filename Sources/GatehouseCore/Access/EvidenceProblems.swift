/// Types that are no evidence, because one of their values says that there is none.
enum EvidenceProblems {
    /// What is wrong with a rule that has evidence of a type; empty if nothing is.
    static func of<Evidence>(_ type: Evidence.Type, in rule: String) -> [String] {
        if type == Void.self {
            return ["the rule \(rule) has Void for evidence, and would open to everybody; write Access(_:else:when:)"]
        }
        if type == Bool.self {
            return [
                "the rule \(rule) has a Bool for evidence, and false would open; write Access(_:else:when:) for a condition"
            ]
        }
        // Every optional can hold nothing. That is soon found out; the question behind it makes the runtime look at all
        // conformances of the program, at every start.
        if nothing is Evidence, type is any OptionalEvidence.Type {
            return ["the rule \(rule) has an optional for evidence, and nil would open; unwrap it in the rule"]
        }
        return []
    }
}

private let nothing: Never? = nil

/// Tells optionals by their type.
private protocol OptionalEvidence {}

extension Optional: OptionalEvidence {}
