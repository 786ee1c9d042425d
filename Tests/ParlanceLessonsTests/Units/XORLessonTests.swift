import Testing

@Suite struct XORLessonTests {
  /// A3, A4. XOR and hidden layers.
  @Test func numbers() throws {
    let page = try soundPage("xor")
    for (place, answer) in [0.5, 0.5, 0.5, 0.5].enumerated() {
      page.expect("answers[\(place + 1)]", answer, within: 0.01)
    }
    for (place, answer) in [0.0, 1, 1, 0].enumerated() {
      page.expect("given[\(place + 1)]", answer)
      page.expect("one of them answers[\(place + 1)]", answer, within: 0.1)
    }
  }
}
