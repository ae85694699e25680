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
    /// What two readers could read differently is no JSON here: a name that comes twice in an object, a byte order mark, a
    /// NUL, a half of a surrogate pair or more than 30 combining marks in a row in a text, a number that is not 0 and that
    /// a `Double` cannot tell from 0 (`1e-400`). The body is in UTF-8, and the parameter `charset` has no effect (RFC 8259,
    /// sections 8.1 and 11).
    ///
    /// - Parameters:
    ///   - type: of the value.
    ///   - limits: how much, and how deep.
    /// - Throws: `HTTPError` 415 for a body that does not say `application/json` or `application/…+json`; 400 for one that
    ///   is no JSON, too deep, or of too many values; 422 for a value that is missing or does not fit the type, with
    ///   its place as `HTTPError.field`: `items[3].title`. `RequestBodyError`, answered with 413, for too long a body,
    ///   before it is in memory.
    public func json<Value: Decodable>(
        _ type: Value.Type = Value.self,
        limits: JSONLimits = JSONLimits()
    ) async throws -> Value {
        guard let mediaType = header(.contentType).flatMap(MediaType.init), mediaType.isJSON
        else { throw HTTPError(.unsupportedMediaType, "The body has to be application/json.") }
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

    /// The same error with its place, where it has none.
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

    /// Where the value does not fit.
    private static func refusal(_ error: DecodingError) -> HTTPError {
        func refusal(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil, _ message: String) -> HTTPError {
            let keys = context.codingPath + (last.map { [$0] } ?? [])
            let text = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            let place = text.utf8.first == UInt8(ascii: ".") ? String(text.dropFirst()) : text
            // In a dictionary the names are the client's, of any length.
            let isUsable = !place.isEmpty && place.utf8.count <= 256
            return HTTPError(.unprocessableContent, message, field: isUsable ? place : nil)
        }
        return switch error {
        case .keyNotFound(let key, let context): refusal(context, key, "The value is missing.")
        case .valueNotFound(_, let context): refusal(context, nil, "The value is null.")
        case .typeMismatch(_, let context): refusal(context, nil, "The value is of another kind.")
        case .dataCorrupted(let context): refusal(context, nil, "The value is none that can stand there.")
        @unknown default: HTTPError(.unprocessableContent, "The body does not fit.")
        }
    }
}
