import FoundationEssentials
import GatehouseCore
import GatehouseJSON
import GatewayInterface
import HTTPTypes

/// A place where text of a client enters: a request with a text there.
struct Place {
    /// The address of a trusted proxy. Its fields are read.
    static let proxy = "192.0.2.1"

    var name: String
    var method = "GET"
    var target: [UInt8] = Array("/".utf8)
    var parameters: [(name: [UInt8], value: [UInt8])] = []
    var body: [UInt8] = []
    /// Whether the proxies write `Forwarded` instead of `X-Forwarded-For` and its relatives.
    var isForwarded = false

    /// The parameters that a web server passes.
    var request: [(name: [UInt8], value: [UInt8])] {
        let usual = [
            ("HTTPS", "on"), ("REMOTE_ADDR", "203.0.113.1"), ("HTTP_HOST", "localhost"), ("REQUEST_METHOD", method),
        ]
        var all = usual.map { (name: Array($0.0.utf8), value: Array($0.1.utf8)) }
        all.append((Array("REQUEST_URI".utf8), target))
        if !body.isEmpty { all.append((Array("CONTENT_LENGTH".utf8), Array(String(body.count).utf8))) }
        return all.filter { usual in !parameters.contains { $0.name == usual.name } } + parameters
    }

    /// All places, with a text in them.
    static func all(with text: [UInt8]) -> [Place] {
        targets(text) + contentTypes(text) + forms(text) + parts(text) + json(text) + allForNumbers(with: text)
    }

    /// The places where digits can cost more than other text: numbers and all fields.
    static func allForNumbers(with text: [UInt8]) -> [Place] {
        numbers(text) + fields(text) + proxyFields(text)
    }

    private static func numbers(_ text: [UInt8]) -> [Place] {
        func get(_ name: String, _ target: String, _ after: String = "") -> Place {
            Place(name: name, target: Array(target.utf8) + text + Array(after.utf8))
        }
        func json(_ name: String, _ before: String, _ after: String) -> Place {
            Place(
                name: name, method: "POST", target: Array("/json/number".utf8),
                parameters: [(Array("CONTENT_TYPE".utf8), Array("application/json".utf8))],
                body: Array("{\"text\":\(before)".utf8) + text + Array("\(after)}".utf8))
        }
        // Makes a number with many digits small, so that each digit counts.
        let exponent = "e-\(text.count)"
        return [
            get("typed segment", "/number/"), get("number", "/double?text="),
            get("number with an exponent", "/double?text=", exponent), get("integer", "/integer?text="),
            get("negative integer", "/integer?text=-"),
            json("number with an exponent in JSON", "1", exponent), json("exponent in JSON", "1e-", ""),
            Place(
                name: "length of a part", method: "POST", target: Array("/parts".utf8),
                parameters: [(Array("CONTENT_TYPE".utf8), Array("multipart/form-data; boundary=b".utf8))],
                body: Array("--b\r\nContent-Disposition: form-data; name=text\r\nContent-Length: ".utf8) + text
                    + Array("\r\n\r\n1\r\n--b--".utf8)),
        ]
    }

    private static func proxyFields(_ text: [UInt8]) -> [Place] {
        let before = [
            ("X_FORWARDED_FOR", ""), ("X_FORWARDED_FOR", "192.0.2.9, 192.0.2.1:"), ("X_FORWARDED_PROTO", ""),
            ("X_FORWARDED_HOST", ""), ("X_FORWARDED_HOST", "localhost:"), ("FORWARDED", ""), ("FORWARDED", "for=\""),
            ("FORWARDED", "for=192.0.2.9;host=\""), ("FORWARDED", "for=192.0.2.9;proto="),
        ]
        return before.map { field, start in
            let end = start.last == "\"" ? "\"" : ""
            var place = Place(
                name: start.isEmpty ? field : "\(field), \(start)", method: "POST", target: Array("/field".utf8))
            place.isForwarded = field == "FORWARDED"
            place.parameters = [
                (Array("REMOTE_ADDR".utf8), Array(proxy.utf8)),
                (Array("HTTP_\(field)".utf8), Array(start.utf8) + text + Array(end.utf8)),
            ]
            return place
        }
    }

    private static func targets(_ text: [UInt8]) -> [Place] {
        let encoded = percent(text)
        let value = Array("/value?text=".utf8)
        return [
            Place(name: "path, raw", target: Array("/table/".utf8) + text),
            Place(name: "path, encoded", target: Array("/table/".utf8) + encoded),
            Place(name: "first segment", target: Array("/".utf8) + encoded),
            Place(name: "name of a file", target: Array("/files/".utf8) + encoded + Array(".txt".utf8)),
            Place(name: "rest of a path", target: Array("/rest/a/".utf8) + encoded),
            Place(name: "typed segment, encoded", target: Array("/number/".utf8) + encoded),
            Place(name: "query, raw", target: value + text),
            Place(name: "query, encoded", target: value + encoded),
            Place(name: "name in a query", target: Array("/value?".utf8) + encoded + Array("=1".utf8)),
            Place(name: "query that no handler reads", target: Array("/?".utf8) + encoded),
            Place(name: "redirected query", target: Array("/table/a/?".utf8) + encoded),
            Place(name: "path to return to", target: Array("/return?return=%2F".utf8) + encoded),
            Place(name: "Boolean", target: Array("/boolean?text=".utf8) + encoded),
            Place(name: "case of an enumeration", target: Array("/case?text=".utf8) + encoded),
            Place(name: "query of a link", target: Array("/link?a=".utf8) + encoded),
        ]
    }

    private static func fields(_ text: [UInt8]) -> [Place] {
        var places = [
            "HOST", "ACCEPT", "ORIGIN", "SEC_FETCH_SITE", "COOKIE", "AUTHORIZATION", "USER_AGENT", "X_OTHER",
        ]
        .map { name in
            Place(
                name: name, method: "POST", target: Array("/field".utf8),
                parameters: [(Array("HTTP_\(name)".utf8), text)])
        }
        let conditions = ["RANGE", "IF_NONE_MATCH", "IF_MATCH", "IF_RANGE", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE"]
        places += conditions.map { name in
            Place(name: name, target: Array("/files/a.txt".utf8), parameters: [(Array("HTTP_\(name)".utf8), text)])
        }
        for name in [
            "REQUEST_METHOD", "REQUEST_SCHEME", "REMOTE_ADDR", "SCRIPT_NAME", "SCRIPT_FILENAME", "PATH_INFO",
            "REDIRECT_URL", "REDIRECT_STATUS", "SERVER_NAME", "HTTPS",
        ] {
            places.append(Place(name: name, parameters: [(Array(name.utf8), text)]))
        }
        func field(_ name: String, _ variable: String, _ target: String, _ value: [UInt8]) -> Place {
            Place(
                name: name, method: "POST", target: Array(target.utf8),
                parameters: [(Array("HTTP_\(variable)".utf8), value)])
        }
        let credentials = Data(text + Array(":".utf8) + text).base64EncodedString().utf8
        return places + [
            Place(name: "name of a field", parameters: [(Array("HTTP_".utf8) + text, [0x31])]),
            field("cookie", "COOKIE", "/field", Array("name=".utf8) + text),
            field("name of a cookie", "COOKIE", "/field", text + Array("=1".utf8)),
            field("Basic credentials", "AUTHORIZATION", "/basic", Array("Basic ".utf8) + credentials),
            field("bearer token", "AUTHORIZATION", "/bearer", Array("Bearer ".utf8) + text),
            field("Origin", "ORIGIN", "/field", Array("https://".utf8) + text),
            field("port", "HOST", "/field", Array("localhost:".utf8) + text),
            Place(
                name: "byte range", target: Array("/files/a.txt".utf8),
                parameters: [(Array("HTTP_RANGE".utf8), Array("bytes=0-".utf8) + text)]),
            Place(
                name: "entity tag", target: Array("/files/a.txt".utf8),
                parameters: [(Array("HTTP_IF_NONE_MATCH".utf8), Array("\"".utf8) + text + Array("\"".utf8))]),
            field("types that are accepted", "ACCEPT", "/none", Array("a/b;q=\"".utf8) + text + Array("\"".utf8)),
        ]
    }

    private static func contentTypes(_ text: [UInt8]) -> [Place] {
        // In quotes, as it is and with a backslash before each scalar.
        let escaped = String(decoding: text, as: UTF8.self).unicodeScalars.flatMap { Array("\\\($0)".utf8) }
        var places: [Place] = []
        for (target, type) in [
            ("/form", "application/x-www-form-urlencoded"), ("/json", "application/json"),
            ("/parts", "multipart/form-data"),
        ] {
            let start = Array("\(type); charset=\"".utf8)
            let values = [("", text), (", charset", start + text + [0x22]), (", escaped", start + escaped + [0x22])]
            for (name, value) in values {
                var place = Place(name: "Content-Type of \(target)\(name)", method: "POST", target: Array(target.utf8))
                place.parameters = [(Array("CONTENT_TYPE".utf8), value)]
                place.body = Array("{}".utf8)
                places.append(place)
            }
        }
        return places
    }

    private static func forms(_ text: [UInt8]) -> [Place] {
        func form(_ name: String, _ target: String, _ body: [UInt8]) -> Place {
            let type = Array("application/x-www-form-urlencoded".utf8)
            return Place(
                name: name, method: "POST", target: Array(target.utf8),
                parameters: [(Array("CONTENT_TYPE".utf8), type)], body: body)
        }
        return [
            form("form, raw", "/form", Array("text=".utf8) + text),
            form("form, encoded", "/form", Array("text=".utf8) + percent(text)),
            form("name in a form", "/form", text + Array("=1".utf8)),
            form("Boolean of a form", "/form/boolean", Array("text=".utf8) + text),
            form("case of a form", "/form/case", Array("text=".utf8) + text),
            form("values of a form", "/form/list", Array("text=".utf8) + text + Array("&text=".utf8) + text),
        ]
    }

    private static func parts(_ text: [UInt8]) -> [Place] {
        func part(_ name: String, _ header: [UInt8], _ content: [UInt8]) -> Place {
            Place(
                name: name, method: "POST", target: Array("/parts".utf8),
                parameters: [(Array("CONTENT_TYPE".utf8), Array("multipart/form-data; boundary=b".utf8))],
                body: Array("--b\r\nContent-Disposition: form-data; ".utf8) + header + Array("\r\n\r\n".utf8) + content
                    + Array("\r\n--b--".utf8))
        }
        let field = Array("name=text".utf8)
        return [
            part("part", field, text), part("part _charset_", Array("name=_charset_".utf8), text),
            part("name of a part", Array("name=\"".utf8) + text + [0x22], [0x31]),
            part("file name", field + Array("; filename=\"".utf8) + text + [0x22], [0x31]),
            part("encoded file name", field + Array("; filename=1; filename*=UTF-8''".utf8) + percent(text), [0x31]),
            part("parameter of a part", field + Array("; x=\"".utf8) + text + [0x22], [0x31]),
            part("type of a part", field + Array("\r\nContent-Type: ".utf8) + text, [0x31]),
            part("charset of a part", field + Array("\r\nContent-Type: a/b; charset=\"".utf8) + text + [0x22], [0x31]),
            part("transfer encoding", field + Array("\r\nContent-Transfer-Encoding: ".utf8) + text, [0x31]),
        ]
    }

    private static func json(_ text: [UInt8]) -> [Place] {
        func json(_ name: String, _ target: String, _ before: String, _ text: [UInt8], _ after: String) -> Place {
            Place(
                name: name, method: "POST", target: Array(target.utf8),
                parameters: [(Array("CONTENT_TYPE".utf8), Array("application/json".utf8))],
                body: Array(before.utf8) + text + Array(after.utf8))
        }
        let escaped = String(decoding: text, as: UTF8.self).utf16.flatMap { unit in
            let digits = String(unit, radix: 16)
            return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
        return [
            json("JSON", "/json", "{\"text\":\"", text, "\"}"),
            json("JSON, escaped", "/json", "{\"text\":\"", escaped, "\"}"),
            json("name in JSON", "/json", "{\"", text, "\":1}"),
            json("name in JSON, escaped", "/json", "{\"", escaped, "\":1}"),
            json("case in JSON", "/json/case", "{\"text\":\"", text, "\"}"),
            json("JSON dictionary", "/json/table", "{\"text\":\"", text, "\"}"),
        ]
    }

    private static func percent(_ text: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text {
            encoded.append(UInt8(ascii: "%"))
            encoded.append(digits[Int(byte >> 4)])
            encoded.append(digits[Int(byte & 15)])
        }
        return encoded
    }
}
