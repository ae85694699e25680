import Gatehouse

enum PeoplePage {
    static func list(
        _ people: [(person: Person, used: Int)], _ form: HTML, _ message: HTML, _ request: Request
    ) throws -> HTML {
        let rows = try people.map { person, used -> HTML in
            let url = try request.url(for: .person, person.id)
            let role = person.isSuspended ? "suspended" : person.isAdmin ? "administrator" : ""
            return """
                <tr><td class="name"><a href="\(url: url)">\(person.signInName)</a></td>\
                <td>\(role)</td><td>\(person.credentials.hasSecondFactor ? "yes" : "no")</td>\
                <td>\(ByteCount(used)) of \(ByteCount(person.quota))</td></tr>

                """
        }
        return """
            <h1>People</h1>
            \(message)<table class="files people"><thead><tr><th scope="col">Name</th><th scope="col">Role</th>\
            <th scope="col">Second factor</th><th scope="col">Space</th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            <section class="narrow"><h2>Invite somebody</h2>\(form)</section>
            """
    }

    static func detail(
        _ person: Person, used: Int, _ form: HTML, _ token: HTML, _ message: HTML, _ request: Request
    ) throws -> HTML {
        let link = try request.url(for: .personLink, person.id)
        let remove = try request.url(for: .removePerson, person.id)
        return """
            <div class="narrow"><h1>\(person.signInName)</h1>
            \(message)<p class="hint">Uses \(ByteCount(used)) of \(ByteCount(person.quota)).</p>
            \(form)
            <section><h2>New password</h2>
            <p>A link with which the person chooses a new password. The second factor stays.</p>
            <form method="post" action="\(url: link)">\(token)<button>Make a link</button></form></section>
            <section><h2>Remove</h2>
            <p>Removes the person and all files of the person for good. Suspend the person first.</p>
            <form class="row" method="post" action="\(url: remove)">\(token)
            <label>Name to confirm <input name="name" required autocomplete="off"></label>
            <button class="danger">Remove</button></form></section></div>
            """
    }

    static func link(_ link: String, _ person: Person, _ request: Request) throws -> HTML {
        """
        <div class="narrow"><h1>Link for \(person.signInName)</h1>
        <p>Give this link to \(person.signInName), and to nobody else. It works once, for seven days.</p>
        <p><label>Address <input class="wide" readonly value="\(link)" data-copy></label></p>
        <p><a href="\(url: try request.url(for: .people))">Back to the people</a></p></div>
        """
    }
}
