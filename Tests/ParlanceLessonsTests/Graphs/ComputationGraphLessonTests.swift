import Testing

@Suite struct ComputationGraphLessonTests {
  /// C1, C2. A graph, forward and backward.
  @Test func numbers() throws {
    let page = try soundPage("computation-graph")
    page.expect("L", -10)
    page.expect("∂L/∂a", -2)
    page.expect("∂L/∂b", -4)
    page.expect("∂L/∂c", 5)
  }
}
