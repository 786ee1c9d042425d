import Testing

@Suite struct LogLinearLessonTests {
  /// A5. Log-linear models are networks of one layer.
  @Test func numbers() throws {
    let page = try soundPage("log-linear")
    // P = 1 / (1 + e^(−2w·φ)), from w·φ = 0.35 and 0.625.
    page.expect("P by shares[1]", 1 / (1 + 0.49658530379), within: 1e-6)
    for place in 1...2 {
      page.expect("P by one unit[\(place)]", page.value("P by shares[\(place)]")!, within: 1e-12)
    }
    for place in 1...3 {
      page.expect(
        "one layer, then softmax[\(place)]", page.value("their shares by hand[\(place)]")!,
        within: 1e-6)
    }
  }
}
