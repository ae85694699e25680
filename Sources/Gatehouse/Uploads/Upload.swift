/// What a form with files held.
public struct Upload<Value> {
    /// The fields, as a value of the program's own type.
    public let value: Value

    /// The files.
    public let files: UploadedFiles
}

extension Upload: Sendable where Value: Sendable {}
