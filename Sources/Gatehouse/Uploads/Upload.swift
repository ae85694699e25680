/// The content of a form with files.
public struct Upload<Value> {
    /// The fields, decoded as the program's type.
    public let value: Value

    /// The files.
    public let files: UploadedFiles
}

extension Upload: Sendable where Value: Sendable {}
