/// Types that are no evidence, because one of their values says that there is none.
enum EvidenceMistakes {
    /// What is wrong with a rule that has evidence of a type; empty if nothing is.
    static func of(_ type: any Any.Type, in rule: String) -> [String] {
        if type == Bool.self {
            return [
                "the rule \(rule) has a Bool for evidence, and false would open; write Access(_:else:when:) for a condition"
            ]
        }
        if type is any OptionalEvidence.Type {
            return ["the rule \(rule) has an optional for evidence, and nil would open; unwrap it in the rule"]
        }
        return []
    }
}

/// Tells optionals by their type.
private protocol OptionalEvidence {}

extension Optional: OptionalEvidence {}
