import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// The programs of docs/cookbook.md do what their text says.
@Suite("docs/cookbook.md", .timeLimit(.minutes(5)))
struct CookbookTests {
    private static let recipes = Recipe.access + Recipe.input + Recipe.pages + Recipe.programs

    /// Each program can be copied as a whole, so each must be complete, and none may be missing here.
    @Test("Each of the twenty-three programs is tested")
    func everyRecipeIsTested() throws {
        let documented = try DocumentedCode("docs/cookbook.md").blocks.map(\.heading)
        #expect(documented.sorted() == Self.recipes.map(\.heading).sorted())
        #expect(documented.count == 23)
    }

    @Test("compiles without a warning, lists its routes and responds", arguments: recipes)
    func recipeCompilesAndResponds(recipe: Recipe) throws {
        let block = try #require(try DocumentedCode("docs/cookbook.md").blocks.first { $0.heading == recipe.heading })
        let directory = try TemporaryDirectory()
        let app = directory.path("app")
        let verdict = try SwiftCompiler().build(recipe.sources(block.code, in: directory), to: app)
        try #require(verdict.isCompiled, "line \(block.line): \(verdict.messages)")
        #expect(verdict.diagnostics.isEmpty)

        let listing = try Program(app, ["--routes"], environment: recipe.environment).end()
        #expect(listing.status == 0, "\(listing.errors)")
        let routes = String(decoding: listing.output, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            line.split(separator: " ").prefix(2).joined(separator: " ")
        }
        #expect(routes == recipe.routes)

        for question in recipe.questions {
            let (response, log) = try question.ask(app, recipe.environment)
            #expect(question.log.isEmpty || log.contains(question.log), "\(log)")
            #expect(response.status.code == question.status, "\(question)")
            let body = String(decoding: response.body, as: UTF8.self)
            let head = response.headers.map { "\($0.name.rawName): \($0.value)\n" }.joined()
            #expect(question.part.isEmpty || (head + body).contains(question.part), "\(question): \(head)\(body)")
        }
        for (arguments, status, output) in recipe.commands {
            let end = try Program(app, arguments, environment: recipe.environment).end()
            #expect(end.status == status, "\(end.errors)")
            #expect(String(decoding: end.output, as: UTF8.self).hasPrefix(output))
        }
    }

    /// A package in Swift 5 mode can also use the library.
    @Test("compiles in the language mode of Swift 5", arguments: recipes)
    func recipeCompilesInSwift5Mode(recipe: Recipe) throws {
        let block = try #require(try DocumentedCode("docs/cookbook.md").blocks.first { $0.heading == recipe.heading })
        let directory = try TemporaryDirectory()
        let verdict = try SwiftCompiler(languageMode: 5).check(recipe.sources(block.code, in: directory))
        #expect(verdict.isCompiled, "line \(block.line): \(verdict.messages)")
    }

    typealias Recipe = CookbookRecipe
}
