import Testing

@testable import GatehouseCore

@Suite("Cache-Control")
struct CacheControlTests {
    @Test("Directives are formatted in order")
    func directivesAreFormattedInOrder() throws {
        #expect(CacheControl.noStore.description == "no-store")
        #expect(CacheControl.revalidated.description == "private, no-cache")
        #expect(CacheControl.forever.description == "public, max-age=31536000, immutable")
        let control = try CacheControl(
            .public, .maxAge(.seconds(60)), .sharedMaxAge(.zero), .staleWhileRevalidate(.seconds(5)),
            .staleIfError(.seconds(6)), .noTransform)
        #expect(
            control.description
                == "public, max-age=60, s-maxage=0, stale-while-revalidate=5, stale-if-error=6, no-transform")
        #expect(
            try CacheControl(.private, .noCache, .mustRevalidate).description == "private, no-cache, must-revalidate")
        #expect(try CacheControl(.noStore, .noTransform).description == "no-store, no-transform")
        #expect(try CacheControl(.public, .proxyRevalidate).description == "public, proxy-revalidate")
    }

    private func problems(_ make: () throws(CacheControlError) -> CacheControl) -> [String] {
        do throws(CacheControlError) {
            return ["accepted: \(try make())"]
        } catch {
            return error.problems
        }
    }

    @Test("All contradictions are reported together")
    func contradictionsAreReportedTogether() {
        #expect(problems { () throws(CacheControlError) in try CacheControl() } == ["the list of directives is empty"])
        #expect(
            problems { () throws(CacheControlError) in try CacheControl(.public, .private, .public) } == [
                "duplicate directive public", "private and public contradict each other",
            ])
        #expect(
            problems { () throws(CacheControlError) in
                try CacheControl(.private, .sharedMaxAge(.seconds(1)), .proxyRevalidate)
            } == [
                "private and s-maxage contradict each other", "private and proxy-revalidate contradict each other",
            ])
        #expect(
            problems { () throws(CacheControlError) in try CacheControl(.immutable) } == [
                "immutable requires max-age or s-maxage"
            ])
        #expect(
            problems { () throws(CacheControlError) in
                try CacheControl(.maxAge(.seconds(-1)), .staleIfError(.milliseconds(1500)))
            } == ["max-age is negative", "stale-if-error is not a whole number of seconds"])
        #expect(
            problems { () throws(CacheControlError) in
                try CacheControl(.noCache, .maxAge(.seconds(1)), .immutable, .staleIfError(.zero))
            } == [
                "no-cache and immutable contradict each other", "no-cache and stale-if-error contradict each other",
            ])
        #expect(
            problems { () throws(CacheControlError) in
                try CacheControl(.mustRevalidate, .staleWhileRevalidate(.zero))
            } == ["must-revalidate and stale-while-revalidate contradict each other"])
    }

    @Test(
        "no-store excludes other directives",
        arguments: [
            CacheControl.Directive.noCache, .public, .private, .mustRevalidate, .proxyRevalidate, .immutable,
            .maxAge(.zero), .sharedMaxAge(.zero), .staleWhileRevalidate(.zero), .staleIfError(.zero),
        ])
    func noStoreExcludesOtherDirectives(directive: CacheControl.Directive) {
        #expect(throws: CacheControlError.self) { try CacheControl(.noStore, directive) }
    }
}
