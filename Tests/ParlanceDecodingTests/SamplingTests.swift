import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import Testing

@Suite struct SamplingTests {
  private func sample(
    _ model: ToyModel, _ begins: [[Int32]], seeds: [UInt64],
    _ change: (inout GenerationOptions) -> Void
  ) -> [GeneratedTokens] {
    var generators = seeds.map { RandomGenerator(seed: $0) }
    return model.sample(after: begins, options(change), using: &generators)
  }

  /// Texts that are drawn side by side are those that are drawn alone.
  @Test func textsDoNotMix() {
    let model = ToyModel(size: 12)
    let begins: [[Int32]] = [[4], [5, 6], [], [4]]
    let together = sample(model, begins, seeds: [1, 2, 3, 4]) { $0.maximumLength = 20 }
    for (index, begin) in begins.enumerated() {
      let alone = sample(model, [begin], seeds: [UInt64(index + 1)]) { $0.maximumLength = 20 }
      #expect(alone[0] == together[index])
    }
    #expect(Set(together.map(\.tokens)).count > 2)
  }

  @Test func eachTextMayHaveALimit() {
    let model = ToyModel(size: 12, endFactor: 0)
    var generators = [RandomGenerator(seed: 1), RandomGenerator(seed: 2)]
    let whole = options { $0.maximumLength = 9 }
    let found = model.sample(after: [[4], [5]], whole, limits: [4, 30], using: &generators)
    #expect(found.map(\.tokens.count) == [4, 9])
  }

  /// First tokens come as often as their probabilities say, at temperatures other than 1 too.
  @Test(arguments: [1, 0.5])
  func drawsByTheProbabilities(temperature: Double) {
    let model = ToyModel(size: 8, seed: 6)
    let count = 4000
    let texts = sample(
      model, [[Int32]](repeating: [5], count: count), seeds: (1...UInt64(count)).map { $0 }
    ) {
      $0.maximumLength = 1
      $0.temperature = temperature
    }
    let allowed = [Int(Vocabulary.sentenceEndID)] + (4..<8)
    let values = model.read([5], nil).logProbabilities
    let weights = allowed.map { exp(Double(values[$0]) / temperature) }
    let sum = weights.reduce(0, +)
    for (token, weight) in zip(allowed, weights) {
      let share = Double(texts.count { $0.tokens == [Int32(token)] }) / Double(count)
      #expect(abs(share - weight / sum) < 0.03, "\(token): \(share) of \(weight / sum)")
    }
  }

  @Test func onlyTheLikeliestAreDrawn() {
    let model = ToyModel(size: 30, seed: 7)
    let values = model.read([5], nil).logProbabilities
    let order = ([3] + (4..<30)).sorted { values[$0] > values[$1] }
    let begins = [[Int32]](repeating: [5], count: 300)
    let top = sample(model, begins, seeds: (1...300).map { $0 }) {
      $0.maximumLength = 1
      $0.topK = 3
    }
    #expect(Set(top.map { Int($0.tokens[0]) }) == Set(order.prefix(3)))
    var (share, nucleus) = (0.0, 0)
    let sum = order.reduce(0.0) { $0 + exp(Double(values[$1])) }
    while share < 0.5 * sum {
      share += exp(Double(values[order[nucleus]]))
      nucleus += 1
    }
    let half = sample(model, begins, seeds: (1...300).map { $0 }) {
      $0.maximumLength = 1
      $0.topP = 0.5
    }
    #expect(Set(half.map { Int($0.tokens[0]) }) == Set(order.prefix(nucleus)))
  }

  /// The log-probability is the model's own, whatever the draws were made by.
  @Test func logProbabilitiesAreTheModels() {
    let model = ToyModel(size: 9, seed: 8)
    let text = sample(model, [[4]], seeds: [3]) {
      $0.temperature = 3
      $0.maximumLength = 6
      $0.lines = 0
    }[0]
    #expect(text.tokens.count == 6)
    let sum = text.tokens.indices.reduce(0.0) { sum, place in
      let values = model.read([4] + text.tokens[..<place], nil).logProbabilities
      return sum + Double(values[Int(text.tokens[place])])
    }
    #expect(abs(text.logProbability - sum) < 1e-6)
  }

  @Test func whereNothingMayCome() {
    let model = ToyModel(size: Vocabulary.specials.count)
    for temperature in [0, 1.0] {
      let text = sample(model, [[]], seeds: [1]) {
        $0.minimumLength = 1
        $0.temperature = temperature
      }
      #expect(text == [GeneratedTokens()])
    }
    #expect(sample(model, [], seeds: []) { _ in }.isEmpty)
  }
}
