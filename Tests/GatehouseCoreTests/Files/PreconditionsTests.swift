import Testing

@testable import GatehouseCore

@Suite("Preconditions follow RFC 9110, and a malformed field never shortens a response")
struct PreconditionsTests {
    private static let now = Timestamp(secondsSince1970: 1_800_000_000)
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let then = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"
    private static let modified = Timestamp(secondsSince1970: 784_111_777)

    /// A request header field and its known meaning.
    private struct Field {
        let text: String?
        var isMalformed = false
        var isAny = false
        /// Contains the opaque part of the resource's tag, without or with W/.
        var holdsStrong = false
        var holdsWeak = false
        /// -1, 0 or 1: before, equal to or after the resource's date.
        var date: Int?
    }

    private static let tagLists: [Field] = [
        Field(text: nil),
        Field(text: "*", isAny: true), Field(text: " * ", isAny: true),
        Field(text: "\"a\"", holdsStrong: true), Field(text: "W/\"a\"", holdsWeak: true),
        Field(text: "\"b\""), Field(text: "\"\""), Field(text: "\"A\""),
        Field(text: "\"b\", \"a\" ,W/\"c\"", holdsStrong: true), Field(text: ",, W/\"a\",", holdsWeak: true),
        Field(text: "\"b,\",\"a\"", holdsStrong: true), Field(text: "\"b\",\"c\""),
        Field(text: "", isMalformed: true), Field(text: ",", isMalformed: true), Field(text: "a", isMalformed: true),
        Field(text: "\"a", isMalformed: true), Field(text: "a\"", isMalformed: true),
        Field(text: "w/\"a\"", isMalformed: true), Field(text: "W/ \"a\"", isMalformed: true),
        Field(text: "\"a\" \"a\"", isMalformed: true), Field(text: "*, \"a\"", isMalformed: true),
        Field(text: "\"a\", *", isMalformed: true), Field(text: "**", isMalformed: true),
        Field(text: "\"a\", b", isMalformed: true), Field(text: "\"a b\", \"a\"", isMalformed: true),
        Field(text: "'a'", isMalformed: true), Field(text: "W/*", isMalformed: true),
    ]

    private static let dates: [Field] = [
        Field(text: nil), Field(text: before, date: -1), Field(text: then, date: 0), Field(text: after, date: 1),
        Field(text: "Sunday, 06-Nov-94 08:49:37 GMT", date: 0), Field(text: "Sun Nov  6 08:49:37 1994", date: 0),
        Field(text: "", isMalformed: true), Field(text: "yesterday", isMalformed: true),
        Field(text: "\(then), \(then)", isMalformed: true), Field(text: "\"a\"", isMalformed: true),
    ]

    private static let ranges: [Field] = [
        Field(text: nil), Field(text: "\"a\"", holdsStrong: true), Field(text: "W/\"a\"", holdsWeak: true),
        Field(text: "\"b\""), Field(text: then, date: 0), Field(text: before, date: -1), Field(text: after, date: 1),
        Field(text: "Sunday, 06-Nov-94 08:49:37 GMT", date: 0),
        Field(text: "*", isMalformed: true), Field(text: "\"a\", \"b\"", isMalformed: true),
        Field(text: "", isMalformed: true), Field(text: "a", isMalformed: true),
    ]

    /// The steps of section 13.2.2, word by word, applied to the known meanings.
    private func reference(
        _ match: Field, _ unmodified: Field, _ none: Field, _ since: Field, _ range: Field, isWeak: Bool, hasDate: Bool
    ) -> Preconditions.Outcome {
        // 1. If-Match, by strong comparison.
        if match.text != nil {
            let isTrue = match.isAny || (match.holdsStrong && !isWeak)
            if !isTrue { return .failed }
        }
        // 2. If-Unmodified-Since, if there is no If-Match.
        if match.text == nil, let date = unmodified.date, hasDate {
            let isTrue = date >= 0
            if !isTrue { return .failed }
        }
        // 3. If-None-Match, by weak comparison.
        if none.text != nil {
            let isFalse = none.isAny || none.holdsStrong || none.holdsWeak
            if isFalse { return .notModified }
        }
        // 4. If-Modified-Since, if there is no If-None-Match.
        if none.text == nil, let date = since.date, hasDate {
            let isFalse = date >= 0
            if isFalse { return .notModified }
        }
        // 5. If-Range, by strong comparison or an equal date.
        if range.text == nil { return .proceed(mayBePart: true) }
        return .proceed(mayBePart: (range.holdsStrong && !isWeak) || (range.date == 0 && hasDate))
    }

    @Test(
        "Every combination of fields follows RFC 9110, with strong and weak tags, with and without date",
        arguments: [false, true])
    func everyCombinationFollowsRFC9110(isWeak: Bool) {
        var count = 0
        for hasDate in [false, true] {
            let validators = FileState.Validators(
                tag: EntityTag(opaque: Array("a".utf8), isWeak: isWeak),
                modified: hasDate ? Self.modified : nil
            )
            // Every combination of the fields that affect each other; the others in turn.
            for match in Self.tagLists {
                for unmodified in Self.dates {
                    for none in Self.tagLists {
                        for since in Self.dates {
                            let range = Self.ranges[count % Self.ranges.count]
                            count += 1
                            let conditions = Preconditions(
                                ifMatch: match.text,
                                ifNoneMatch: none.text,
                                ifModifiedSince: since.text,
                                ifUnmodifiedSince: unmodified.text,
                                ifRange: range.text
                            )
                            let outcome = conditions.outcome(validators, now: Self.now)
                            let expected = reference(
                                match, unmodified, none, since, range, isWeak: isWeak, hasDate: hasDate
                            )
                            if outcome != expected {
                                Issue.record("\(conditions), weak: \(isWeak): \(outcome), not \(expected)")
                                return
                            }
                        }
                    }
                }
            }
        }
        #expect(count == 2 * 27 * 10 * 27 * 10)
    }

    @Test("If-Range needs a strong tag or an equal date", arguments: [false, true])
    func ifRangeNeedsStrongMatch(isWeak: Bool) {
        let none = Field(text: nil)
        for hasDate in [false, true] {
            let validators = FileState.Validators(
                tag: EntityTag(opaque: Array("a".utf8), isWeak: isWeak),
                modified: hasDate ? Self.modified : nil
            )
            for range in Self.ranges {
                let outcome = Preconditions(ifRange: range.text).outcome(validators, now: Self.now)
                #expect(
                    outcome == reference(none, none, none, none, range, isWeak: isWeak, hasDate: hasDate),
                    "\(range.text ?? "none")"
                )
            }
        }
    }

    @Test("A tag contains any byte except control characters, spaces and quotes")
    func tagCharactersAreChecked() {
        for byte in UInt8.min...UInt8.max {
            let isAllowed = byte == 0x21 || (0x23...0x7E).contains(byte) || byte >= 0x80
            var bytes = [0x22, byte, 0x22][...]
            #expect(EntityTag.take(from: &bytes)?.opaque == (isAllowed ? [byte] : byte == 0x22 ? [] : nil), "\(byte)")
        }
    }

    @Test("Lists of 10,000 tags and 100,000 malformed bytes are parsed")
    func longListsAreParsed() {
        let many = (0..<10_000).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(
            EntityTagList(many) == .tags((0..<10_000).map { EntityTag(opaque: Array("\($0)".utf8), isWeak: false) }))
        #expect(EntityTagList(String(repeating: ",", count: 100_000)) == nil)
        #expect(EntityTagList(String(repeating: "\"", count: 100_001)) == nil)
        #expect(EntityTagList(String(repeating: "W/", count: 100_000)) == nil)
    }

    @Test("Parsing a generated list always ends, and returns only tags of that list")
    func generatedListsParseSafely() {
        var generator = SeededGenerator(seed: propertySeed)
        let pieces = ["\"", "W/", "*", ",", " ", "a", "\t", "\u{E9}", "\"a\"", "\\"]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            guard case .tags(let tags) = EntityTagList(text) else { continue }
            #expect(!tags.isEmpty)
            // Formatted again, the list is the same.
            #expect(EntityTagList(tags.map(\.field).joined(separator: ", ")) == .tags(tags))
            for tag in tags { #expect(text.utf8.count >= tag.field.utf8.count) }
        }
    }
}

@Suite("FileState gives each state a different tag")
struct FileStateTests {
    private func state(
        size: Int = 10, modified: Int64 = 1000, nanoseconds: Int64 = 5, changed: Int64 = 1000,
        changedNanoseconds: Int64 = 7
    ) -> FileState {
        FileState(
            size: size,
            modified: FileState.Moment(seconds: modified, nanoseconds: nanoseconds),
            changed: FileState.Moment(seconds: changed, nanoseconds: changedNanoseconds)
        )
    }

    private func tag(_ state: FileState, at now: Int64 = 2000) -> EntityTag {
        state.validators(now: Timestamp(secondsSince1970: now), settling: 2).tag
    }

    @Test("Size and both times, to the nanosecond, change the tag")
    func everyDifferenceChangesTag() {
        let states = [
            state(), state(size: 11), state(modified: 1001), state(modified: 999), state(nanoseconds: 6),
            state(changed: 1001), state(changedNanoseconds: 8),
            // Digits that move from one number to the next must change the tag.
            state(size: 1000, modified: 10), state(nanoseconds: 7, changedNanoseconds: 5),
        ]
        #expect(Set(states.map { tag($0) }).count == states.count)
    }

    @Test("The tag is the same in every process, has 16 digits and shows none of the numbers")
    func tagIsStableAndOpaque() {
        #expect(tag(state()).field == tag(state()).field)
        #expect(
            tag(state(size: 0, modified: 0, nanoseconds: 0, changed: 0, changedNanoseconds: 0), at: 2000).field
                == "\"78ae5a9a6b5fd45e\"")
        #expect(tag(state()).opaque.count == 16)
    }

    @Test(
        "A file that may change again within the same tick has a weak tag and no date",
        arguments: [
            (1000, 1000, 1001, false), (1000, 1000, 1002, true), (1000, 1001, 1002, false), (1001, 1000, 1002, false),
            (1000, 1000, 999, false), (5000, 1000, 2000, false), (1000, 5000, 2000, false),
        ] as [(Int64, Int64, Int64, Bool)]
    )
    func recentChangeMakesTagWeak(modified: Int64, changed: Int64, now: Int64, isSettled: Bool) {
        let state = state(modified: modified, changed: changed)
        let validators = state.validators(now: Timestamp(secondsSince1970: now), settling: 2)
        #expect(validators.tag.isWeak == !isSettled)
        #expect(validators.modified == (isSettled ? Timestamp(secondsSince1970: modified) : nil))
        // The tag does not match later: it may belong to another state.
        let later = tag(state, at: 10_000)
        #expect(!later.isWeak)
        #expect(validators.tag.isWeaklyEqual(to: later) == isSettled)
    }
}
