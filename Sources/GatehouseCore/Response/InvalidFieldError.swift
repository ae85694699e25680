internal import HTTPTypes

/// An error for an invalid value of a header field.
struct InvalidFieldError: Error, CustomStringConvertible {
    let name: HTTPField.Name

    var description: String { "invalid value for the header field \(name.rawName)" }
}
