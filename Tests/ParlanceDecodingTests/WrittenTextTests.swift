import ParlanceArrays
import ParlanceSystem
import ParlanceText
import Testing

@testable import ParlanceDecoding

@Suite struct WrittenTextTests {
  private func text(
    _ beginning: [Int32], _ written: [Int32], _ change: (inout GenerationOptions) -> Void
  ) -> WrittenText {
    var text = WrittenText(after: beginning, options(change))
    for token in written { text.append(token, logProbability: -1) }
    return text
  }

  private func forbidden(_ text: WrittenText) -> Set<Int> {
    let allowed = text.allowed([Float](repeating: -2, count: 10)[...])
    return Set(allowed.indices.filter { allowed[$0] == -.infinity })
  }

  @Test func specialTokensNeverCome() {
    #expect(forbidden(text([], []) { _ in }) == [0, 1, 2])
    #expect(forbidden(text([], []) { $0.allowsUnknown = true }) == [0, 2])
    #expect(forbidden(text([5], [5]) { $0.minimumLength = 2 }) == [0, 1, 2, 3])
    #expect(forbidden(text([5], [5, 6]) { $0.minimumLength = 2 }) == [0, 1, 2])
  }

  @Test func noNGramComesAgain() {
    func next(_ order: Int, _ begin: [Int32], _ written: [Int32]) -> Set<Int> {
      forbidden(text(begin, written) { $0.noRepeatNGram = order }).subtracting([0, 1, 2])
    }
    #expect(next(1, [4, 5], [6]) == [4, 5, 6])
    #expect(next(2, [4, 5], [6, 4]) == [5])
    #expect(next(2, [4, 5, 4, 6], [4]) == [5, 6])
    #expect(next(3, [4, 5, 6], [4, 5]) == [6])
    #expect(next(3, [4, 5, 6], [5]) == [])
    #expect(next(3, [4], []) == [])
    // The text may always end.
    #expect(next(1, [4], [3, 5, 3]) == [4, 5])
    #expect(next(2, [4, 3], [4]) == [])
  }

  @Test func linesAreCounted() {
    let end = Vocabulary.sentenceEndID
    #expect(text([], []) { _ in }.ends(with: end))
    #expect(!text([], []) { _ in }.ends(with: 5))
    #expect(!text([end], []) { $0.lines = 2 }.ends(with: end))
    #expect(text([end], [5, end, 4]) { $0.lines = 2 }.ends(with: end))
    #expect(!text([], [end, end]) { $0.lines = 0 }.ends(with: end))
  }

  /// No text that a search or a draw writes has an n-gram twice, the prompt's included.
  @Test(arguments: [1, 2, 3])
  func generatedTextsRepeatNothing(order: Int) {
    let model = ToyModel(size: 9, seed: 2)
    let begin: [Int32] = [4, 5, 6, 4, 5]
    var generators = [RandomGenerator(seed: 1)]
    for width in [nil, 1, 4] {
      let options = options {
        $0.noRepeatNGram = order
        $0.beamWidth = width
        $0.lines = 0
        $0.maximumLength = 25
      }
      let text =
        width == nil
        ? model.sample(after: [begin], options, using: &generators)[0]
        : model.beamSearch(after: [begin], options)[0][0]
      let tokens = Array(begin.suffix(order - 1)) + text.tokens
      let grams = (0..<max(0, tokens.count - order + 1)).map { Array(tokens[$0..<$0 + order]) }
        .filter { $0.last != Vocabulary.sentenceEndID }
      #expect(Set(grams).count == grams.count, "\(tokens)")
      #expect(!text.tokens.isEmpty)
    }
  }
}
