import Foundation
import Testing

@testable import ParlanceText

@Suite struct RecipeCategoriesTests {
  @Test func documentsAreTheEndsOfRecipes() {
    for recipe in Recipes.generate(count: 300, seed: 4) {
      #expect(recipe.text.hasSuffix(" " + recipe.document))
      #expect(Recipes.categories.contains(recipe.category))
      // Neither title nor list.
      #expect(
        !recipe.document.contains(":") && recipe.document.first?.isNumber == false, "\(recipe.text)"
      )
      #expect(recipe.document.hasSuffix(" .") && recipe.document.contains("serve"))
    }
  }

  @Test func aTitleNamesTheCategory() {
    let words = ["salad": "salad", "soup": "soup", "stew": "stew", "curry": "curry", "pie": "pie"]
    for recipe in Recipes.generate(count: 300, seed: 5) {
      let title = recipe.tokens.prefix { $0 != ":" }
      for (word, category) in words where title.contains(word) {
        #expect(recipe.category == category)
      }
    }
  }

  /// Where a category is said to have probability p, it is right in p of all cases.
  @Test func probabilitiesAreThoseOfManyRecipes() throws {
    let recipes = Recipes.generate(count: 3000, seed: 6)
    var (expected, right, unsure) = (0.0, 0, 0)
    for recipe in recipes {
      let found = try #require(Recipes.categoryProbabilities(ofDocument: recipe.document))
      #expect(abs(found.reduce(0, +) - 1) < 1e-9)
      let greatest = try #require(found.max())
      #expect(found[try #require(Recipes.categories.firstIndex(of: recipe.category))] > 0)
      expected += greatest
      if greatest < 0.99 { unsure += 1 }
      if Recipes.categories[found.firstIndex(of: greatest)!] == recipe.category { right += 1 }
    }
    let best = try #require(Recipes.bestPossibleAccuracy(ofDocuments: recipes.map(\.document)))
    #expect(abs(best - expected / 3000) < 1e-12)
    #expect(abs(Double(right) / 3000 - best) < 0.03)
    #expect((0.65...0.8).contains(best) && unsure > 1000)
  }

  /// Counted: of the documents that read the same, the share of each category.
  @Test func probabilitiesAreShares() throws {
    var counts: [String: [String: Int]] = [:]
    for recipe in Recipes.generate(count: 20_000, seed: 8) {
      counts[recipe.document, default: [:]][recipe.category, default: 0] += 1
    }
    let (document, found) = try #require(
      counts.max { ($0.value.values.reduce(0, +), $0.key) < ($1.value.values.reduce(0, +), $1.key) }
    )
    let total = Double(found.values.reduce(0, +))
    let probabilities = try #require(Recipes.categoryProbabilities(ofDocument: document))
    #expect(total > 40)
    for (category, probability) in zip(Recipes.categories, probabilities) {
      let share = Double(found[category] ?? 0) / total
      #expect(abs(share - probability) < 4 * (0.25 / total).squareRoot(), "\(category) \(document)")
    }
  }

  @Test func whatIsNoDocument() {
    #expect(Recipes.categoryProbabilities(ofDocument: "to be or not to be") == nil)
    #expect(Recipes.categoryProbabilities(ofDocument: "") == nil)
    #expect(Recipes.bestPossibleAccuracy(ofDocuments: []) == nil)
    #expect(Recipes.bestPossibleAccuracy(ofDocuments: ["serve hot"]) == nil)
  }
}
