internal import HTTPTypes

/// Routes of a group whose rule has no evidence.
extension RouteGroup where Evidence == Void {
    /// Opens a path for GET and HEAD to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func get<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .get, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for GET and HEAD to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func get<Narrower: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Answer
    ) {
        list.add(
            .get, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for POST to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func post<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .post, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for POST to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func post<Narrower: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Answer
    ) {
        list.add(
            .post, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for POST to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func post(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .post, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for POST to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func post<Narrower: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Void
    ) {
        list.add(
            .post, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for PUT to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func put<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .put, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for PUT to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func put<Narrower: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Answer
    ) {
        list.add(
            .put, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for PUT to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func put(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .put, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for PUT to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func put<Narrower: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Void
    ) {
        list.add(
            .put, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for PATCH to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func patch<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .patch, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for PATCH to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func patch<Narrower: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Answer
    ) {
        list.add(
            .patch, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for PATCH to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func patch(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .patch, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for PATCH to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func patch<Narrower: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Void
    ) {
        list.add(
            .patch, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }

    /// Opens a path for DELETE to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func delete<Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        list.add(
            .delete, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidence: handler
        )
    }

    /// Opens a path for DELETE to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is an answer too: see ``HTTPError``.
    public mutating func delete<Narrower: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Answer
    ) {
        list.add(
            .delete, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), handler
        )
    }

    /// Opens a path for DELETE to whoever the group's rule lets pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func delete(
        _ path: String,
        as name: RouteName? = nil,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Void
    ) {
        list.add(
            .delete, path, as: name, in: scope, allow: access,
            at: SourceLocation(fileID: fileID, line: line), withoutEvidenceOrAnswer: handler
        )
    }

    /// Opens a path for DELETE to whoever the group's rule and a further one let pass.
    ///
    /// - Parameters:
    ///   - path: below the group's own; "/" is the group's path itself.
    ///   - name: for links to it.
    ///   - narrowing: is asked after the group's rule; its evidence goes to the handler.
    ///   - handler: does it; the answer is 204, without a body. What it throws is an answer too: see ``HTTPError``.
    @_disfavoredOverload
    public mutating func delete<Narrower: Sendable>(
        _ path: String,
        as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> Void
    ) {
        list.add(
            .delete, path, as: name, in: scope, allow: access.narrowed(by: narrowing),
            at: SourceLocation(fileID: fileID, line: line), withoutAnswer: handler
        )
    }
}
