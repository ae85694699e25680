import Testing

@testable import GatehouseCore

@Suite("Accept-Encoding")
struct AcceptedEncodingsTests {
    @Test(
        "gzip is used only if the client accepts it at least as much as no coding",
        arguments: [
            ("gzip", true), ("GZip", true), ("x-gzip", true), ("gzip, deflate, br, zstd", true), ("*", true),
            (" br ,\tgzip ; q=0.001", true), ("gzip;Q=1", true), ("gzip;q=1.000", true), ("gzip;q=0.", false),
            ("*;q=0.5", true), ("gzip;q=0.5, identity;q=0.5", true), ("identity;q=0, gzip;q=0.1", true),
            ("gzip,", true),
            ("", false), ("identity", false), ("br", false), ("gzip;q=0", false), ("gzip;q=0.000", false),
            ("*, gzip;q=0", false), ("*;q=0", false), ("gzip;q=0.5, identity", false), ("gzip;q=0.5, *", false),
            ("gzip;q=0.5, identity;q=0.6", false), ("gzip, gzip;q=0", false), ("gzip;q=0, gzip", false),
            ("gzip;q=2", false), ("gzip;q=1.001", false), ("gzip;q=0.0001", false), ("gzip;q=-1", false),
            ("gzip;q=", false), ("gzip;q", false), ("gzip;", false), ("gzip;x=1", false), ("gzip;q=1;q=0", false),
            ("gzip;q=0,5", false), ("gzip;q=1x", false), ("gzip;q=\u{FF11}", false), ("gzipped", false),
            ("\u{212A}", false), (";q=1", false), (",;,;", false),
        ] as [(String, Bool)])
    func gzipNeedsWeight(field: String, isUsed: Bool) {
        #expect(AcceptedEncodings.prefersGzip(field) == isUsed)
    }

    @Test("A request without the field gets the content as it is")
    func missingFieldMeansNoCoding() {
        #expect(!AcceptedEncodings.prefersGzip(nil))
    }
}
