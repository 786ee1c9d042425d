import ParlanceText
import ParlanceVectors
import Testing

@Suite struct HardDebiasTests {
  private let golden = GoldenBias.all.debias

  private var debias: HardDebias {
    get throws {
      let pairs = golden.pairs[..<3].map { BiasDirection.Pair($0[0], $0[1]) }
      return HardDebias(
        direction: try BiasDirection(pairs, in: golden.vectors), equalized: golden.pairs,
        kept: ["k0", "K1"])
    }
  }

  @Test func asWefeHasIt() throws {
    let result = try debias(golden.vectors)
    #expect(result.vectors.words == golden.words)
    #expect(result.neutralized == 14 && result.kept == 2 && result.equalized == 4)
    for (found, expected) in zip(result.vectors.numbers, golden.after) {
      expectNear(Double(found), expected)
    }
  }

  @Test func neutralWordsAreAsFarFromBothOfAPair() throws {
    let result = try debias(golden.vectors)
    func cosine(_ a: String, _ b: String) -> Double {
      let (u, v) = (result.vectors.vector(of: a)!, result.vectors.vector(of: b)!)
      return zip(u, v).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    for word in ["n0", "n3"] {
      for pair in golden.pairs { expectNear(cosine(word, pair[0]), cosine(word, pair[1])) }
    }
  }

  @Test func setsOfSeveralWordsAndThoseThatAreMissing() throws {
    let vectors = WordVectors(
      words: ["he", "she", "He", "She", "they", "x"],
      numbers: [1, 1, 0, -1, 1, 0, 1, 1, 1, -1, 1, 1, 0.2, 1, 1, 0.5, 1, 1], dimension: 3)
    let debias = HardDebias(
      direction: try BiasDirection([.init("he", "she")], in: vectors),
      equalized: [["he", "she", "they"], ["none", "x"]], kept: [])
    let result = try debias(vectors)
    // There is no They.
    #expect(result.equalized == 1 && result.lostSets == [["none", "x"]])
    let directed = debias.direction.projections(of: ["he", "she", "they"], in: result.vectors)
    #expect(Set(directed.items.map { ($0.projection.magnitude * 1e5).rounded() }).count == 1)
    expectNear(debias.direction.projections(of: ["x"], in: result.vectors).directBias(), 0)
    let pair = HardDebias(direction: debias.direction, equalized: [["he", "she"]], kept: [])
    let capitals = try pair(vectors)
    #expect(capitals.equalized == 2)
    let found = debias.direction.projections(of: ["He", "She"], in: capitals.vectors).items
    expectNear(found[0].projection, -found[1].projection)
  }

  @Test func zeroStaysZero() throws {
    let vectors = WordVectors(words: ["a", "b", "0"], numbers: [1, 0, -1, 0, 0, 0], dimension: 2)
    let debias = HardDebias(
      direction: try BiasDirection([.init("a", "b")], in: vectors), equalized: [], kept: [])
    #expect(try debias(vectors).vectors.numbers.allSatisfy { $0 == 0 })
  }
}
