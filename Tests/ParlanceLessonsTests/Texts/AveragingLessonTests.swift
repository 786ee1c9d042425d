import Testing

@Suite struct AveragingLessonTests {
  /// G1, G2. Classifiers of bags of words.
  @Test func numbers() throws {
    let page = try soundPage("averaging")
    page.expect("mean[1]", 0.5, within: 1e-9)
    page.expect("mean[2]", 0.2, within: 1e-9)
    for name in ["logistic regression", "deep averaging network"] {
      page.expect("accuracy, \(name)", page.value("best possible")!, within: 0.08)
    }
  }
}
