import ParlanceText
import Testing

@Suite struct DelimitedReaderTests {
  private func rows(
    _ text: String, separator: Character = ",", isQuoted: Bool = true
  ) throws -> [[String]] {
    try withFile(text) { path in
      var reader = try DelimitedReader(path: path, separator: separator, isQuoted: isQuoted)
      var rows: [[String]] = []
      while let row = try reader.next() { rows.append(row) }
      return rows
    }
  }

  @Test(arguments: [
    ("", []), ("a,b\n", [["a", "b"]]), ("a,b", [["a", "b"]]), (",\n", [["", ""]]),
    ("\"\",\"a\"\"b\"\r\n", [["", "a\"b"]]), ("\"a\n\n b\",c\n", [["a\n\n b", "c"]]),
    ("a \"b\" c,d\n", [["a \"b\" c", "d"]]), ("é,\"日,本\"\n", [["é", "日,本"]]),
    ("\"\n\"\n\nx\n", [["\n"], ["x"]]),
  ])
  func fieldsAsInTheStandard(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
  }

  @Test func tabsKeepTheirQuotes() throws {
    #expect(try rows("\"a\t\"b\n", separator: "\t", isQuoted: false) == [["\"a", "\"b"]])
  }

  @Test func aQuoteThatDoesNotCloseIsNamedByItsBeginning() {
    let error = inputError { _ = try rows("a,b\nc,\"d\ne,f\n") }
    #expect(error?.line == 2 && error?.kind == .badData)
  }
}
