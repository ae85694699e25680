import GatewayInterface
import Testing

@Suite("Parameters are the web server's values, byte for byte")
struct ParametersTests {
    private func parameters(_ pairs: [(name: String, value: String)]) throws(ParametersError) -> Parameters {
        try Parameters(pairs)
    }

    /// Parameters as the binding creates them: arbitrary bytes in one block.
    private func parameters(bytes pairs: [(name: [UInt8], value: [UInt8])]) throws(ParametersError) -> Parameters {
        var block: [UInt8] = []
        for (name, value) in pairs { Parameters.append(name, value, to: &block) }
        return try Parameters(nameValuePairs: block, limits: ParameterLimits())
    }

    @Test("A value is found only under its exact name, not a prefix, an extension or another case")
    func lookupNeedsExactName() throws {
        let parameters = try parameters([("REQUEST_URI", "/a?b"), ("HTTPS", "on"), ("EMPTY", "")])
        #expect(parameters["REQUEST_URI"] == "/a?b")
        #expect(parameters["HTTPS"] == "on")
        #expect(parameters["EMPTY"] == "")
        for absent in ["", "REQUEST", "REQUEST_UR", "REQUEST_URI2", "request_uri", "HTTPS=", "HTTPS=on", "SPTTH"] {
            #expect(parameters[absent] == nil, "\(absent)")
            #expect(!parameters.contains(absent), "\(absent)")
            #expect(parameters.bytes(of: absent) == nil, "\(absent)")
            #expect(!parameters.has(absent, equalTo: ""), "\(absent)")
        }
        #expect(parameters.contains("EMPTY"))
        #expect(parameters.count == 3)
    }

    @Test("all returns the pairs as text, in order, and repairs invalid UTF-8 with U+FFFD")
    func textPairs() throws {
        let parameters = try parameters(bytes: [
            (name: Array("B".utf8), value: Array("ü".utf8)), (name: Array("A".utf8), value: [0x61, 0xFF]),
            (name: Array("C".utf8), value: []),
        ])
        #expect(parameters.textPairs.map(\.name) == ["B", "A", "C"])
        #expect(parameters.textPairs.map(\.value) == ["ü", "a\u{FFFD}", ""])
        #expect(Parameters().textPairs.isEmpty)
    }

    @Test("Every name of a full set is found, even if all of them collide in the index")
    func lookupSurvivesCollisions() throws {
        let count = ParameterLimits().count
        // Same length, middle and last byte, as an attacker would choose them.
        let alike = (0..<count).map { "HTTP_X_\(1000 + $0)_MIDDLE_\(2000 + $0)_Z" }
        let others = (0..<count).map { String(repeating: "N", count: $0 % 40) + "_\($0)" }
        for names in [alike, others] {
            let parameters = try parameters(names.map { ($0, "value of \($0)") })
            for name in names {
                #expect(parameters[name] == "value of \(name)")
            }
            for name in names where name.utf8.count > 7 {
                let absent = "A" + name.dropFirst()
                #expect(parameters[absent] == nil, "\(absent)")
            }
            for position in [0, 1, count / 2, count - 2] {
                var twice = names
                twice[count - 1] = names[position]
                guard !twice[0].hasPrefix("HTTP_") else {
                    #expect(try self.parameters(twice.map { ($0, "") })[names[position]] == ", ")
                    continue
                }
                let error = #expect(throws: ParametersError.self) { try self.parameters(twice.map { ($0, "") }) }
                #expect(error?.code == .duplicate)
                #expect(error?.name == names[position])
            }
        }
    }

    @Test("has() compares the whole value, case-sensitively")
    func hasComparesWholeValue() throws {
        let parameters = try parameters([("HTTPS", "on"), ("EMPTY", "")])
        #expect(parameters.has("HTTPS", equalTo: "on"))
        for other in ["", "o", "on ", "off", "On", "no"] {
            #expect(!parameters.has("HTTPS", equalTo: other), "\(other)")
        }
        #expect(parameters.has("EMPTY", equalTo: ""))
        #expect(!parameters.has("EMPTY", equalTo: "x"))
    }

    @Test("Names and values are compared by bytes, not by Unicode equivalence")
    func comparisonIsByBytes() throws {
        let parameters = try parameters([("K", "\u{E9}")])
        #expect(parameters["\u{212A}"] == nil)
        #expect(parameters.has("K", equalTo: "\u{E9}"))
        #expect(!parameters.has("K", equalTo: "e\u{301}"))
    }

    @Test("A value may contain an equals sign")
    func valueMayContainEqualsSign() throws {
        #expect(try parameters([("QUERY_STRING", "a=b=c")])["QUERY_STRING"] == "a=b=c")
    }

    @Test("A ParameterName finds its own value, and none of a similar name")
    func parameterNamesFindTheirValues() throws {
        let names: [(ParameterName, String)] = [
            (.contentLength, "CONTENT_LENGTH"), (.host, "HTTP_HOST"), (.https, "HTTPS"), (.pathInfo, "PATH_INFO"),
            (.redirectStatus, "REDIRECT_STATUS"), (.redirectURL, "REDIRECT_URL"), (.remoteAddress, "REMOTE_ADDR"),
            (.requestMethod, "REQUEST_METHOD"), (.requestScheme, "REQUEST_SCHEME"), (.requestURI, "REQUEST_URI"),
            (.scriptFilename, "SCRIPT_FILENAME"), (.scriptName, "SCRIPT_NAME"), (.serverName, "SERVER_NAME"),
            (ParameterName("A"), "A"),
            (ParameterName("A_NAME_OF_AS_MANY_AS_32_LETTERS_"), "A_NAME_OF_AS_MANY_AS_32_LETTERS_"),
        ]
        let all = try parameters(names.map { ($0.1, "value of \($0.1)") })
        for (name, text) in names {
            #expect(all[name] == "value of \(text)")
            #expect(all.bytes(of: name).map { Array($0) } == Array("value of \(text)".utf8))
            #expect(all.has(name, equalTo: "value of \(text)") && !all.has(name, equalTo: "value of"))
            // One letter longer, different or missing, at the start and at the end.
            var alike: Set = [text + "A", "B" + text, "#" + text.dropFirst(), text.dropLast() + "#"]
            if text.count > 1 { alike.formUnion([String(text.dropFirst()), String(text.dropLast())]) }
            let others = try parameters(alike.map { ($0, "another") })
            #expect(
                others[name] == nil && others.bytes(of: name) == nil && !others.has(name, equalTo: "another"), "\(text)"
            )
        }
    }

    @Test("Bytes that end inside a pair are malformed, whatever comes before")
    func truncatedPairIsMalformed() throws {
        for start in [[1, 0, 0x3D], [0, 0], [1, 0, 0x41, 1, 0, 0x41], [1, 1, 0x41, 0]] as [[UInt8]] {
            for end in [[1], [1, 1], [1, 1, 0x42], [0x80], [0x80, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0]] as [[UInt8]] {
                #expect(throws: ParametersError(.malformedPair), "\(start) \(end)") {
                    try Parameters(nameValuePairs: start + end, limits: ParameterLimits())
                }
            }
        }
    }

    @Test("The first of several errors is reported; errors in Proxy are ignored, because Proxy is dropped")
    func firstErrorIsReported() throws {
        let proxy = (name: Array("HTTP_PROXY".utf8), value: [0x61, 0] as [UInt8])
        let (a, nul, equals, nameless) = ([0x41], [0], [0x42, 0x3D], []) as ([UInt8], [UInt8], [UInt8], [UInt8])
        let cases: [([(name: [UInt8], value: [UInt8])], ParametersError.Code?)] = [
            ([proxy], nil), ([proxy, proxy, (a, a)], nil), ([proxy, (a, nul)], .nulByte),
            ([(a, a), (a, nul)], .nulByte),
            ([(a, a), (a, a), (equals, a)], .duplicate), ([(equals, nul), (nameless, a)], .malformedName),
            ([(a, nul), (a, a)], .nulByte), ([(nameless, a), (a, a), (a, a)], .malformedName),
        ]
        for (pairs, code) in cases {
            var thrown: ParametersError.Code?
            do throws(ParametersError) { _ = try parameters(bytes: pairs) } catch { thrown = error.code }
            #expect(thrown == code, "\(pairs)")
        }
    }

    @Test("A NUL is found beside lengths that contain zeros, in names and values of any length")
    func nulIsFoundBesideZeroLengths() throws {
        func block(_ length: Int, zeroAt position: Int?, inName: Bool) -> [UInt8] {
            var bytes: [UInt8] = []
            // One-byte lengths that are 0, and four-byte lengths with no, one and two zeros.
            bytes += [1, 0, 0x45]
            Parameters.append("LONG".utf8, [UInt8](repeating: 0x78, count: 256), to: &bytes)
            Parameters.append("MORE".utf8, [UInt8](repeating: 0x78, count: 257), to: &bytes)
            var text = [UInt8](repeating: 0x78, count: length)
            if let position { text[position] = 0 }
            Parameters.append(inName ? text : Array("N".utf8), inName ? [] : text, to: &bytes)
            return bytes
        }
        let limits = ParameterLimits()
        for length in [1, 2, 15, 16, 17, 127, 239, 240, 241, 480, 500] {
            for inName in [true, false] {
                let whole = block(length, zeroAt: nil, inName: inName)
                #expect(throws: Never.self) { try Parameters(nameValuePairs: whole, limits: limits) }
                for position in 0..<length {
                    let bytes = block(length, zeroAt: position, inName: inName)
                    let error = #expect(throws: ParametersError.self) {
                        try Parameters(nameValuePairs: bytes, limits: limits)
                    }
                    #expect(error?.code == .nulByte && (inName || error?.name == "N"), "\(length) \(position)")
                }
            }
        }
    }

    @Test("A name with \"=\" is refused, at any place in a name of any length, and other characters are not")
    func equalsSignIsFoundInNames() throws {
        for length in 1...40 {
            for place in 0..<length {
                for (byte, isAllowed) in [(UInt8(ascii: "="), false), (UInt8(ascii: "9"), true), (0xBD, true)] {
                    var name = [UInt8](repeating: UInt8(ascii: "A"), count: length)
                    name[place] = byte
                    let pairs = [(name: name, value: [] as [UInt8]), (name: [0x42], value: [0x3D])]
                    let parameters = try? parameters(bytes: pairs)
                    #expect((parameters != nil) == isAllowed, "\(length) \(place) \(byte)")
                    #expect((parameters?.count ?? 2) == 2)
                }
            }
        }
    }

    @Test("An empty value with a length of four bytes hides no NUL")
    func longLengthOfEmptyValueHidesNoNUL() throws {
        for value in [[0], [0x61, 0], [0, 0]] as [[UInt8]] {
            let block: [UInt8] = [1, 0x80, 0, 0, 0, 0x41, 1, UInt8(value.count), 0x42] + value
            #expect(throws: ParametersError(.nulByte, name: "B")) {
                try Parameters(nameValuePairs: block, limits: ParameterLimits())
            }
        }
    }

    @Test("forEach visits all pairs in order")
    func forEachKeepsOrder() throws {
        let pairs = [("Z", "1"), ("A", "2"), ("M", "")]
        var seen: [[UInt8]] = []
        let note = { (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) in seen.append(name + [0] + value) }
        try parameters(pairs.map { (name: $0.0, value: $0.1) }).forEach(note)
        #expect(seen == pairs.map { Array($0.0.utf8) + [0] + Array($0.1.utf8) })
    }

    @Test("forEach rethrows the error of its closure")
    func forEachRethrows() throws {
        struct Mishap: Error {}
        let parameters = try parameters([("A", "1")])
        let fail = { (_: ArraySlice<UInt8>, _: ArraySlice<UInt8>) in throw Mishap() }
        #expect(throws: Mishap.self) { try parameters.forEach(fail) }
    }

    @Test("Empty parameters have no values, whichever initializer made them")
    func emptyParametersAreEmpty() throws {
        for empty in [Parameters(), try parameters([]), try parameters(bytes: [])] {
            #expect(empty.count == 0)
            #expect(empty["REQUEST_URI"] == nil)
            let fail = { (_: ArraySlice<UInt8>, _: ArraySlice<UInt8>) -> Void in Issue.record("there are no pairs") }
            empty.forEach(fail)
        }
    }

    @Test("bytes(of:) returns invalid UTF-8 unchanged; the subscript repairs it")
    func bytesKeepInvalidUTF8() throws {
        let parameters = try parameters(bytes: [([0x58], [0x61, 0xFF, 0xC0, 0xAF]), ([0x59], [0x62])])
        #expect(parameters.bytes(of: "X").map(Array.init) == [0x61, 0xFF, 0xC0, 0xAF])
        #expect(parameters["X"] == "a\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(!parameters.has("X", equalTo: "a\u{FFFD}\u{FFFD}\u{FFFD}"))
        #expect(parameters["Y"] == "b")
    }

    // MARK: Refusals

    @Test(
        "An ambiguous set is refused, and the error names the parameter",
        arguments: [
            ([("A", "1"), ("A", "2")], ParametersError.Code.duplicate, "A"),
            ([("A", "1"), ("A", "1")], .duplicate, "A"),
            ([("X", ""), ("HTTP_HOST", "a"), ("Y", ""), ("HTTP_HOST", "b"), ("Z", "")], .duplicate, "HTTP_HOST"),
            ([("", "1")], .malformedName, nil),
            ([("A", "1"), ("", "")], .malformedName, nil),
            ([("A=B", "1")], .malformedName, "A=B"),
            ([("=", "1")], .malformedName, "="),
            ([("A\0", "1")], .nulByte, "A\0"),
            ([("A", "1\0")], .nulByte, "A"),
            ([("A", "\0")], .nulByte, "A"),
        ] as [([(String, String)], ParametersError.Code, String?)]
    )
    func ambiguousParametersAreRefused(pairs: [(String, String)], code: ParametersError.Code, name: String?) {
        let error = #expect(throws: ParametersError.self) {
            try parameters(pairs.map { (name: $0.0, value: $0.1) })
        }
        #expect(error?.code == code)
        #expect(error?.name == name)
    }

    @Test("The binding's initializer also refuses duplicate and empty names")
    func blockInitializerRefusesToo() {
        #expect(throws: ParametersError(.duplicate)) { try parameters(bytes: [([0x41], [1]), ([0x41], [2])]) }
        #expect(throws: ParametersError(.malformedName)) { try parameters(bytes: [([], [1])]) }
    }

    @Test("Names that differ in one byte or in case are not duplicates")
    func similarNamesAreNotDuplicates() throws {
        let parameters = try parameters([("AB", "1"), ("AC", "2"), ("XB", "3"), ("ab", "4"), ("A", "5")])
        #expect(parameters.count == 5)
        #expect(["AB", "AC", "XB", "ab", "A"].map { parameters[$0] } == ["1", "2", "3", "4", "5"])
    }

    @Test("An error names the problem and the parameter, with control characters escaped")
    func errorDescriptionEscapesName() {
        let error = #expect(throws: ParametersError.self) { try parameters([("A\n\0", "")]) }
        #expect(error?.description == #"a parameter contains a NUL byte ("A\x0a\x00")"#)
        #expect(ParametersError(.duplicate, name: "A") == ParametersError(.duplicate, name: "B"))
        #expect(ParametersError(.duplicate) != ParametersError(.tooLarge))
    }

    // MARK: HTTP_PROXY

    @Test("HTTP_PROXY is dropped in every position: a client's header field must not become a setting")
    func httpProxyIsDropped() throws {
        for pairs in [
            [("HTTP_PROXY", "http://evil"), ("A", "1")], [("A", "1"), ("HTTP_PROXY", "http://evil")],
            [("HTTP_PROXY", "x"), ("A", "1"), ("HTTP_PROXY", "y")],
        ] {
            let parameters = try parameters(pairs.map { (name: $0.0, value: $0.1) })
            #expect(parameters["HTTP_PROXY"] == nil)
            #expect(!parameters.contains("HTTP_PROXY"))
            #expect(parameters.bytes(of: "HTTP_PROXY") == nil)
            #expect(parameters.count == 1)
            #expect(parameters["A"] == "1")
            let look = { (name: ArraySlice<UInt8>, _: ArraySlice<UInt8>) in #expect(Array(name) == [0x41]) }
            parameters.forEach(look)
        }
    }

    @Test("Names that only resemble HTTP_PROXY stay")
    func namesLikeHTTPProxyStay() throws {
        let parameters = try parameters([("HTTP_PROXY_X", "1"), ("HTTPS_PROXY", "2"), ("XHTTP_PROXY", "3")])
        #expect(parameters.count == 3)
    }
}
