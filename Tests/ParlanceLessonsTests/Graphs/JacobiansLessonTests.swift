import Testing

@Suite struct JacobiansLessonTests {
  /// C3. Upstream × local = downstream.
  @Test func numbers() throws {
    let page = try soundPage("jacobians")
    for place in 1...3 {
      page.expect("∂s/∂b[\(place)]", page.value("u ⊙ f′(z)[\(place)]")!, within: 1e-12)
    }
    for place in 1...6 {
      page.expect("∂s/∂W[\(place)]", page.value("(u ⊙ f′(z)) xᵀ[\(place)]")!, within: 1e-12)
    }
    page.expect("z[1]", -0.7, within: 1e-9)
  }
}
