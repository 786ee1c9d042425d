import ParlanceReports
import Testing

@Suite struct UnitChoiceTests {
  private func steps(
    _ choice: UnitChoice, _ tokens: [String], _ values: [[Double]]
  ) -> [UnitChoice.Score] {
    choice.scores(Array(zip(values, choice.properties(of: tokens))))
  }

  @Test func aUnitThatCountsIsFoundByPlace() {
    let tokens = ["a", "b", "c", "d"]
    let found = steps(.place, tokens, [[5, 0], [1, 2], [4, 4], [2, 6]])
    #expect(found[0].unit == 1 && abs(found[0].score - 1) < 1e-12)
    #expect(found[1].score < 0.5)
  }

  @Test func quotesAndBrackets() {
    let tokens = ["he", "\"", "no", "\"", "(", "x", ")"]
    #expect(
      UnitChoice.quotes.properties(of: tokens) == [
        .kind("outside"), .kind("inside"), .kind("inside"), .kind("outside"), .kind("outside"),
        .kind("outside"), .kind("outside"),
      ])
    #expect(
      UnitChoice.brackets.properties(of: tokens).suffix(3) == [
        .kind("inside"), .kind("inside"), .kind("outside"),
      ])
    let found = steps(.quotes, tokens, tokens.indices.map { [1...2 ~= $0 ? 1.0 : 0, Double($0)] })
    #expect(found.map(\.unit) == [0, 1] && abs(found[0].score - 1) < 1e-12)
  }

  /// η² of 1 3 | 5 7: between the groups 4 · 4, of 20 in all.
  @Test func correlationRatio() {
    let steps: [(values: [Double], property: UnitChoice.Property)] = [
      ([1], .kind("a")), ([3], .kind("a")), ([5], .kind("b")), ([7], .kind("b")),
    ]
    let found = UnitChoice.answer.scores(steps)
    #expect(found.map(\.unit) == [0] && abs(found[0].score - 16.0 / 20) < 1e-12)
    #expect(UnitChoice.variance.scores(steps)[0].score == 5)
  }

  @Test func tokens() {
    #expect(
      UnitChoice.kind.properties(of: ["ab", "12", "?", " ", ""])
        == ["letters", "digits", "marks", "blank", "blank"].map { .kind($0) })
    #expect(
      UnitChoice.capitals.properties(of: ["The", "cat"]) == [.kind("capital"), .kind("other")])
    #expect(UnitChoice.variance.scores([]).isEmpty)
  }
}
