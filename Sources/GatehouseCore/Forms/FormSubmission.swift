/// What a client sent: values, or a form with errors.
public enum FormSubmission<Fields: FormFields>: Sendable {
    /// Each field is valid.
    case valid(FormValues<Fields>)
    /// The form with the errors and with what the person typed: ``FilledForm/page(for:_:)``.
    case invalid(FilledForm<Fields>)
}

/// The values of a form: `values.title` is a `String` if the field `title` is a `FormField<String>`.
@dynamicMemberLookup
public struct FormValues<Fields: FormFields>: Sendable {
    private let filled: FilledForm<Fields>
    private let values: [any Sendable]

    init(_ filled: FilledForm<Fields>, _ values: [any Sendable]) {
        self.filled = filled
        self.values = values
    }

    /// The value of a field.
    public subscript<Value>(dynamicMember path: KeyPath<Fields, FormField<Value>>) -> Value {
        guard let box = values[filled.form.index(of: path)] as? FieldValueBox<Value> else {
            preconditionFailure("\(path) is not a stored property of \(Fields.self); a form has only those fields")
        }
        return box.value
    }

    /// The form with these values and an error, for a check that only the handler can do:
    ///
    /// ```swift
    /// guard try await board.add(values.title) else {
    ///     return try editor(values.rejecting(\.title, "There is a notice with this title."), request)
    /// }
    /// ```
    public func rejecting<Value>(
        _ path: KeyPath<Fields, FormField<Value>>, _ message: String
    ) -> FilledForm<Fields> {
        var form = filled
        form.reject(path, message)
        return form
    }
}
