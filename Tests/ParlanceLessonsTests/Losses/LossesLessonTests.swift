import Testing

@Suite struct LossesLessonTests {
  /// B1. Losses.
  @Test func numbers() throws {
    let page = try soundPage("losses")
    page.expect("half squared error", 0.25)
    page.expect("mean squared error", 0.5 / 3, within: 1e-9)
    page.expect("−ln a[3]", 2.302585, within: 1e-6)
    page.expect("mean over examples", (0.1053605 + 0.5108256 + 2.3025851) / 3, within: 1e-6)
    page.expect("by negative log-likelihood", (0.4076060 + 0.1967103) / 2, within: 1e-4)
  }
}
