import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct ClassifierComparisonTests {
  /// Texts of two labels, made from a random number generator, one in ten with the wrong label.
  private func texts(
    _ count: Int, _ text: (_ isFirst: Bool, inout RandomGenerator) -> String
  ) -> LabelledTexts {
    var generator = RandomGenerator(key: RandomKey(seed: 5))
    return LabelledTexts(
      (0..<count).map { number in
        let isFirst = number % 2 == 0
        return LabelledText(
          text: text(isFirst, &generator), labels: [isFirst != (number % 20 < 2) ? "yes" : "no"])
      })
  }

  /// The label is which of two words comes first, with the same neighbours.
  private func ordered(_ count: Int) -> LabelledTexts {
    texts(count) { isFirst, generator in
      let between = (0..<2).map { _ in ["tea", "rain", "stone"][Int(generator.uniform() * 3)] }
      let ends = isFirst ? ["ask", "tell"] : ["tell", "ask"]
      return (["so", ends[0], "so"] + between + ["so", ends[1], "so"]).joined(separator: " ")
    }
  }

  private func choice(
    _ texts: LabelledTexts, _ change: (inout ClassifierSettings) -> Void = { _ in },
    observer: (any TrainingObserver)? = nil, stop: StopRequest = StopRequest()
  ) throws -> ClassifierChoice {
    try withFolder { folder in
      var logistic = ClassifierSettings()
      var network = smallSettings(.gru)
      (network.training.learningRate, network.training.epochs, network.batchSize) = (0.01, 6, 16)
      logistic.train = folder + "/all.tsv"
      change(&logistic)
      (network.train, network.validation) = (logistic.train, logistic.validation)
      try write(texts, to: folder + "/all.tsv")
      return try ClassifierChoice(logistic, or: network, observer: observer, stop: stop)
    }
  }

  @Test func aNetworkIsTakenWhereOrderDecides() throws {
    let choice = try choice(ordered(1000))
    let comparison = try #require(choice.comparison)
    #expect(comparison.textCount == 100)
    #expect(comparison.network > 0.8 && comparison.logistic < 0.7)
    #expect(comparison.choosesNetwork && choice.settings.architecture.modelType == .gru)
    #expect(comparison.line.hasSuffix("a gru is trained"))
    // Neither kind reads the texts again, and only what the network will learn from is left out.
    let data = try ClassifierPlan(choice.settings, sharing: choice.plans).data
    #expect((data.training.read.count, data.validation.read.count) == (900, 100))
  }

  @Test func logisticRegressionIsTakenWhereWordsDecide() throws {
    let words = texts(1000) { isFirst, generator in
      [isFirst ? "glad" : "awful", ["tea", "rain", "stone"][Int(generator.uniform() * 3)], "day"]
        .joined(separator: " ")
    }
    let choice = try choice(words)
    let comparison = try #require(choice.comparison)
    #expect(comparison.logistic > 0.8 && !comparison.choosesNetwork)
    #expect(choice.settings.architecture.modelType == .logistic)
    // What cross-validation found is not looked for again, and its time is told.
    let plan = try ClassifierPlan(choice.settings, sharing: choice.plans)
    let seconds = plan.secondsBefore
    #expect(seconds > 0)
    #expect(try plan.outcomeBeforehand(nil).results.predictions.count == 1000)
    #expect(plan.secondsBefore - seconds < 0.5 * seconds)
  }

  @Test func nothingIsComparedWhereLittleCanBeGained() throws {
    // Too few are held out.
    #expect(try choice(ordered(900)).comparison == nil)
    // Logistic regression is right nearly always.
    let easy = LabelledTexts(
      ordered(1000).items.map {
        LabelledText(text: $0.text + " \($0.labels[0])", labels: $0.labels)
      })
    #expect(try choice(easy).comparison == nil)
    // Single words.
    let single = texts(1000) { isFirst, _ in isFirst ? "ask" : "tell" }
    #expect(try choice(single).comparison == nil)
    // The built-in recipes, of which it is known how well any model can do.
    #expect(try choice(easy) { $0.train = nil }.plans.isEmpty)
    #expect(try choice(easy) { $0.train = "-" }.plans.isEmpty)
    #expect(try choice(easy) { $0.architecture.isMultiLabel = true }.plans.isEmpty)
  }

  @Test func chanceIsNoReason() {
    func comparison(won: Int, lost: Int, isQuick: Bool = true) -> ClassifierComparison {
      let flags = [Bool](repeating: true, count: 10)
      return ClassifierComparison(
        .gru, isQuick: isQuick,
        logistic: flags + (0..<won + lost).map { $0 >= won },
        network: flags + (0..<won + lost).map { $0 < won })
    }
    // 7 < 2 √13 and 8 > 2 √14.
    #expect(!comparison(won: 10, lost: 3).isNetworkBetter)
    #expect(comparison(won: 11, lost: 3).isNetworkBetter)
    #expect(!comparison(won: 3, lost: 11).isNetworkBetter)
    #expect(!comparison(won: 0, lost: 0).isNetworkBetter)
    let slow = comparison(won: 11, lost: 3, isQuick: false)
    #expect(slow.choosesNetwork == false)
    #expect(slow.line.contains("--model-type gru does better"))
    #expect(slow.network == 21.0 / 24 && slow.logistic == 13.0 / 24)
  }

  @Test func aStopIsHeeded() throws {
    let stop = StopRequest()
    stop.ask(signal: 2)
    #expect {
      _ = try choice(ordered(1000), stop: stop)
    } throws: {
      let stopped = $0 as? TrainingInterrupted
      return stopped?.signal == 2 && stopped?.hasCheckpoint == false
    }
  }
}
