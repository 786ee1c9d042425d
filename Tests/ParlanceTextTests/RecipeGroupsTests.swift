import ParlanceText
import Testing

@Suite struct RecipeGroupsTests {
  @Test func ingredientsDishesAndTools() {
    let groups = Recipes.wordGroups
    #expect(groups.map(\.name) == ["ingredients", "dishes", "tools"])
    for (group, word) in zip(groups, ["onion", "soup", "oven"]) {
      #expect(group.words.contains(word), "\(group)")
      #expect(group.words == group.words.sorted())
    }
    let all = groups.flatMap(\.words)
    #expect(Set(all).count == all.count)
    #expect(groups.allSatisfy { $0.words.count > 2 })
  }
}
