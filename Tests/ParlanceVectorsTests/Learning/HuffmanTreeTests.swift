import ParlanceArrays
import Testing

@testable import ParlanceVectors

@Suite struct HuffmanTreeTests {
  @Test func frequentWordsHaveShortWays() {
    let counts = [45, 13, 12, 16, 9, 5]
    let tree = HuffmanTree(counts: counts)
    // The textbook's code lengths for these counts.
    #expect(counts.indices.map { tree.paths[$0].count } == [1, 3, 3, 3, 4, 4])
    #expect(tree.nodeCount == 5)
    // No two words have the same way.
    var ways: Set<[String]> = []
    for word in counts.indices {
      let start = Int(tree.paths.starts[word])
      ways.insert(
        tree.paths[word].enumerated().map { "\($0.element)\(tree.ways[start + $0.offset])" })
    }
    #expect(ways.count == counts.count)
  }

  @Test func aSingleWordHasNoWay() {
    let tree = HuffmanTree(counts: [3])
    #expect(tree.paths.count == 1)
    #expect(tree.paths[0].isEmpty)
    #expect(tree.nodeCount == 0)
  }
}
