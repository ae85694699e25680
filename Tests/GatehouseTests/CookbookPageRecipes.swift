extension CookbookRecipe {
    static let input: [CookbookRecipe] = [
        CookbookRecipe(
            heading: "How to take input with a form",
            routes: ["GET /", "GET /new", "POST /new"],
            questions: [
                Question("GET", "/", gives: 200, with: "<li>A table, free</li>"),
                Question("GET", "/new", gives: 200, with: "<label for=\"title\">Title</label>"),
                Question("POST", "/new", by: form, body: "title=%3Cb%3E&kind=gift", gives: 422, with: "&lt;b&gt;"),
                Question("POST", "/new", by: form, body: "title=Tea&kind=offer", gives: 303, with: "Location: /"),
            ]
        ),
        CookbookRecipe(
            heading: "How to accept a picture",
            routes: ["GET /new", "POST /new", "GET /pictures/{name}"],
            questions: [
                Question("GET", "/new", gives: 401, with: "401"),
                Question("GET", "/new", by: basic("ada:change-me"), gives: 200, with: "type=\"file\""),
                Question(
                    "POST", "/new", by: picture, body: upload("MZ"), gives: 422, with: "Choose a PNG or JPEG image."),
                Question("POST", "/new", by: basic("ada:wrong", picture), body: upload("MZ"), gives: 401, with: "401"),
                Question(
                    "POST", "/new", by: picture, body: upload("\u{89}PNG\r\n\u{1A}\n\0\0\0\rIHDR"), gives: 303,
                    with: "Location: /pictures/"),
                Question("GET", "/pictures/1.png", gives: 401, with: "401"),
                Question("GET", "/pictures/1.png", by: basic("ada:change-me"), gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to accept a large file",
            routes: ["/uploads", "/uploads/{rest...}"].flatMap { path in
                ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map { "\($0) \(path)" }
            } + ["GET /film", "GET /film.zip"],
            questions: [
                Question("GET", "/film", gives: 401, with: "401"),
                Question("GET", "/film", by: bearer("token-of-ada"), gives: 404, with: hidden),
                Question("POST", "/uploads", by: ["HTTP_UPLOAD_COMPLETE": "?0"], gives: 401, with: "401"),
                Question(
                    "POST", "/uploads", by: bearer("token-of-ada", ["HTTP_UPLOAD_COMPLETE": "?0"]), gives: 201,
                    with: "Location: /uploads/"),
                Question(
                    "HEAD", "/uploads/00000000000000000000000000", by: bearer("token-of-ada"), gives: 404, with: ""),
                Question(
                    "POST", "/uploads", by: bearer("token-of-ada", ["HTTP_UPLOAD_COMPLETE": "?1"]), body: "MZ",
                    gives: 422, with: "Choose a film."),
                Question(
                    "POST", "/uploads", by: bearer("token-of-ada", ["HTTP_UPLOAD_COMPLETE": "?1"]),
                    body: "\u{1A}E\u{DF}\u{A3}B\u{82}\u{84}webm", gives: 201, with: "Location: /film"),
                Question("GET", "/film", by: bearer("token-of-ada"), gives: 200, with: "Content-Type: video/webm"),
                Question("GET", "/film", gives: 401, with: "401"),
                Question("GET", "/film.zip", by: bearer("token-of-ada"), gives: 200, with: "filename=\"Film.zip\""),
            ]
        ),
        CookbookRecipe(
            heading: "How to write a JSON API",
            routes: ["GET /api/chores", "POST /api/chores", "DELETE /api/chores"],
            questions: [
                Question("GET", "/api/chores", gives: 401, with: "401"),
                Question(
                    "GET", "/api/chores", by: bearer("change-me"), gives: 200, with: #"[{"title":"Write a cookbook"}]"#),
                Question(
                    "POST", "/api/chores", by: bearer("change-me", json),
                    body: #"{"title":"Rest"}"#, gives: 201, with: #"{"title":"Rest"}"#),
                Question(
                    "POST", "/api/chores", by: bearer("change-me", json),
                    body: #"{"name":"Rest"}"#, gives: 422, with: #""field": "title""#),
                Question("DELETE", "/api/chores", by: bearer("change-me"), gives: 204, with: ""),
            ]
        ),
        CookbookRecipe(
            heading: "How to share an API with another site",
            routes: ["POST /api/orders", "GET /prices"],
            questions: [
                Question(
                    "OPTIONS", "/api/orders", by: site("https://app.example.com", asking: "POST"), gives: 204,
                    with: "Access-Control-Allow-Origin: https://app.example.com"),
                Question(
                    "OPTIONS", "/api/orders", by: site("https://evil.example", asking: "POST"), gives: 404, with: hidden
                ),
                Question(
                    "POST", "/api/orders", by: site("https://app.example.com").merging(json) { $1 }, body: order,
                    gives: 401, with: "Access-Control-Allow-Origin: https://app.example.com"),
                Question(
                    "POST", "/api/orders",
                    by: bearer("change-me", site("https://app.example.com").merging(json) { $1 }),
                    body: order, gives: 201, with: "Access-Control-Allow-Origin: https://app.example.com"),
                Question(
                    "POST", "/api/orders", by: bearer("change-me", site("https://evil.example").merging(json) { $1 }),
                    body: order, gives: 403, with: "403"),
                Question(
                    "GET", "/prices", by: site("https://evil.example"), gives: 200,
                    with: "Access-Control-Allow-Origin: *"),
            ]
        ),
    ]

    static let pages: [CookbookRecipe] = [
        CookbookRecipe(
            heading: "How to send a download",
            routes: ["GET /songs/{id:int}/words"],
            questions: [
                Question("GET", "/songs/0/words", gives: 200, with: "Verse 12\nEnd\n"),
                Question("GET", "/songs/0/words", gives: 200, with: "filename*=UTF-8''F%C3%BCr%20Elise.txt"),
                Question("GET", "/songs/2/words", gives: 404, with: hidden),
                Question("GET", "/songs/x/words", gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to export a table",
            routes: ["GET /members.csv", "GET /members.json"],
            questions: [
                Question("GET", "/members.csv", gives: 401, with: "401"),
                Question("GET", "/members.json", gives: 401, with: "401"),
                Question(
                    "GET", "/members.csv", by: bearer("change-me"), gives: 200,
                    with: "\"Name\",\"Balance\"\r\n\"Ada\",12\r\n\"'=1+1\",-5\r\n"),
                Question(
                    "GET", "/members.json", by: bearer("change-me"), gives: 200, with: #""name":"=1+1""#),
            ]
        ),
        CookbookRecipe(
            heading: "How to link to another page",
            routes: ["GET /notes", "GET /notes/{id:int}"],
            questions: [
                Question("GET", "/notes", gives: 200, with: #"<li><a href="/notes/1">Note 1</a></li>"#),
                Question("GET", "/notes/2", gives: 200, with: "<p>Tea &amp; cake.</p>"),
                Question("GET", "/notes/2?a=b", gives: 200, with: #"<a href="/notes/2?a=b&amp;loud=yes">Loud</a>"#),
                Question("GET", "/notes/2?loud=yes&a=b", gives: 200, with: #"<a href="/notes/2?a=b">Normal</a>"#),
                Question("GET", "/notes/2?loud=yes", gives: 200, with: "<p>TEA &amp; CAKE.</p>"),
                Question("GET", "/notes/2", gives: 200, with: #"<a href="/notes">All notes</a>"#),
                Question("GET", "/notes/3", gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to show a list in pages",
            routes: ["GET /books"],
            questions: [
                Question("GET", "/books", gives: 200, with: "<tbody><tr><td>Book 10</td><td>2000</td></tr>"),
                Question("GET", "/books?page=3", gives: 200, with: "<tbody><tr><td>Book 50</td>"),
                Question("GET", "/books?sort=year", gives: 200, with: "<tbody><tr><td>Book 54</td>"),
                Question(
                    "GET", "/books?sort=year&order=desc&page=2", gives: 200, with: "<tbody><tr><td>Book 30</td>"),
                Question("GET", "/books?sort=year", gives: 200, with: #"href="/books?sort=year&amp;page=2""#),
                Question("GET", "/books?page=4", gives: 404, with: hidden),
                Question("GET", "/books?page=x", gives: 422, with: "422"),
                Question("GET", "/books?sort=price", gives: 422, with: "422"),
            ]
        ),
        CookbookRecipe(
            heading: "How to use one layout and a style sheet",
            routes: ["GET /", "GET /assets/{path...}"],
            questions: [
                Question("GET", "/", gives: 200, with: "<title>Welcome · Tea Club</title>"),
                Question("GET", "/", gives: 200, with: "<link rel=\"stylesheet\" href=\"/assets/style-"),
                Question("GET", "/nowhere", gives: 404, with: "<title>Not Found · Tea Club</title>"),
                Question("GET", "/nowhere", gives: 404, with: "<header><a href=\"/\">Tea Club</a></header>"),
                Question("GET", "/assets/style.css", gives: 404, with: "Not Found"),
            ]
        ),
        CookbookRecipe(
            heading: "How to stream a long page",
            routes: ["GET /squares"],
            questions: [
                Question("GET", "/squares", gives: 200, with: "<h1>Squares</h1><ol><li>1</li>\n<li>4</li>"),
                Question("GET", "/squares", gives: 200, with: "<li>100000000</li>\n</ol>\n</body>"),
            ]
        ),
        CookbookRecipe(
            heading: "How to show texts in two languages",
            routes: ["GET /", "POST /language/{code}"],
            questions: [
                Question("GET", "/", gives: 200, with: "<html lang=\"en\">"),
                Question("GET", "/", by: ["HTTP_ACCEPT_LANGUAGE": "de-AT"], gives: 200, with: "<p>3 Tassen</p>"),
                Question("GET", "/", by: ["HTTP_ACCEPT_LANGUAGE": "de"], gives: 200, with: "action=\"/language/en\""),
                Question(
                    "GET", "/", by: ["HTTP_ACCEPT_LANGUAGE": "de", "HTTP_COOKIE": "__Host-language=en"], gives: 200,
                    with: "<p>3 cups</p>"),
                Question("GET", "/x", by: ["HTTP_ACCEPT_LANGUAGE": "de"], gives: 404, with: "Nicht gefunden"),
                Question("POST", "/language/de", gives: 303, with: "Set-Cookie: __Host-language=de;"),
            ]
        ),
        CookbookRecipe(
            heading: "How to show an error page of your own",
            routes: ["GET /seats", "GET /print"],
            questions: [
                Question("GET", "/nowhere", gives: 404, with: "<h1>Not Found</h1>\n<p>That did not work.</p>"),
                Question("GET", "/seats", gives: 409, with: "<p>Somebody was faster.</p>"),
                // For a client on the same machine, a debug build shows its own page.
                Question("GET", "/print", gives: 500, with: "Gatehouse debug page"),
            ]
        ),
    ]

    private static let order = #"{"item":"tea"}"#

    private static let picture = basic("ada:change-me", ["CONTENT_TYPE": "multipart/form-data; boundary=xyz"])

    private static func upload(_ content: String) -> String {
        let header = "Content-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\nContent-Type: image/png"
        return "--xyz\r\n\(header)\r\n\r\n\(content)\r\n--xyz--\r\n"
    }

    /// The header fields of a script of another origin, or of the preflight request for it.
    private static func site(_ origin: String, asking method: String? = nil) -> [String: String] {
        var headers = ["HTTP_ORIGIN": origin, "HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_SEC_FETCH_MODE": "cors"]
        headers["HTTP_ACCESS_CONTROL_REQUEST_METHOD"] = method
        return headers
    }
}
