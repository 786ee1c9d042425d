import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem

/// A model of any kind as an actor: opened once, asked by anyone, from any task.
///
/// ```swift
/// let host = try await ModelHost.open("models/classifier")
/// let answers = try await host.classify(["what a day!", "oh no"])
/// ```
///
/// Requests that wait when the model becomes free go through it together, so that batches grow with the load and
/// nobody waits for a batch to fill. Texts do not mix: an answer has the same bits alone and among others.
/// A task that is cancelled takes its request back.
public actor ModelHost {
  /// What the model is and can do.
  public nonisolated let facts: HostedModelFacts
  /// How much it takes on.
  public nonisolated let limits: HostLimits
  private let device: Device
  let model: HostedModel
  nonisolated let inbox: HostInbox
  private nonisolated let executor: HostExecutor
  private var writing = StreamGroups()
  /// Texts that are written at the same time; others wait.
  private static let mostStreams = 64

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// What it has done so far; never waits for the model.
  public nonisolated var counts: HostCounts { inbox.counts }

  /// What whoever asks now would be told, `HostError.queueFull`; nil where there is room. Never waits for the model.
  public nonisolated var refusal: HostError? { inbox.refusal }

  private init(
    _ path: String, _ limits: HostLimits, _ device: Device, on executor: HostExecutor
  ) throws {
    let model = try Device.with(device) { try HostedModel(path: path) }
    facts = HostedModelFacts(model, path: path)
    (self.limits, self.device) = (limits, device)
    self.executor = executor
    inbox = HostInbox(limits)
    self.model = model
  }

  /// Opens a model directory or file, off the threads that others wait on.
  ///
  /// - `device`: what works on the model's numbers. On a card an answer may differ in its last bits by what goes with it.
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public static func open(
    _ path: String, limits: HostLimits = HostLimits(), device: Device = .current
  ) async throws -> ModelHost {
    let executor = HostExecutor()
    return try await withCheckedThrowingContinuation { continuation in
      executor.queue.async {
        continuation.resume(with: Result { try ModelHost(path, limits, device, on: executor) })
      }
    }
  }

  // MARK: Being asked

  /// Asks something of texts that others may ask at the same time.
  ///
  /// - `key`: texts of one key are answered together.
  /// - `answer`: answers texts, each for itself.
  nonisolated func ask<Answer: Sendable>(
    _ key: String, _ texts: [String],
    _ answer: @escaping @Sendable (HostedModel, [String]) throws -> [Answer]
  ) async throws -> [Answer] {
    if texts.isEmpty { return [] }
    let slot = RequestSlot()
    let answers = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let request = HostRequest(
          key: key, texts: texts, deadline: deadline, answer: { try answer($0, $1) },
          reply: { continuation.resume(with: $0) })
        do {
          if try inbox.add(request) { Task { await self.work() } }
          watch()
        } catch {
          inbox.fail(request, error)
        }
        if slot.put(request) { inbox.fail(request, CancellationError()) }
      }
    } onCancel: {
      if let request = slot.cancel() { inbox.fail(request, CancellationError()) }
    }
    return answers.map { $0 as! Answer }
  }

  /// Works with the model itself, while nobody else does.
  public nonisolated func perform<Result: Sendable>(
    _ body: @escaping @Sendable (HostedModel) throws -> Result
  ) async throws -> Result {
    try await ask(UUID().uuidString, [""]) { model, _ in [try body(model)] }[0]
  }

  nonisolated var deadline: ContinuousClock.Instant {
    .now + .seconds(limits.patience)
  }

  /// Sees to it that what waits too long is given up, also while the model is at something that takes longer.
  ///
  /// One task for all: a timer that is taken back would take up memory until it were due.
  private nonisolated func watch() {
    guard inbox.beginsWatch() else { return }
    Task { [inbox] in
      while let deadline = inbox.nextDeadline() {
        try? await Task.sleep(until: deadline + .milliseconds(1), clock: .continuous)
        inbox.giveUp()
      }
    }
  }

  /// Writes on after a prompt; the events come as the tokens do.
  ///
  /// All texts that a host writes take each step together. One that nobody reads any more is given up.
  ///
  /// - `options`: of sampling; a beam search is `search`.
  /// - `alternatives`: how many of the likeliest tokens each piece tells.
  /// - Throws: through the events, `HostError`.
  public nonisolated func write(
    after prompt: String, _ options: GenerationOptions, seed: RandomKey, alternatives: Int = 0
  ) -> AsyncThrowingStream<WritingEvent, any Error> {
    AsyncThrowingStream { events in
      guard facts.abilities.contains(.complete) else {
        return events.finish(
          throwing: HostError.unsuited(.complete, found: facts.abilities))
      }
      if let problem = options.problem {
        return events.finish(throwing: HostError.refused(problem))
      }
      let stream = TextStream(
        prompt, options, seed: seed, alternatives: alternatives, lengthLimit: limits.textLength,
        deadline: deadline, events: events)
      events.onTermination = { [weak stream, inbox] _ in
        guard let stream else { return }
        stream.cancel()
        inbox.drop(stream)
      }
      do {
        if try inbox.add(stream) { Task { await self.work() } }
        watch()
      } catch {
        events.finish(throwing: error)
      }
    }
  }

  // MARK: Working

  /// Works until nothing waits: a step of all texts that are being written, then a batch, and so on.
  private func work() {
    while true {
      let start = ContinuousClock.now
      Device.with(device) {
        Threads.keepingRowsApart {
          stepStreams()
          answerBatch(inbox.takeBatch())
        }
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let open = writing.count
      inbox.count { counts in
        counts.busySeconds += seconds
        counts.streams = open
      }
      if open == 0, inbox.rests() { return }
    }
  }

  private func stepStreams() {
    // Who waits is looked at even where none can begin: some have waited too long.
    let begun = inbox.takeStreams(Self.mostStreams - writing.count)
    guard !begun.isEmpty || writing.count > 0, let model = model.model as? any LanguageModeling
    else { return }
    let written = writing.step(model)
    for stream in begun { writing.begin(stream, model) }
    inbox.count { counts in
      counts.steps += written > 0 ? 1 : 0
      counts.tokens += written + begun.count
    }
  }

  private func answerBatch(_ batch: [(request: HostRequest, texts: Range<Int>)]) {
    guard !batch.isEmpty else { return }
    inbox.count { counts in
      counts.batches += 1
      counts.texts += batch.reduce(0) { $0 + $1.texts.count }
    }
    do {
      var answers = try answers(to: batch)[...]
      for (request, places) in batch {
        inbox.deliver(Array(answers.prefix(places.count)), to: request)
        answers = answers.dropFirst(places.count)
      }
    } catch {
      // What one text has wrong is not the others' fault.
      for part in batch {
        do {
          try inbox.deliver(answers(to: [part]), to: part.request)
        } catch {
          inbox.fail(part.request, error)
        }
      }
    }
  }

  /// What the texts of requests of one key are answered; it need not be whole where nobody waits for any of them.
  private func answers(
    to batch: [(request: HostRequest, texts: Range<Int>)]
  ) throws -> [any Sendable] {
    let (inbox, requests) = (inbox, batch.map(\.request))
    let areWaiting: @Sendable () -> Bool = { inbox.isWanted(requests) }
    return try Readers.with(waiting: areWaiting) {
      try batch[0].request.answer(model, batch.flatMap { $0.request.texts[$0.texts] })
    }
  }
}

/// Where a request is found by who cancels it, who may come before it is there.
private final class RequestSlot: @unchecked Sendable {
  private let lock = NSLock()
  private var request: HostRequest?
  private var isCancelled = false

  /// → whether it is cancelled already.
  func put(_ request: HostRequest) -> Bool {
    lock.withLock {
      self.request = request
      return isCancelled
    }
  }

  func cancel() -> HostRequest? {
    lock.withLock {
      isCancelled = true
      return request
    }
  }
}
