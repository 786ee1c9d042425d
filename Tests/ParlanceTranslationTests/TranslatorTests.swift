import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceTranslation

@Suite struct TranslatorTests {
  @Test(arguments: Variant.all) func learnsEightPairsByHeartAndIsReadAgain(
    _ variant: Variant
  ) throws {
    let folder = try Folder()
    let run = try TranslationRun(
      variant.settings(try folder.pairs()), output: folder.path + "/model")
    let report = try run.train()
    let scores = try #require(report.validation)
    #expect(scores.exactMatch == 1, "\(scores)")
    #expect(abs(scores.bleu - 100) < 1e-9 && scores.ter == 0)
    let translator = try Translator(directory: RunDirectory(folder.path + "/model"))
    let written = translator.translations(of: pairs.map(\.source)).map(\.text)
    #expect(written == pairs.map(\.target))
    #expect(translator.inspection.facts.contains { $0.value.contains("layer") })
  }

  @Test(arguments: Variant.all) func aBatchIsWhatItsSentencesAreAlone(_ variant: Variant) throws {
    let translator = try variant.translator()
    let together = translator.logProbabilities(of: pairs)
    for (pair, value) in zip(pairs, together) {
      #expect(abs(translator.logProbabilities(of: [pair])[0] - value) < 1e-4)
    }
    var options = GenerationOptions.translating
    options.maximumLength = 6
    let all = translator.translations(of: pairs.map(\.source), options)
    for (pair, expected) in zip(pairs, all) {
      #expect(translator.translations(of: [pair.source], options)[0].text == expected.text)
    }
  }

  @Test(arguments: Variant.all) func readingStepByStepIsReadingAtOnce(_ variant: Variant) throws {
    let translator = try variant.translator()
    let encoded = EncodedPairs(pairs, translator)
    let predicting = ConditionedTranslator(translator.network, TokenRows(encoded.sources))
    var sums = [Double](repeating: 0, count: pairs.count)
    var (values, state) = predicting.read(rows: pairs.map { _ in [] }, nil)
    let longest = encoded.targets.map(\.count).max()!
    for step in 0...longest {
      let next = encoded.targets.map {
        step < $0.count ? $0[step] : Vocabulary.sentenceEndID
      }
      for (row, target) in encoded.targets.enumerated() where step <= target.count {
        sums[row] += values[row, Int(next[row])]
      }
      (values, state) = predicting.read(rows: next.map { [$0] }, state)
    }
    for (sum, whole) in zip(sums, translator.logProbabilities(of: pairs)) {
      #expect(abs(sum - whole) < 1e-4)
    }
  }

  @Test(arguments: Variant.all) func everyParameterIsReached(_ variant: Variant) throws {
    let translator = try variant.translator()
    let batch = TranslationBatch(EncodedPairs(pairs, translator), Array(pairs.indices))
    let logits = translator.network.logits(batch, mode: .training(RandomKey(seed: 1)))
    let gradients = crossEntropy(logits, batch.targets, ignoring: Vocabulary.paddingID).backward()
    for (name, parameter) in translator.network.namedParameters() {
      if case .zero = gradients[gradient: parameter] { Issue.record("\(name) is not reached") }
    }
  }

  @Test(arguments: [Variant.all[0], Variant.all[5]]) func stoppedAndResumedGivesTheSameBits(
    _ variant: Variant
  ) throws {
    let folder = try Folder()
    var settings = variant.settings(try folder.pairs())
    (settings.architecture.dropout, settings.training.epochs) = (0.2, 3)
    _ = try TranslationRun(settings, output: folder.path + "/whole").train()
    let watcher = StopAfter(3)
    #expect(throws: TrainingInterrupted.self) {
      try TranslationRun(settings, output: folder.path + "/parts").train(
        observer: watcher, stop: watcher.stop)
    }
    _ = try TranslationRun(settings, output: folder.path + "/parts", existing: .resume).train()
    let weights = try ["whole", "parts"].map {
      try Safetensors.read("\(folder.path)/\($0)/weights.safetensors")
    }
    #expect(weights[0] == weights[1])
  }

  @Test(arguments: [Variant.all[0], Variant.all[5]])
  func allWaysOfTrainingResumeWithTheSameBits(_ variant: Variant) throws {
    let folder = try Folder()
    var settings = variant.settings(try folder.pairs())
    (settings.batchTokens, settings.averagedEpochs, settings.deciding) = (20, 2, .bleu)
    settings.scheduledSampling.decay = .linear
    settings.scheduledSampling.share = 0.9
    (settings.architecture.wordDropout, settings.training.epochs) = (0.1, 4)
    _ = try TranslationRun(settings, output: folder.path + "/whole").train()
    // In the third epoch, whose mean has the second's weights.
    let watcher = StopAfter(9)
    #expect(throws: TrainingInterrupted.self) {
      try TranslationRun(settings, output: folder.path + "/parts").train(
        observer: watcher, stop: watcher.stop)
    }
    _ = try TranslationRun(settings, output: folder.path + "/parts", existing: .resume).train()
    let weights = try ["whole", "parts"].map {
      try Safetensors.read("\(folder.path)/\($0)/weights.safetensors")
    }
    #expect(weights[0] == weights[1])
  }

  @Test func fewPairsAreReadSeveralTimes() throws {
    let folder = try Folder()
    var settings = Variant.all[0].settings(try folder.pairs())
    for (least, places) in [(nil, nil), (1, nil), (9, nil), (9, 20)] as [(Int?, Int?)] {
      (settings.leastSteps, settings.batchTokens) = (least, places)
      let plan = try TranslationPlan(settings)
      guard case .training(_, let task as TranslationTask, _) = plan.fitting() else {
        fatalError()
      }
      task.beginEpoch(0)
      let rows = (0..<task.stepCount).reduce(0) { $0 + task.rowCount(step: $1) }
      #expect(task.stepCount >= least ?? 1)
      #expect(least == 9 ? rows > pairs.count : rows == pairs.count)
      #expect(rows.isMultiple(of: pairs.count))
      _ = task.loss(step: task.stepCount - 1, mode: .evaluation)
    }
  }

  @Test func scheduledSamplingGrows() throws {
    var sampling = ScheduledSampling()
    #expect(sampling.share(at: 1) == 0)
    sampling.share = 0.5
    for decay in [ScheduledSampling.Decay.linear, .inverseSigmoid] {
      sampling.decay = decay
      let shares = [0, 0.25, 0.5, 0.75, 1].map(sampling.share)
      #expect(shares == shares.sorted() && shares[0] < 0.06 && shares[4] > 0.48)
    }
    let translator = try Variant.all[0].translator()
    let batch = TranslationBatch(EncodedPairs(pairs, translator), Array(pairs.indices))
    let mode = Mode.training(RandomKey(seed: 3))
    let sampled = batch.sampled(1, translator.network, mode)
    #expect(batch.sampled(0, translator.network, mode).inputs.ids == batch.inputs.ids)
    #expect(sampled.inputs.lengths == batch.inputs.lengths && sampled.targets == batch.targets)
    let logits = translator.network.logits(batch, mode: .evaluation).array.floats
    let (steps, size) = (batch.inputs.steps, translator.architecture.targetVocabularySize)
    for (row, length) in batch.inputs.lengths.enumerated() {
      #expect(sampled.inputs.ids[row * steps] == Vocabulary.sentenceStartID)
      for step in 1..<length {
        let place = row * steps + step
        let own = logits[(place - 1) * size..<place * size]
        #expect(Int(sampled.inputs.ids[place]) == own.firstIndex(of: own.max()!)! - own.startIndex)
      }
    }
    // Half of them, the same however the rows are shared.
    let half = batch.sampled(0.5, translator.network, mode)
    #expect(half.inputs.ids != sampled.inputs.ids && half.inputs.ids != batch.inputs.ids)
  }

  @Test(arguments: TranslationArchitecture.Level.allCases) func anyLevelIsReadAgain(
    _ level: TranslationArchitecture.Level
  ) throws {
    let folder = try Folder()
    var settings = Variant.all[0].settings(try folder.pairs())
    (settings.architecture.level, settings.merges) = (level, 20)
    settings.training.epochs = 1
    _ = try TranslationRun(settings, output: folder.path + "/model").train()
    let translator = try Translator(directory: RunDirectory(folder.path + "/model"))
    for pair in pairs {
      let ids = EncodedPairs([pair], translator).targets[0]
      #expect(translator.target.text(ids) == pair.target)
    }
    // What training has not seen.
    let odd = translator.target.ids("zèbre 斑", limit: 100)
    #expect(
      translator.target.text(odd) == (level == .subword ? "zèbre 斑" : translator.target.text(odd)))
    #expect(odd.contains(Vocabulary.unknownID) == (level != .subword))
  }

  @Test func longLinesAreCutAndEmptyOnesRead() throws {
    let translator = try Variant.all[6].translator()
    let long = Array(repeating: "cat", count: 1000).joined(separator: " ")
    let written = translator.translations(of: [long, "", "cat"])
    #expect(written.count == 3)
    #expect(translator.translations(of: []).isEmpty)
    #expect(
      translator.logProbabilities(of: [SentencePair(source: long, target: long)])[0].isFinite)
  }
}

private final class StopAfter: TrainingObserver {
  let stop = StopRequest()
  private var left: Int
  init(_ steps: Int) { left = steps }
  func didStep(_ report: StepReport) {
    left -= 1
    if left == 0 { stop.ask(signal: 15) }
  }
  func didEndEpoch(_ record: MetricsRecord) {}
  func note(_ message: String) {}
}
