import Parlance
import ParlanceServer

#if Server
  /// What the page of ParlanceServer begins with.
  func serverPage() async throws {
    let registry = ModelRegistry([("book", "models/book")])
    try await ModelServer(registry).run(heedsSignals: true)
  }
#endif
