import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import Testing

@Suite struct BeamSearchTests {
  /// Width V^L leaves nothing out: the n best are those of all texts, at each weight of length.
  @Test(arguments: [0, 0.6, 1, 2], [UInt64(1), 2, 3])
  func theGreatestWidthIsExhaustive(penalty: Double, seed: UInt64) {
    for (words, length) in [(1, 1), (1, 5), (2, 4), (3, 3)] {
      let model = ToyModel(size: Vocabulary.specials.count + words, seed: seed)
      let options = options {
        $0.lengthPenalty = penalty
        $0.maximumLength = length
        $0.beamWidth = (0..<length).reduce(1) { width, _ in width * (words + 1) }
      }
      let all = model.allTexts(after: [4], options)
      let found = model.beamSearch(after: [[4]], options, count: 5)[0]
      #expect(found.map(\.tokens) == all.prefix(5).map(\.tokens), "\(words) \(length)")
      for (a, b) in zip(found, all) {
        #expect(abs(a.score - b.score) < 1e-6)
        #expect(abs(a.logProbability - b.logProbability) < 1e-6)
      }
    }
  }

  /// Whatever the width, what it says of a text is right, and no text comes twice.
  @Test func scoresAreThoseOfTheTexts() {
    let model = ToyModel(size: 9, seed: 4)
    for width in [1, 2, 5] {
      let options = options {
        $0.beamWidth = width
        $0.maximumLength = 12
        $0.lengthPenalty = 0.7
      }
      let found = model.beamSearch(after: [[5, 6]], options, count: 4)[0]
      #expect(Set(found.map(\.tokens)).count == found.count)
      #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
      for text in found { #expect(abs(text.score - score(text, after: [5, 6], model)) < 1e-6) }
    }
  }

  private func score(_ text: GeneratedTokens, after begin: [Int32], _ model: ToyModel) -> Double {
    var sum = 0.0
    for (place, token) in text.tokens.enumerated() {
      let values = model.read(begin + text.tokens[..<place], nil).logProbabilities
      sum += Double(values[Int(token)])
    }
    return sum / Double.exp(0.7 * Double.log(Double(text.tokens.count)))
  }

  /// Each text's own greatest length is as if it were asked for alone.
  @Test func eachTextMayHaveALimit() {
    let model = ToyModel(size: 9, seed: 4, endFactor: 0.01)
    let begins: [[Int32]] = [[4], [5, 6], [7]]
    let limits = [3, 100, 8]
    let whole = options { ($0.beamWidth, $0.maximumLength) = (3, 12) }
    let found = model.beamSearch(after: begins, whole, count: 2, limits: limits)
    for (place, begin) in begins.enumerated() {
      var own = whole
      own.maximumLength = min(12, limits[place])
      #expect(found[place] == model.beamSearch(after: [begin], own, count: 2)[0])
    }
    #expect(found.map { $0[0].tokens.count } == [3, 12, 8])
  }

  @Test(arguments: [0.0, 1])
  func widthOneIsGreedy(penalty: Double) {
    for seed in 1...20 {
      let model = ToyModel(size: 12, seed: UInt64(seed), endFactor: 2)
      func text(_ change: (inout GenerationOptions) -> Void) -> GeneratedTokens {
        var generators = [RandomGenerator(seed: 1)]
        let options = options {
          $0.maximumLength = 15
          $0.lengthPenalty = penalty
          change(&$0)
        }
        return options.beamWidth == nil
          ? model.sample(after: [[7]], options, using: &generators)[0]
          : model.beamSearch(after: [[7]], options)[0][0]
      }
      let greedy = text { $0.temperature = 0 }
      #expect(text { $0.beamWidth = 1 } == greedy)
      #expect(text { $0.topK = 1 } == greedy)
    }
  }

  /// Several searches at once are one product a step, and give what each gives alone.
  @Test func searchesDoNotMix() {
    let begins: [[Int32]] = [[4], [5, 6, 7], [8, 4], []]
    let options = options {
      $0.beamWidth = 4
      $0.maximumLength = 9
    }
    let together = ToyModel(size: 10, seed: 3)
    let found = together.beamSearch(after: begins, options, count: 3)
    for (begin, found) in zip(begins, found) {
      let alone = ToyModel(size: 10, seed: 3)
      #expect(alone.beamSearch(after: [begin], options, count: 3)[0] == found)
    }
    #expect(together.rowCounts.count <= 9)
    #expect(together.rowCounts[0] == 4)
    #expect(together.rowCounts[1] > 8)
  }

  /// Where the end is the likeliest token, only the weight of length keeps a search from answering
  /// nothing.
  @Test func lengthIsWeighed() {
    let model = ToyModel(size: 40, seed: 2, endFactor: 4)
    func length(_ penalty: Double, minimum: Int = 0) -> Int {
      let options = options {
        $0.beamWidth = 8
        $0.lengthPenalty = penalty
        $0.minimumLength = minimum
        $0.maximumLength = 30
      }
      return model.beamSearch(after: [[4]], options)[0][0].tokens.count
    }
    #expect(length(0) == 1)
    #expect(length(1) > 1)
    #expect(length(0, minimum: 6) > 6)
  }

  @Test func endsAndLimits() {
    let model = ToyModel(size: 8, seed: 5, endFactor: 3)
    func search(_ change: (inout GenerationOptions) -> Void) -> [Int32] {
      model.beamSearch(after: [[4]], options(change))[0][0].tokens
    }
    #expect(search { $0.maximumLength = 0 } == [])
    let text = search {
      $0.beamWidth = 3
      $0.lines = 3
      $0.maximumLength = 100
    }
    #expect(text.count { $0 == Vocabulary.sentenceEndID } == 3)
    #expect(text.last == Vocabulary.sentenceEndID)
    let endless = search {
      $0.beamWidth = 3
      $0.lines = 0
      $0.maximumLength = 33
    }
    #expect(endless.count == 33)
    // Nothing may come: an empty answer, not a trap.
    let nothing = ToyModel(size: Vocabulary.specials.count)
    #expect(
      nothing.beamSearch(after: [[]], options { $0.minimumLength = 1 })[0] == [GeneratedTokens()])
    #expect(nothing.beamSearch(after: [], GenerationOptions()).isEmpty)
  }

  /// A model that is sure of the tokens 4, 5, 6, … and of the end after six of them; all else is unlikely,
  /// the end most likely so.
  private struct Sure: TokenPredicting {
    func read(
      rows: [[Int32]], _ state: CarriedState?
    ) -> (logProbabilities: NDArray, state: CarriedState) {
      var next = CarriedState()
      let before = state?["count"]?.doubles ?? rows.map { _ in 0 }
      let counts = zip(before, rows).map { $0 + Double($1.count) }
      next["count"] = NDArray(float64: counts, shape: [rows.count, 1])
      let values = counts.flatMap { count in
        (0..<10).map { token -> Float in
          let right = count < 6 ? 4 + Int(count) : Int(Vocabulary.sentenceEndID)
          if token == right { return Float(log(0.96)) }
          return Float(log(token == Int(Vocabulary.sentenceEndID) ? 0.03 : 0.001))
        }
      }
      return (NDArray(values, shape: [rows.count, 10]), next)
    }
  }

  @Test func unlikelyShortTextsEndNoSearch() {
    for width in [2, 3, 5, 8] {
      var options = GenerationOptions()
      (options.beamWidth, options.lines) = (width, 1)
      let found = Sure().beamSearch(after: [[]], options)[0][0]
      #expect(found.tokens == [4, 5, 6, 7, 8, 9, Vocabulary.sentenceEndID])
    }
  }
}
