import Foundation
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceHosting

extension HostLimits {
  /// All tests run at once, on as few as two processors: who waits does so for the others.
  static var patient: HostLimits {
    var limits = HostLimits()
    limits.patience = 3600
    return limits
  }
}

@Suite struct ModelHostTests {
  private func lstm(_ limits: HostLimits = HostLimits.patient) async throws -> ModelHost {
    try await ModelHost.open(goldenPath("models-0.1") + "/lstm", limits: limits)
  }

  /// Holds the model until it is let go.
  private func block(
    _ host: ModelHost
  ) async -> (letGo: DispatchSemaphore, done: Task<Void, any Error>) {
    let letGo = DispatchSemaphore(value: 0)
    let (began, beginning) = AsyncStream<Void>.makeStream()
    let done = Task {
      defer { beginning.finish() }
      // Who holds the model may have waited for it himself.
      while true {
        do {
          return try await host.perform { _ in
            beginning.finish()
            letGo.wait()
          }
        } catch HostError.expired {}
      }
    }
    // No thread that tasks run on may wait for another task: there may be two of them.
    for await _ in began {}
    return (letGo, done)
  }

  private func wait(_ isSo: () -> Bool) async throws {
    for _ in 0..<10_000 where !isSo() { try await Task.sleep(for: .milliseconds(1)) }
    #expect(isSo())
  }

  @Test func whatWaitsGoesTogether() async throws {
    let host = try await lstm()
    let (letGo, done) = await block(host)
    let before = host.counts
    let tasks = (0..<20).map { number in Task { try await host.score(["text \(number)"]) } }
    try await wait { host.counts.waiting == 20 }
    letGo.signal()
    try await done.value
    for task in tasks { #expect(try await task.value.count == 1) }
    #expect(host.counts.batches - before.batches == 1)
    #expect(host.counts.texts - before.texts == 20)
  }

  @Test func whoComesToAFullQueueIsToldAtOnce() async throws {
    var limits = HostLimits.patient
    limits.queueLength = 3
    let host = try await lstm(limits)
    let (letGo, done) = await block(host)
    let tasks = (0..<3).map { _ in Task { try await host.score(["a"]) } }
    try await wait { host.counts.waiting == 3 }
    await #expect(throws: HostError.queueFull(limit: 3)) { try await host.score(["a"]) }
    await #expect(throws: HostError.queueFull(limit: 3)) {
      for try await _ in host.write(after: "", GenerationOptions(), seed: RandomKey(seed: 1)) {}
    }
    letGo.signal()
    try await done.value
    for task in tasks { _ = try await task.value }
  }

  @Test func whoIsCancelledWaitsNoLonger() async throws {
    let host = try await lstm()
    let (letGo, done) = await block(host)
    let task = Task { try await host.score(["a"]) }
    try await wait { host.counts.waiting == 1 }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(host.counts.waiting == 0)
    letGo.signal()
    try await done.value
  }

  /// A search that goes on for hours ends when who asked for it goes, and others are answered.
  @Test func aSearchThatNobodyWaitsForIsGivenUp() async throws {
    let host = try await lstm()
    var options = GenerationOptions()
    (options.maximumLength, options.minimumLength, options.lines) = (10_000_000, 10_000_000, 0)
    for width in [1, 3] {
      options.beamWidth = width
      let long = options
      let before = host.counts.batches
      let task = Task { try await host.search(after: ["a"], long) }
      try await wait { host.counts.batches == before + 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await host.score(["a"]).count == 1)
    }
  }

  /// Answers and cancellations meet at any moment; neither waits for the other.
  @Test func manyComeAndGo() async throws {
    let host = try await lstm()
    let answered = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<400 {
        group.addTask {
          let task = Task { try await host.score(["the dog"]) }
          if number % 2 == 0 {
            for _ in 0..<number % 16 { await Task.yield() }
            task.cancel()
          }
          do { return try await task.value.count == 1 } catch is CancellationError { return false }
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect((200...400).contains(answered))
    #expect(host.counts.waiting == 0)
  }

  @Test func whoWaitsTooLongIsToldSo() async throws {
    var limits = HostLimits.patient
    limits.patience = 0.02
    let host = try await lstm(limits)
    let (letGo, done) = await block(host)
    let task = Task { try await host.score(["a"]) }
    // Whatever the model is at.
    await #expect(throws: HostError.expired(seconds: 0.02)) { try await task.value }
    await #expect(throws: HostError.expired(seconds: 0.02)) {
      for try await _ in host.write(after: "", GenerationOptions(), seed: RandomKey(seed: 1)) {}
    }
    #expect(host.counts.waiting == 0)
    letGo.signal()
    try await done.value
  }

  @Test func aTextThatNobodyReadsIsGivenUp() async throws {
    let host = try await lstm()
    var options = GenerationOptions()
    (options.maximumLength, options.lines) = (1_000_000, 0)
    var count = 0
    for try await event in host.write(after: "", options, seed: RandomKey(seed: 1)) {
      if case .piece = event { count += 1 }
      if count == 3 { break }
    }
    try await wait { host.counts.streams == 0 }
    #expect(host.counts.tokens < 1_000_000)
  }

  /// A text that waits for its turn to be written takes a place as any other does.
  @Test func textsThatWaitToBeWrittenFillTheQueue() async throws {
    var limits = HostLimits.patient
    limits.queueLength = 2
    let host = try await lstm(limits)
    var options = GenerationOptions()
    (options.maximumLength, options.lines) = (1_000_000, 0)
    let long = options
    func write() -> AsyncThrowingStream<WritingEvent, any Error> {
      host.write(after: "", long, seed: RandomKey(seed: 1))
    }
    var streams: [AsyncThrowingStream<WritingEvent, any Error>] = []
    while host.counts.streams < 64 {
      if host.counts.waiting == 0, streams.count < 64 { streams.append(write()) }
      try await Task.sleep(for: .milliseconds(1))
    }
    streams += [write(), write()]
    #expect(host.counts.waiting == 2)
    await #expect(throws: HostError.queueFull(limit: 2)) { for try await _ in write() {} }
    streams.removeLast()
    #expect(host.counts.waiting == 1)
    streams.removeAll()
    try await wait { host.counts.streams == 0 && host.counts.waiting == 0 }
  }

  /// Whoever asks may be on any task: the model's numbers are worked on where it was opened.
  @Test func aModelOnADevice() async throws {
    let double = DeviceDouble()
    let host = try await ModelHost.open(
      goldenPath("models-0.1") + "/lstm", limits: .patient, device: double.device)
    _ = double.takeMoves()
    let found = try await Task.detached { try await host.score(["the dog"]) }.value
    #expect(double.takeMoves().uploads > 0)
    let wanted = try await lstm().score(["the dog"])
    #expect(found[0].score.logProbability == wanted[0].score.logProbability)
  }

  @Test func whatIsWrongWithOneTextIsNotTheOthersFault() async throws {
    var limits = HostLimits.patient
    limits.textLength = 4
    let host = try await lstm(limits)
    let (letGo, done) = await block(host)
    let long = Task { try await host.score(["a b c d e f g h i j k l m n o p"]) }
    try await wait { host.counts.waiting == 1 }
    let short = Task { try await host.score(["a"]) }
    try await wait { host.counts.waiting == 2 }
    letGo.signal()
    try await done.value
    await #expect(throws: HostError.tooLong(tokens: 5, limit: 4)) { try await long.value }
    #expect(try await short.value.count == 1)
  }

  @Test func aModelSaysWhatItCannotDo() async throws {
    let host = try await lstm()
    await #expect(throws: HostError.unsuited(.classify, found: [.complete])) {
      try await host.classify(["a"])
    }
    await #expect(throws: InputError.self) { try await ModelHost.open("/no/such/model") }
  }

  @Test func gatesOfEachLayerAtEachToken() async throws {
    let host = try await lstm()
    let maps = try await host.maps(of: ["the"])[0]
    #expect(!maps.isEmpty)
    for map in maps {
      #expect(map.kind == .gates && map.rows == ["input", "forget", "output"])
      #expect(map.values.allSatisfy { $0.count == map.columns.count })
      #expect(map.values.joined().allSatisfy { $0 > 0 && $0 < 1 })
    }
    let counts = try await ModelHost.open(
      goldenPath("models-0.1") + "/ngram", limits: .patient)
    #expect(try await counts.maps(of: ["the"])[0].isEmpty)
    let long = String(repeating: "a ", count: 300)
    await #expect(throws: HostError.self) { try await host.maps(of: [long]) }
  }

  @Test func aTaggerIsShownOverTheTokensThatItTags() async throws {
    let host = try await ModelHost.open(
      goldenPath("models-0.1") + "/tagger", limits: .patient)
    let text = "Anna met Bob in Paris, and left."
    let tokens = try await host.tag([text])[0].tokens.map(\.text)
    #expect(tokens.contains(","))
    let maps = try await host.maps(of: [text])[0]
    #expect(!maps.isEmpty && maps.allSatisfy { $0.columns == tokens })
  }

  @Test func seedsAreThoseOfTheLibrary() async throws {
    let host = try await lstm()
    var options = GenerationOptions()
    options.maximumLength = 20
    var text = ""
    for try await event in host.write(after: "the", options, seed: RandomKey(seed: 7)) {
      if case .piece(let piece) = event { text += piece.text }
    }
    let asked = options
    let expected = try await host.perform { hosted in
      var generator = RandomGenerator(seed: 7)
      let model = try hosted.languageModel()
      return (model as any LanguageModeling).generate(prompt: "the", asked, using: &generator).text
    }
    #expect("the" + text == expected)
  }

  @Test func tokensAreFoundInTheirText() {
    func found(_ text: String, _ style: WordStyle = .prose) -> [String] {
      PlacedToken.tokens(of: text, style, limit: 100).map {
        "\($0.text) \($0.range.lowerBound) \($0.range.upperBound)"
      }
    }
    #expect(found("Öl, don't  ok") == ["Öl 0 2", ", 2 3", "do 4 6", "n't 6 9", "ok 11 13"])
    #expect(found("“O’Brien”") == ["\" 0 1", "O'Brien 1 8", "\" 8 9"])
    #expect(found("we’re ok") == ["we 0 2", "'re 2 5", "ok 6 8"])
    #expect(found("no..... ...") == ["no 0 2", "... 2 5", "... 8 11"])
    #expect(found("👩🏽‍🚀 e\u{301}") == ["👩‍🚀 0 4", "e\u{301} 5 7"])
    #expect(found("<s> a “b </s>", .whitespace) == ["a 4 5", "“b 6 8"])
    #expect(PlacedToken.tokens(of: "a b c", .prose, limit: 2).map(\.text) == ["a", "b"])
  }

  @Test func aTextOfTooManyTokensIsRefusedBeforeItIsCut() async throws {
    let host = try await ModelHost.open(goldenPath("models-0.1") + "/tagger", limits: .patient)
    let long = String(repeating: "“", count: 100_000)
    await #expect(throws: HostError.tooLong(tokens: 4097, limit: 4096)) {
      try await host.tag([long])
    }
    await #expect(throws: HostError.tooLong(tokens: 4097, limit: 4096)) {
      try await host.tokenize([long])
    }
  }
}
