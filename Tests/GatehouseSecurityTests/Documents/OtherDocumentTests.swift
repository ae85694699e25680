#if Security
    import Foundation
    import GatehouseSecurity
    import TestSupport
    import Testing

    /// Lines of other documents that need this product, compiled.
    ///
    /// A piece begins with `// BEGIN` and its document, and ends with `// END`. `DocumentCodeTests` of GatehouseTestingTests
    /// compiles the rest of these documents.
    @Suite("Accounts and tokens in docs/forms.md and docs/pages.md")
    struct OtherDocumentTests {
        struct ClubPage: ResponseConvertible {
            let title: String
            let body: HTML

            func response(to request: Request) -> Response { Page(title, body).response(to: request) }
        }

        static func layout(_ gate: inout Gate, _ accounts: Accounts<AccountFiles>) {
            // BEGIN docs/pages.md
            accounts.addPages(to: &gate) { page in ClubPage(title: page.title, body: page.body) }
            // END
        }

        static func translate(_ german: inout Texts) {
            // BEGIN docs/pages.md
            german.accounts.signIn = "Anmelden"
            // END
        }

        static func guarded<Fields>(_ notices: Form<Fields>, _ tokens: FormTokens, _ member: Account) -> Form<Fields> {
            // BEGIN docs/forms.md
            let form = notices.guarded(by: tokens.bound(to: member.id))
            // END
            return form
        }

        @Test("Each line is in its document")
        func linesAreInTheirDocuments() throws {
            func text(_ path: String) throws -> String {
                try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
            }
            let source = try text("Tests/GatehouseSecurityTests/Documents/OtherDocumentTests.swift")
            let pieces = source.matches(of: /\/\/ BEGIN (docs\/\S+)\n\s*(\S.*)\n\s*\/\/ END/)
            for piece in pieces {
                #expect(try text(String(piece.1)).contains("\n\(piece.2)\n"), "\(piece.2)")
            }
            #expect(pieces.count == 3)
        }
    }
#endif
