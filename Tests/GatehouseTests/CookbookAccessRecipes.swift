extension CookbookRecipe {
    static let access: [CookbookRecipe] = [
        CookbookRecipe(
            heading: "How to open a public page",
            routes: ["GET /", "GET /hello/{name}"],
            questions: [
                Question("GET", "/", gives: 200, with: "<h1>Welcome</h1>"),
                Question("GET", "/hello/%3Cscript%3E", gives: 200, with: "Hello, &lt;script&gt;!"),
                Question("GET", "/nowhere", gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to protect an area with a password",
            environment: ["TEAM_PASSWORD": "open sesame"],
            routes: ["GET /", "GET /plans"],
            questions: [
                Question("GET", "/plans", gives: 401, with: "WWW-Authenticate: Basic realm=\"team\""),
                Question("GET", "/plans", by: basic("team:wrong"), gives: 401, with: "401"),
                Question("GET", "/plans", by: basic("team:open sesame"), gives: 200, with: "Nobody else"),
            ]
        ),
        CookbookRecipe(
            heading: "How to show users only their own objects",
            routes: ["GET /notes/{id:int}"],
            questions: [
                Question("GET", "/notes/1", gives: 401, with: "401"),
                Question("GET", "/notes/1", by: bearer("token-of-ada"), gives: 200, with: "Buy milk."),
                Question("GET", "/notes/2", by: bearer("token-of-ada"), gives: 404, with: hidden),
                Question("GET", "/notes/3", by: bearer("token-of-ada"), gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to show one page to members and visitors",
            routes: ["GET /", "GET /minutes"],
            questions: [
                Question("GET", "/", gives: 200, with: "Only members can see the minutes."),
                Question("GET", "/", by: bearer("token-of-bob"), gives: 200, with: "Only members can see the minutes."),
                Question("GET", "/", by: bearer("token-of-ada"), gives: 200, with: "Good morning, ada.\n"),
                Question("GET", "/", by: bearer("token-of-ada"), gives: 200, with: "Cache-Control: no-store\n"),
                Question("GET", "/minutes", gives: 401, with: "401"),
                Question("GET", "/minutes", by: bearer("token-of-ada"), gives: 200, with: "Minutes for ada"),
            ]
        ),
        CookbookRecipe(
            heading: "How to use different rules for reading and writing",
            routes: ["GET /news", "PUT /news", "GET /wiki/{page}", "PUT /wiki/{page}", "DELETE /wiki/{page}"],
            questions: [
                Question("GET", "/news", gives: 200, with: "Nothing new."),
                Question("PUT", "/news", gives: 401, with: "401"),
                Question("PUT", "/news", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("GET", "/wiki/home", by: bearer("token-of-bob"), gives: 200, with: "bob reads home."),
                Question("PUT", "/wiki/home", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("PUT", "/wiki/home", by: bearer("token-of-ada"), gives: 200, with: "ada writes home."),
                Question("DELETE", "/wiki/home", by: bearer("token-of-ada"), gives: 204, with: ""),
            ]
        ),
        CookbookRecipe(
            heading: "How to protect many routes with one rule",
            routes: ["GET /projects", "GET /projects/all", "GET /projects/by-name/{project}"],
            questions: [
                Question("GET", "/projects", gives: 401, with: "401"),
                Question("GET", "/projects", by: bearer("token-of-bob"), gives: 200, with: "Cache-Control: private\n"),
                Question("GET", "/projects/all", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("GET", "/projects/all", by: bearer("token-of-ada"), gives: 200, with: "2 members"),
                Question(
                    "GET", "/projects/by-name/loom", by: bearer("token-of-bob"), gives: 200, with: "The loom of bob"),
                Question("GET", "/projects/by-name/loom", by: bearer("token-of-ada"), gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to write and combine rules of your own",
            routes: ["GET /issues", "GET /issues/{number:int}", "POST /orders"],
            questions: [
                Question("GET", "/issues", gives: 404, with: hidden),
                Question("GET", "/issues", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("GET", "/issues", by: bearer("token-of-ada"), gives: 200, with: "2 issues for ada"),
                // The recipe names no host, so other machines get 421 before the rule runs.
                Question("GET", "/issues", by: ["REMOTE_ADDR": "192.0.2.7"], gives: 421, with: "421"),
                Question("GET", "/issues/2", by: bearer("token-of-ada"), gives: 200, with: "Issue 2 for ada"),
                Question("GET", "/issues/3", by: bearer("token-of-ada"), gives: 404, with: hidden),
                // At night in UTC+1 this could be a 503: the test must not depend on the clock.
                Question("POST", "/orders", gives: 404, with: hidden),
            ]
        ),
    ]

    static let programs: [CookbookRecipe] = [
        CookbookRecipe(
            heading: "How to send a link by e-mail",
            routes: ["POST /invitations", "GET /join/{key}"],
            questions: [
                Question("POST", "/invitations", gives: 401, with: "401"),
                Question(
                    "POST", "/invitations",
                    by: bearer("change-me", ["HTTP_HOST": "www.example.com", "HTTPS": "on"]),
                    gives: 200, with: "open https://www.example.com/join/"),
                Question(
                    "POST", "/invitations", by: bearer("change-me", ["HTTP_HOST": "evil.example"]),
                    gives: 421, with: "421"),
                Question("GET", "/join/0", gives: 404, with: hidden),
            ]
        ),
        CookbookRecipe(
            heading: "How to log from a handler",
            routes: ["POST /orders"],
            questions: [
                Question(
                    "POST", "/orders", gives: 200, with: "Order 1\n", logs: "notice gatehouse: order placed [order=1]")
            ]
        ),
        CookbookRecipe(
            heading: "How to add a command",
            routes: ["GET /"],
            questions: [Question("GET", "/", gives: 200, with: "By invitation only.")],
            commands: [
                (["invite", "ada@example.com"], 0, "For ada@example.com: https://www.example.com/join/"),
                (["invite"], 64, ""), (["invit"], 64, ""),
            ]
        ),
    ]
}
