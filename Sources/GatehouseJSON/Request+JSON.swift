internal import FoundationEssentials
public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// Reads the body as JSON.
    ///
    /// ```swift
    /// let draft = try await request.json(Draft.self)
    /// ```
    ///
    /// JSON that two parsers could read differently is invalid: a name that occurs twice in an object, a byte order mark, and
    /// in a string a NUL, half of a surrogate pair or more than 30 combining marks in a row. So is a number that is not 0 but
    /// becomes 0 as a `Double` (`1e-400`). The body must be UTF-8; the parameter `charset` has no effect (RFC 8259, sections
    /// 8.1 and 11).
    ///
    /// - Parameters:
    ///   - type: the type of the value.
    ///   - limits: the limits for the length and the depth.
    /// - Throws: `HTTPError` 415 if the `Content-Type` is neither `application/json` nor `application/…+json`; 400 for
    ///   invalid JSON, too many levels or too many values; 422 for a value that is missing or does not fit the type, with its
    ///   place as `HTTPError.field`: `items[3].title`. `RequestBodyError`, which becomes a 413, for a body that is too long,
    ///   before it is in memory.
    public func json<Value: Decodable>(
        _ type: Value.Type = Value.self,
        limits: JSONLimits = JSONLimits()
    ) async throws -> Value {
        guard let mediaType = headers[.contentType].flatMap(MediaType.init), mediaType.isJSON
        else { throw HTTPError(.unsupportedMediaType, "The body must be application/json.") }
        let bytes = try await body.collect(upTo: limits.bytes)
        let readable: [UInt8]
        do throws(JSONScan.Failure) {
            readable = try JSONScan.check(bytes, limits: limits)
        } catch {
            throw HTTPError(.badRequest, error.message)
        }
        do {
            return try JSONDecoder().decode(type, from: Data(readable))
        } catch let error as DecodingError {
            throw Self.refusal(Self.located(error, type, readable))
        }
    }

    /// The error with its place, if it lacks one.
    private static func located<Value: Decodable>(
        _ error: DecodingError,
        _ type: Value.Type,
        _ bytes: [UInt8]
    ) -> DecodingError {
        guard case .dataCorrupted(let context) = error, context.codingPath.isEmpty else { return error }
        do {
            _ = try JSONDecoder().decode(LocatingDecoder.Located<Value>.self, from: Data(bytes))
        } catch let error as DecodingError {
            return error
        } catch {}
        return error
    }

    /// The error for the client.
    private static func refusal(_ error: DecodingError) -> HTTPError {
        func refusal(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil, _ message: String) -> HTTPError {
            let keys = context.codingPath + (last.map { [$0] } ?? [])
            let text = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            let place = text.utf8.first == UInt8(ascii: ".") ? String(text.dropFirst()) : text
            // The keys of a dictionary come from the client and may have any length.
            let isUsable = !place.isEmpty && place.utf8.count <= 256
            return HTTPError(.unprocessableContent, message, field: isUsable ? place : nil)
        }
        return switch error {
        case .keyNotFound(let key, let context): refusal(context, key, "The value is missing.")
        case .valueNotFound(_, let context): refusal(context, nil, "The value is null.")
        case .typeMismatch(_, let context): refusal(context, nil, "The value has the wrong type.")
        case .dataCorrupted(let context): refusal(context, nil, "The value is not valid here.")
        @unknown default: HTTPError(.unprocessableContent, "The body does not fit the expected type.")
        }
    }
}
