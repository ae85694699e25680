internal import HTTPTypes

/// Routes, a function for each method: with evidence or without, with an answer or with none.
extension Gate {
    /// Opens a path for GET and HEAD to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func get<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        list.add(
            .get, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for GET and HEAD by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func get<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .get, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for POST to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func post<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        list.add(
            .post, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for POST by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func post<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .post, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for POST to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func post<Evidence: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Void
    ) {
        list.add(
            .post, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for POST by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func post(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .post, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for PUT to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func put<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        list.add(
            .put, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for PUT by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func put<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .put, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for PUT to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func put<Evidence: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Void
    ) {
        list.add(
            .put, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for PUT by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func put(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .put, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for PATCH to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func patch<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        list.add(
            .patch, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for PATCH by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func patch<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .patch, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for PATCH to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func patch<Evidence: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Void
    ) {
        list.add(
            .patch, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for PATCH by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func patch(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .patch, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for DELETE to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func delete<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        list.add(
            .delete, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for DELETE by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func delete<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .delete, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for DELETE to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func delete<Evidence: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Void
    ) {
        list.add(
            .delete, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for DELETE by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id:int}`: see ``Gate`` for what it may hold.
    ///   - name: for links to it.
    ///   - access: the rule.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func delete(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .delete, path, as: name, in: 0, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }
}
