import Testing

@Suite struct VanishingGradientsLessonTests {
  /// E3. Vanishing and exploding gradients.
  @Test func numbers() throws {
    let page = try soundPage("vanishing-gradients")
    page.expect("1.1⁵⁰", 117.4, within: 0.05)
    page.expect("0.9⁵⁰", 0.00515, within: 5e-6)
    #expect(page.value("factor at 0.7")! < 1e-6 && page.value("factor at 1.4")! > 1e6)
    #expect(page.value("factor at 1.4, tanh")! < page.value("factor at 1.4")!)
  }
}
