internal import HTTPTypes

/// A header field with a value that is none.
struct InvalidFieldError: Error, CustomStringConvertible {
    let name: HTTPField.Name

    var description: String { "the value for the header field \(name.rawName) is no field value" }
}
