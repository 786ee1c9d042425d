import Testing

@testable import ParlanceText

@Suite struct BytePairLearnerTests {
  @Test func mergesAreThoseOfSubwordNMT() throws {
    for golden in try SubwordCase.all() {
      let encoding = try golden.withFile(golden.train) {
        try BytePairEncoding.learned(
          from: [$0], merges: golden.merges, minimumCount: golden.minimumCount)
      }
      #expect(encoding.fileContents == golden.codes)
    }
  }

  @Test func theExampleOfThePaper() throws {
    let words = [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)]
    let encoding = try BytePairEncoding.learned(from: words, merges: 4)
    #expect(
      encoding.merges.map { $0.first + $0.second } == ["st</w>", "est</w>", "lo", "west</w>"])
    #expect(encoding.pieces(of: "lowest") == ["lo@@", "west"])
  }

  @Test func edges() throws {
    #expect(try BytePairEncoding.learned(from: [("", 3)], merges: 9).merges.isEmpty)
    #expect(try BytePairEncoding.learned(from: [("ab", 3)], merges: 0).merges.isEmpty)
    #expect(try BytePairEncoding.learned(from: [("ab", 1)], merges: 9).merges.isEmpty)
    #expect(try BytePairEncoding.learned(from: [("a", 5)], merges: 9).merges.isEmpty)
    let runs = try BytePairEncoding.learned(from: [("aaaaaaaa", 2)], merges: 9)
    #expect(runs.pieces(of: "aaaaaaaa").count == 1)
  }
}
