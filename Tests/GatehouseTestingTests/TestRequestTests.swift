import Gatehouse
import GatehouseTesting
import Testing

@Suite("TestRequest: what a web server makes of a client's request")
struct TestRequestTests {
    private func pairs(_ request: TestRequest) -> [String: String] {
        Dictionary(request.pairs().map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test(
        "target and query are passed as they were written",
        arguments: [
            ("/a", ""), ("/a?", ""), ("/a?b=%2F", "b=%2F"), ("/a??b", "?b"), ("/a?b?c", "b?c"), ("/?q", "q"),
            ("/a%3Fb", ""),
        ]
    )
    func target(target: String, query: String) {
        let pairs = pairs(TestRequest(.get, target))
        #expect(pairs["REQUEST_URI"] == target)
        #expect(pairs["QUERY_STRING"] == query)
        #expect(pairs["REQUEST_METHOD"] == "GET")
    }

    @Test("a field becomes the variable of its name; Content-Type has one of its own")
    func fields() {
        let pairs = pairs(TestRequest(.get, "/", headers: [.accept: "a", .contentType: "b", .acceptLanguage: "c"]))
        #expect(pairs["HTTP_ACCEPT"] == "a")
        #expect(pairs["CONTENT_TYPE"] == "b")
        #expect(pairs["HTTP_CONTENT_TYPE"] == nil)
        #expect(pairs["HTTP_ACCEPT_LANGUAGE"] == "c")
    }

    @Test("a field that comes several times is one list, as web servers join it")
    func repeatedField() {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .accept, value: "a"))
        headers.append(HTTPField(name: .accept, value: "b"))
        let pairs = pairs(TestRequest(.get, "/", headers: headers))
        #expect(pairs["HTTP_ACCEPT"] == "a, b")
    }

    @Test("the length of a body is announced, and parameters of the test's own come last")
    func bodyAndParameters() {
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
