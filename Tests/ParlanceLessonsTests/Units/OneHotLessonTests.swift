import Testing

@Suite struct OneHotLessonTests {
  /// A6. Words as vectors, and back.
  @Test func numbers() throws {
    let page = try soundPage("one-hot")
    page.expect("words kept", 4)
    page.expect("argmax", 4)
    page.expect("sum of shares", 1, within: 1e-9)
    for place in 1...2 {
      page.expect("row 5 of the matrix[\(place)]", page.value("that times a matrix[\(place)]")!)
    }
  }
}
