import Parlance

/// A folder of a classifier, and texts; returns the labels by the texts' places.
func askConcurrently(folder: String, texts: [String]) async throws -> [Int: String] {
  let host = try await ModelHost.open(folder)
  async let first = host.classify(["bake until ready ."])
  async let second = host.classify(["serve cold ."])
  print(try await first[0].labels[0], try await second[0].labels[0])

  let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
    for (place, text) in texts.enumerated() {
      group.addTask { (place, try await host.classify([text])[0].given[0]) }
    }
    return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
  }
  let own = try await host.perform { hosted in
    (hosted.model as? any TextClassifying)?.probabilities(of: ["serve hot ."])[0] ?? []
  }
  print(own)
  return answers
}

/// Streams a text.
func writeConcurrently(book: ModelHost) async throws {
  for try await event in book.write(
    after: "chop the", GenerationOptions(), seed: RandomKey(seed: 1))
  {
    if case .piece(let piece) = event { print(piece.text, terminator: "") }
  }
}
