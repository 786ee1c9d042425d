import Testing

@Suite struct SystemsLessonTests {
  /// F6. The systems of the perplexity table.
  @Test func numbers() throws {
    let page = try soundPage("systems")
    page.expect("nats, interpolated Kneser-Ney 5-gram", 4.2136, within: 1e-4)
    page.expect("nats, 2-layer LSTM-8192", 3.4012, within: 1e-4)
    for system in [
      "Kneser-Ney 5-gram", "sparse non-negative matrix", "RNN + MaxEnt 3-gram", "RNN + BlackOut",
      "LSTM",
      "2-layer LSTM", "LSTM, adaptive softmax", "2-layer LSTM, adaptive softmax",
    ] { #expect(page.value(system)! > 2 && page.value(system)! < 250) }
  }
}
