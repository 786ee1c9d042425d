import Testing

@Suite struct ActivationsLessonTests {
  /// A2. Activation functions and their gradients.
  @Test func numbers() throws {
    let page = try soundPage("activations")
    page.expect("sigmoid′(0)", 0.25)
    page.expect("tanh′(0)", 1)
    page.expect("leaky ReLU .01′(−4)", 0.01, within: 1e-6)
    page.expect("leaky ReLU .1′(−4)", 0.1, within: 1e-6)
    // At 0 ReLU's gradient is that of one of its sides.
    #expect([0, 1].contains(page.value("ReLU′(0)")))
    page.expect("∂Σy/∂slope", -3)
  }
}
