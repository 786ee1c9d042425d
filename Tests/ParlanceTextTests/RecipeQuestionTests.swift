import Testing

@testable import ParlanceText

@Suite struct RecipeQuestionTests {
  @Test func answersAreInTheRecipe() {
    var kinds: Set<String> = []
    for recipe in Recipes.generate(count: 500, seed: 3) {
      let questions = recipe.questions
      #expect(questions.count >= 3, "\(recipe.text)")
      #expect(Set(questions.map(\.question)).count == questions.count, "\(recipe.text)")
      for question in questions {
        #expect(recipe.tokens.contains(question.answer))
        kinds.insert(String(question.question.prefix(10)))
        guard question.question.hasPrefix("how much of ") else { continue }
        // The number stands before the thing, with what it is measured in and how it is between.
        let thing = question.question.split(separator: " ")[3]
        let colon = recipe.tokens.firstIndex(of: ":")!
        let list = recipe.tokens[colon...].prefix { $0 != thing }
        #expect(list.last { Int($0) != nil } == question.answer)
      }
    }
    #expect(kinds.count == 3)
  }
}
