import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import Testing

/// A tagger that is trained on all sentences after held-out ones have told how good that is.
@Suite struct TaggerRefitTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func settings(_ train: String, validation: String? = nil) -> TaggerSettings {
    var settings = TaggerSettings()
    settings.architecture = smallArchitecture()
    (settings.batchSize, settings.leastSteps, settings.train) = (3, 6, train)
    settings.validation = validation
    settings.training.epochs = 3
    return settings
  }

  private func train(
    _ settings: TaggerSettings, _ output: String, _ existing: RunDirectory.Existing = .refuse,
    observer: (any TrainingObserver)? = nil, stop: StopRequest = StopRequest()
  ) throws -> TaggerReport {
    try TaggerRun(settings, output: folder.path + "/" + output, existing: existing)
      .train(configuration: "", command: "test", observer: observer, stop: stop)
  }

  private func part(_ sentences: ArraySlice<TaggedSentence>) -> TaggedCorpus {
    TaggedCorpus(Array(sentences))
  }

  private func weights(_ output: String) -> Data? {
    FileManager.default.contents(atPath: folder.path + "/\(output)/weights.safetensors")
  }

  @Test func whatIsHeldOutIsLearnedInTheEnd() throws {
    defer { folder.remove() }
    let last = corpus.sentences.count - 1
    let whole = try folder.file("all.tsv", columns(corpus))
    let report = try train(settings(whole), "model")
    // The scores are those of a tagger that has not seen the last sentence.
    let apart = try train(
      settings(
        try folder.file("first.tsv", columns(part(corpus.sentences[..<last]))),
        validation: try folder.file("last.tsv", columns(part(corpus.sentences[last...])))), "apart")
    #expect(report.validation == apart.validation)
    #expect(report.bestEpoch == 3 && report.epochs == 3 && report.refit == true)
    #expect(apart.refit == nil)
    #expect(RunDirectory(folder.path + "/apart").heldOutModel == nil)
    let directory = RunDirectory(folder.path + "/model")
    let (tagger, other) = (
      try Tagger(directory: directory), try Tagger(directory: RunDirectory(folder.path + "/apart"))
    )
    #expect(tagger.vocabulary.words.id(of: "jones") != Vocabulary.unknownID)
    #expect(other.vocabulary.words.id(of: "jones") == Vocabulary.unknownID)
    // The tagger of the first training is there, for who measures what it held out.
    #expect(try directory.metrics().allSatisfy { $0.validation == nil })
    let first = try #require(directory.heldOutModel)
    #expect(
      try Tagger(directory: first).evaluate(part(corpus.sentences[last...])) == report.validation)
    #expect(try first.metrics().compactMap(\.validation).count == 3)
  }

  @Test func manySentencesAreNotTrainedOnTwice() throws {
    defer { folder.remove() }
    var settings = settings(try folder.file("all.tsv", columns(corpus)))
    for limit in [nil, corpus.tokenCount - 1] {
      settings.refitTokens = limit
      #expect(try TaggerPlan(settings).refitting() == nil)
    }
    settings.refitTokens = corpus.tokenCount
    #expect(try TaggerPlan(settings).refitting() != nil)
    // Nor where rates wait for what validation says.
    settings.training.schedule = .plateau(factor: 0.5, patience: 1)
    #expect(try TaggerPlan(settings).refitting() == nil)
    #expect(settings.forTrials.refitTokens == nil)
  }

  /// A rate that stays high leaves the last epoch no better than the others.
  @Test func withAConstantRateTheBestEpochIsTheLast() throws {
    defer { folder.remove() }
    var settings = settings(try folder.file("all.tsv", columns(corpus)))
    (settings.training.schedule, settings.training.epochs) = (.constant, 12)
    let report = try train(settings, "model")
    let before = try RunDirectory(folder.path + "/model").heldOutModel!.metrics()
    #expect(before.last!.epoch == 12)
    #expect(report.epochs == before.last { $0.isBest == true }?.epoch)
  }

  @Test func aRunGoesOnAsItBegan() throws {
    defer { folder.remove() }
    let settings = settings(try folder.file("all.tsv", columns(corpus)))
    var once = settings
    once.refitTokens = nil
    for (began, wanted) in [(once, settings), (settings, once)] {
      _ = try train(began, "model", .overwrite)
      let error = #expect(throws: InputError.self) { try train(wanted, "model", .resume) }
      #expect(error?.message.contains("second training") == true, "\(error!)")
    }
  }

  @Test func whereTrainingEndsEarlyTheBestEpochIsTheLast() throws {
    defer { folder.remove() }
    var settings = settings(try folder.file("all.tsv", columns(corpus)))
    settings.training.epochs = 40
    settings.training.patience = 2
    let report = try train(settings, "model")
    let before = try RunDirectory(folder.path + "/model/run/held-out").metrics()
    #expect(before.last!.epoch < 40)
    #expect(report.epochs == before.last { $0.isBest == true }?.epoch)
  }

  /// Asks for a stop after so many steps.
  private final class Stopping: TrainingObserver {
    let stop = StopRequest()
    private var left: Int
    init(after steps: Int) { left = steps }
    func didStep(_ report: StepReport) {
      left -= 1
      if left == 0 { stop.ask(signal: SIGINT) }
    }
    func didEndEpoch(_ record: MetricsRecord) {}
    func note(_ message: String) {}
  }

  /// Stopped in either training, and at the ends of both.
  @Test(arguments: [1, 9, 18, 19, 27, 36])
  func resumedGivesTheSameBits(steps: Int) throws {
    defer { folder.remove() }
    let settings = settings(try folder.file("all.tsv", columns(corpus)))
    let whole = try train(settings, "whole")
    let stopping = Stopping(after: steps)
    let error = #expect(throws: TrainingInterrupted.self) {
      try train(settings, "part", observer: stopping, stop: stopping.stop)
    }
    #expect(error?.hasCheckpoint == true)
    var resumed = try train(settings, "part", .resume)
    #expect(weights("whole") != nil && weights("whole") == weights("part"))
    #expect(resumed.validation == whole.validation)
    // And what is whole may be taken up again.
    resumed = try train(settings, "part", .resume)
    #expect(weights("whole") == weights("part") && resumed.validation == whole.validation)
  }
}
