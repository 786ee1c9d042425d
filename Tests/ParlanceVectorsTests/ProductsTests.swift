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
}
