import Foundation
import ParlanceArrays
import ParlanceScores
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
    #expect(comparison.network.predictions.count == 100)
    #expect(comparison.network.counts.accuracy > 0.8 && comparison.logistic.counts.accuracy < 0.7)
    #expect(comparison.choosesNetwork && choice.settings.architecture.modelType == .gru)
    #expect(comparison.line.hasSuffix("a gru is trained"))
    let data = try #require(choice.plan).data
    #expect((data.training.read.count, data.validation.read.count) == (900, 100))
  }

  @Test func logisticRegressionIsTakenWhereWordsDecide() throws {
    let words = texts(1000) { isFirst, generator in
      [isFirst ? "glad" : "awful", ["tea", "rain", "stone"][Int(generator.uniform() * 3)], "day"]
        .joined(separator: " ")
    }
    let choice = try choice(words)
    let comparison = try #require(choice.comparison)
    #expect(comparison.logistic.counts.accuracy > 0.8 && !comparison.choosesNetwork)
    #expect(choice.settings.architecture.modelType == .logistic)
    // What cross-validation found is not looked for again, and its time is told.
    let plan = try ClassifierPlan(choice.settings, sharing: [#require(choice.plan)])
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
    #expect(try choice(easy) { $0.train = nil }.plan == nil)
    #expect(try choice(easy) { $0.train = "-" }.plan == nil)
    #expect(try choice(easy) { $0.architecture.isMultiLabel = true }.plan == nil)
  }

  @Test func chanceIsNoReason() throws {
    let labels = try LabelSet(["no", "yes"])
    /// Some texts that both get right, and some that one alone does; half of all of each label.
    func comparison(
      both: Int = 10, won: Int, lost: Int, isQuick: Bool = true,
      _ labelOf: (Int) -> Int = { $0 % 2 }
    ) -> ClassifierComparison {
      let truth = (0..<both + won + lost).map(labelOf)
      func results(_ isRight: (Int) -> Bool) -> ClassificationResults {
        ClassificationResults(
          truth: TrueLabels(truth.map { [labels.names[$0]] }, known: labels),
          predictions: truth.indices.map { isRight($0) ? truth[$0] : 1 - truth[$0] })
      }
      return ClassifierComparison(
        modelType: .gru, logistic: results { $0 < both || $0 >= both + won },
        network: results { $0 < both + won }, isNetworkQuick: isQuick)
    }
    // 10 < 2.5 √18 and 11 > 2.5 √19.
    #expect(!comparison(won: 14, lost: 4).isNetworkBetter)
    #expect(comparison(won: 15, lost: 4).isNetworkBetter)
    #expect(!comparison(won: 4, lost: 15).isNetworkBetter)
    #expect(!comparison(won: 0, lost: 0).isNetworkBetter)
    let slow = comparison(won: 15, lost: 4, isQuick: false)
    #expect(!slow.choosesNetwork && slow.line.contains("--model-type gru seems to do better"))
    #expect(slow.line.contains("48.3 % right") && slow.line.contains("86.2 %"))
    // Right more often, and never on the rare label.
    #expect(!comparison(both: 40, won: 15, lost: 4) { $0 < 55 ? 0 : 1 }.isNetworkBetter)
  }

  @Test func whatIsNoChoice() throws {
    let gru = ClassifierSettings(.gru)
    var seeded = gru
    seeded.training.seed = 7
    for (one, other) in [
      (ClassifierSettings(), ClassifierSettings(.ngram)), (gru, gru),
      (ClassifierSettings(), seeded),
    ] {
      #expect(throws: InputError.self) { _ = try ClassifierChoice(one, or: other) }
    }
  }

  /// What was not asked for makes no training fail.
  @Test func aNetworkThatCannotBeMadeIsNotCompared() throws {
    let texts = ordered(1000)
    try withFolder { folder in
      let path = folder + "/all.tsv"
      try write(texts, to: path)
      var (logistic, network) = (ClassifierSettings(), ClassifierSettings(.gru))
      (logistic.train, network.train) = (path, path)
      network.architecture.hiddenSize = 1 << 16
      network.architecture.embeddingSize = 1 << 16
      let choice = try ClassifierChoice(logistic, or: network)
      #expect(choice.comparison == nil && choice.plan != nil)
      #expect(choice.settings == logistic)
    }
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
