#if Server
  import Dispatch
  import ParlanceHosting

  /// A model that nobody else can ask until it is let go.
  struct HeldModel {
    private let end: DispatchSemaphore
    private let holding: Task<Void, any Error>

    fileprivate init(_ host: ModelHost) async {
      let end = DispatchSemaphore(value: 0)
      let (began, beginning) = AsyncStream<Void>.makeStream()
      (self.end, holding) = (
        end,
        Task {
          defer { beginning.finish() }
          try await host.perform { _ in
            beginning.finish()
            end.wait()
          }
        }
      )
      // No thread that tasks run on may wait for another task: there may be two of them.
      for await _ in began {}
    }

    func letGo() async throws {
      end.signal()
      try await holding.value
    }
  }

  extension ModelHost {
    /// Holds the model.
    nonisolated func held() async -> HeldModel { await HeldModel(self) }

    /// Waits, for some seconds at most, until so many requests wait.
    nonisolated func waits(for count: Int) async throws -> Bool {
      for _ in 0..<10_000 where counts.waiting != count {
        try await Task.sleep(for: .milliseconds(1))
      }
      return counts.waiting == count
    }
  }
#endif
