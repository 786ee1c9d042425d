import ParlanceArrays
import ParlanceText
import ParlanceVectors
import Testing

@Suite struct ProductsTests {
  @Test func productsWithEveryWord() {
    let vectors = WordVectors(words: ["a", "b", "c"], numbers: [1, 2, 3, 4, 5, 6], dimension: 2)
    var found: [Double] = []
    vectors.products(with: NDArray([1, 10], shape: [1, 2])) { words, products in
      #expect(products.shape == [1, words.count])
      found += products.doubles
    }
    #expect(found == [21, 43, 65])
  }

  /// In several tiles, with few queries and with many.
  @Test(arguments: [1, 100]) func tilesAreAllWords(queries: Int) throws {
    let (count, width) = (33_000, 64)
    let some = (0..<6400).map { Float(($0 &* 2_654_435_761) % 1000) / 500 - 1 }
    let numbers = [[Float]](repeating: some, count: count / 100).flatMap(\.self)
    let vectors = WordVectors(
      words: [String](repeating: "a", count: count), numbers: numbers, dimension: width)
    let asked = NDArray(Array(some[..<(queries * width)]), shape: [queries, width])
    var (next, tiles) = (0, 0)
    vectors.products(with: asked) { words, products in
      #expect(words.lowerBound == next && products.shape == [queries, words.count])
      next = words.upperBound
      tiles += 1
      for q in [0, queries - 1] {
        for place in stride(from: 0, to: words.count, by: 1997) {
          let row = vectors.vector(at: words.lowerBound + place)
          let exact = (0..<width).reduce(0.0) { $0 + asked[q, $1] * Double(row[$1]) }
          #expect(abs(products[q, place] - exact) < 1e-3)
        }
      }
    }
    #expect(next == count && tiles > 1)
  }
}
