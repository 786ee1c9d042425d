import Parlance

/// What the page of ParlanceHosting begins with.
func hostingPage(book: ModelHost) async throws {
  let host = try await ModelHost.open("models/classifier")
  async let first = host.classify(["what a day!"])
  async let second = host.classify(["oh no"])
  print(try await first[0].given, try await second[0].given)

  for try await event in book.write(after: "It was", GenerationOptions(), seed: RandomKey(seed: 1))
  {
    if case .piece(let piece) = event { print(piece.text, terminator: "") }
  }
}
