import Foundation
import Gatehouse
import GatehouseSecurity
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("People", .timeLimit(.minutes(2)))
struct LockboxPeopleTests {
    @Test("The link of the first run works once, for the key in a file with mode 0600, until somebody has an account")
    func firstRunWorksOnce() async throws {
        let site = try TestSite()
        let firstRun = try #require(try FirstRun.make(in: site.lockbox.settings.data))
        #expect(try FirstRun.make(in: site.lockbox.settings.data)?.key == firstRun.key)
        let path = site.lockbox.settings.data + "/first-run-key"
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try await site.app.get("/first-run/\(firstRun.key.dropLast())a").decision == .denied)
        let browser = site.visitor()
        try await browser.visit("/first-run/\(firstRun.key)")
        let weak = try await browser.submit(["Name": "ada", "Password": "password1"])
        #expect(weak.status.code == 422 && weak.response.text.contains("value=\"ada\""))
        try await browser.submit(["Password": .text(TestSite.password)])
        #expect(try site.store.people().map(\.person.isAdmin) == [true])
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try await browser.visit("/first-run/\(firstRun.key)").status == .notFound)
        #expect(try await browser.signIn("ada", password: TestSite.password).text.contains("This folder is empty."))
    }

    @Test("Of two first administrators at the same time, one is added")
    func onlyOneIsFirst() async throws {
        let site = try TestSite()
        let added = try await withThrowingTaskGroup(of: Bool.self) { group in
            for name in ["ada", "eve"] {
                group.addTask {
                    try site.store.add(name, mail: nil, isAdmin: true, quota: 1, isFirst: true, at: .now) != nil
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(added == 1)
    }

    @Test("An invited person chooses a password by the link in the mail, and has an empty folder")
    func personIsInvited() async throws {
        let site = try TestSite()
        let (_, admin) = try await site.member("ada", isAdmin: true)
        try await admin.visit("/admin/people")
        let page = try await admin.submit(
            ["Name": "grace", "Mail address (optional)": "grace@files.example", "Quota in GB": "2"])
        #expect(page.text.contains("grace is invited by mail."))
        let text = try #require(site.mails.all.last?.text)
        let link = try #require(text.split(separator: "\n").first { $0.hasPrefix("https://") })
        let grace = site.visitor(at: "192.0.2.200")
        try await grace.visit(String(link.dropFirst("https://files.example".count)))
        try await grace.submit(["New password": .text(TestSite.password)])
        #expect(try await grace.signIn("grace", password: TestSite.password).text.contains("2.0 GB are free."))
        #expect(try await grace.visit("/admin/people").status == .notFound)
        try await admin.visit("/admin/people")
        let taken = try await admin.submit(["Name": "GRACE", "Quota in GB": "1"])
        #expect(taken.text.contains("This name is taken."))
        let shown = try await admin.submit(["Name": "bob"])
        #expect(shown.response.text.contains("https://files.example/new-password/"))
    }

    @Test("A suspended person is signed out at once and comes back with all files; somebody stays administrator")
    func suspensionEndsSessions() async throws {
        let site = try TestSite()
        let (ada, admin) = try await site.member("ada", isAdmin: true)
        let (grace, browser) = try await site.member("grace")
        let file = try site.put("a.txt", in: try site.top(grace))
        let link = try site.store.addLink(to: file, .download, label: "l", expires: .now + .seconds(3600))
        try await admin.visit("/admin/people/\(grace.id)")
        #expect(try await admin.submit(["Suspended: may not sign in": true], button: "Save").text.contains("saved"))
        #expect(try await browser.send(TestRequest(.get, "/")).status == .seeOther)
        #expect(try await site.app.get("/l/\(link.key)").status == .notFound)
        try await admin.visit("/admin/people/\(ada.id)")
        let alone = try await admin.submit(["Administrator": false], button: "Save")
        #expect(alone.status.code == 422 && alone.text.contains("Somebody must administrate"))
        try await admin.visit("/admin/people/\(grace.id)")
        #expect(try await admin.submit(["Name to confirm": "eve"], button: "Remove").text.contains("Enter the name"))
        #expect(try await admin.submit(["Name to confirm": "grace"], button: "Remove").text.contains("are removed"))
        #expect(try site.contents().isEmpty && site.store.people().count == 1)
    }

    @Test("The audit trail shows sign-ins, failures and changes, by kind and person, with everything escaped")
    func auditTrailShowsEvents() async throws {
        let site = try TestSite()
        let (_, admin) = try await site.member("ada", isAdmin: true)
        let guesser = site.visitor()
        try await guesser.visit("/sign-in")
        try await guesser.submit(["Name": "ada", "Password": "wrong password"])
        try site.store.audit("renamed", person: "ada", client: nil, "<script>alert(1)</script>", at: .now)
        let page = try await admin.visit("/admin/audit")
        #expect(page.text.contains("sign-in failed") && page.text.contains("198.51.100.7"))
        #expect(!page.response.text.contains("<script>alert"))
        #expect(page.response.text.contains("events in 30 days"))
        let filtered = try await admin.visit("/admin/audit?kind=sign-in&person=ADA")
        #expect(filtered.text.contains("ada") && !filtered.text.contains("198.51.100.7"))
        #expect(try site.store.eventsByDay(AuditFilter(), days: 30, until: .now).reduce(0, +) >= 3)
    }

    @Test("Equal refusals of one client within a minute are one line, so that nobody fills the disk")
    func refusalsAreCollected() throws {
        let site = try TestSite()
        for second in 0..<200 {
            let time = Timestamp(secondsSince1970: 1_800_000_000 + Int64(second))
            try site.store.audit("throttled", client: "192.0.2.9", once: true, at: time)
        }
        #expect(try site.store.auditCount(AuditFilter(kind: "throttled")) == 4)
        try site.store.removeEvents(before: Timestamp(secondsSince1970: 1_800_000_010), keeping: 2)
        #expect(try site.store.auditCount(AuditFilter(kind: "throttled")) == 2)
    }
}
