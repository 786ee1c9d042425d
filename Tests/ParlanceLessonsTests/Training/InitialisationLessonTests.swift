import Testing

@Suite struct InitialisationLessonTests {
  /// D4. Initial weights.
  @Test func numbers() throws {
    let page = try soundPage("initialisation")
    page.expect("loss, biases 0", 1.3862944, within: 1e-5)
    // The entropy of 0.6, 0.25, 0.1, 0.05.
    page.expect("loss, biases ln(n / N)", 1.033114, within: 1e-5)
    page.expect("variance of 300 × 100 weights by Xavier", 2.0 / 400, within: 2e-4)
    for place in 1...4 { page.expect("h₁₀₀[\(place)]", page.value("h₀[\(place)]")!) }
    #expect(page.value("spread at 10, xavier")! > 0.1)
    #expect(page.value("spread at 10, normal(0.01)")! < 1e-8)
  }
}
