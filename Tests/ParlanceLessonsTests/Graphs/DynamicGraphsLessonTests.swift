import Testing

@Suite struct DynamicGraphsLessonTests {
  /// C7. Dynamic graphs, and none.
  @Test func numbers() throws {
    let page = try soundPage("dynamic-graphs")
    page.expect("factors from 1", 4)
    page.expect("factors from 10", 7)
    // n s wⁿ⁻¹
    page.expect("dy/dw from 10", 7 * 10 / 64.0)
    page.expect("in a graph without one", 0)
    // 2 w s + 2 w
    page.expect("static dy/dw from 1", 2)
    page.expect("static dy/dw from 10", 11)
    page.expect("static passes", 1)
  }
}
