import Foundation
import HTTPTypes
import Hummingbird

private struct Item: ResponseCodable {
    var name: String
    var price: Double
    var tags: [String]?
}

private struct Mishap: Error {}

/// Routes that show the parts of a request, and responses without a stream.
func addRequestRoutes(to router: Router<ProbeContext>) {
    router.get("/") { _, _ in "Hello from the probe.\n" }
    router.get("address") { _, context in context.address }
    router.get("items/{id}") { _, context in "item \(try context.parameters.require("id"))" }
    router.put("items/{id}") { _, context in
        Response(status: .created, headers: [.location: "/items/\(try context.parameters.require("id"))"])
    }
    router.delete("items/{id}") { _, _ in HTTPResponse.Status.noContent }
    router.get("deep/**") { _, context in context.parameters.getCatchAll().joined(separator: "|") }
    router.get("query") { request, _ in
        request.uri.queryParameters.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }
    // The fields whose names begin with "x-", and those that a client usually sends.
    router.get("fields") { request, _ in
        let names = ["accept", "accept-language", "cookie", "user-agent", "content-type"]
        return request.headers
            .filter { $0.name.canonicalName.hasPrefix("x-probe") || names.contains($0.name.canonicalName) }
            .map { "\($0.name.canonicalName): \($0.value)" }.sorted().joined(separator: "\n")
    }
    router.get("cookies") { request, _ in
        var response = Response(status: .ok, body: .init(byteBuffer: .init(string: request.cookies["a"]?.value ?? "-")))
        response.setCookie(.init(name: "first", value: "1", httpOnly: true))
        response.setCookie(.init(name: "second", value: "2"))
        return response
    }
    router.get("redirect") { _, _ in Response.redirect(to: "/items/1", type: .found) }
    router.get("cached") { request, _ in
        request.headers[.ifNoneMatch] == #""v1""#
            ? Response(status: .notModified, headers: [.eTag: #""v1""#])
            : Response(
                status: .ok, headers: [.eTag: #""v1""#, .cacheControl: "max-age=5"],
                body: .init(byteBuffer: .init(string: "cached")))
    }
    router.get("error/{status}") { _, context -> String in
        let code = try context.parameters.require("status", as: Int.self)
        throw HTTPError(.init(code: code), message: "status \(code)")
    }
    router.get("mishap") { _, _ -> String in throw Mishap() }
    router.post("json") { request, context in
        var item = try await request.decode(as: Item.self, context: context)
        item.name += "!"
        return item
    }
    router.post("form") { request, context in
        try await URLEncodedFormDecoder().decode([String: String].self, from: request, context: context)
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }
}
