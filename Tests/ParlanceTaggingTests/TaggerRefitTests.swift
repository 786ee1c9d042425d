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
    #expect(report.bestEpoch == 3 && report.epochs == 3)
    let directory = RunDirectory(folder.path + "/model")
    let (tagger, other) = (
      try Tagger(directory: directory), try Tagger(directory: RunDirectory(folder.path + "/apart"))
    )
    #expect(tagger.vocabulary.words.id(of: "jones") != Vocabulary.unknownID)
    #expect(other.vocabulary.words.id(of: "jones") == Vocabulary.unknownID)
    // Each epoch has the held-out score of the first training beside the loss of the second.
    let (records, before) = (
      try directory.metrics(), try RunDirectory(folder.path + "/apart").metrics()
    )
    #expect(records.compactMap(\.validation) == before.compactMap(\.validation))
    #expect(records.compactMap(\.validation).count == 3)
    #expect(records.last?.trainLoss != before.last?.trainLoss)
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
