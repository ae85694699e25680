import Gatehouse
import GatehouseTesting
import Testing

@Suite("TestRequest becomes the parameters that a web server passes")
struct TestRequestTests {
    private func pairs(_ request: TestRequest) -> [String: String] {
        Dictionary(request.pairs().map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test(
        "Target and query are passed unchanged",
        arguments: [
            ("/a", ""), ("/a?", ""), ("/a?b=%2F", "b=%2F"), ("/a??b", "?b"), ("/a?b?c", "b?c"), ("/?q", "q"),
            ("/a%3Fb", ""),
        ]
    )
    func targetAndQueryAreUnchanged(target: String, query: String) {
        let pairs = pairs(TestRequest(.get, target))
        #expect(pairs["REQUEST_URI"] == target)
        #expect(pairs["QUERY_STRING"] == query)
        #expect(pairs["REQUEST_METHOD"] == "GET")
    }

    @Test("A field becomes a variable; Content-Type has its own")
    func fieldsBecomeVariables() {
        let pairs = pairs(TestRequest(.get, "/", headers: [.accept: "a", .contentType: "b", .acceptLanguage: "c"]))
        #expect(pairs["HTTP_ACCEPT"] == "a")
        #expect(pairs["CONTENT_TYPE"] == "b")
        #expect(pairs["HTTP_CONTENT_TYPE"] == nil)
        #expect(pairs["HTTP_ACCEPT_LANGUAGE"] == "c")
    }

    @Test("A repeated field becomes one list, as web servers join it")
    func repeatedFieldsAreJoined() {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .accept, value: "a"))
        headers.append(HTTPField(name: .accept, value: "b"))
        let pairs = pairs(TestRequest(.get, "/", headers: headers))
        #expect(pairs["HTTP_ACCEPT"] == "a, b")
    }

    @Test("The length of the body is announced, and the test's own parameters are added, sorted by name")
    func bodyLengthAndParametersAreAdded() {
        let request = TestRequest(
            .post, "/", body: [1, 2, 3], parameters: ["REMOTE_ADDR": "127.0.0.1", "HTTPS": "on"])
        let pairs = pairs(request)
        #expect(pairs["CONTENT_LENGTH"] == "3")
        #expect(pairs["REMOTE_ADDR"] == "127.0.0.1")
        #expect(pairs["HTTPS"] == "on")
        #expect(request.pairs().map(\.name) == request.pairs().map(\.name).sorted())
        #expect(self.pairs(TestRequest(.get, "/"))["CONTENT_LENGTH"] == nil)
    }
}
