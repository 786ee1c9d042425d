import Testing

@testable import ParlanceTagging

@Suite struct WordShapeTests {
  @Test func wordsOfOneShape() {
    let groups = [
      ["cat", "é"], ["Cat", "Émile"], ["A", "É"], ["NASA", "AB"], ["iPhone", "McX"], ["12", "7"],
      ["a1", "b22"], [".", "--"], ["12.5", "1-2"], ["@anna", "@x"], ["#fun"], ["http://x.y"], [""],
      ["word-word"], ["U.S."],
    ]
    let shapes = groups.map { Set($0.map(WordShape.index)) }
    for (group, shapes) in zip(groups, shapes) { #expect(shapes.count == 1, "\(group)") }
    #expect(Set(shapes.map { $0.first! }).count == groups.count)
    for shape in shapes.joined() { #expect(0..<Int32(WordShape.count) ~= shape) }
  }
}

@Suite struct AffixesTests {
  @Test func prefixesAndSuffixes() {
    #expect(Affixes.indices(of: "").isEmpty)
    #expect(Affixes.indices(of: "a").count == 2 && Affixes.indices(of: "walking").count == 8)
    let (walking, talking) = (Affixes.indices(of: "walking"), Affixes.indices(of: "Talking"))
    // All suffixes, no prefix.
    for (place, pair) in zip(walking, talking).enumerated() {
      #expect((pair.0 == pair.1) == (place % 2 == 1))
    }
    #expect(Affixes.indices(of: "TALKING") == talking)
    for word in ["x", "été", "日本語"] {
      for index in Affixes.indices(of: word) { #expect(0..<Int32(Affixes.count) ~= index) }
    }
  }
}
